"""Where something stands in a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one file: lines and columns 1-based, end exclusive, columns in code points (SARIF's unicodeCodePoints).

    ``path`` is relative with forward slashes, as the person wrote it, or relative to the estate root.
    """

    path: str
    start_line: int
    start_column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """One plain sentence and, where there is one, the place that it speaks of."""

    text: str
    location: Span | None = None
