"""The entry point. ``--version`` is answered before typer is imported, so it costs little more than starting Python."""

from __future__ import annotations

import sys

from riskscan.version import __version__


def main() -> None:
    """Runs the command line and ends the process with its exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        print(f"riskscan {__version__}")
        return
    from riskscan.cli.app import app

    app()
