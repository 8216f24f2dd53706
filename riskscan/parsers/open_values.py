"""What a value that only the run knows leaves open about an effect that happens in any case.

Whether the last copy of a database stays, and how wide a right is: where the value that says so is open, the answer is "not known",
never the milder of the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from riskscan.model.effect import Effect, Operation, Scope, Trait, Undo

_WIDE = (Trait.PUBLIC, Trait.ADMIN, Trait.OUTSIDE)
_FOR_GOOD = (Trait.UNDO_REMOVED, Trait.CATCH_REMOVED)


def not_settled(effect: Effect, at_worst: Sequence[Effect]) -> Effect:
    """The effect with undo or scope unknown where, at the same place and on the same thing, a value known only to the run decides on it."""
    same = [
        one
        for one in at_worst
        if one.location == effect.location
        and one.operation is effect.operation
        and one.asset.kind is effect.asset.kind
        and one.asset.name == effect.asset.name
    ]
    if effect.operation is Operation.DELETE and any(one.has(*_FOR_GOOD) for one in same) and effect.undo is not Undo.NO:
        return replace(effect, undo=Undo.UNKNOWN)
    grows = effect.operation is Operation.GRANT and effect.scope is not Scope.ALL and not effect.has(*_WIDE)
    if grows and any(one.has(*_WIDE) for one in same):
        return replace(effect, scope=Scope.UNKNOWN)
    return effect
