"""The commands that advise on one file or one rule: suggest, explain, rules."""

from __future__ import annotations

import typer

from riskscan.cli import explain, suggest


def add_to(app: typer.Typer) -> None:
    """Adds them to an application."""
    app.command("suggest", epilog=suggest.EXAMPLES)(suggest.command)
    app.command("explain", epilog=explain.EXAMPLES)(explain.command)
    app.command("rules")(explain.rules)
