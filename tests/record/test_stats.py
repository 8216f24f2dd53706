from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import asdict, replace
from datetime import UTC, datetime

import pytest

from riskscan.model.record import Entry, Outcome, RecordStats
from riskscan.record import export
from riskscan.record.entry import DecisionError, decision_on, request_of
from riskscan.record.stats import stats, waiting
from riskscan.reports import record as pages
from tests.reports import samples, wording
from tests.reports.test_html import HIDDEN, Page

NOW = "2026-11-25T12:00:00Z"


def asked(number: int, at: str, report_id: str, verdict: str = "stop", **more: object) -> Entry:
    entry = Entry(
        number, "request", at, report_id, files=f"jobs/{report_id}.sql", verdict=verdict, level="high", score=70, alternative="Use the job"
    )
    return replace(entry, **more)  # type: ignore[arg-type]


def decided(number: int, at: str, report_id: str, outcome: Outcome) -> Entry:
    return Entry(number, "decision", at, report_id, about=1, outcome=outcome.value, approver="Ada")


ENTRIES = (
    asked(1, "2026-09-03T09:00:00Z", "RS-1"),
    decided(2, "2026-09-03T11:00:00Z", "RS-1", Outcome.ALTERNATIVE),
    asked(3, "2026-11-02T09:00:00Z", "RS-2", "hold"),
    asked(4, "2026-11-02T10:00:00Z", "RS-2", "hold"),  # read again: the same request
    decided(5, "2026-11-04T09:00:00Z", "RS-2", Outcome.DECLINED),
    decided(6, "2026-11-05T09:00:00Z", "RS-2", Outcome.MADE_SAFE),
    asked(7, "2026-11-06T09:00:00Z", "RS-3", "go_ahead", alternative=""),
    asked(8, "2026-11-07T09:00:00Z", "RS-4", "could_not_read", score=None, level="none", alternative="", asked_by="Sales"),
    asked(9, "2025-01-01T09:00:00Z", "RS-0"),  # before the months that are counted
)


def numbers() -> RecordStats:
    return stats(ENTRIES, NOW, 6)


def test_numbers():
    found = numbers()
    assert (found.requests, found.answered, found.offered, found.taken) == (4, 2, 2, 1)
    assert found.median_hours == 25.0
    assert found.slowest_tenth_hours == 48.0
    assert [(month.month, month.requests, month.answered, month.median_hours) for month in found.months] == [
        ("2026-09", 1, 1, 2.0), ("2026-10", 0, 0, None), ("2026-11", 3, 1, 48.0),
    ]  # fmt: skip
    assert dict(found.by_verdict) == {"stop": 1, "hold": 1, "could_not_read": 1, "go_ahead_with_reviewer": 0, "go_ahead": 1}
    assert dict(found.by_outcome)["made_safe"] == 1
    assert [one.report_id for one in found.waiting] == ["RS-4"]
    assert [one.report_id for one in waiting(ENTRIES)] == ["RS-4", "RS-0"]


def test_an_empty_record_has_numbers_too():
    found = stats((), NOW)
    assert (found.requests, found.months, found.median_hours) == (0, (), None)
    assert "Nothing yet." in pages.render_stats(found, "text")
    assert Page(pages.render_stats(found, "html")).heads[0] == 1


def test_a_month_never_repeats_or_goes_missing():
    span = [month.month for month in stats([asked(1, "2025-02-01T00:00:00Z", "RS-1")], "2026-01-31T00:00:00Z", 12).months]
    assert span == [f"2025-{month:02d}" for month in range(2, 13)] + ["2026-01"]


def test_the_page_is_whole_and_in_order():
    text = pages.render_stats(numbers(), "html")
    page = Page(text)
    assert "script" not in page.tags
    assert not [one for one in page.attributes if one == "style" or one.startswith("on")]
    assert page.heads[0] == 1
    assert page.heads.count(1) == 1
    at = 0
    for part in (
        "What were we asked to run?",
        "4 requests in 3 months.",
        "1 of 2",
        "Sep 2026",
        "Took the safer route",
        "RS-4.sql",
        "How this is counted",
    ):
        found = page.words.find(part, at)
        assert found >= at, part
        at = found
    assert "asked by Sales" in page.words
    assert pages.render_stats(numbers(), "html") == text


def test_the_page_holds_the_bars_of_wording():
    for found in (numbers(), stats((), NOW), stats(ENTRIES[:1], NOW), stats(ENTRIES[:2], NOW)):
        said = [
            pages.QUESTION,
            pages.answer(found),
            *wording.sentences(pages.lead(found)),
            *pages.OUTCOMES.values(),
            *(part for row in pages.glance(found) for part in row),
            *(part for row in pages.RULES for part in row),
        ]
        for text in said:
            assert not wording.BANNED.search(text), text
            assert all(len(wording.words(one)) <= wording.LONGEST for one in wording.sentences(text)), text
        prose = [text for text in said if len(wording.words(text)) >= 4 and text.endswith((".", "?"))]
        assert wording.grade(prose) <= wording.GRADE
        assert len(wording.words(pages.lead(found))) <= wording.ANSWER
        assert len(wording.words(" ".join(said))) <= wording.PAGE_ONE


def test_no_name_breaks_out_of_the_page():
    hostile = samples.HOSTILE
    entry = asked(1, "2026-11-02T09:00:00Z", hostile, files=hostile, asked_by=hostile, ticket=hostile, alternative=hostile)
    for form in ("html", "text"):
        text = pages.render_stats(stats([entry], NOW), form)
        assert not HIDDEN.search(text)
        assert "<script>" not in text or form == "text"
    assert "script" not in Page(pages.render_stats(stats([entry], NOW), "html")).tags
    assert not HIDDEN.search(pages.list_text([entry, replace(entry, kind="decision", approver=hostile, outcome="odd")]))
    assert not HIDDEN.search(pages.one_text([entry, replace(entry, kind="decision", note=hostile)]))


def test_json_and_csv_of_the_numbers():
    found = json.loads(pages.render_stats(numbers(), "json"))
    assert found["by_verdict"]["stop"] == 1
    assert found["months"][-1]["by_verdict"]["hold"] == 1
    rows = list(csv.DictReader(io.StringIO(pages.render_stats(numbers(), "csv"))))
    assert [row["requests"] for row in rows] == ["1", "0", "3"]
    with pytest.raises(pages.UnknownNumbersError, match="docx"):
        pages.render_stats(numbers(), "docx")


def test_an_export_holds_every_field_and_runs_nothing_in_a_spreadsheet():
    entry = asked(1, NOW, "RS-1", asked_by='=HYPERLINK("x")', note='a,b\n"c"')
    assert json.loads(export.to_json([entry])) == [asdict(entry)]
    assert [json.loads(line) for line in export.to_lines([entry, entry]).splitlines()] == [asdict(entry)] * 2
    row = next(csv.DictReader(io.StringIO(export.to_csv([entry]))))
    assert row["asked_by"] == '\'=HYPERLINK("x")'
    assert row["note"] == entry.note


def test_an_entry_of_an_assessment():
    at = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    entry = request_of(samples.stop(), at, "OPS-7")
    assert (entry.at, entry.ticket, entry.level, entry.score, entry.verdict) == (NOW, "OPS-7", "critical", 93, "stop")
    assert entry.file_hash == samples.SHA
    assert entry.alternative
    assert request_of(samples.could_not_read(), at).score is None
    assert re.fullmatch("[0-9a-f]{64}", request_of(samples.several(), at).file_hash)


def test_a_decision_needs_a_request_a_name_and_a_route_that_was_offered():
    at = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    kept = ENTRIES[:4]
    made = decision_on(kept, "RS-2", Outcome.ALTERNATIVE, " Ada ", at)
    assert (made.about, made.approver, made.outcome) == (4, "Ada", "alternative")
    with pytest.raises(DecisionError, match="no request RS-9"):
        decision_on(kept, "RS-9", Outcome.DECLINED, "Ada", at)
    with pytest.raises(DecisionError, match="name"):
        decision_on(kept, "RS-2", Outcome.DECLINED, "  ", at)
    with pytest.raises(DecisionError, match="no other route"):
        decision_on(ENTRIES[6:7], "RS-3", Outcome.ALTERNATIVE, "Ada", at)


@pytest.mark.parametrize(
    ("hours", "said"), [(None, "not known"), (0, "1 minute"), (0.5, "30 minutes"), (1, "1 hour"), (30, "30 hours"), (60, "2.5 days")]
)
def test_hours(hours: float | None, said: str):
    assert pages.hours(hours) == said
