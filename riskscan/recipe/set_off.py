"""What a change of a table sets off by triggers that stand in other files: mail, requests, changes of the tables behind a view."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from riskscan.estate.identity import Names
from riskscan.model.asset import Asset, AssetKind, AssetRef
from riskscan.model.effect import Certainty, Effect, Operation, Safety, Scope, Trait
from riskscan.model.span import Note, Span

_CALM = (Safety.SCRATCH, Safety.OWN_OUTPUT, Safety.NOT_CALLED, Safety.DRY_RUN, Safety.READ_ONLY, Safety.ROLLED_BACK)
_TABLES = (AssetKind.TABLE, AssetKind.VIEW)
_EVENTS = {
    "insert": ("insert",), "append": ("insert",), "load": ("insert",), "upsert": ("insert", "update"), "update": ("update",),
    "delete": ("delete",), "merge": ("insert", "update"), "save": ("insert", "update"),
}  # fmt: skip
SURE = 0.7  # a name that may be several tables is no ground for this


def set_off(effects: Sequence[Effect], names: Names, assets: Mapping[str, Asset], own: Sequence[str]) -> Iterator[Effect]:
    """The effects with, after each, what the estate's triggers make of it. ``own``: the files that are judged; theirs is told already."""
    for effect in effects:
        yield effect
        changes = effect.operation in (Operation.WRITE, Operation.DELETE) and effect.asset.kind in _TABLES
        if not changes or effect.verb not in _EVENTS or effect.safe(*_CALM):
            continue
        found = names.candidates(effect.asset)
        for key, confidence in found:
            asset = assets.get(key)
            for name, value in asset.facts if asset is not None and confidence >= SURE and len(found) == 1 else ():
                if name == "sets_off" and (made := _made(effect, value, own)) is not None:
                    yield made


def _made(effect: Effect, fact: str, own: Sequence[str]) -> Effect | None:
    from riskscan.knowledge.sql import row_for
    from riskscan.knowledge.words import say

    events, family, kind, name, place = fact.split(" | ")
    file, _, line = place.rpartition(":")
    fires = any(_fires(effect, *event.partition(":")[::2]) for event in events.split())
    if file in own or not fires:
        return None
    asset = AssetRef(AssetKind(kind), name)
    outward = asset.kind not in _TABLES
    traits = ((Trait.PEOPLE,) if asset.kind is AssetKind.EMAIL else ()) + (
        (Trait.REPEATED,) if outward and effect.scope is not Scope.ONE else ()
    )
    row = row_for(family, asset.kind, effect.scope, traits)
    note = Note(
        f"A trigger does it with every change of {effect.asset.name} ({file.rpartition('/')[2]}, line {line}).",
        Span(file, int(line), 1, int(line), 1),
    )
    text = say(row.operation, row.verb, effect.scope, asset, row.plain)
    return Effect(
        operation=row.operation, verb=row.verb, asset=asset, scope=effect.scope, undo=row.undo, certainty=Certainty.LIKELY, rule=row.id,
        text=text, location=effect.location, traits=tuple(dict.fromkeys((*traits, *row.traits))), also=(note,), actor=effect.actor,
    )  # fmt: skip


def _fires(effect: Effect, event: str, columns: str) -> bool:
    waits_for = set(columns.split(",")) if columns else set()
    changed = {c.lower() for c in effect.columns}
    return event in _EVENTS[effect.verb] and (not waits_for or not changed or bool(waits_for & changed))
