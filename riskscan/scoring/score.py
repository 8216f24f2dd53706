"""The 0..100 score: 20 x level + a 0..19 part from the summed reach, to rank within a level.

Each reached thing counts by its importance; the worst counts most and the sum of the rest adds less and less, so a thing more, or a more
important one, never lowers it. The square root of the sum is shown, so that small things differ too. Source of the form: noisy addition
with a logarithm; proof and tests in tests/property.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, log2, sqrt

from riskscan.model.effect import Effect, Operation, Scope, Trait

WEIGHT = (0.1, 0.3, 0.6, 1.0)  # by importance 0..3
SEVERITY = (0.02, 0.2, 0.5, 0.75, 1.0)  # by what it does 0..4
_SCOPE = {Scope.ONE: 0.0, Scope.SOME: 0.1, Scope.UNKNOWN: 0.15, Scope.ALL: 0.2}
_PER_TRAIT, _PER_SAFETY, _PERSONAL_READ, _CHANGES_SETTINGS, _DELETES = 0.25, 0.8, 10.0, 0.9, 0.2


def severity(effect: Effect, does: int, undo: int) -> float:
    """How heavy an effect is for its score within the level: more with each trait and more scope, less with each piece of safe evidence."""
    more = 1 + _PER_TRAIT * len(set(effect.traits)) + _SCOPE[effect.scope]
    if does == 1 and effect.operation in (Operation.ALTER, Operation.GRANT):
        more += _CHANGES_SETTINGS
    if effect.operation is Operation.DELETE:
        more += _DELETES
    if effect.operation is Operation.READ:
        more = _PERSONAL_READ if effect.has(Trait.PERSONAL) else 1 + _SCOPE[effect.scope]
    less = _PER_SAFETY ** len({evidence.kind for evidence in effect.safe_evidence})
    return SEVERITY[does] * (0.6 + 0.2 * undo) * more * less


def raw(parts: Iterable[float]) -> float:
    """0..1 from the weights of all that is touched and reached; more or larger parts never give less."""
    values = sorted(parts, reverse=True)
    if not values:
        return 0.0
    highest = min(values[0], 1.0)
    rest = sum(values[1:])
    return 1 - (1 - highest) * exp(-0.35 * log2(1 + rest))


def points(level: int, parts: Iterable[float]) -> int:
    """The score of a level (0..4) with these parts, 0..100."""
    top = 20 if level == 4 else 19
    return min(20 * level + int(top * sqrt(raw(parts))), 100)
