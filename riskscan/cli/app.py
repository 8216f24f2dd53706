"""The typer application: all commands."""

from __future__ import annotations

import typer

import riskscan.cli.advising
from riskscan.cli import attach, demo, estate, explain_path, record, scan, schema

app = typer.Typer(
    name="riskscan",
    help="Reads a script, a query or a Terraform change without running it, and says what it would do and who would notice.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("scan", epilog=scan.EXAMPLES)(scan.command)
app.command("demo", epilog=demo.EXAMPLES)(demo.command)
app.command("estate", epilog=estate.EXAMPLES)(estate.command)
app.command("explain-path", epilog=explain_path.EXAMPLES)(explain_path.command)
app.command("schema")(schema.command)
app.command("attach", epilog=attach.EXAMPLES)(attach.command)
app.add_typer(record.app, name="record")
riskscan.cli.advising.add_to(app)


@app.callback()
def version_option(version: bool = typer.Option(False, "--version", "-V", help="Show the version and stop.")) -> None:
    """Reads a script, a query or a Terraform change without running it, and says what it would do and who would notice."""
    if version:
        from riskscan.version import __version__

        typer.echo(f"riskscan {__version__}")
        raise typer.Exit
