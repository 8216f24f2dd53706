"""What a web request does beyond the way it is sent."""

from __future__ import annotations

from dataclasses import dataclass

from riskscan.model.effect import Operation, Trait, Undo


@dataclass(frozen=True, slots=True)
class PathAction:
    """What a request does, by where it goes or what it says; ``operation`` is None where the way of sending already says it."""

    operation: Operation | None = None
    verb: str = ""
    undo: Undo = Undo.UNKNOWN
    plain: str = ""
    traits: tuple[Trait, ...] = ()
