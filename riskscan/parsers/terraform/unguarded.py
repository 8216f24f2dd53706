"""New stores of data with nothing that would save them: no copies, or (in a live system) neither a last copy nor a lock."""

from __future__ import annotations

from riskscan.knowledge.terraform.guards import CATCHES, COPIES, FORCES, SKIPS
from riskscan.knowledge.terraform.kinds import group_of
from riskscan.model.effect import Effect
from riskscan.model.span import Note, Span
from riskscan.parsers.terraform.evaluate import Instance
from riskscan.parsers.terraform.flat import flat
from riskscan.parsers.terraform.labels import is_live
from riskscan.parsers.terraform.making import make
from riskscan.parsers.terraform.naming import asset_of
from riskscan.parsers.terraform.protection import is_on, line, named

_COPY_DAYS = frozenset(
    {"backup_retention_period", "automated_snapshot_retention_period", "automatic_backup_retention_days", "backup_retention_days"}
)


def unguarded(instance: Instance, location: Span) -> Effect | None:
    """The effect of making a store that nothing guards; None where something does, or where it is no live system."""
    if group_of(instance.type) not in ("database", "data"):
        return None
    items, asset = flat(instance.config), asset_of(instance)
    live = is_live(instance, asset.name)
    notes = [line(i.span, "keeps no automatic copies") for i in named(items, _COPY_DAYS).values() if i.value == 0 and i.value is not False]
    notes += [line(items[p][0].span, "keeps no automatic copies") for p in items if p.endswith(COPIES) and items[p][0].value is False]
    if not live and not (notes and group_of(instance.type) == "database"):
        return None
    locked = any(is_on(i.value) for i in named(items, CATCHES).values())
    if not locked:
        notes += [line(i.span, SKIPS[p.rsplit(".", 1)[-1]]) for p, i in named(items, frozenset(SKIPS)).items() if is_on(i.value)]
        notes += [line(i.span, "allows deleting it while it is full") for i in named(items, FORCES).values() if is_on(i.value)]
    return make("terraform/made-unguarded", asset, _at(notes, location), also=tuple(notes)) if notes else None


def _at(notes: list[Note], location: Span) -> Span:
    place = notes[0].location
    return place if place is not None and place.path == location.path else location
