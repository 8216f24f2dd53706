"""What the estate adds to an effect: a primary server, columns that vanish, people who did not agree, tables that nothing can rebuild.

Each is a sentence put beside the effect (``Effect.also``), with the place in the estate where it is written. They explain; the level
comes from the answers alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from riskscan.graph.spread import Harm, Reached, spread
from riskscan.graph.web import Web, touched
from riskscan.knowledge.sql.waits import is_outage, rough_time
from riskscan.knowledge.traits import WITH_IT
from riskscan.model.asset import Asset, AssetKind
from riskscan.model.effect import Effect, Operation, Trait
from riskscan.model.estate import EdgeKind
from riskscan.model.span import Note, Span

_CONSENT = re.compile(r"(?i)consent|opt_?(in|out|ed)|unsubscri|do_not_(contact|mail|email)|suppress|newsletter_ok|gdpr_ok")
_TELLING = re.compile(r"(?i)retention|retain|keep|class|complian|critical|tier|environment|stage|legal|backup|owner")
_STAR = {"*", ""}
SHOWN = 4  # names in one sentence; more are counted


def observe(effects: Sequence[Effect], web: Web) -> tuple[Effect, ...]:
    """The effects with what the estate says beside them."""
    checks: tuple[Callable[[Effect, Sequence[Effect], Web], list[Note]], ...] = (
        _roles, _described, _marked, _lost_columns, _missed_columns, _consent, _nothing_rebuilds, _rights_go, _wait,
    )  # fmt: skip
    annotated = []
    for effect in effects:
        notes = [note for check in checks for note in check(effect, effects, web)]
        traits = (*effect.traits, Trait.OUTAGE) if _stands_still(effect, web) else effect.traits
        with_it, far = _go_with_it(effect, web)
        if with_it:
            notes.append(Note(f"Rows of {_names(with_it)} {WITH_IT}"))
            traits = (*traits, Trait.CASCADE) if far else traits
        annotated.append(replace(effect, also=tuple(dict.fromkeys((*effect.also, *notes))), traits=traits) if notes else effect)
    return tuple(annotated)


def _assets(effect: Effect, web: Web) -> list[Asset]:
    keys = [key for key, _ in touched(effect, web)] + [key for key, _ in web.hosts.get(effect.id, ())]
    return [web.asset(key) for key in keys]


def _at(asset: Asset) -> Span | None:
    if not asset.evidence:
        return None
    evidence = asset.evidence[0]
    line = max(evidence.line, 1)
    return Span(evidence.file, line, 1, line, 1)


def _names(names: Sequence[str]) -> str:
    shown = list(names[:SHOWN])
    if len(names) > SHOWN:
        return ", ".join(shown) + f" and {len(names) - SHOWN} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _roles(effect: Effect, _: Sequence[Effect], web: Web) -> list[Note]:
    notes = []
    for asset in _assets(effect, web):
        role = asset.fact("role")
        if asset.kind is AssetKind.SERVER and role:
            notes.append(Note(f"The server {asset.name} is the {role} one, by your own list.", _at(asset)))
    return notes


def _described(effect: Effect, _: Sequence[Effect], web: Web) -> list[Note]:
    if effect.operation in (Operation.READ, Operation.CREATE):
        return []
    notes = []
    for asset in _assets(effect, web):
        words = " ".join((asset.fact("description") or asset.fact("note")).split())
        if words:
            notes.append(Note(f"Your own files say of it: “{words[:300]}”", _at(asset)))
    return notes


def _marked(effect: Effect, _: Sequence[Effect], web: Web) -> list[Note]:
    """What the thing's own labels say of how long it must be kept and how important it is."""
    if effect.operation not in (Operation.DELETE, Operation.ALTER, Operation.GRANT):
        return []
    notes = []
    for asset in _assets(effect, web):
        labels = [
            f"{name.removeprefix('tag.')} = {value}" for name, value in asset.facts if name.startswith("tag.") and _TELLING.search(name)
        ]
        if labels:
            notes.append(Note(f"Your own files mark it with {_names(labels)}.", _at(asset)))
    return notes


def _missed_columns(effect: Effect, _: Sequence[Effect], web: Web) -> list[Note]:
    """Who reads columns that the new version of a table no longer has."""
    if not effect.has(Trait.REPLACES) or not effect.columns or _STAR & set(effect.columns):
        return []
    new = {column.lower() for column in effect.columns}
    notes = []
    for key, _confidence in touched(effect, web):
        for edge in web.out.get(key, ()):
            gone = sorted({c.lower() for c in edge.columns} - new - _STAR)
            if edge.kind is EdgeKind.FEEDS and gone:
                word = "column" if len(gone) == 1 else "columns"
                at = Span(edge.evidence.file, max(edge.evidence.line, 1), 1, max(edge.evidence.line, 1), 1)
                notes.append(Note(f"{web.asset(edge.target).name} reads the {word} {_names(gone)}, which the new one does not have.", at))
    return notes


def _lost_columns(effect: Effect, _: Sequence[Effect], web: Web) -> list[Note]:
    if not effect.has(Trait.REPLACES) or not effect.columns or _STAR & set(effect.columns):
        return []
    new = {column.lower() for column in effect.columns}
    notes = []
    for asset in _assets(effect, web):
        lost = [column for column in asset.columns if column.lower() not in new]
        if lost:
            notes.append(Note(f"The new {asset.kind} has no columns {_names(lost)}. What is in them is lost.", _at(asset)))
    return notes


def _consent(effect: Effect, effects: Sequence[Effect], web: Web) -> list[Note]:
    if effect.operation is not Operation.SEND or not effect.has(Trait.PEOPLE):
        return []
    notes = []
    for other in effects:
        if other.operation is not Operation.READ or other.asset.kind not in (AssetKind.TABLE, AssetKind.VIEW):
            continue
        for asset in _assets(other, web):
            ignored = [column for column in asset.columns if _CONSENT.search(column)]
            if ignored and other.scope != "one" and not {c.lower() for c in other.columns} & {c.lower() for c in ignored}:
                notes.append(Note(f"The table {asset.name} has {_names(ignored)}. The list does not look at it.", _at(asset)))
    return notes


def _nothing_rebuilds(effect: Effect, _: Sequence[Effect], web: Web) -> list[Note]:
    """Tables that go and that no job, model or program of the estate fills."""
    if effect.operation is not Operation.DELETE:
        return []
    reached = spread(effect, web)
    gone = [key for key, _ in touched(effect, web)] if effect.scope == "all" else []
    gone += [key for key, way in sorted(reached.items()) if _goes(way)]
    lonely = [web.asset(key) for key in gone if web.asset(key).kind is AssetKind.TABLE and key in web.assets and not _filled(key, web)]
    if not lonely:
        return []
    word = "table" if len(lonely) == 1 else "tables"
    return [Note(f"We found nothing that can rebuild the {word} {_names([asset.name for asset in lonely])}.", _at(lonely[0]))]


def _wait(effect: Effect, _: Sequence[Effect], web: Web) -> list[Note]:
    """How long others wait for a table whose size is known, and how many."""
    if not effect.has(Trait.LOCKS):
        return []
    notes = []
    for asset in _assets(effect, web):
        rows, writes = asset.fact("rows"), asset.fact("writes_per_second")
        how_long = rough_time(int(rows), effect.verb) if rows.isdigit() else ""
        if not how_long:
            continue
        queue = f" About {float(writes):g} changes a second wait for it." if writes and float(writes) > 0 else ""
        notes.append(Note(f"{asset.name} holds {int(rows):,} rows, so others may wait {how_long}.{queue}", _at(asset)))
    return notes


def _stands_still(effect: Effect, web: Web) -> bool:
    """True where a table that is written all the time is locked so long that programs give up waiting."""
    if not effect.has(Trait.LOCKS) or effect.has(Trait.OUTAGE):
        return False
    sizes = [(asset.fact("rows"), asset.fact("writes_per_second")) for asset in _assets(effect, web)]
    return any(rows.isdigit() and writes and float(writes) >= 1 and is_outage(int(rows), effect.verb) for rows, writes in sizes)


def _go_with_it(effect: Effect, web: Web) -> tuple[list[str], bool]:
    """The tables that lose rows because a deleted row takes those with it that point at it (ON DELETE CASCADE), and whether that goes on.

    Rows that point at the deleted one are its own (the addresses of a customer); rows that point at those are more than it says.
    """
    if effect.operation is not Operation.DELETE or effect.asset.kind is not AssetKind.TABLE or effect.has(Trait.CASCADE):
        return [], False
    ways = spread(effect, web)
    gone = {key: way for key, way in ways.items() if way.harm is Harm.ROWS_GONE and all(e.kind is EdgeKind.CASCADES for e in way.edges)}
    return sorted({web.asset(key).name for key in gone}), any(len(way.edges) > 1 for way in gone.values())


def _goes(way: Reached) -> bool:
    return way.harm in (Harm.DROPPED, Harm.ROWS_GONE, Harm.ALL_ROWS_GONE)


def _filled(key: str, web: Web) -> bool:
    return any(edge.kind in (EdgeKind.WRITES, EdgeKind.MANAGES, EdgeKind.FEEDS) for edge in web.into.get(key, ()))


def _rights_go(effect: Effect, _: Sequence[Effect], web: Web) -> list[Note]:
    """A table that is deleted and made anew loses the rights on it and what is built on it."""
    if not effect.has(Trait.REPLACES) or effect.asset.kind is not AssetKind.TABLE:
        return []
    views = [
        web.asset(edge.target).name
        for key, _ in touched(effect, web)
        for edge in web.out.get(key, ())
        if edge.kind is EdgeKind.FEEDS and web.asset(edge.target).kind is AssetKind.VIEW
    ]
    if not views:
        return []
    return [Note(f"The view {_names(views)} is built on it. Rights and indexes on it go too.")]
