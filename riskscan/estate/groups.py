"""Which names are one thing: groups of keys, and what joins them beyond an identifier that they share.

Parts of a name that are only known when it runs (``{catalog}.{schema}.orders``) may be anything: the name counts from its first known part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from riskscan.estate.names import DBT_ID, SQL_KINDS, cloud_names, defined, parts_of, plausible
from riskscan.model.asset import Asset, AssetKind
from riskscan.model.evidence import Method

_NESTED = SQL_KINDS - {AssetKind.DATABASE}  # found by their parts, not by name alone


class Groups:
    """Union-find over keys; the root of a group is its smallest key, so the order of joining does not matter."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._parent = {key: key for key in keys}

    def root(self, key: str) -> str:
        """The smallest key of the group of a key."""
        parent = self._parent.setdefault(key, key)
        while parent != key:
            self._parent[key] = self._parent[parent]
            key = self._parent[key]
            parent = self._parent[key]
        return key

    def join(self, one: str, other: str) -> None:
        """Makes one group of two."""
        first, second = sorted((self.root(one), self.root(other)))
        if first != second:
            self._parent[second] = first


def longer_names(assets: dict[str, Asset], groups: Groups, settled: Collection[str] = ()) -> dict[str, set[str]]:
    """Joins ``orders`` with ``public.orders`` where that is the only longer form; returns the names that have several.

    ``settled`` are roots of groups whose whole name is known.
    """
    by_last: dict[tuple[str, str], list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for root, asset in assets.items():
        kind = "schema" if asset.kind is AssetKind.SCHEMA else "table"
        if asset.kind in (AssetKind.TABLE, AssetKind.VIEW, AssetKind.SCHEMA):
            parts = known_parts(asset.name)
            by_last[(kind, parts[-1])].append((parts, root))
    unclear: dict[str, set[str]] = {}
    for _, named in sorted(by_last.items()):
        named.sort(key=lambda pair: (-len(pair[0]), pair))
        for parts, root in named:
            if root in settled:
                continue
            longer = {other for more, other in named if len(more) > len(parts) and more[-len(parts) :] == parts}
            if not longer and _leads_with_a_hole(assets[root].name):
                longer = {other for same, other in named if same == parts and not _leads_with_a_hole(assets[other].name)}
            longer = {other for other in longer if not _distinct(assets[root], assets[other])}
            heads = {groups.root(other) for other in longer}
            if len(heads) == 1:
                groups.join(root, heads.pop())
            elif heads:
                unclear[root] = heads
    return unclear


def known_parts(name: str) -> tuple[str, ...]:
    """The parts of a name from the first one that is known on; all of them where the last is not known."""
    parts = parts_of(name)
    known = next((n for n, part in enumerate(parts) if "{" not in part and "*" not in part), 0)
    return parts if any("{" in part or "*" in part for part in parts[known:]) else parts[known:]


def _leads_with_a_hole(name: str) -> bool:
    return name.startswith("{") and len(known_parts(name)) < len(parts_of(name))


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


def mentions(assets: dict[str, Asset], groups: Groups) -> dict[str, set[str]]:
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
