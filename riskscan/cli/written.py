"""Text written to a file or to standard output."""

from __future__ import annotations

import sys
from pathlib import Path

from riskscan.cli.scan import wrong


def write(text: str, output: Path | None) -> None:
    """Writes UTF-8. Ends the process with 2 where the file cannot be written."""
    data = text.encode("utf-8", "replace")
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
        return
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_bytes(data)
    except OSError as error:
        raise wrong(f"cannot write {output}: {error.strerror}") from error
