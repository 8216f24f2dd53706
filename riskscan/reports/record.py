"""The record for people: the list, one request with its decisions, and the page of numbers for those who lead."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from riskscan.model.record import Entry, EntryKind, Outcome, RecordStats
from riskscan.model.verdict import Decision
from riskscan.reports import words
from riskscan.reports.names import seen, short

if TYPE_CHECKING:
    from markupsafe import Markup

QUESTION = "What were we asked to run?"
MOST_WAITING = 20
RULES = (
    ("A request", "One file with one content. When we read it again, it counts once."),
    ("Time to answer", "From the first reading to the first decision, day and night."),
    ("Half answered within", "Half of the answers took this long or less."),
    ("Waiting", "We asked for a reviewer or a decision, and none is written down."),
    ("Safer route taken", "We named another way, and the decision was to use it."),
    ("Is it whole?", "riskscan record verify checks that no line was changed or lost."),
)
OUTCOMES = {
    Outcome.ALTERNATIVE: "Took the safer route that we named",
    Outcome.MADE_SAFE: "Made safe first, then run",
    Outcome.AS_IT_IS: "Run as it is",
    Outcome.DECLINED: "Not run",
    Outcome.WITHDRAWN: "Withdrawn by those who asked",
}


class UnknownNumbersError(ValueError):
    """The numbers cannot be written in that form."""


def render_stats(stats: RecordStats, format_name: str) -> str:
    """The numbers as ``text``, ``html``, ``json`` or ``csv``, with a new line at the end. Raises UnknownNumbersError."""
    forms = {"text": stats_text, "html": stats_html, "json": stats_json, "csv": stats_csv}
    if format_name not in forms:
        raise UnknownNumbersError(f"{format_name!r} is not one of {', '.join(forms)}")
    return forms[format_name](stats)


def stats_html(stats: RecordStats) -> str:
    """The page for leadership: one file, no script, in the design of the report."""
    from markupsafe import Markup

    from riskscan.reports import marks
    from riskscan.reports.html import environment, whole_page

    template = environment().get_template("record.html")
    most = max((month.requests for month in stats.months), default=0)
    body = Markup(template.render(s=stats, v=sys.modules[__name__], words=words, marks=marks, when=period(stats), most=most))
    return whole_page(
        f"{QUESTION} {answer(stats)}", "many", "review", body, "Made from the record that riskscan keeps. No line in it is changed."
    )


def stats_json(stats: RecordStats) -> str:
    """Every number, as JSON."""
    fields = asdict(stats)
    for one in (fields, *fields["months"]):
        one["by_verdict"] = dict(one["by_verdict"])
    fields["by_outcome"] = dict(fields["by_outcome"])
    return json.dumps(fields, indent=2, ensure_ascii=False) + "\n"


def stats_csv(stats: RecordStats) -> str:
    """One line a month."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["month", "requests", *(name for name, _ in stats.by_verdict), "answered", "median_hours"])
    for month in stats.months:
        hours = "" if month.median_hours is None else round(month.median_hours, 2)
        writer.writerow([month.month, month.requests, *(number for _, number in month.by_verdict), month.answered, hours])
    return out.getvalue()


def stats_text(stats: RecordStats) -> str:
    """The numbers for a terminal."""
    lines = [f"{QUESTION} {answer(stats)}", lead(stats), ""]
    lines += [f"  {label:<22}{value}" + (f" ({sub})" if sub else "") for label, value, sub in glance(stats)]
    if stats.months:
        heads = [words.DECISIONS[decision(name)].short for name, _ in stats.by_verdict]
        wide = [max(len(head), 6) for head in heads]
        lines += [
            "",
            "  Month     Requests  " + "  ".join(f"{head:>{size}}" for head, size in zip(heads, wide, strict=True)) + "  Half within",
        ]
        for month in stats.months:
            numbers = "  ".join(f"{number:>{size}}" for (_, number), size in zip(month.by_verdict, wide, strict=True))
            lines.append(f"  {month_name(month.month):<10}{month.requests:>8}  {numbers}  {hours(month.median_hours):>11}")
    if stats.answered:
        lines += ["", *(f"  {text:<38}{number:>6}" for text, number in outcomes(stats))]
    if stats.waiting:
        lines += ["", "  These wait for an answer:"]
        lines += [f"  {words.day(one.at):<11} {name(one.report_id):<14} {files(one)}" for one in stats.waiting[:MOST_WAITING]]
    return "\n".join(lines) + "\n"


def list_text(entries: Sequence[Entry]) -> str:
    """One line an entry, for a terminal."""
    if not entries:
        return "Nothing is in the record that fits.\n"
    return "".join(_line(one) + "\n" for one in entries)


def one_text(entries: Sequence[Entry]) -> str:
    """All entries of one request, each with its fields, for a terminal."""
    blocks = []
    for one in entries:
        rows = _request_rows(one) if one.kind == EntryKind.REQUEST else _decision_rows(one)
        blocks.append("\n".join(f"  {label:<16}{seen(value)}" for label, value in (*rows, ("Receipt", one.receipt)) if value))
    return (
        "\n\n".join(f"{seen(entries[0].report_id)}, entry {one.number}\n{block}" for one, block in zip(entries, blocks, strict=True)) + "\n"
    )


def _request_rows(one: Entry) -> tuple[tuple[str, str], ...]:
    risk = words.DECISIONS[decision(one.verdict)].word + (f", risk {one.score} of 100, {one.level}" if one.score is not None else "")
    return (
        ("Asked on", words.moment(one.at)),
        ("Asked by", one.asked_by or "not said"),
        ("Ticket", one.ticket),
        ("Files", one.files.replace("\n", ", ")),
        ("File hash", one.file_hash),
        ("Our answer", risk),
        ("What it does", one.headline),
        ("Offered instead", one.alternative or "nothing"),
        ("Answer by", words.day(one.due, year=True) if one.due else ""),
        ("Read with", one.tool),
    )


def _decision_rows(one: Entry) -> tuple[tuple[str, str], ...]:
    return (
        ("Decided on", words.moment(one.at)),
        ("Decision", next((text for outcome, text in OUTCOMES.items() if outcome == one.outcome), one.outcome)),
        ("Decided by", one.approver),
        ("Ticket", one.ticket),
        ("Note", one.note),
        ("Decides on", f"entry {one.about}" if one.about else ""),
    )


def _line(one: Entry) -> str:
    start = f"{one.number:>5}  {one.at[:10]}  {seen(one.report_id):<14}"
    if one.kind == EntryKind.DECISION:
        return f"{start} decided: {seen(one.outcome).replace('_', ' ')}, by {name(one.approver)}"
    score = "  -" if one.score is None else f"{one.score:>3}"
    by = f", asked by {name(one.asked_by)}" if one.asked_by else ""
    return f"{start} {score}  {words.DECISIONS[decision(one.verdict)].short:<15} {files(one)}{by}"


def answer(stats: RecordStats) -> str:
    """As in "42 requests in 6 months."."""
    if not stats.requests:
        return "Nothing yet."
    return f"{words.count(stats.requests, 'request')} in {words.count(len(stats.months), 'month')}."


def lead(stats: RecordStats) -> str:
    """How fast, how safe, and what waits: three short sentences."""
    if not stats.requests:
        return "No request is in the record for these months. Keep one with riskscan scan --record."
    said = []
    if stats.median_hours is None:
        said.append("No decision is written down yet.")
    else:
        said.append(f"Half of the answers took {hours(stats.median_hours)} or less.")
    if stats.offered:
        said.append(f"We named a safer route for {stats.offered:,}, and {stats.taken:,} took it.")
    if stats.waiting:
        verb = "waits" if len(stats.waiting) == 1 else "wait"
        said.append(f"{len(stats.waiting):,} {verb} for an answer, the oldest since {words.day(stats.waiting[0].at)}.")
    else:
        said.append("Nothing waits for an answer.")
    return " ".join(said)


def glance(stats: RecordStats) -> tuple[tuple[str, str, str], ...]:
    """(label, value, smaller line) of the four corridor questions."""
    stopped = sum(number for name, number in stats.by_verdict if name in (Decision.STOP, Decision.HOLD))
    slow = f"nine in ten within {hours(stats.slowest_tenth_hours)}" if stats.slowest_tenth_hours is not None else ""
    return (
        ("Requests", f"{stats.requests:,}", f"{stopped:,} held or stopped"),
        ("Half answered within", hours(stats.median_hours), slow),
        ("Safer route taken", f"{stats.taken:,} of {stats.offered:,}", share(stats.taken, stats.offered)),
        ("Waiting", f"{len(stats.waiting):,}", f"oldest: {words.day(stats.waiting[0].at)}" if stats.waiting else "nothing"),
    )


def period(stats: RecordStats) -> str:
    """As in "Mon 1 Jun 2026 to Wed 25 Nov 2026"."""
    return f"{words.day(stats.first, True)} to {words.day(stats.last, True)}" if stats.first else ""


def outcomes(stats: RecordStats) -> tuple[tuple[str, int], ...]:
    """(what was decided, how often), in the order of the page."""
    found = dict(stats.by_outcome)
    return tuple((text, found.get(outcome.value, 0)) for outcome, text in OUTCOMES.items())


def verdicts(pairs: Iterable[tuple[str, int]]) -> tuple[tuple[words.DecisionWords, int], ...]:
    """Each of our answers as people read it, with its number."""
    return tuple((words.DECISIONS[decision(name)], number) for name, number in pairs)


def decision(name: str) -> Decision:
    """The decision of that name; an unknown one is never green."""
    return next((one for one in Decision if one == name), Decision.COULD_NOT_READ)


def hours(value: float | None) -> str:
    """As in "40 minutes", "5 hours", "2.5 days" (of 24 hours); "not known" where there is none."""
    if value is None:
        return "not known"
    if value < 1:
        return words.count(max(round(value * 60), 1), "minute")
    if value < 36:
        return words.count(round(value), "hour")
    days = round(value / 24 * 2) / 2
    return f"{days:g} days"


def share(part: int, whole: int) -> str:
    """As in "60%"; empty where there is nothing to share."""
    return f"{round(100 * part / whole)}%" if whole else ""


def month_name(month: str) -> str:
    """As in "Nov 2026"."""
    return f"{words.MONTHS[int(month[5:7]) - 1]} {month[:4]}"


def files(one: Entry) -> str:
    """The files of a request, at most two by name."""
    paths = [short(path.rpartition("/")[2] or path, 60) for path in one.files.split("\n") if path]
    return ", ".join(paths[:2]) + (f" and {len(paths) - 2} more" if len(paths) > 2 else "") if paths else "no file"


def name(text: str) -> str:
    """A name that cannot turn or hide text."""
    return short(text, 80)


def bar(number: int, most: int) -> Markup:
    """A number with a bar beside it."""
    from markupsafe import Markup

    wide = 100 * number / most if most else 0
    bars = '<rect class="bg" width="100" height="6" rx="2"/>'
    bars += f'<rect class="fg" width="{wide:.1f}" height="6" rx="2"/>' if number else ""
    drawing = f'<svg viewBox="0 0 100 6" aria-hidden="true" preserveAspectRatio="none">{bars}</svg>'
    return Markup(f'<span class="count"><b>{number:,}</b>{drawing}</span>')
