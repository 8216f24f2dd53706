"""``riskscan attach``: put a report where the request lives."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from riskscan.cli.scan import wrong

if TYPE_CHECKING:
    from riskscan.model.assessment import Assessment
    from riskscan.tickets.secrets import Secrets
    from riskscan.tickets.transport import Transport
    from riskscan.tickets.values import File, Marker, Outcome, System

EXAMPLES = "Examples:  riskscan attach report.json --to github:acme/data#12  ·  riskscan attach report.json --to jira:OPS-412 --dry-run"
_SAYS = {
    "added": "The report is in {where}.",
    "updated": "The report in {where} was brought up to date.",
    "unchanged": "The same report is in {where} already; nothing was changed.",
    "replaced": "The report is in {where}; the older one is folded away.",
    "again": "The report is in {where}, below an older one, which stays as it is.",
}


class Behavior(StrEnum):
    """What to do where a report on the same request is there already."""

    UPDATE = "update"
    NEW = "new"
    HIDE_AND_NEW = "hide-and-new"


class Markup(StrEnum):
    """The markups where a system has two."""

    ADF = "adf"
    WIKI = "wiki"
    COMMONMARK = "commonmark"
    TEXTILE = "textile"


def command(
    report: Annotated[Path, typer.Argument(help="JSON report of riskscan scan --format json; - reads standard input.", show_default=False)],
    to: Annotated[
        str,
        typer.Option(
            help="jira:KEY-1, github:owner/repo#1, gitlab:group/project#1 (or !1), rt:1, redmine:1, servicenow:TABLE/NUMBER, roundup:1, "
            "or a file that ends in .eml.",
            show_default=False,
        ),
    ],
    behavior: Annotated[Behavior, typer.Option(help="What to do where a report on the same request is there already.")] = Behavior.UPDATE,
    markup: Annotated[
        Markup | None,
        typer.Option(help="Jira: adf (Cloud) or wiki (Server). Redmine: commonmark or textile. Default: what is usual there."),
    ] = None,
    files: Annotated[bool, typer.Option("--files/--no-files", help="Also attach the page (HTML) and the JSON report.")] = True,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show each request, without tokens, and send nothing.")] = False,
) -> None:
    """Put a report into a ticket: page one as its comment, the page and the JSON as attached files.

    The same report twice changes nothing. Addresses and tokens come from the environment only; the README lists them.
    """
    from riskscan.cli.stored import read_report
    from riskscan.tickets.secrets import Secrets
    from riskscan.tickets.transport import Dry, Live
    from riskscan.tickets.values import TicketError

    data = _read(report)
    assessment = read_report(data, str(report))
    secrets = Secrets(os.environ)
    dry = Dry(secrets) if dry_run else None
    try:
        system = _system(assessment, to, markup.value if markup else "", secrets, dry or Live(secrets))
        outcome = _attach(assessment, data, system, behavior, files)
    except TicketError as error:
        raise wrong(secrets.hide(str(error))) from None
    if dry is not None:
        typer.echo(secrets.hide(f"# {len(dry.requests)} steps for {system.name}, as for a ticket without a report; nothing was sent\n"))
        typer.echo("\n\n".join(dry.requests))
        return
    typer.echo(secrets.hide(_SAYS[outcome.action].format(where=outcome.where)))
    for name in outcome.files:
        typer.echo(secrets.hide(f"  attached: {name}"))
    for name in outcome.left_out:
        typer.echo(secrets.hide(f"  not attached: {name}"), err=True)


def _system(assessment: Assessment, to: str, markup: str, secrets: Secrets, transport: Transport) -> System:
    """The system that ``--to`` names. Raises TicketError."""
    from riskscan.tickets.target import check_markup, open_target, read_target

    target = read_target(to)
    check_markup(target, markup)
    if target.system != "mail":
        return open_target(target, transport, secrets, os.environ, markup)
    from datetime import datetime

    from riskscan.reports.comment import render_comment
    from riskscan.tickets.mail import Mail

    try:
        at = datetime.fromisoformat(assessment.provenance.read_at)
    except ValueError:
        raise wrong("the report does not say when it was made") from None
    return Mail(transport, os.environ, Path(target.parts[0]), render_comment(assessment, "text", Mail.limit), at)


def _attach(assessment: Assessment, data: bytes, system: System, behavior: Behavior, files: bool) -> Outcome:
    """Makes the comment and the files, and hands them over. Raises TicketError."""
    from riskscan.reports.comment import render_comment
    from riskscan.tickets import attach
    from riskscan.tickets.marking import room
    from riskscan.tickets.values import Parcel

    marker = _marker(assessment, data)
    sending, left = attach.fitting(_files(assessment, data, marker) if files else (), system.largest)
    body = render_comment(assessment, system.form, system.limit - room(system.form), tuple(file.name for file in sending))
    parcel = Parcel(marker, _subject(assessment), body, sending)
    return attach.attach(system, parcel, attach.Behavior(behavior.value), left if system.largest else ())


def _marker(assessment: Assessment, data: bytes) -> Marker:
    """By what the comment is found again: the paths that were handed in, the file, the report."""
    from riskscan.model.artifact import digest
    from riskscan.tickets.values import Marker

    paths = sorted(one.path for one in assessment.artifacts) or sorted(assessment.request.paths)
    hashes = [one.sha256 for one in assessment.artifacts if one.sha256]
    file = hashes[0][:16] if len(hashes) == 1 else "none"
    key = digest("\n".join(paths).encode("utf-8", "replace"))[:16]
    answer = f"{assessment.verdict.decision}-{assessment.verdict.score}"
    return Marker(key, file, assessment.provenance.report_id, answer, digest(data)[:16])


def _files(assessment: Assessment, data: bytes, marker: Marker) -> tuple[File, ...]:
    """The page, the JSON, and the PDF where riskscan can make one. Their names hold the hash of the JSON, so nothing is attached twice."""
    import re

    from riskscan.reports import FORMATS, MissingExtraError, render_bytes
    from riskscan.reports.view import file_name
    from riskscan.tickets.values import File

    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", file_name(assessment)).strip("-.")[:60] or "report"
    name = f"riskscan-{stem}-{marker.json[:8]}"
    made = [File(f"{name}.html", "text/html", render_bytes(assessment, "html")), File(f"{name}.json", "application/json", data)]
    if "pdf" in FORMATS:
        try:
            made.insert(0, File(f"{name}.pdf", "application/pdf", render_bytes(assessment, "pdf")))
        except MissingExtraError as error:
            typer.echo(f"  no PDF: {error}", err=True)
    return tuple(made)


def _subject(assessment: Assessment) -> str:
    """As in "riskscan: Stop, q3_status_fix.py (RS-7F3A-9C1E)"."""
    from riskscan.reports.names import short
    from riskscan.reports.view import file_name
    from riskscan.reports.words import DECISIONS

    word = DECISIONS[assessment.verdict.decision].word
    return f"riskscan: {word}, {short(file_name(assessment), 80)} ({short(assessment.provenance.report_id, 40)})"


def _read(path: Path) -> bytes:
    """The bytes of the report. Ends the process with 2 where there are none."""
    if str(path) == "-":
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except OSError as error:
        raise wrong(f"cannot read {path}: {error.strerror}") from None
