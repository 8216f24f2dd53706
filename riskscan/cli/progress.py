"""What takes longer than a second is told on standard error."""

from __future__ import annotations

import sys
import time


class Progress:
    """One line on standard error, on a terminal only, for anything that takes longer than a second."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._shown = False
        self._on = sys.stderr.isatty()

    def __call__(self, message: str) -> None:
        """Shows a message in place of the one before."""
        if self._on and time.monotonic() - self._start > 1:
            sys.stderr.write(f"\r\033[K{message} ...")
            sys.stderr.flush()
            self._shown = True

    def done(self) -> None:
        """Takes the line away."""
        if self._shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
