"""``riskscan demo``: a sample to look at. It copies a small hand-over and a small platform into a folder, and writes the page of it."""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

import typer

from riskscan.cli.scan import Format, write, wrong

EXAMPLES = "Examples:  riskscan demo  ·  riskscan demo --output look --format pdf"
SCRIPT, PLATFORM = "status_fix.sql", "platform"


def command(
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder to write to.", file_okay=False)] = Path("riskscan-demo"),
    format_: Annotated[Format, typer.Option("--format", "-f", help="What to write.")] = Format.HTML,
) -> None:
    """Write a sample: a query, the platform that it belongs to, and the page that says what it would do."""
    from riskscan import scan
    from riskscan.reports import FORMATS

    try:
        with as_file(files("riskscan.cli") / "sample") as sample:
            shutil.copytree(sample, output, dirs_exist_ok=True)
    except OSError as error:
        raise wrong(f"cannot write to {output}: {error.strerror}") from error
    script, platform = (output / SCRIPT).as_posix(), (output / PLATFORM).as_posix()
    assessment = scan(
        [script], against=[platform], baseline=platform, config=output / PLATFORM / "riskscan.toml", policies=False, asked_by="Sales"
    )
    page = output / f"page.{FORMATS[format_.value].ending}"
    write(assessment, format_, page)
    typer.echo(f"The query   {script}\nIts platform {platform}\nThe page    {page.as_posix()}")
    typer.echo(f"Next        riskscan scan {script} --against {platform}")
