"""``riskscan schema``: the JSON Schema of the report."""

from __future__ import annotations

import json

import typer


def command() -> None:
    """Print the JSON Schema (2020-12) of ``--format json``."""
    from riskscan.model.codec import json_schema

    typer.echo(json.dumps(json_schema(), indent=2))
