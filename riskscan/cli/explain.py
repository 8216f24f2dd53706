"""``riskscan explain`` and ``riskscan rules``: what a rule, a level or an effect of a report means."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from riskscan.advice.explain import Explanation
    from riskscan.model.assessment import Assessment

EXAMPLES = (
    "Examples:  riskscan explain sql/delete-without-filter  ·  riskscan explain high  ·  riskscan explain e3 report.json  ·  "
    "riskscan explain e3 fix.sql"
)
WRONG, WIDTH = 2, 96
_EFFECT = re.compile(r"e\d+")


def command(
    name: Annotated[str, typer.Argument(metavar="RULE|EFFECT_ID|LEVEL", help="A rule, a level, or the id of an effect in a report.")],
    source: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="For an effect: its JSON report or file.", exists=True, dir_okay=False),
    ] = None,
) -> None:
    """Say what a rule, a level or an effect means, what could break, and what to do instead."""
    from riskscan.advice import explain

    try:
        found = _effect(name, source) if _EFFECT.fullmatch(name) else explain.explain(name)
    except explain.UnknownNameError as error:
        near = "\n  ".join((" Do you mean one of these?", *error.near)) if error.near else " riskscan rules lists all."
        typer.echo(f"riskscan: there is no rule, level or effect {name!r}.{near}", err=True)
        raise typer.Exit(WRONG) from error
    typer.echo(found.title)
    for heading, text in found.parts:
        lines = textwrap.wrap(text, WIDTH - 20) or [""]
        typer.echo(f"  {heading:18}{lines[0]}")
        for line in lines[1:]:
            typer.echo(f"  {'':18}{line}")
    for line in found.more:
        typer.echo(f"  {line}".rstrip())


def _effect(name: str, source: Path | None) -> Explanation:
    from riskscan.advice import explain

    if source is None:
        typer.echo(f"riskscan: {name} is an effect; also name its report or its file", err=True)
        raise typer.Exit(WRONG)
    assessment = _assessment(source)
    found = next((one for one in assessment.effects if one.id == name), None)
    if found is None:
        raise explain.UnknownNameError(name, tuple(one.id for one in assessment.effects[:8]))
    route = next((one for one in assessment.alternatives if one.kind not in ("as_it_is", "none")), None)
    return explain.effect(found, f"{route.title}: {route.text}" if route else "")


def _assessment(source: Path) -> Assessment:
    """The report in a JSON file, or that of the file itself."""
    if source.suffix == ".json":
        from riskscan.model.codec import from_json

        try:
            return from_json(source.read_bytes())
        except ValueError as error:
            typer.echo(f"riskscan: {source} is no report of riskscan: {error}", err=True)
            raise typer.Exit(WRONG) from error
    from riskscan import scan

    return scan([source], policies=False)


def rules(
    language: Annotated[str, typer.Argument(help="Only those of one language: python, sql, terraform, shell.")] = "",
) -> None:
    """List all rules with what they do."""
    from riskscan.advice import explain

    for name, row in explain.rows().items():
        if not language or name.startswith(f"{language}/"):
            typer.echo(f"{name:56} {explain.sentence(row)}")
