"""``riskscan scan``: read what was handed in and write the answer."""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from riskscan.model.assessment import Assessment

EXAMPLES = (
    "Examples:  riskscan scan fix.sql  ·  riskscan scan fix.sql --against ../platform --format html --output page.html  ·  "
    "riskscan scan main.tf --baseline HEAD~1 --fail-on high  ·  cat fix.sql | riskscan scan - --language sql"
)
OK, GATE, WRONG = 0, 1, 2


class Format(StrEnum):
    """What can be written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    MARKDOWN = "markdown"
    MERMAID = "mermaid"


class Gate(StrEnum):
    """The levels that ``--fail-on`` takes."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Languages(StrEnum):
    """The languages that ``--language`` takes."""

    PYTHON = "python"
    SQL = "sql"
    TERRAFORM = "terraform"
    SHELL = "shell"
    NOTEBOOK = "notebook"


def command(
    paths: Annotated[list[str], typer.Argument(help="Files or folders to read; - reads standard input.", show_default=False)],
    against: Annotated[
        list[Path] | None,
        typer.Option(
            help="Folder of what exists: repositories, catalogues. Default: the git work tree of the file.", exists=True, file_okay=False
        ),
    ] = None,
    baseline: Annotated[
        str | None, typer.Option(help="How it was before: a folder, or a git revision. Default: HEAD.", metavar="DIR|GIT_REV")
    ] = None,
    format_: Annotated[Format, typer.Option("--format", "-f", help="What to write.")] = Format.TEXT,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write to. Default: standard output.", dir_okay=False)
    ] = None,
    fail_on: Annotated[Gate | None, typer.Option(help="Exit with 1 from this level on.")] = None,
    dialect: Annotated[str, typer.Option(help="SQL dialect, where it cannot be told (postgres, mysql, snowflake, ...).")] = "",
    language: Annotated[Languages | None, typer.Option(help="Language, where it cannot be told.")] = None,
    now: Annotated[str | None, typer.Option(help="Time of the report, ISO 8601. Default: SOURCE_DATE_EPOCH, else the clock.")] = None,
    config: Annotated[
        Path | None, typer.Option(help="riskscan.toml to use. Default: the one in --against.", exists=True, dir_okay=False)
    ] = None,
    asked_by: Annotated[str, typer.Option(help="Who asked, for the record.")] = "",
    policies: Annotated[bool, typer.Option("--policies/--no-policies", help="Also run checkov's checks on Terraform.")] = True,
    cache: Annotated[bool, typer.Option("--cache/--no-cache", help="Keep results in the cache folder, for a faster second run.")] = True,
    color: Annotated[
        bool | None, typer.Option("--color/--no-color", help="Colour. Default: on a terminal, unless NO_COLOR is set.")
    ] = None,
) -> None:
    """Read scripts, queries and Terraform without running them, and say whether they may run.

    Exit code 0: read, and below the gate. 1: the level of --fail-on was reached. 2: wrong use, or something could not be read.
    """
    from riskscan import scan
    from riskscan.estate.catalog import ConfigError

    if not cache:
        os.environ["RISKSCAN_CACHE"] = "off"
    progress = _Progress()
    try:
        assessment = scan(
            paths,
            against=against,
            baseline=baseline,
            dialect=dialect,
            language=language.value if language else "",
            now=_time(now),
            config=config,
            stdin=sys.stdin.buffer.read() if "-" in paths else None,
            policies=policies,
            asked_by=asked_by,
            progress=progress,
        )
    except ConfigError as error:
        raise _wrong(str(error)) from error
    progress.done()
    _write(assessment, format_, output, _colour(color, output))
    raise typer.Exit(exit_code(assessment, fail_on))


def exit_code(assessment: Assessment, fail_on: Gate | None) -> int:
    """0, 1 or 2; an artifact that could not be read comes before the gate."""
    from riskscan.model.verdict import LEVELS

    if assessment.verdict.decision == "could_not_read" or any(a.status == "not_read" for a in assessment.artifacts):
        return WRONG
    if fail_on is not None and LEVELS.index(assessment.verdict.level) >= LEVELS.index(fail_on.value):
        return GATE
    return OK


def _write(assessment: Assessment, format_: Format, output: Path | None, colour: bool) -> None:
    from riskscan.reports import Options, render

    text = render(assessment, format_.value, Options(colour=colour))
    if output is None:
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.flush()
        return
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_bytes(text.encode("utf-8", "replace"))
    except OSError as error:
        raise _wrong(f"cannot write {output}: {error.strerror}") from error
    typer.echo(f"{assessment.verdict.level}: {assessment.page.question} {assessment.page.answer} The page is {output}", err=True)


def _colour(asked: bool | None, output: Path | None) -> bool:
    if asked is not None:
        return asked
    return output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _time(now: str | None) -> datetime | None:
    """The time of the report. Ends the process with 2 where the text is no time."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        if now is not None:
            moment = datetime.fromisoformat(now)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return datetime.fromtimestamp(int(epoch), UTC) if epoch else None
    except (ValueError, OverflowError, OSError) as error:
        raise _wrong(f"not a time: {now or epoch}") from error


def _wrong(message: str) -> typer.Exit:
    typer.echo(f"riskscan: {message}", err=True)
    return typer.Exit(WRONG)


class _Progress:
    """One line on standard error, on a terminal only, for anything that takes longer than a second."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._shown = False
        self._on = sys.stderr.isatty()

    def __call__(self, message: str) -> None:
        if self._on and time.monotonic() - self._start > 1:
            sys.stderr.write(f"\r\033[K{message} ...")
            sys.stderr.flush()
            self._shown = True

    def done(self) -> None:
        if self._shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
