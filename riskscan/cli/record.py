"""``riskscan record``: what was asked and decided, kept so that nobody can lose it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from riskscan.cli.scan import wrong

if TYPE_CHECKING:
    from riskscan.model.assessment import Assessment
    from riskscan.model.record import Entry
    from riskscan.record.store import Record

app = typer.Typer(no_args_is_help=True, help="What was asked, what it would have done, what was offered instead, who decided, when.")


class Listing(StrEnum):
    """How entries can be written."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


class Report(StrEnum):
    """How one request can be shown: its entries, or the report that was kept with it."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    MARKDOWN = "markdown"
    REPORT = "report"


class Numbers(StrEnum):
    """How the numbers can be written."""

    TEXT = "text"
    HTML = "html"
    JSON = "json"
    CSV = "csv"


class Decided(StrEnum):
    """What can be decided."""

    AS_IT_IS = "as_it_is"
    ALTERNATIVE = "alternative"
    MADE_SAFE = "made_safe"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Level(StrEnum):
    """The levels, lowest first."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


Output = Annotated[Path | None, typer.Option("--output", "-o", help="File to write to. Default: standard output.", dir_okay=False)]
Config = Annotated[
    Path | None,
    typer.Option(help="riskscan.toml that names the record. Default: the one of this git work tree.", exists=True, dir_okay=False),
]


@app.command("list")
def list_(
    waiting: Annotated[bool, typer.Option("--waiting", help="Only requests that need an answer and have none.")] = False,
    since: Annotated[str, typer.Option(help="Only entries from this day on, as in 2026-11-01.")] = "",
    level: Annotated[Level | None, typer.Option(help="Only requests of this level or above.")] = None,
    format_: Annotated[Listing, typer.Option("--format", "-f", help="What to write.")] = Listing.TEXT,
    output: Output = None,
    config: Config = None,
) -> None:
    """List what was asked and what was decided, oldest first."""
    from riskscan.model.record import EntryKind
    from riskscan.model.verdict import LEVELS
    from riskscan.record import stats

    with _opened(config) as record:
        entries = record.entries()
    found = stats.waiting(entries) if waiting else entries
    found = tuple(one for one in found if one.at[: len(since)] >= since) if since else found
    if level is not None:
        least = LEVELS.index(level.value)
        found = tuple(one for one in found if one.kind == EntryKind.REQUEST and one.level in LEVELS and LEVELS.index(one.level) >= least)
    _write(_listing(found, format_), output)


@app.command()
def show(
    report_id: Annotated[str, typer.Argument(help="Report id, as in RS-7F3A-9C1E.", show_default=False)],
    format_: Annotated[
        Report, typer.Option("--format", "-f", help="text, json: the entries. html, markdown, report: the report, as it was kept.")
    ] = Report.TEXT,
    output: Output = None,
    config: Config = None,
) -> None:
    """Show all that is kept on one request: each reading, each decision, and the report itself."""
    with _opened(config) as record:
        entries = record.entries(report_id)
        if not entries:
            raise wrong(f"no request {report_id} is in the record")
        kept = next((one.report_hash for one in reversed(entries) if one.report_hash), "")
        report = record.report(kept) if kept and format_ not in (Report.TEXT, Report.JSON) else None
    if format_ is Report.TEXT:
        from riskscan.reports.record import one_text

        _write(one_text(entries), output)
    elif format_ is Report.JSON:
        _write(_listing(entries, Listing.JSON), output)
    elif report is None:
        raise wrong(f"no report of {report_id} was kept, or it is damaged: riskscan record verify says which")
    elif format_ is Report.REPORT:
        _write(report.decode("utf-8", "replace"), output)
    else:
        from riskscan.cli.stored import read_report
        from riskscan.reports import render

        _write(render(read_report(report, report_id), format_.value), output)


@app.command()
def export(
    format_: Annotated[Listing, typer.Option("--format", "-f", help="What to write.")] = Listing.JSONL,
    output: Output = None,
    config: Config = None,
) -> None:
    """Write every field of every entry, for other tools and for safe keeping elsewhere."""
    with _opened(config) as record:
        entries = record.entries()
    _write(_listing(entries, format_), output)


@app.command()
def decide(
    report_id: Annotated[str, typer.Argument(help="Report id, as in RS-7F3A-9C1E.", show_default=False)],
    outcome: Annotated[Decided, typer.Option(help="What was decided.", show_default=False)],
    by: Annotated[str, typer.Option(help="Who decided.", show_default=False)],
    note: Annotated[str, typer.Option(help="Why, or on which terms.")] = "",
    ticket: Annotated[str, typer.Option(help="Ticket that holds the decision. Default: that of the request.")] = "",
    config: Config = None,
) -> None:
    """Keep a decision. It is added as a line of its own; a later decision does not wipe out an earlier one."""
    from riskscan.model.record import Outcome
    from riskscan.record.entry import DecisionError, decision_on
    from riskscan.record.store import RecordError

    with _opened(config) as record:
        try:
            entry = decision_on(record.entries(report_id), report_id, Outcome(outcome.value), by, datetime.now(UTC), ticket, note)
            kept = record.add(entry)
        except (DecisionError, RecordError) as error:
            raise wrong(str(error)) from None
        typer.echo(f"kept as {kept.receipt} in {record.place}")


@app.command("stats")
def stats_(
    months: Annotated[int, typer.Option(help="How many months, up to this one.", min=1, max=120)] = 12,
    format_: Annotated[Numbers, typer.Option("--format", "-f", help="What to write; html is the page for leadership.")] = Numbers.TEXT,
    output: Output = None,
    now: Annotated[str | None, typer.Option(help="Time of the page, ISO 8601. Default: SOURCE_DATE_EPOCH, else the clock.")] = None,
    config: Config = None,
) -> None:
    """Requests per month, answers, time to answer, and how many took the safer route."""
    from riskscan.cli.scan import time_of
    from riskscan.record import stats
    from riskscan.record.entry import moment
    from riskscan.reports.record import render_stats

    with _opened(config) as record:
        entries = record.entries()
    found = stats.stats(entries, moment(time_of(now) or datetime.now(UTC)), months)
    _write(render_stats(found, format_.value), output)


@app.command()
def verify(
    receipt: Annotated[
        list[str] | None, typer.Option(help="Receipt of something kept, as in 12:9f86d081884c7d65. May be repeated.")
    ] = None,
    receipts: Annotated[
        Path | None, typer.Option(help="File with one receipt a line, such as saved standard error of scan --record.", dir_okay=False)
    ] = None,
    config: Config = None,
) -> None:
    """Check that nothing in the record was changed, removed or lost. Exit code 1 where something was."""
    from riskscan.record.chain import read_receipts

    try:
        lines = [*(receipt or ()), *(receipts.read_text(encoding="utf-8").splitlines() if receipts else ())]
        wanted = read_receipts(lines)
    except (OSError, ValueError) as error:
        raise wrong(str(error)) from None
    with _opened(config) as record:
        found = record.check(wanted)
        place = record.place
    typer.echo(f"{found.entries:,} entries in {place}, last {found.entries}:{found.head[:16]}")
    if found.holds:
        typer.echo("Nothing was changed or removed." + (f" All {found.receipts:,} receipts are honoured." if found.receipts else ""))
        return
    for fault in found.faults[:50]:
        typer.echo(f"entry {fault.number}: {fault.text}")
    if len(found.faults) > 50:
        typer.echo(f"and {len(found.faults) - 50:,} more")
    raise typer.Exit(1)


def keep(assessment: Assessment, ticket: str, setting: str) -> None:
    """Keeps a scan and says so on standard error. Ends the process with 2 where it cannot be kept."""
    from riskscan.model.codec import to_json
    from riskscan.record.entry import request_of
    from riskscan.record.place import PlaceError
    from riskscan.record.store import RecordError

    try:
        record = _open(setting)
        kept = record.add(request_of(assessment, datetime.now(UTC), ticket), to_json(assessment))
    except (PlaceError, RecordError) as error:
        raise wrong(str(error)) from None
    record.close()
    typer.echo(f"kept as {kept.receipt} in {record.place}", err=True)


class _opened:  # noqa: N801  (reads as a function where it is used)
    """The record that environment and settings name, as a context; ends the process with 2 where it cannot be used."""

    def __init__(self, config: Path | None) -> None:
        from riskscan.estate.catalog import ConfigError
        from riskscan.recipe.hand_in import estate_roots, settings_of
        from riskscan.record.place import PlaceError
        from riskscan.record.store import RecordError

        self._fault = RecordError
        try:
            self._record = _open(settings_of(config, estate_roots(["."], None)).record)
        except (PlaceError, RecordError, ConfigError) as error:
            raise wrong(str(error)) from None

    def __enter__(self) -> Record:
        return self._record

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self._record.close()
        if isinstance(error, self._fault):
            raise wrong(str(error)) from None


def _open(setting: str) -> Record:
    import os

    from riskscan.record.place import place
    from riskscan.record.store import Record

    return Record(place(setting, os.environ))


def _listing(entries: tuple[Entry, ...], format_: Listing) -> str:
    from riskscan.record import export
    from riskscan.reports.record import list_text

    forms = {Listing.TEXT: list_text, Listing.JSON: export.to_json, Listing.JSONL: export.to_lines, Listing.CSV: export.to_csv}
    return forms[format_](entries)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.flush()
        return
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_bytes(text.encode("utf-8", "replace"))
    except OSError as error:
        raise wrong(f"cannot write {output}: {error.strerror}") from error
