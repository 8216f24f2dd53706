"""What a run of dbt selects: one model where there is a model of that name, else (a folder, a package) the project as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from riskscan.estate.names import DBT_ID
from riskscan.model.asset import Asset
from riskscan.model.estate import Dependency, EdgeKind


def settle(edges: set[Dependency], assets: Iterable[Asset]) -> set[Dependency]:
    """The edges with each run of what is no model tied to its project."""
    if not any(edge.kind is EdgeKind.WRITES and edge.target.startswith("ref:") for edge in edges):
        return edges
    found = (DBT_ID.match(alias) for asset in assets for alias in asset.aliases)
    built = {f"ref:{match[2]}.{match[3]}" for match in found if match is not None and match[1] != "source"}
    return {_settled(edge, built) for edge in edges}


def _settled(edge: Dependency, built: set[str]) -> Dependency:
    if edge.kind is not EdgeKind.WRITES or not edge.target.startswith("ref:") or edge.target in built:
        return edge
    project = edge.target.removeprefix("ref:").partition(".")[0]
    return replace(edge, target=f"pipeline:dbt:{project}", kind=EdgeKind.RUNS)
