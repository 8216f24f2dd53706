"""What an effect would be, were the thing that only the run knows about it the worst that it may plausibly be.

Four things may be open: how many rows it takes, which place it works on, which folder it deletes, and where it sends data. A fifth is a
value that decides what happens at all (``OpenEffect``); the parser that met the value says what then happens, as an effect of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from riskscan.model.asset import AssetKind, Match
from riskscan.model.effect import Effect, Operation, Scope, Trait, decided_by
from riskscan.scoring.answers import OWN_PLACE

_HOLE = re.compile(r"\{[^{}]*\}")
_PLACES = (
    AssetKind.TABLE, AssetKind.VIEW, AssetKind.DATABASE, AssetKind.SCHEMA, AssetKind.BUCKET, AssetKind.OBJECT, AssetKind.SERVER,
    AssetKind.CLUSTER,
)  # fmt: skip

_ROW_CHANGES = ("update", "delete", "merge")


class Open(StrEnum):
    """What is open about an effect."""

    VALUE = "value"
    ROWS = "rows"
    PLACE = "place"
    FOLDER = "folder"
    RECEIVER = "receiver"


@dataclass(frozen=True, slots=True)
class Worse:
    """An effect at its worst: ``open`` says what the run decides, ``level`` and ``score`` are those of the whole file if it does."""

    effect: Effect
    open: Open
    level: int
    score: int


def at_worst(effect: Effect) -> tuple[Effect, Open] | None:
    """The effect with what is not known about it taken for the worst; None where nothing about it is open."""
    found: list[Open] = [Open.VALUE] if decided_by(effect) else []
    worse = effect
    if effect.scope is Scope.UNKNOWN:
        every_row = (Trait.ALWAYS_TRUE,) if effect.asset.kind in (AssetKind.TABLE, AssetKind.VIEW) and effect.verb in _ROW_CHANGES else ()
        worse, found = replace(worse, scope=Scope.ALL, traits=(*worse.traits, *every_row)), [*found, Open.ROWS]
    if _any_disk(effect):
        worse, found = replace(worse, asset=replace(worse.asset, name="/dev/sda", match=Match.EXACT)), [*found, Open.FOLDER]
    elif _any_folder(effect):
        worse, found = replace(worse, asset=replace(worse.asset, name="/", match=Match.EXACT)), [*found, Open.FOLDER]
    elif _any_receiver(effect):
        worse, found = replace(worse, traits=(*worse.traits, Trait.OUTSIDE)), [*found, Open.RECEIVER]
    if effect.asset.kind is not AssetKind.FILE and _any_place(effect) and not effect.has(Trait.PRODUCTION):
        worse, found = replace(worse, traits=(*worse.traits, Trait.PRODUCTION)), [*found, Open.PLACE]
    return (worse, found[-1] if found[0] is not Open.VALUE else Open.VALUE) if found else None


def _any_folder(effect: Effect) -> bool:
    """True for a folder that goes, where its whole name comes from outside; where only its delete was seen it may be any."""
    own = effect.asset.kind is AssetKind.FILE and effect.asset.match is Match.UNKNOWN and not effect.safe(*OWN_PLACE)
    return own and effect.has(Trait.RECURSIVE) and effect.operation is Operation.DELETE


def _any_disk(effect: Effect) -> bool:
    """True for what is formatted, where its whole name comes from outside: a file that holds a disk for tests, or a disk of the machine."""
    return effect.asset.kind is AssetKind.FILE and effect.asset.match is Match.UNKNOWN and effect.verb == "format"


def _any_receiver(effect: Effect) -> bool:
    """True for data that goes to an address which only the run knows."""
    return (
        effect.asset.kind is AssetKind.URL
        and effect.operation in (Operation.SEND, Operation.WRITE, Operation.DELETE)
        and not effect.has(Trait.OUTSIDE)
        and (effect.asset.match is Match.UNKNOWN or effect.asset.name.startswith("{"))
    )


def _any_place(effect: Effect) -> bool:
    """True where it may work on a live system: the name of the thing, or that of where it lies, comes from outside."""
    asset = effect.asset
    if effect.safe(*OWN_PLACE):
        return False
    if asset.match is Match.UNKNOWN or _HOLE.match(asset.within):
        return True
    return asset.kind in _PLACES and asset.match is Match.PATTERN and asset.name.startswith("{")
