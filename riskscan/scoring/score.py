"""The 0..100 score: 20 x level + a 0..19 part from the summed reach, to rank within a level.

Each reached thing counts by its importance; the worst counts most and the sum of the rest adds less and less, so a thing more, or a more
important one, never lowers it. Source of the form: noisy addition with a logarithm; proof and tests in tests/property.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, log2

WEIGHT = (0.1, 0.3, 0.6, 1.0)  # by importance 0..3
SEVERITY = (0.0, 0.2, 0.5, 0.75, 1.0)  # by what it does 0..4


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
    return min(20 * level + int(top * raw(parts)), 100)
