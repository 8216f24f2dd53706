"""The estate as adjacency, and the effects tied to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


def weave(estate: Estate, links: Links, hosts: Links) -> Web:
    """The web of an estate. Edges of one node keep a fixed order."""
    out: dict[str, list[Dependency]] = {}
    into: dict[str, list[Dependency]] = {}
    for edge in sorted(set(estate.dependencies)):
        out.setdefault(edge.source, []).append(edge)
        into.setdefault(edge.target, []).append(edge)
    return Web(
        {asset.key: asset for asset in estate.assets},
        {key: tuple(edges) for key, edges in out.items()},
        {key: tuple(edges) for key, edges in into.items()},
        links,
        hosts,
    )


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
