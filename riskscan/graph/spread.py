"""How harm spreads: from what an effect does to an asset, along each kind of edge.

A harm reaches a neighbour as another harm, by the table ``SPREAD``; an edge that is not in it does not carry that harm. The three
database closures are different: DELETE follows ON DELETE CASCADE only, TRUNCATE ... CASCADE every referencing table, DROP ... CASCADE takes
what stands inside and breaks what is built on it (all checked against PostgreSQL 15).
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from riskscan.graph.web import Web, touched
from riskscan.model.asset import AssetKind, AssetRef, Match
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
ROWS = (Harm.ROWS_GONE, Harm.ALL_ROWS_GONE)
_TAKES = re.compile(r"^(revoke|detach|remove|unshare|deny|disable|deactivate)")
_USERS = (AssetKind.JOB, AssetKind.PIPELINE, AssetKind.PROGRAM, AssetKind.REPORT, AssetKind.FUNCTION)
_EVENTS = (AssetKind.TABLE, AssetKind.BUCKET, AssetKind.OBJECT, AssetKind.QUEUE, AssetKind.TOPIC, AssetKind.FUNCTION)
_NOT_SHARED = (Safety.ROLLED_BACK, Safety.DRY_RUN, Safety.READ_ONLY)
_ROWS = (AssetKind.TABLE, AssetKind.VIEW, AssetKind.BUCKET, AssetKind.OBJECT, AssetKind.QUEUE, AssetKind.TOPIC, AssetKind.FILE)
_CONTENT = frozenset({Harm.ROWS_GONE, Harm.ALL_ROWS_GONE, Harm.WRONG, Harm.STALE})
_OF_THE_CONTENT = re.compile(r"_(objects?|blobs?|files?|items?|messages|rows|documents)$|^(rm|purge|empty|sync_delete)")
_TEXTS = re.compile(r"^(aws_iam_policy_document|google_iam_policy|azurerm_policy_document|archive_file|template_\w+|null_\w+|random_\w+)$")
"""Resource types that are texts or aids of the configuration: harm goes through them to what is made of them."""
_STORED = (AssetKind.OBJECT, AssetKind.FILE)
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
    if of_the_content(effect) and effect.scope is not Scope.ALL:
        return Harm.ROWS_GONE  # some of the files; the file store stays
    if effect.asset.kind is AssetKind.URL:
        return Harm.ROWS_GONE  # a call takes away what the service keeps; the service goes on
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
    if _TAKES.match(effect.verb):
        return Harm.LOCKED_OUT
    return Harm.EXPOSED if effect.has(Trait.PUBLIC) else None


def of_the_content(effect: Effect) -> bool:
    """True where what lies in a file store or a queue goes, and the thing itself stays."""
    holder = effect.asset.kind in (AssetKind.BUCKET, AssetKind.QUEUE, AssetKind.TOPIC)
    return effect.operation is Operation.DELETE and holder and _OF_THE_CONTENT.search(effect.verb) is not None


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
    return {key: way for key, way in found.items() if not _TEXTS.search(web.asset(key).fact("type"))}


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
        following = _starts_with(at, edge, web) or SPREAD.get((at.harm, edge.kind))
        if following is not None and not _misses(at, edge, effect, web) and not _keeps_its_rights(at, edge, effect, web):
            steps.append((edge.target, following))
    if at.harm in (Harm.DROPPED, Harm.RESHAPED) and effect.verb != "destroy":
        made_by = {f"program:{e.file}" for e in web.asset(at.key).evidence if e.source == "ddl"} if at.harm is Harm.DROPPED else set()
        writers = (edge.source for edge in web.into.get(at.key, ()) if edge.kind is EdgeKind.WRITES)
        steps += [(writer, Harm.BROKEN) for writer in writers if writer not in made_by]  # who makes a table makes it again
    return steps


def _starts_with(at: Reached, edge: Dependency, web: Web) -> Harm | None:
    """What follows only beside the thing itself: who reads or is what loses a right may not go on; who is started by new data gets it."""
    source, target = web.asset(at.key).kind, web.asset(edge.target).kind
    if target is AssetKind.IDENTITY and source is not AssetKind.IDENTITY and (at.harm, edge.kind) == (Harm.DROPPED, EdgeKind.SUPPORTS):
        return Harm.LOCKED_OUT  # rights on a thing that is gone: whoever has them does not stop
    if target is source is AssetKind.IDENTITY and at.harm is Harm.LOCKED_OUT and at.hops and edge.kind is EdgeKind.ENABLES:
        return Harm.LOCKED_OUT
    if at.harm is Harm.LOCKED_OUT and not at.hops:
        of_an_account = web.asset(at.key).kind is AssetKind.IDENTITY and edge.kind in (EdgeKind.SUPPORTS, EdgeKind.ENABLES)
        user = web.asset(edge.target).kind in _USERS
        return Harm.LOCKED_OUT if user and (of_an_account or edge.kind is EdgeKind.FEEDS) else None
    if at.harm is Harm.WRONG and edge.kind is EdgeKind.RUNS and web.asset(at.key).kind in _EVENTS:
        return Harm.WRONG
    return None


def _keeps_its_rights(at: Reached, edge: Dependency, effect: Effect, web: Web) -> bool:
    """True for an account with rights on a thing whose content alone changes: its rights stay as they are."""
    inside = at.harm in _CONTENT or (at.harm is Harm.DROPPED and not at.hops and of_the_content(effect))
    return inside and edge.kind is EdgeKind.SUPPORTS and web.asset(edge.target).kind is AssetKind.IDENTITY


def _misses(at: Reached, edge: Dependency, effect: Effect, web: Web) -> bool:
    """True where only columns change that do not flow over this first edge, or one stored file that is not the other."""
    if at.hops:
        return False
    if edge.kind is EdgeKind.CONTAINS and effect.asset.kind in _STORED:
        return web.asset(at.key).kind is AssetKind.BUCKET and not _may_lie_in(effect.asset, web.asset(edge.target).name)
    if effect.asset.kind is not AssetKind.COLUMN or not edge.columns:
        return False
    changed = {effect.asset.name.rpartition(".")[2].lower(), *(c.lower() for c in effect.columns)}
    return "*" not in edge.columns and not changed & {c.lower() for c in edge.columns}


def _may_lie_in(ref: AssetRef, other: str) -> bool:
    """True where one stored path may be the other or lie in it; of unknown parts on only what stands before counts."""
    paths = {ref.name, f"{ref.within}/{ref.name}"} if ref.within else {ref.name}
    two, open_end = _head(other)
    for path in paths:
        one, open_start = _head(path)
        if open_start or open_end or ref.match is not Match.EXACT:
            if one.startswith(two) or two.startswith(one):
                return True
        elif one == two or one.startswith(two + "/") or two.startswith(one + "/"):
            return True
    return False


def _head(path: str) -> tuple[str, bool]:
    """(a path without its scheme up to its first unknown part, whether there is one)."""
    known, hole, _ = re.sub(r"^[a-z0-9]+://", "", path).replace("*", "{").partition("{")
    return known if hole else known.rstrip("/"), bool(hole)
