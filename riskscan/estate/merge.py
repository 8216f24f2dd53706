"""From many small pieces to one estate: which names are one thing, and what follows from the names alone.

Two names are one thing when they share an identifier (a dbt unique id, an ARN, a key), or when one is the only longer form of the other.
They are never one thing when one file defines both, or when dbt builds the one and only reads the other. A name that could be several
things stays itself and is linked to all of them: nothing is ever picked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from riskscan.estate.macros import through_macros
from riskscan.estate.names import DBT_ID, SQL_KINDS, bucket_of, cloud_names, defined, parts_of, plausible
from riskscan.model.asset import Asset, AssetKind, key_of
from riskscan.model.estate import Dependency, EdgeKind, Estate
from riskscan.model.evidence import Evidence, Method

_SPECIAL = ("ref:", "source:", "macro:")
_NEVER_RUN = ("secret:", "identity:", "table:", "team:", "schema:")
_NESTED = SQL_KINDS - {AssetKind.DATABASE}  # found by their parts, not by name alone
_RANK = {method: rank for rank, method in enumerate(Method)}


class _Groups:
    """Union-find over keys; the root of a group is its smallest key, so the order of joining does not matter."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._parent = {key: key for key in keys}

    def root(self, key: str) -> str:
        parent = self._parent.setdefault(key, key)
        while parent != key:
            self._parent[key] = self._parent[parent]
            key = self._parent[key]
            parent = self._parent[key]
        return key

    def join(self, one: str, other: str) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        if first != second:
            self._parent[second] = first


def merge(pieces: Sequence[Estate]) -> Estate:
    """One estate from all pieces; the same for any order of the pieces."""
    assets = [asset for piece in pieces for asset in piece.assets]
    edges = through_macros({edge for piece in pieces for edge in piece.dependencies})
    by_key: dict[str, list[Asset]] = defaultdict(list)
    for asset in assets:
        by_key[asset.key].append(asset)
    for key in sorted({end for edge in edges for end in (edge.source, edge.target)} - set(by_key)):
        by_key[key] = [] if key.startswith(_SPECIAL) else [_bare(key)]
    groups = _Groups(by_key)
    _same_identifier(by_key, groups)
    unclear = _dbt_names(by_key, groups)
    facts = {key: _join(key, same) for key, same in by_key.items() if same}
    grown = _grouped(facts, groups)
    unclear |= _longer_names(grown, groups)
    unclear |= _mentions(_grouped(facts, groups), groups)
    final = _final_keys(by_key, groups)
    merged = {final[root]: _join(final[root], _named(same)) for root, same in _members(by_key, groups).items() if same}
    moved = _moved(edges, groups, final, unclear, merged)
    for key in sorted({end for edge in moved for end in (edge.source, edge.target)} - set(merged)):
        merged[key] = _bare(key)
    moved |= _contained(merged)
    diagnostics = tuple(sorted({d for piece in pieces for d in piece.diagnostics}, key=_place))
    count = sum(piece.files_read for piece in pieces)
    return Estate(tuple(merged[key] for key in sorted(merged)), tuple(sorted(moved)), diagnostics, count)


def _place(diagnostic: object) -> str:
    return repr(diagnostic)


def _same_identifier(by_key: dict[str, list[Asset]], groups: _Groups) -> None:
    """Joins what shares a dbt unique id or an ARN, and an asset with the key that it names as its alias."""
    holders: dict[str, str] = {}
    for key in sorted(by_key):
        for asset in by_key[key]:
            for alias in asset.aliases:
                if DBT_ID.match(alias) or alias.startswith("arn:"):
                    groups.join(holders.setdefault(alias, key), key)
                elif alias in by_key and ":" in alias:
                    groups.join(alias, key)


def _dbt_names(by_key: dict[str, list[Asset]], groups: _Groups) -> dict[str, set[str]]:
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


def _members(by_key: dict[str, list[Asset]], groups: _Groups) -> dict[str, list[Asset]]:
    members: dict[str, list[Asset]] = defaultdict(list)
    for key in sorted(by_key):
        members[groups.root(key)].extend(by_key[key])
    return members


def _grouped(facts: dict[str, Asset], groups: _Groups) -> dict[str, Asset]:
    """One asset for each group so far, under the root's key."""
    members: dict[str, list[Asset]] = defaultdict(list)
    for key in sorted(facts):
        members[groups.root(key)].append(facts[key])
    return {root: _join(root, same) for root, same in members.items()}


def _longer_names(assets: dict[str, Asset], groups: _Groups) -> dict[str, set[str]]:
    """Joins ``orders`` with ``public.orders`` where that is the only longer form; returns the names that have several."""
    by_last: dict[tuple[str, str], list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for root, asset in assets.items():
        kind = "schema" if asset.kind is AssetKind.SCHEMA else "table"
        if asset.kind in (AssetKind.TABLE, AssetKind.VIEW, AssetKind.SCHEMA):
            parts = parts_of(asset.name)
            by_last[(kind, parts[-1])].append((parts, root))
    unclear: dict[str, set[str]] = {}
    for _, named in sorted(by_last.items()):
        named.sort(key=lambda pair: (-len(pair[0]), pair))
        for parts, root in named:
            longer = {other for more, other in named if len(more) > len(parts) and more[-len(parts) :] == parts}
            longer = {other for other in longer if not _distinct(assets[root], assets[other])}
            heads = {groups.root(other) for other in longer}
            if len(heads) == 1:
                groups.join(root, heads.pop())
            elif heads:
                unclear[root] = heads
    return unclear


def _distinct(one: Asset, other: Asset) -> bool:
    """True where two names cannot be one thing: a dbt project builds one and reads the other, or one file defines both."""
    sorts = {one.fact("dbt") == "source", other.fact("dbt") == "source"}
    if one.fact("dbt") and other.fact("dbt"):
        return len(sorts) == 2 and not _built_elsewhere(one, other)
    first = {(e.source, e.file) for e in one.evidence if e.method is not Method.MATCHED}
    return bool(first & {(e.source, e.file) for e in other.evidence if e.method is not Method.MATCHED})


def _built_elsewhere(one: Asset, other: Asset) -> bool:
    """True where one project reads as a source, by its schema, what another project builds in that schema."""
    source, model = (one, other) if one.fact("dbt") == "source" else (other, one)
    schema = (*parts_of(source.name), "")[-3] if len(parts_of(source.name)) > 1 else ""
    custom = model.fact("schema").lower()
    projects = {_project(source), _project(model)}
    return len(projects) == 2 and bool(custom) and (schema == custom or schema.endswith(f"_{custom}"))


def _project(asset: Asset) -> str:
    return next((found[2] for alias in asset.aliases if (found := DBT_ID.match(alias))), "")


def _mentions(assets: dict[str, Asset], groups: _Groups) -> dict[str, set[str]]:
    """Joins a bucket, server, job ... that is only named somewhere with the one definition of that name; returns those with several."""
    unclear: dict[str, set[str]] = {}
    definitions: dict[str, set[str]] = defaultdict(set)
    for root, asset in assets.items():
        if defined(asset) and asset.kind not in _NESTED:
            for name in {asset.name.lower(), *(a.lower() for a in asset.aliases)}:
                definitions[name].add(root)
    for root, asset in sorted(assets.items()):
        if defined(asset) or asset.kind in _NESTED:
            continue
        names = (asset.name.lower(), *cloud_names(asset.name))
        fitting = {r for name in names for r in definitions.get(name, ()) if plausible(asset.kind, assets[r].kind)}
        if len(fitting) == 1:
            groups.join(root, fitting.pop())
        elif fitting:
            unclear[root] = fitting
    return unclear


def _final_keys(by_key: dict[str, list[Asset]], groups: _Groups) -> dict[str, str]:
    """The key that each group goes by: defined before mentioned, then the longest name, then the first in the alphabet."""
    members: dict[str, set[str]] = defaultdict(set)
    for key in sorted({*by_key, *(groups.root(k) for k in by_key)}):
        members[groups.root(key)].add(key)
    final = {}
    for root, keys in members.items():
        usable = [k for k in keys if not k.startswith(_SPECIAL)]
        if not usable:
            usable = [key_of(AssetKind.TABLE, root.partition(":")[2].partition(".")[2])]
        final[root] = min(usable, key=lambda k: (k.startswith("other:"), not any(defined(a) for a in by_key.get(k, ())), -k.count("."), k))
    return final


def _named(same: list[Asset]) -> list[Asset]:
    """The assets with their own names kept as aliases; names that stand for another file's name are no name."""
    return [replace(a, aliases=(*a.aliases, a.name)) if not a.key.startswith(_SPECIAL) else a for a in same]


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
    edges: set[Dependency], groups: _Groups, final: dict[str, str], unclear: dict[str, set[str]], merged: dict[str, Asset]
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
            parts = parts_of(asset.name)
            for size in range(len(parts) - 1, 0, -1):
                kind = AssetKind.DATABASE if asset.kind is AssetKind.SCHEMA or size < len(parts) - 1 else AssetKind.SCHEMA
                holder = _holder(merged, kind, parts[:size], evidence)
                found.add(Dependency(holder, key, EdgeKind.CONTAINS, evidence))
        elif asset.kind in (AssetKind.OBJECT, AssetKind.FILE, AssetKind.BUCKET):
            bucket = key_of(AssetKind.BUCKET, bucket_of(asset))
            if bucket in merged and bucket != key:
                found.add(Dependency(bucket, key, EdgeKind.CONTAINS, evidence))
    return found


def _holder(merged: dict[str, Asset], kind: AssetKind, parts: tuple[str, ...], evidence: Evidence) -> str:
    """The key of a schema or database, made where nothing else describes it."""
    short, long = key_of(kind, parts[-1]), key_of(kind, ".".join(parts))
    if long not in merged and short in merged:
        return short
    merged.setdefault(long, Asset(long, kind, ".".join(parts), evidence=(replace(evidence, method=Method.RESOLVED),)))
    return long
