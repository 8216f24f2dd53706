"""A thing that is given to somebody, and what the program puts into it before or after: the gift is of all of it."""

from __future__ import annotations

from dataclasses import replace

from riskscan.model.asset import Match
from riskscan.model.effect import Effect, Operation, Scope, Trait
from riskscan.parsers.python.sink import Sink

_FILLS = frozenset({Operation.WRITE, Operation.SEND, Operation.CREATE})


def shared_data(sink: Sink) -> None:
    """Carries personal data, columns and size from what fills a thing to the giving of rights on the same thing."""
    for key, given in list(sink.effects.items()):
        if given.operation is not Operation.GRANT or given.verb != "share" or given.asset.match is not Match.EXACT:
            continue
        fills = [e for e in sink.effects.values() if _fills(e, given) and Trait.PERSONAL in e.traits]
        if fills:
            sink.effects[key] = replace(
                given,
                traits=tuple(dict.fromkeys((*given.traits, Trait.PERSONAL))),
                scope=Scope.ALL if any(e.scope is Scope.ALL for e in fills) else given.scope,
                columns=tuple(dict.fromkeys((*given.columns, *(c for e in fills for c in e.columns)))),
                also=tuple(dict.fromkeys((*given.also, *(n for e in fills for n in e.also)))),
            )


def _fills(effect: Effect, given: Effect) -> bool:
    return effect.operation in _FILLS and effect.asset.kind is given.asset.kind and effect.asset.name == given.asset.name
