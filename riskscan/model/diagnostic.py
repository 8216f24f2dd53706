"""What could not be read or followed, and what the reader must not conclude from that."""

from __future__ import annotations

from dataclasses import dataclass

from riskscan.model.span import Span


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """A result, not a log line.

    ``code`` is kebab-case and stable (``python-syntax-error``); ``text`` says what could not be read; ``consequence`` says what the
    reader must not conclude. ``unread`` is true when a whole artifact could not be read: then the scan is never green.
    """

    code: str
    text: str
    consequence: str
    location: Span | None = None
    unread: bool = False
