"""Every page holds the bars for words, and answers the six questions of the person who asked, as text on its first sheet."""

from __future__ import annotations

import re
import tomllib
from html import unescape
from pathlib import Path

import pytest

from riskscan import scan
from riskscan.reports import render
from tests.golden.cases import CASES, NOW, Case, assess, scrubbed
from tests.reports import samples, wording
from tests.support import FIXTURES

QUESTIONS = tomllib.loads(Path(__file__).with_name("questions.toml").read_text(encoding="utf-8"))
ASKED = {"what", "to_what", "who", "undo", "instead", "next"}


def first_sheet(page: str) -> dict[str, str]:
    """The text of page one: the whole of it, and of the parts in which an answer is looked for."""
    page = page.partition('<div class="page2">')[0]
    parts = {
        "lead": re.findall(r'(?s)<p class="lead">(.*?)</p>', page),
        "glance": re.findall(r'(?s)<dl class="glance">(.*?)</dl>', page),
        "flow": re.findall(r'(?s)<ol class="flow">(.*?)</figure>', page),
        "risks": re.findall(r"(?s)What could go wrong</h2>(.*?)</section>", page),
        "card": re.findall(r'(?s)<section class="card">(.*?)</section>', page),
        "all": [page],
    }
    return {name: text_of(found[0]) if found else "" for name, found in parts.items()}


def text_of(markup: str) -> str:
    markup = re.sub(r"(?s)<svg.*?</svg>|<style>.*?</style>", "", markup)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", markup.replace("</dd>", "; ").replace("</dt>", ": "))).replace("\xa0", " ").split())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_page_holds_the_bars(case: Case) -> None:
    assert wording.check_page(assess(case.name)) == []


HARMFUL = sorted(path for path in (FIXTURES / "everyday" / "harmful").rglob("*") if path.suffix in (".py", ".sql", ".sh", ".tf"))


@pytest.mark.parametrize("path", HARMFUL, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_the_page_of_an_everyday_file_holds_the_bars(path: Path) -> None:
    made = scan([path.as_posix()], against=[(FIXTURES / "estates" / "acme").as_posix()], now=NOW, policies=False)
    assert wording.check_page(made) == []


def test_each_page_has_its_questions() -> None:
    assert set(QUESTIONS) == {case.name for case in CASES}
    assert all(set(asked) == ASKED for asked in QUESTIONS.values())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_page_answers_six_questions(case: Case) -> None:
    sheet = first_sheet(render(scrubbed(assess(case.name)), "html"))
    asked = QUESTIONS[case.name]
    assert asked["what"] in sheet["lead"]
    assert asked["to_what"] in sheet["lead"] + sheet["flow"]
    assert asked["who"] in sheet["risks"]
    assert f"Can we undo it?: {asked['undo']};" in sheet["glance"]
    assert asked["instead"] in sheet["card"]
    assert asked["next"] in sheet["card"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_comment_and_the_terminal_answer_them_too(case: Case) -> None:
    asked = QUESTIONS[case.name]
    comment = re.sub(r"[\\`*]|\u2060", "", render(scrubbed(assess(case.name)), "markdown")).partition("<details>")[0]
    terminal = " ".join(render(scrubbed(assess(case.name)), "text").split())
    for answer in ("what", "undo", "instead", "next"):
        assert asked[answer] in comment, answer
        assert asked[answer] in terminal, answer


def test_an_unread_page_guesses_nothing_and_says_what_to_send() -> None:
    sheet = first_sheet(render(samples.could_not_read(), "html"))
    assert "Unread does not mean safe" in sheet["lead"]
    assert "What we need from you" in sheet["card"]
    assert "of 100" not in sheet["all"]
