"""The regions of a cloud that a program works in: told where they are several, as one list."""

from __future__ import annotations

from collections.abc import Sequence

from riskscan.model.span import Note
from riskscan.parsers.python.value import Obj, one_text

MOST = 6  # named in one sentence
_BEGINS = "It works in the region "


def in_region(obj: Obj) -> tuple[Note, ...]:
    """The region of a client, where the file says it."""
    value = obj.part("region")
    name = one_text(value) if value is not None else ""
    return (Note(f"{_BEGINS}{name}."),) if name else ()


def told_together(notes: Sequence[Note]) -> tuple[Note, ...]:
    """The notes with all regions as one list; a single one says nothing new and goes."""
    names = [note.text.removeprefix(_BEGINS).rstrip(".") for note in notes if note.text.startswith(_BEGINS)]
    if not names:
        return tuple(notes)
    others = tuple(note for note in notes if not note.text.startswith(_BEGINS))
    if len(names) == 1:
        return others
    shown = names if len(names) <= MOST else [*names[: MOST - 1], f"{len(names) - MOST + 1} more"]
    return (*others, Note(f"It works in {len(names)} regions: {', '.join(shown[:-1])} and {shown[-1]}."))
