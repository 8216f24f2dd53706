from __future__ import annotations

import re
from pathlib import Path

import pytest

from riskscan.reports import words as fixed
from riskscan.reports.diagram.boxes import ICON_OF, plain_kind
from tests.reports import samples, wording

TEMPLATES = Path(__file__).parents[2] / "riskscan" / "reports" / "templates"


@pytest.mark.parametrize("name", ["stop", "hold", "reviewer", "go", "unread", "repo", "empty"])
def test_pages_hold_the_bars(name: str) -> None:
    assert wording.check_page(samples.ALL[name]()) == []


def test_the_ruler_tells_plain_from_learned() -> None:
    learned = ["A non-idempotent modification without appropriate predicates irreversibly invalidates dependent materializations."]
    assert wording.grade(learned) > 15
    assert wording.grade(["It changes every row of the table. The report is empty then."]) < 5
    assert wording.sentences("It sets 12.40 now. It stops.") == ["It sets 12.40 now.", "It stops."]
    assert wording.without_names("It reads crm.orders (load.py, line 3) at 12.40.", frozenset()) == "It reads it (it, line 3) at 12.40."
    assert wording.BANNED.search("runs on the upstream")


def test_fixed_texts_of_the_templates_hold_the_bars() -> None:
    for path in sorted(TEMPLATES.glob("*.html")):
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " it ", path.read_text(), flags=re.S)
        texts = [one.strip() for one in re.findall(r">([^<>]{12,})<", text)]
        texts += re.findall(r"'([A-Z][^'<>]{10,})'", path.read_text())
        for one in texts:
            assert not wording.BANNED.search(one), (path.name, one)
            assert all(len(wording.words(sentence)) <= wording.LONGEST for sentence in wording.sentences(one)), (path.name, one)


def test_fixed_words_of_reports_are_ours() -> None:
    said = [one for decision in fixed.DECISIONS.values() for one in (decision.word, decision.hero)] + [
        fixed.FOOT,
        *map(plain_kind, ICON_OF),
    ]
    assert not [one for one in said if wording.BANNED.search(one)]


@pytest.mark.parametrize(
    ("span", "said"),
    [
        ((0, 0), "none"),
        ((0.5, 0.5), "30 minutes"),
        ((1, 1), "1 hour"),
        ((2, 6), "2 to 6 hours"),
        ((4, 4), "half a day"),
        ((8, 16), "1 to 2 days"),
        ((4, 8), "half a day to 1 day"),
        ((0, 2), "up to 2 hours"),
        ((12, 12), "1.5 days"),
    ],
)
def test_hours(span: tuple[float, float], said: str) -> None:
    assert fixed.hours(span) == said


def test_dates() -> None:
    assert fixed.day("2026-11-26") == "Thu 26 Nov"
    assert fixed.moment("2026-11-23T09:40:00Z") == "Mon 23 Nov 2026, 09:40 UTC"
    assert fixed.day("not known") == "not known"
