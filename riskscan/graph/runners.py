"""What runs the handed-in file already: jobs, schedules, events; and whether what it writes starts it again.

Asked of the whole estate, with what the file itself says of it. networkx is imported only when something runs the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from riskscan.graph.web import Web
from riskscan.knowledge.schedules import when
from riskscan.model.effect import Effect, Operation, Trait
from riskscan.model.estate import EdgeKind
from riskscan.model.span import Note, Span

_CIRCLE = (EdgeKind.RUNS, EdgeKind.WRITES, EdgeKind.FEEDS)
SHOWN = 3


def run_by(effects: Sequence[Effect], own: Sequence[str], web: Web) -> tuple[Effect, ...]:
    """The effects with who runs the file by itself, and Trait.ENDLESS on those that start the file again.

    ``own`` are the paths of the file in the estate; ``web`` is of the whole estate.
    """
    mine = [key for path in own for key in (f"program:{path}", f"file:{path}") if web.into.get(key)]
    runs = [edge for key in mine for edge in web.into[key] if edge.kind is EdgeKind.RUNS]
    if not runs:
        return tuple(effects)
    notes = []
    for edge in runs[:SHOWN]:
        asset = web.asset(edge.source)
        line = max(edge.evidence.line, 1)
        text = f"{asset.fact('label') or asset.name} runs this file by itself{when(asset)}."
        notes.append(Note(text[:1].upper() + text[1:], Span(edge.evidence.file, line, 1, line, 1)))
    again = _starts_again(effects, mine, web)
    changed = []
    for effect in effects:
        if effect.operation is Operation.READ:
            changed.append(effect)
            continue
        circle = again.get(effect.id)
        loop = (Note(f"What it changes starts it again: {' → '.join(circle)}."),) if circle else ()
        traits = tuple(dict.fromkeys((*effect.traits, *((Trait.ENDLESS,) if circle else ()))))
        changed.append(replace(effect, also=tuple(dict.fromkeys((*effect.also, *notes, *loop))), traits=traits))
    return tuple(changed)


def _starts_again(effects: Sequence[Effect], mine: Sequence[str], web: Web) -> dict[str, tuple[str, ...]]:
    """Effect id -> the names on the shortest way from what it writes back to the file itself."""
    import networkx as nx

    graph = nx.DiGraph()
    for edges in web.out.values():
        graph.add_edges_from((e.source, e.target) for e in edges if e.kind in _CIRCLE)
    found: dict[str, tuple[str, ...]] = {}
    for effect in effects:
        if effect.operation not in (Operation.WRITE, Operation.CREATE, Operation.SEND):
            continue
        ways = [
            nx.shortest_path(graph, key, end)
            for key, _ in web.links.get(effect.id, ())
            for end in mine
            if key in graph and end in graph and nx.has_path(graph, key, end) and _by_event(graph, key, end, web)
        ]
        if ways:
            found[effect.id] = tuple(web.asset(key).name for key in min(ways, key=lambda way: (len(way), way)))
    return found


def _by_event(graph: object, start: str, end: str, web: Web) -> bool:
    """True where an event leads from the thing to the file (a run edge that starts at data), not where the file merely reads it."""
    import networkx as nx

    way = nx.shortest_path(graph, start, end)
    kinds = [{e.kind for e in web.out.get(a, ()) if e.target == b} for a, b in pairwise(way)]
    return any(EdgeKind.RUNS in kind and EdgeKind.FEEDS not in kind for kind in kinds[:1] + kinds[-1:])
