"""``riskscan estate``: what exists, as far as the files say, and what could not be read."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from riskscan.cli.progress import Progress
from riskscan.cli.scan import wrong
from riskscan.cli.written import write

EXAMPLES = "Examples:  riskscan estate  ·  riskscan estate ../platform ../infra --format html --output estate.html"


class Format(StrEnum):
    """What can be written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


Folders = Annotated[
    list[Path] | None,
    typer.Argument(help="Folders of what exists. Default: the git work tree that you stand in.", exists=True, show_default=False),
]
Config = Annotated[Path | None, typer.Option(help="riskscan.toml to use. Default: the one in the folder.", exists=True, dir_okay=False)]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="File to write to. Default: standard output.", dir_okay=False)]
Cache = Annotated[bool, typer.Option("--cache/--no-cache", help="Keep results in the cache folder, for a faster second run.")]


def command(
    folders: Folders = None,
    format_: Annotated[Format, typer.Option("--format", "-f", help="What to write.")] = Format.TEXT,
    output: Output = None,
    config: Config = None,
    cache: Cache = True,
) -> None:
    """Show what exists and how it hangs together: tables, jobs, reports, cloud resources, owners; and what could not be read.

    Exit code 0: shown. 2: wrong use.
    """
    from riskscan.estate.catalog import ConfigError
    from riskscan.recipe.look import look
    from riskscan.reports.estate import render_survey

    if not cache:
        os.environ["RISKSCAN_CACHE"] = "off"
    progress = Progress()
    try:
        survey = look(folders or (), config, progress)
    except ConfigError as error:
        raise wrong(str(error)) from error
    progress.done()
    write(render_survey(survey, format_.value), output)
