"""The estate as adjacency, and the effects tied to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from riskscan.knowledge.importance import importance
from riskscan.model.asset import Asset, AssetKind
from riskscan.model.effect import Effect
from riskscan.model.estate import Dependency, EdgeKind, Estate

Links = Mapping[str, tuple[tuple[str, float], ...]]
"""Effect id -> the estate keys that its asset may stand for, with confidence 0..1."""


@dataclass(frozen=True)
class Web:
    """The estate for traversal. ``links`` for assets of effects, ``hosts`` for where they live."""

    assets: Mapping[str, Asset]
    out: Mapping[str, tuple[Dependency, ...]]
    into: Mapping[str, tuple[Dependency, ...]]
    links: Links
    hosts: Links
    _worth: dict[str, int] = field(default_factory=dict, compare=False, repr=False)  # asked for again and again

    def worth(self, key: str) -> int:
        """How important the thing behind a key is, 0..3."""
        known = self._worth.get(key)
        if known is None:
            known = self._worth[key] = importance(self.asset(key))
        return known

    def asset(self, key: str) -> Asset:
        """The asset behind a key; a bare one where only an edge names it."""
        found = self.assets.get(key)
        if found is not None:
            return found
        kind, _, name = key.partition(":")
        known = kind in AssetKind._value2member_map_
        return Asset(key, AssetKind(kind) if known else AssetKind.OTHER, name or key)

    def teams_of(self, key: str) -> tuple[str, ...]:
        """The teams and people who own or are told about a key, sorted."""
        told = {self.asset(edge.target).name for edge in self.out.get(key, ()) if edge.kind is EdgeKind.NOTIFIES}
        owner = self.asset(key).owner
        return tuple(sorted(told | ({owner} if owner else set())))


class Loom:
    """An estate made ready once, for the webs of many artifacts: each is the same but for what its own file says."""

    def __init__(self, estate: Estate) -> None:
        self.assets = {asset.key: asset for asset in estate.assets}
        self._edges = sorted(dict.fromkeys(estate.dependencies))
        self._out = _by_end(self._edges, lambda edge: edge.source)
        self._into = _by_end(self._edges, lambda edge: edge.target)
        self._said: dict[str, list[Dependency]] = {}
        self._shown: dict[str, list[Asset]] = {}
        for edge in self._edges:
            self._said.setdefault(edge.evidence.file, []).append(edge)
        for asset in estate.assets:
            for file in {evidence.file for evidence in asset.evidence}:
                self._shown.setdefault(file, []).append(asset)
        self.whole = self.web()

    def web(self, own: Iterable[str] = (), links: Links | None = None, hosts: Links | None = None) -> Web:
        """The web without what only the files ``own`` say."""
        paths = set(own)
        gone = [edge for path in paths for edge in self._said.get(path, ())]
        hidden = {a.key for path in paths for a in self._shown.get(path, ()) if all(e.file in paths for e in a.evidence)}
        assets = {key: asset for key, asset in self.assets.items() if key not in hidden} if hidden else self.assets
        out = _thinned(self._out, gone, lambda edge: edge.source, paths)
        return Web(assets, out, _thinned(self._into, gone, lambda edge: edge.target, paths), links or {}, hosts or {})


_End = Callable[[Dependency], str]
_Ends = dict[str, tuple[Dependency, ...]]


def _by_end(edges: Iterable[Dependency], end: _End) -> _Ends:
    found: dict[str, list[Dependency]] = {}
    for edge in edges:
        found.setdefault(end(edge), []).append(edge)
    return {key: tuple(same) for key, same in found.items()}


def _thinned(ends: _Ends, gone: list[Dependency], end: _End, paths: set[str]) -> _Ends:
    """The edges without those that are gone; what none of them touches is shared, not copied."""
    if not gone:
        return ends
    made = dict(ends)
    for key in {end(edge) for edge in gone}:
        kept = tuple(edge for edge in ends[key] if edge.evidence.file not in paths)
        if kept:
            made[key] = kept
        else:
            del made[key]
    return made


def weave(estate: Estate, links: Links, hosts: Links) -> Web:
    """The web of an estate. Edges of one node keep a fixed order."""
    return Loom(estate).web((), links, hosts)


def without_own(estate: Estate, paths: Iterable[str]) -> Estate:
    """The estate without what only the handed-in files themselves say: a script is not its own consumer."""
    own = set(paths)
    if not own:
        return estate
    return Estate(
        assets=tuple(a for a in estate.assets if not a.evidence or any(e.file not in own for e in a.evidence)),
        dependencies=tuple(d for d in estate.dependencies if d.evidence.file not in own),
        diagnostics=estate.diagnostics,
        files_read=estate.files_read,
    )


def touched(effect: Effect, web: Web) -> tuple[tuple[str, float], ...]:
    """The estate keys of an effect's asset, best first."""
    return web.links.get(effect.id, ())
