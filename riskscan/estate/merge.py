"""From many small pieces to one estate: which names are one thing, and what follows from the names alone.

Two names are one thing when they share an identifier (a dbt unique id, an ARN, a key), or when one is the only longer form of the other.
They are never one thing when one file defines both, or when dbt builds the one and only reads the other. A name that could be several
things stays itself and is linked to all of them: nothing is ever picked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from riskscan.estate import named, selected
from riskscan.estate.groups import Groups, longer_names, mentions
from riskscan.estate.macros import through_macros
from riskscan.estate.names import DBT_ID, bucket_of, defined, parts_of
from riskscan.model.asset import Asset, AssetKind, key_of
from riskscan.model.estate import Dependency, EdgeKind, Estate
from riskscan.model.evidence import Evidence, Method
from riskscan.model.homes import is_placed

_SPECIAL = ("ref:", "source:", "macro:")
_NEVER_RUN = ("secret:", "identity:", "table:", "team:", "schema:")
_RANK = {method: rank for rank, method in enumerate(Method)}


def merge(pieces: Sequence[Estate]) -> Estate:
    """One estate from all pieces; the same for any order of the pieces."""
    assets = [asset for piece in pieces for asset in piece.assets]
    edges = selected.settle(through_macros({edge for piece in pieces for edge in piece.dependencies}), assets)
    waiting = {edge for edge in edges if edge.source.startswith(named.PREFIX)}
    edges -= waiting
    by_key: dict[str, list[Asset]] = defaultdict(list)
    for asset in assets:
        by_key[asset.key].append(asset)
    for key in sorted({end for edge in edges for end in (edge.source, edge.target)} - set(by_key)):
        by_key[key] = [] if key.startswith(_SPECIAL) else [_bare(key)]
    groups = Groups(by_key)
    placed_models = _same_identifier(by_key, groups)
    unclear = _dbt_names(by_key, groups)
    facts = {key: _join(key, same) for key, same in by_key.items() if same}
    grown = _grouped(facts, groups)
    unclear |= longer_names(grown, groups, {groups.root(key) for key in placed_models})
    unclear |= mentions(_grouped(facts, groups), groups)
    final = _final_keys(by_key, groups)
    merged = {final[root]: _join(final[root], _named(same)) for root, same in _members(by_key, groups).items() if same}
    moved = _moved(edges, groups, final, unclear, merged)
    for key in sorted({end for edge in moved for end in (edge.source, edge.target)} - set(merged)):
        merged[key] = _bare(key)
    moved |= _contained(merged)
    placed = {replace(edge, target=final.get(groups.root(edge.target), edge.target)) for edge in waiting}
    moved |= named.tie(placed, moved, merged)
    diagnostics = tuple(sorted({d for piece in pieces for d in piece.diagnostics}, key=_place))
    count = sum(piece.files_read for piece in pieces)
    return Estate(tuple(merged[key] for key in sorted(merged)), tuple(sorted(moved)), diagnostics, count)


def _place(diagnostic: object) -> str:
    return repr(diagnostic)


def _same_identifier(by_key: dict[str, list[Asset]], groups: Groups) -> set[str]:
    """Joins what shares a dbt unique id, an ARN or an address in one folder, and an asset with the key that it names as its alias.

    Returns the keys of the dbt models that another file names by the whole name that their profile gives them.
    """
    holders: dict[str, str] = {}
    known: set[str] = set()
    for key in sorted(by_key):
        for asset in by_key[key]:
            for alias in asset.aliases:
                if DBT_ID.match(alias) or alias.startswith("arn:") or is_placed(alias):
                    groups.join(holders.setdefault(alias, key), key)
                elif alias in by_key and ":" in alias:
                    groups.join(alias, key)
                elif asset.fact("dbt") in ("model", "seed", "snapshot") and "." in alias:
                    table = key_of(AssetKind.TABLE, alias)
                    if table in by_key and table != key:
                        groups.join(table, key)
                        known.add(key)
    return known


def _dbt_names(by_key: dict[str, list[Asset]], groups: Groups) -> dict[str, set[str]]:
    """Joins each ref and source with what it names; returns those that could be several."""
    exact: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for key, same in by_key.items():
        for asset in same:
            for alias in asset.aliases:
                found = DBT_ID.match(alias)
                if found and found[1] in ("model", "seed", "snapshot", "source"):
                    sort = "source" if found[1] == "source" else "ref"
                    exact[(sort, found[2], found[3])].add(key)
                    exact[(sort, found[3])].add(key)
    unclear: dict[str, set[str]] = {}
    for key in sorted(by_key):
        if not key.startswith(("ref:", "source:")):
            continue
        sort, _, rest = key.partition(":")
        project, _, name = rest.partition(".")
        found_keys = exact.get((sort, project, name)) or exact.get((sort, name)) or set()
        others = {groups.root(k) for k in found_keys if k != key}
        if len(others) == 1:
            groups.join(key, others.pop())
        elif others:
            unclear[key] = others
        else:
            table = key_of(AssetKind.TABLE, name)
            by_key.setdefault(table, [_bare(table)])
            groups.join(key, table)
    return unclear


def _members(by_key: dict[str, list[Asset]], groups: Groups) -> dict[str, list[Asset]]:
    members: dict[str, list[Asset]] = defaultdict(list)
    for key in sorted(by_key):
        members[groups.root(key)].extend(by_key[key])
    return members


def _grouped(facts: dict[str, Asset], groups: Groups) -> dict[str, Asset]:
    """One asset for each group so far, under the root's key."""
    members: dict[str, list[Asset]] = defaultdict(list)
    for key in sorted(facts):
        members[groups.root(key)].append(facts[key])
    return {root: _join(root, same) for root, same in members.items()}


def _final_keys(by_key: dict[str, list[Asset]], groups: Groups) -> dict[str, str]:
    """The key that each group goes by: defined before mentioned, then the longest name, then the first in the alphabet."""
    members: dict[str, set[str]] = defaultdict(set)
    for key in sorted({*by_key, *(groups.root(k) for k in by_key)}):
        members[groups.root(key)].add(key)
    final = {}
    for root, keys in members.items():
        usable = [k for k in keys if not k.startswith(_SPECIAL)]
        if not usable:
            usable = [key_of(AssetKind.TABLE, root.partition(":")[2].partition(".")[2])]
        final[root] = min(usable, key=lambda k: _worse(k, by_key))
    return final


def _worse(key: str, by_key: dict[str, list[Asset]]) -> tuple[object, ...]:
    """What makes a key the less fitting name of its group."""
    return key.startswith("other:"), not any(defined(a) for a in by_key.get(key, ())), "{" in key, -key.count("."), key


def _named(same: list[Asset]) -> list[Asset]:
    """The assets with their own names kept as aliases; names that stand for another file's name are no name."""
    return [replace(a, aliases=(*a.aliases, a.name)) if not a.key.startswith(_SPECIAL) and "{" not in a.name else a for a in same]


def _strength(asset: Asset) -> tuple[object, ...]:
    first = min(asset.evidence, key=lambda e: (_RANK[e.method], e), default=Evidence("", "", 0, Method.ASSUMED))
    return _RANK[first.method], first.file, first.line, first.source, asset.name, repr(asset)


def _join(key: str, same: Sequence[Asset]) -> Asset:
    """One asset with all that any of them says; the strongest evidence speaks first."""
    ordered = sorted(same, key=_strength)
    first = ordered[0]
    name = next((a.name for a in ordered if key_of(a.kind, a.name) == key), first.name)
    kind = next((a.kind for a in ordered if a.kind is AssetKind.VIEW), None) if first.kind is AssetKind.TABLE else None
    return Asset(
        key=key,
        kind=kind or first.kind,
        name=name,
        aliases=tuple(sorted({alias for a in ordered for alias in a.aliases} - {name, ""})),
        owner=next((a.owner for a in ordered if a.owner), ""),
        criticality=max((a.criticality for a in ordered if a.criticality is not None), default=None),
        columns=tuple(dict.fromkeys(c for a in ordered for c in a.columns)),
        tags=tuple(sorted({t for a in ordered for t in a.tags})),
        facts=tuple(dict.fromkeys(f for a in ordered for f in a.facts)),
        evidence=tuple(sorted({e for a in ordered for e in a.evidence}, key=lambda e: (_RANK[e.method], e))),
    )


def _moved(
    edges: set[Dependency], groups: Groups, final: dict[str, str], unclear: dict[str, set[str]], merged: dict[str, Asset]
) -> set[Dependency]:
    """The edges between final keys, with the links of names that could be several things."""

    def place(key: str) -> str:
        root = groups.root(key)
        return final.get(root, root)

    candidates = {place(key): {place(other) for other in others} - {place(key)} for key, others in unclear.items()}
    moved = {replace(e, source=place(e.source), target=place(e.target)) for e in edges}
    moved = {e for e in moved if e.source != e.target and not (e.kind is EdgeKind.RUNS and e.target.startswith(_NEVER_RUN))}
    for edge in list(moved):
        if edge.kind is EdgeKind.WRITES:
            for other in candidates.get(edge.target, ()):
                moved.add(replace(edge, target=other, evidence=replace(edge.evidence, method=Method.ASSUMED)))
    for key, others in candidates.items():
        evidence = next((a.evidence[0] for a in (merged.get(key),) if a and a.evidence), Evidence("names", "", 0))
        for other in others:
            kind = EdgeKind.FEEDS if key.startswith(("table:", "schema:")) else EdgeKind.SUPPORTS
            moved.add(Dependency(other, key, kind, replace(evidence, method=Method.ASSUMED)))
    return moved


def _bare(key: str) -> Asset:
    """An asset for the end of an edge that nothing describes."""
    kind, _, name = key.partition(":")
    known = AssetKind(kind) if kind in AssetKind._value2member_map_ else AssetKind.OTHER
    return Asset(key, known, name)


def _contained(merged: dict[str, Asset]) -> set[Dependency]:
    """Schemas contain the tables that carry their name, databases their schemas, file stores what lies in them."""
    found: set[Dependency] = set()
    for key in sorted(merged):
        asset = merged[key]
        evidence = asset.evidence[0] if asset.evidence else Evidence("names", "", 0)
        if asset.kind in (AssetKind.TABLE, AssetKind.VIEW, AssetKind.SCHEMA) and key.split(":", 1)[0] in ("table", "schema"):
            for parts in _whole_names(asset):
                for size in range(len(parts) - 1, 0, -1):
                    kind = AssetKind.DATABASE if asset.kind is AssetKind.SCHEMA or size < len(parts) - 1 else AssetKind.SCHEMA
                    holder = _holder(merged, kind, parts[:size], evidence)
                    found.add(Dependency(holder, key, EdgeKind.CONTAINS, evidence))
        elif asset.kind in (AssetKind.OBJECT, AssetKind.FILE, AssetKind.BUCKET):
            bucket = key_of(AssetKind.BUCKET, bucket_of(asset))
            if bucket in merged and bucket != key:
                found.add(Dependency(bucket, key, EdgeKind.CONTAINS, evidence))
    return found


def _whole_names(asset: Asset) -> list[tuple[str, ...]]:
    """The name in parts; a table that a dbt project builds is known by a longer one."""
    own = parts_of(asset.name)
    if not asset.fact("dbt") or len(own) > 1:
        return [own]
    longer = (parts_of(alias) for alias in asset.aliases if "." in alias and not DBT_ID.match(alias))
    return [own, *(parts for parts in longer if parts[-1] == own[-1])]


def _holder(merged: dict[str, Asset], kind: AssetKind, parts: tuple[str, ...], evidence: Evidence) -> str:
    """The key of a schema or database, made where nothing else describes it."""
    short, long = key_of(kind, parts[-1]), key_of(kind, ".".join(parts))
    if long not in merged and short in merged:
        return short
    merged.setdefault(long, Asset(long, kind, ".".join(parts), evidence=(replace(evidence, method=Method.RESOLVED),)))
    return long
