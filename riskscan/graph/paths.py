"""The way from one thing to another: of the short ones the surest. networkx is imported only when somebody asks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from riskscan.model.estate import Dependency, EdgeKind, Estate
from riskscan.model.survey import Way

_DOUBT = 10  # a step by name alone counts as much as three to four plain ones


def way(estate: Estate, starts: Sequence[str], ends: Sequence[str]) -> Way:
    """The way from any of the keys to any of the others along the edges of harm; without edges where there is none."""
    import networkx as nx

    graph = nx.DiGraph()
    best: dict[tuple[str, str], Dependency] = {}
    for edge in sorted(set(estate.dependencies)):
        if edge.kind is EdgeKind.NOTIFIES and edge.target not in ends:
            continue
        known = best.get((edge.source, edge.target))
        if known is None or edge.evidence.confidence > known.evidence.confidence:
            best[(edge.source, edge.target)] = edge
    for (source, target), edge in best.items():
        graph.add_edge(source, target, weight=1 - _DOUBT * math.log(edge.evidence.confidence))
    sources = {key for key in starts if key in graph}
    found: tuple[float, list[str]] | None = None
    if sources:
        lengths, paths = nx.multi_source_dijkstra(graph, sources)
        for end in sorted(ends):
            if end in paths and len(paths[end]) > 1 and (found is None or (lengths[end], paths[end]) < found):
                found = lengths[end], paths[end]
    edges = tuple(best[pair] for pair in pairwise(found[1])) if found else ()
    return Way(tuple(starts), tuple(ends), edges)
