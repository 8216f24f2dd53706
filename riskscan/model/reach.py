"""What one effect touches and reaches, for the judgement."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reach:
    """``touched`` are the estate keys that the effect's name stands for (all candidates); ``reached`` are the keys of all that is harmed
    beyond them, without teams; ``teams`` own what is touched or reached; ``consumers`` counts reports, programs and services among
    them; ``criticality`` is the highest importance (0..3) of what is touched or reached, ``most_important`` its key.
    ``known`` is true where the estate knows the asset at all.
    """

    effect: str
    touched: tuple[str, ...]
    reached: tuple[str, ...]
    teams: tuple[str, ...]
    consumers: int
    criticality: int
    most_important: str
    known: bool
