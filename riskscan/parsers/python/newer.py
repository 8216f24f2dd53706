"""Asks LibCST, which knows newer syntax than this interpreter, whether a text is Python at all.

It runs in a child process with a time limit: very deep input ends the process that parses it. LibCST also takes ``except A, e:`` of
Python 2, which newer Python reads as two exceptions; a text with a ``print`` statement is not newer Python, and it refuses that.
"""

from __future__ import annotations

import subprocess
import sys

SECONDS = 5


def parses(text: str) -> bool:
    """True where LibCST reads the whole text within ``SECONDS``."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", __file__], input=text.encode("utf-8", "replace"), capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _child() -> int:
    """0 where LibCST reads standard input, else 1."""
    import libcst

    try:
        libcst.parse_module(sys.stdin.buffer.read())
    except libcst.ParserSyntaxError:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_child())
