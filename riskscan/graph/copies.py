"""Copies that the estate declares and that outlast the change: a file store that keeps the old version of each file.

What is deleted there or written over can be brought back, so the effect carries that as safe evidence, with the line that says so (DESIGN:
a copy that is declared in the estate and survives the change keeps "can it be undone" at "with work"). It is no evidence where the store
goes as a whole, where the same file ends the keeping of versions or deletes the versions too, or where the store is only one of several
that the name may mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from riskscan.graph.spread import of_the_content
from riskscan.graph.web import Web, touched
from riskscan.model.asset import Asset, AssetKind
from riskscan.model.effect import Effect, Operation, Safe, Safety, Trait
from riskscan.model.evidence import Method
from riskscan.model.span import Span

_SAYS = ("versioning", "versioning.enabled", "versioning_enabled")
_ON = ("enabled", "true")
_TEXT = "The file store keeps the old version of each file."
_NO_WAY_BACK = (Trait.UNDO_REMOVED, Trait.CATCH_REMOVED, Trait.UNREADABLE, Trait.EXPIRES)


def with_copies(effects: Sequence[Effect], web: Web) -> tuple[Effect, ...]:
    """The effects, with safe evidence for those whose old state a file store keeps."""
    ended = {key for effect in effects if effect.has(Trait.UNDO_REMOVED) for key in _stores(effect, web)}
    found = []
    for effect in effects:
        stores = _stores(effect, web) if _one_can_bring_back(effect) else []
        if len(stores) == 1 and stores[0] not in ended and _keeps(web.asset(stores[0]), effect):
            evidence = Safe(Safety.VERSIONED, _TEXT, _at(web.asset(stores[0])))
            effect = replace(effect, safe_evidence=(*effect.safe_evidence, evidence))
        found.append(effect)
    return tuple(found)


def _one_can_bring_back(effect: Effect) -> bool:
    if effect.has(*_NO_WAY_BACK) or effect.safe(Safety.VERSIONED):
        return False
    if effect.operation is Operation.WRITE:
        return effect.asset.kind is AssetKind.OBJECT
    return effect.operation is Operation.DELETE and (effect.asset.kind is AssetKind.OBJECT or of_the_content(effect))


def _stores(effect: Effect, web: Web) -> list[str]:
    """The keys of the file stores that an effect is about."""
    keys = [key for key, _ in (*touched(effect, web), *web.hosts.get(effect.id, ()))]
    own = [key for key in keys if key in web.assets and web.asset(key).kind is AssetKind.BUCKET]
    return list(dict.fromkeys(own))


def _keeps(store: Asset, effect: Effect) -> bool:
    """True where the store is declared with versions kept, and nowhere without. On Google Cloud a folder takes its versions along."""
    if store.fact("type").startswith("google_") and effect.has(Trait.RECURSIVE):
        return False
    told = [value.lower() for name, value in store.facts if name in _SAYS]
    return bool(told) and all(value in _ON for value in told)


def _at(store: Asset) -> Span | None:
    where = next((e for e in store.evidence if e.method is Method.DECLARED and e.file), None)
    line = max(where.line, 1) if where else 1
    return Span(where.file, line, 1, line, 1) if where else None
