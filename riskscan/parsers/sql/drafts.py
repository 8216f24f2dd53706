"""A touch with where it stands, and the block in which a statement is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from riskscan.model.effect import Safe
from riskscan.model.span import Note, Span
from riskscan.parsers.sql.touch import Touch


@dataclass(slots=True)
class Draft:
    """A touch with where it stands and what held there."""

    touch: Touch
    place: Span
    start: int
    end: int
    within: str
    transaction: int  # 0: none
    not_called: bool
    sure: bool
    maybe: bool = False  # only where a condition holds
    read_only: Span | None = None  # what makes the session or transaction one that may only read
    trigger_on: str = ""  # it stands in the body of a trigger on this table
    by_itself: bool = False  # the database starts it, as a job
    safe: list[Safe] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the statements being read stand: a body that nothing calls, or a text that has no place of its own."""

    level: int = 0
    not_called: bool = False
    place: Span | None = None
    trigger_on: str = ""
    repeated: bool = False
    guessed: bool = False
    by_itself: bool = False
