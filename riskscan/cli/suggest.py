"""``riskscan suggest``: a safer version of a file, as a diff. Nothing is applied."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

EXAMPLES = (
    "Examples:  riskscan suggest fix.sql  ·  riskscan suggest clean_up.py > safer.patch  ·  riskscan suggest main.tf --baseline HEAD~1"
)
OK, NOTHING, WRONG = 0, 1, 2


def command(
    path: Annotated[Path, typer.Argument(help="The file.", exists=True, dir_okay=False, show_default=False)],
    against: Annotated[
        list[Path] | None, typer.Option(help="Folder of what exists. Default: the git work tree of the file.", exists=True, file_okay=False)
    ] = None,
    baseline: Annotated[
        str | None, typer.Option(help="How it was before: a folder, or a git revision. Default: HEAD.", metavar="DIR|GIT_REV")
    ] = None,
    dialect: Annotated[str, typer.Option(help="SQL dialect, where it cannot be told.")] = "",
    config: Annotated[
        Path | None, typer.Option(help="riskscan.toml to use. Default: the one in --against.", exists=True, dir_okay=False)
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write the diff to. Default: standard output.", dir_okay=False)
    ] = None,
) -> None:
    """Draw up a safer version of a file as a diff, and say what each change gains. Nothing is applied.

    Exit code 0: there is a safer version, or none is needed. 1: we could not draw one up. 2: wrong use, or the file could not be read.
    """
    from riskscan.estate.catalog import ConfigError
    from riskscan.recipe import suggest

    try:
        found = suggest(path, against=against, baseline=baseline, dialect=dialect, config=config)
    except ConfigError as error:
        typer.echo(f"riskscan: {error}", err=True)
        raise typer.Exit(WRONG) from error
    if found.status == "not_read":
        typer.echo(f"riskscan: {path} could not be read", err=True)
        raise typer.Exit(WRONG)
    level, score = found.before
    if not found.diff:
        calm = level in ("none", "low")
        typer.echo(f"{path} is {level} ({score}). {'It needs no change.' if calm else 'We could not draw up a safer version.'}", err=True)
        raise typer.Exit(OK if calm else NOTHING)
    typer.echo(f"{path} is {level} ({score}).", err=True)
    for number, step in enumerate(found.steps, start=1):
        typer.echo(f"{number}. {step.text} Then {step.level} ({step.score}).", err=True)
    data = found.diff.encode("utf-8", "replace")
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
        return
    try:
        output.write_bytes(data)
    except OSError as error:
        typer.echo(f"riskscan: cannot write {output}: {error.strerror}", err=True)
        raise typer.Exit(WRONG) from error
