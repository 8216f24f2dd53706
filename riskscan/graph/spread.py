"""How harm spreads: from what an effect does to an asset, along each kind of edge.

A harm reaches a neighbour as another harm, by the table ``SPREAD``; an edge that is not in it does not carry that harm. The three
database closures are different: DELETE follows ON DELETE CASCADE only, TRUNCATE ... CASCADE every referencing table, DROP ... CASCADE takes
what stands inside and breaks what is built on it (all checked against PostgreSQL 15).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from riskscan.graph.web import Web, touched
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Effect, Operation, Safety, Scope, Trait
from riskscan.model.estate import Dependency, EdgeKind


class Harm(StrEnum):
    """What happens to a thing. The order is from worst to mildest."""

    DROPPED = "dropped"
    UNREADABLE = "unreadable"
    ROWS_GONE = "rows_gone"
    ALL_ROWS_GONE = "all_rows_gone"  # TRUNCATE ... CASCADE
    RESHAPED = "reshaped"
    STOPPED = "stopped"
    BROKEN = "broken"
    LOCKED_OUT = "locked_out"
    EXPOSED = "exposed"
    WRONG = "wrong"
    STALE = "stale"


ORDER = {harm: place for place, harm in enumerate(Harm)}
HOW = {
    Harm.DROPPED: "deleted_with_it",
    Harm.UNREADABLE: "breaks",
    Harm.ROWS_GONE: "deleted_with_it",
    Harm.ALL_ROWS_GONE: "deleted_with_it",
    Harm.RESHAPED: "breaks",
    Harm.STOPPED: "stops",
    Harm.BROKEN: "breaks",
    Harm.LOCKED_OUT: "loses_access",
    Harm.EXPOSED: "exposed",
    Harm.WRONG: "gets_wrong_data",
    Harm.STALE: "goes_stale",
}
_E = EdgeKind
SPREAD: dict[tuple[Harm, EdgeKind], Harm] = {
    (Harm.DROPPED, _E.CONTAINS): Harm.DROPPED,
    (Harm.DROPPED, _E.FEEDS): Harm.BROKEN,
    (Harm.DROPPED, _E.SUPPORTS): Harm.STOPPED,
    (Harm.DROPPED, _E.RUNS): Harm.STOPPED,
    (Harm.DROPPED, _E.ENABLES): Harm.LOCKED_OUT,
    (Harm.DROPPED, _E.WRITES): Harm.STALE,
    (Harm.UNREADABLE, _E.SUPPORTS): Harm.UNREADABLE,
    (Harm.UNREADABLE, _E.CONTAINS): Harm.UNREADABLE,
    (Harm.UNREADABLE, _E.ENABLES): Harm.LOCKED_OUT,
    (Harm.UNREADABLE, _E.FEEDS): Harm.BROKEN,
    (Harm.ROWS_GONE, _E.CASCADES): Harm.ROWS_GONE,
    (Harm.ROWS_GONE, _E.FEEDS): Harm.WRONG,
    (Harm.ROWS_GONE, _E.SUPPORTS): Harm.WRONG,
    (Harm.ROWS_GONE, _E.CONTAINS): Harm.ROWS_GONE,
    (Harm.ALL_ROWS_GONE, _E.CASCADES): Harm.ALL_ROWS_GONE,
    (Harm.ALL_ROWS_GONE, _E.REFERENCES): Harm.ALL_ROWS_GONE,
    (Harm.ALL_ROWS_GONE, _E.FEEDS): Harm.WRONG,
    (Harm.RESHAPED, _E.FEEDS): Harm.BROKEN,
    (Harm.RESHAPED, _E.SUPPORTS): Harm.WRONG,
    (Harm.RESHAPED, _E.CONTAINS): Harm.RESHAPED,
    (Harm.STOPPED, _E.SUPPORTS): Harm.STOPPED,
    (Harm.STOPPED, _E.RUNS): Harm.STOPPED,
    (Harm.STOPPED, _E.CONTAINS): Harm.STOPPED,
    (Harm.STOPPED, _E.ENABLES): Harm.LOCKED_OUT,
    (Harm.STOPPED, _E.FEEDS): Harm.STALE,
    (Harm.STOPPED, _E.WRITES): Harm.STALE,
    (Harm.BROKEN, _E.FEEDS): Harm.BROKEN,
    (Harm.BROKEN, _E.WRITES): Harm.STALE,
    (Harm.BROKEN, _E.RUNS): Harm.STOPPED,
    (Harm.BROKEN, _E.SUPPORTS): Harm.STOPPED,
    (Harm.LOCKED_OUT, _E.FEEDS): Harm.STALE,
    (Harm.LOCKED_OUT, _E.WRITES): Harm.STALE,
    (Harm.LOCKED_OUT, _E.RUNS): Harm.STOPPED,
    (Harm.EXPOSED, _E.SUPPORTS): Harm.EXPOSED,
    (Harm.EXPOSED, _E.CONTAINS): Harm.EXPOSED,
    (Harm.WRONG, _E.FEEDS): Harm.WRONG,
    (Harm.WRONG, _E.WRITES): Harm.WRONG,
    (Harm.WRONG, _E.SUPPORTS): Harm.WRONG,
    (Harm.WRONG, _E.CONTAINS): Harm.WRONG,
    (Harm.STALE, _E.FEEDS): Harm.STALE,
    (Harm.STALE, _E.WRITES): Harm.STALE,
    (Harm.STALE, _E.SUPPORTS): Harm.STALE,
}
_NOT_SHARED = (Safety.ROLLED_BACK, Safety.DRY_RUN, Safety.READ_ONLY)
_ROWS = (AssetKind.TABLE, AssetKind.VIEW, AssetKind.BUCKET, AssetKind.OBJECT, AssetKind.QUEUE, AssetKind.TOPIC, AssetKind.FILE)
_INSIDE = frozenset({*_ROWS, AssetKind.COLUMN, AssetKind.SCHEMA, AssetKind.IDENTITY, AssetKind.SECRET, AssetKind.URL}) - {AssetKind.FILE}


def harm_of(effect: Effect) -> Harm | None:
    """What the effect does to the asset itself, None where nothing that others use changes."""
    if effect.safe(*_NOT_SHARED):
        return None
    rules = {
        Operation.READ: None,
        Operation.CREATE: None,
        Operation.SEND: None,
        Operation.EXECUTE: None,
        Operation.WRITE: Harm.WRONG,
        Operation.DELETE: _delete_harm(effect),
        Operation.ALTER: _alter_harm(effect),
        Operation.GRANT: _grant_harm(effect),
    }
    return rules[effect.operation]


def _delete_harm(effect: Effect) -> Harm:
    if effect.has(Trait.UNREADABLE):
        return Harm.UNREADABLE
    if effect.asset.kind is AssetKind.COLUMN:
        return Harm.RESHAPED
    if effect.verb == "truncate":
        return Harm.ALL_ROWS_GONE if effect.has(Trait.CASCADE) else Harm.ROWS_GONE
    if effect.verb in ("delete", "merge", "expire_objects") and effect.asset.kind in _ROWS:
        return Harm.ROWS_GONE
    return Harm.DROPPED


def _alter_harm(effect: Effect) -> Harm | None:
    if effect.has(Trait.UNREADABLE):
        return Harm.UNREADABLE
    if effect.has(Trait.OUTAGE):
        return Harm.STOPPED
    if effect.has(Trait.STRUCTURE, Trait.LOSES_COLUMNS):
        return Harm.RESHAPED
    return None if effect.scope is Scope.ONE or effect.undo == "yes" else Harm.WRONG


def _grant_harm(effect: Effect) -> Harm | None:
    if effect.verb == "revoke":
        return Harm.LOCKED_OUT
    return Harm.EXPOSED if effect.has(Trait.PUBLIC) else None


def stops_its_host(effect: Effect) -> bool:
    """True where what happens may take down the machine that the thing lives on; a table that goes leaves its server running."""
    return harm_of(effect) in (Harm.STOPPED, Harm.DROPPED) and effect.asset.kind not in _INSIDE


@dataclass(frozen=True, slots=True)
class Reached:
    """A key that harm reaches: which harm, in how many steps (``hops``) from the touched key ``origin``, and the last step."""

    key: str
    harm: Harm
    origin: str
    hops: int = 0
    before: Reached | None = None
    last: Dependency | None = None

    @property
    def edges(self) -> tuple[Dependency, ...]:
        """The edges on the way, from the touched key on."""
        found: list[Dependency] = []
        at: Reached | None = self
        while at is not None and at.last is not None:
            found.append(at.last)
            at = at.before
        return tuple(reversed(found))

    @property
    def confidence(self) -> float:
        """Of the weakest edge."""
        return min((edge.evidence.confidence for edge in self.edges), default=1.0)


def spread(effect: Effect, web: Web) -> dict[str, Reached]:
    """Everything that the effect harms beyond the asset itself: key -> the worst harm, by the shortest path. Never cut off."""
    harm = harm_of(effect)
    if harm is None:
        return {}
    starts = {key: harm for key, _ in touched(effect, web)}
    starts |= {key: Harm.STOPPED for key, _ in web.hosts.get(effect.id, ()) if stops_its_host(effect)}
    found: dict[str, Reached] = {}
    for key in sorted(starts):
        _walk(key, starts[key], effect, web, found)
    for key in starts:
        found.pop(key, None)
    return found


def _walk(start: str, harm: Harm, effect: Effect, web: Web, found: dict[str, Reached]) -> None:
    waiting = deque([Reached(start, harm, start)])
    seen = {(start, harm)}
    while waiting:
        at = waiting.popleft()
        for edge, following in _steps(at, effect, web):
            if (edge, following) in seen:
                continue
            seen.add((edge, following))
            dependency = _edge(at.key, edge, web)
            step = Reached(edge, following, start, at.hops + 1, at, dependency)
            known = found.get(edge)
            if known is None or ORDER[following] < ORDER[known.harm]:
                found[edge] = step
            waiting.append(step)


def _edge(source: str, target: str, web: Web) -> Dependency:
    """The best-known edge between two keys, in either direction (a writer breaks when its table goes)."""
    edges = [e for e in web.out.get(source, ()) if e.target == target] or [e for e in web.into.get(source, ()) if e.source == target]
    return max(edges, key=lambda e: (e.evidence.confidence, e))


def _steps(at: Reached, effect: Effect, web: Web) -> list[tuple[str, Harm]]:
    """The neighbours that harm goes on to, in a fixed order."""
    steps = []
    for edge in web.out.get(at.key, ()):
        following = SPREAD.get((at.harm, edge.kind))
        if following is not None and not _misses(at, edge, effect):
            steps.append((edge.target, following))
    if at.harm in (Harm.DROPPED, Harm.RESHAPED) and effect.verb != "destroy":
        steps += [(edge.source, Harm.BROKEN) for edge in web.into.get(at.key, ()) if edge.kind is EdgeKind.WRITES]
    return steps


def _misses(at: Reached, edge: Dependency, effect: Effect) -> bool:
    """True where only columns change that do not flow over this first edge."""
    if at.hops or effect.asset.kind is not AssetKind.COLUMN or not edge.columns:
        return False
    changed = {effect.asset.name.rpartition(".")[2].lower(), *(c.lower() for c in effect.columns)}
    return "*" not in edge.columns and not changed & {c.lower() for c in edge.columns}
