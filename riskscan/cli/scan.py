"""``riskscan scan``: read what was handed in and write the answer."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from riskscan.cli.defaults import defaults_of
from riskscan.cli.progress import Progress

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
    PDF = "pdf"
    MARKDOWN = "markdown"
    SARIF = "sarif"
    GITLAB = "gitlab"
    GITHUB = "github"
    JUNIT = "junit"
    MERMAID = "mermaid"
    CSV = "csv"


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
    POWERSHELL = "powershell"
    NOTEBOOK = "notebook"
    PIPELINE = "pipeline"
    SCHEDULE = "schedule"
    DOCKERFILE = "dockerfile"
    MANIFEST = "manifest"
    MAKEFILE = "makefile"
    BATCH = "batch"
    REDIS = "redis"
    MARKDOWN = "markdown"
    PLAYBOOK = "playbook"


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
    format_: Annotated[Format | None, typer.Option("--format", "-f", help="What to write. Default: text.")] = None,
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
    asked_by: Annotated[str, typer.Option(help="Who asked, for the page and the record.")] = "",
    record: Annotated[
        bool,
        typer.Option("--record/--no-record", help="Keep the request and the report in the record; its receipt goes to standard error."),
    ] = False,
    ticket: Annotated[str, typer.Option(help="Ticket of the request, for the record.")] = "",
    policies: Annotated[
        bool | None, typer.Option("--policies/--no-policies", help="Also run checkov's checks on Terraform. Default: yes.")
    ] = None,
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
    progress = Progress()
    try:
        said = defaults_of(config, Path.cwd())
        kind = format_ or _default_format(said.format)
        gate = fail_on or (Gate(said.fail_on) if said.fail_on else None)
        assessment = scan(
            paths,
            against=against or list(said.against) or None,
            baseline=baseline or said.baseline or None,
            dialect=dialect or said.dialect,
            language=language.value if language else "",
            now=time_of(now),
            config=config,
            stdin=sys.stdin.buffer.read() if "-" in paths else None,
            policies=policies if policies is not None else said.policies is not False,
            asked_by=asked_by,
            progress=progress,
        )
    except ConfigError as error:
        raise wrong(str(error)) from error
    progress.done()
    if record:
        _keep(assessment, ticket, paths, against or [Path(name) for name in said.against] or None, config)
    write(assessment, kind, output, _colour(color, output), gate)
    raise typer.Exit(exit_code(assessment, gate))


def exit_code(assessment: Assessment, fail_on: Gate | None) -> int:
    """0, 1 or 2; an artifact that could not be read comes before the gate. What a person took on does not count for the gate."""
    from riskscan.model.verdict import LEVELS

    if assessment.verdict.decision == "could_not_read" or any(a.status == "not_read" for a in assessment.artifacts):
        return WRONG
    if fail_on is not None and LEVELS.index(_gated(assessment)) >= LEVELS.index(fail_on.value):
        return GATE
    return OK


def _gated(assessment: Assessment) -> str:
    """The level that the gate looks at: that of the worst effect that nobody took on."""
    if not assessment.accepted:
        return assessment.verdict.level
    from riskscan.model.verdict import LEVELS
    from riskscan.reports.findings import findings

    taken = {one.fingerprint for one in assessment.accepted}
    effects = [one for one in findings(assessment) if one.kind == "effect"]
    left = [one.level for one in effects if one.fingerprint not in taken]
    if len(left) == len(effects):
        return assessment.verdict.level
    return max(left, key=LEVELS.index, default=LEVELS[0])


def write(assessment: Assessment, kind: Format, output: Path | None, colour: bool = False, gate: Gate | None = None) -> None:
    """Writes the report to the file, else to standard output. Ends the process with 2 where that cannot be done."""
    from riskscan.reports import MissingExtraError, Options, render_bytes

    try:
        made = render_bytes(assessment, kind.value, Options(colour=colour, fail_on=gate.value if gate else "high"))
    except MissingExtraError as error:
        raise wrong(str(error)) from error
    if output is None:
        sys.stdout.buffer.write(made)
        sys.stdout.flush()
        return
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_bytes(made)
    except OSError as error:
        raise wrong(f"cannot write {output}: {error.strerror}") from error
    typer.echo(f"{assessment.verdict.level}: {assessment.page.question} {assessment.page.answer} The page is {output}", err=True)


def _default_format(name: str) -> Format:
    """The format of the settings file. Ends the process with 2 where there is none of that name."""
    if name and name not in set(Format):
        raise wrong(f"the default format {name!r} is not one of {', '.join(Format)}")
    return Format(name) if name else Format.TEXT


def _keep(assessment: Assessment, ticket: str, paths: list[str], against: list[Path] | None, config: Path | None) -> None:
    """Keeps the request before anything is shown, so an answer that people saw is never missing from the record."""
    from riskscan.cli.record import keep
    from riskscan.recipe.hand_in import estate_roots, settings_of

    keep(assessment, ticket, settings_of(config, estate_roots(paths, against)).record)


def _colour(asked: bool | None, output: Path | None) -> bool:
    if asked is not None:
        return asked
    return output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def time_of(now: str | None) -> datetime | None:
    """The time of the report. Ends the process with 2 where the text is no time."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        if now is not None:
            moment = datetime.fromisoformat(now)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return datetime.fromtimestamp(int(epoch), UTC) if epoch else None
    except (ValueError, OverflowError, OSError) as error:
        raise wrong(f"not a time: {now or epoch}") from error


def wrong(message: str) -> typer.Exit:
    """Says what is wrong; raise what it returns."""
    typer.echo(f"riskscan: {message}", err=True)
    return typer.Exit(WRONG)
