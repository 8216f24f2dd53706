"""What a text inside a file says exists, with ``{name}`` for the parts that are only known when it runs."""

from __future__ import annotations

from dataclasses import replace

from riskscan.model.artifact import Artifact, has_hole
from riskscan.model.asset import SQL_KINDS, Asset, AssetKind, key_of
from riskscan.model.estate import Dependency, Estate


def of_host(estate: Estate, artifact: Artifact) -> Estate:
    """The declarations of an artifact in terms of the file that it stands in."""
    if not artifact.holes or not (estate.assets or estate.dependencies):
        return estate
    return replace(
        estate,
        assets=tuple(_asset(asset, artifact) for asset in estate.assets),
        dependencies=tuple(_edge(edge, artifact) for edge in estate.dependencies),
    )


def _asset(asset: Asset, artifact: Artifact) -> Asset:
    return replace(
        asset,
        key=_key(asset.key, artifact),
        name=artifact.show(asset.name),
        columns=() if any(map(has_hole, asset.columns)) else asset.columns,  # some of them are not known
        aliases=tuple(artifact.show(alias) for alias in asset.aliases),
    )


def _edge(edge: Dependency, artifact: Artifact) -> Dependency:
    return replace(edge, source=_key(edge.source, artifact), target=_key(edge.target, artifact))


def _key(key: str, artifact: Artifact) -> str:
    if not has_hole(key):
        return key
    kind, _, name = key.partition(":")
    shown = artifact.show(name)
    return key_of(AssetKind(kind), shown) if kind in SQL_KINDS else f"{kind}:{shown}"
