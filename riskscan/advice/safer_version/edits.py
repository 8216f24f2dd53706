"""Edits of a text: what stands between two offsets is replaced, and all else stays byte for byte."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import unified_diff


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Puts ``text`` in place of what stands from ``start`` to ``end`` (code points, end exclusive; equal: it is put in between).

    ``place`` orders edits at the same offset.
    """

    start: int
    end: int
    text: str
    place: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """One change to make a file safer. ``text`` says what it does, in words for the person who asked, with ``{lines}`` for the lines.

    ``rehearsal``: the file then only shows what it would do. ``lines``: where the changed code stands in the file as it was.
    """

    name: str
    text: str
    edits: tuple[Edit, ...]
    lines: tuple[int, ...] = ()
    rehearsal: bool = False


class OverlapError(ValueError):
    """Two edits want the same place."""


def apply(text: str, edits: Sequence[Edit]) -> str:
    """The text with the edits made; equal edits count once. Raises OverlapError where two of them overlap."""
    pieces: list[str] = []
    at = 0
    for edit in sorted(set(edits), key=lambda e: (e.start, e.end, e.place, e.text)):
        if edit.start < at:
            raise OverlapError(f"two edits at {edit.start}")
        pieces += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join((*pieces, text[at:]))


def diff(path: str, old: str, new: str, newline: str = "\n") -> str:
    """The change as a unified diff for ``patch`` and ``git apply``; empty where there is none. An absolute path is shown as its name."""
    if old == new:
        return ""
    shown = path.rpartition("/")[2] if path.startswith("/") or ":" in path else path
    before, after = (_lines(text, newline) for text in (old, new))
    found = []
    for line in unified_diff(before, after, f"a/{shown}", f"b/{shown}"):
        found.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return "".join(found)


def _lines(text: str, newline: str) -> list[str]:
    lines = text.split("\n")
    return [line + newline for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def line_start(text: str, offset: int) -> int:
    """The offset at which the line of ``offset`` begins."""
    return text.rfind("\n", 0, offset) + 1


def line_end(text: str, offset: int) -> int:
    """The offset of the newline that ends the line of ``offset``, or of the end of the text."""
    end = text.find("\n", offset)
    return len(text) if end < 0 else end
