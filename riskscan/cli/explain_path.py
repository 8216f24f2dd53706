"""``riskscan explain-path``: how one thing leads to another, with where each step is written."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from riskscan.cli.estate import Cache, Config
from riskscan.cli.progress import Progress
from riskscan.cli.scan import wrong
from riskscan.cli.written import write

EXAMPLES = "Example:  riskscan explain-path shop.orders report:revenue_dashboard --against ../platform"
NO_WAY = 1


class Format(StrEnum):
    """What can be written."""

    TEXT = "text"
    JSON = "json"


def command(
    start: Annotated[str, typer.Argument(help="A name (shop.orders) or key (table:shop.orders).", show_default=False)],
    end: Annotated[str, typer.Argument(help="Another one.", show_default=False)],
    against: Annotated[
        list[Path] | None, typer.Option(help="Folder of what exists. Default: the git work tree that you stand in.", exists=True)
    ] = None,
    format_: Annotated[Format, typer.Option("--format", "-f", help="What to write.")] = Format.TEXT,
    config: Config = None,
    cache: Cache = True,
) -> None:
    """Show how harm gets from one thing to another: each step, the file and line that say so, and how sure we are.

    Exit code 0: there is a way. 1: there is none. 2: wrong use, or a name that nothing goes by.
    """
    from riskscan.estate.catalog import ConfigError
    from riskscan.recipe.look import UnknownNameError, estate_of, explain
    from riskscan.reports.estate import render_way

    if not cache:
        os.environ["RISKSCAN_CACHE"] = "off"
    progress = Progress()
    try:
        estate, _ = estate_of(against or (), config, progress)
        found = explain(estate, start, end)
    except ConfigError as error:
        raise wrong(str(error)) from error
    except UnknownNameError as error:
        near = f" Do you mean {' or '.join(error.near)}?" if error.near else ""
        raise wrong(f"nothing goes by the name {error.name}.{near}") from error
    progress.done()
    write(render_way(found, start, end, format_.value), None)
    if not found.edges:
        raise typer.Exit(NO_WAY)
