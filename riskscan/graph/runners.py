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
from riskscan.model.estate import Dependency, EdgeKind, Estate
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
        text = f"{asset.fact('label') or asset.name} runs this file by itself{_time_of(edge.source, web)}."
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


def started_already(effects: Sequence[Effect], declared: Estate, own: Sequence[str], web: Web) -> tuple[Effect, ...]:
    """The effects with what else starts the same work: a program of the estate that the file starts, a function that it ties to an event.

    A program counts only where the estate knows that it makes this very change; many start one program with other arguments.
    """
    changed = []
    for effect in effects:
        notes = [] if effect.operation is Operation.READ else [*_same_program(effect, own, web), *_same_function(effect, declared, web)]
        changed.append(replace(effect, also=tuple(dict.fromkeys((*effect.also, *notes[:SHOWN])))) if notes else effect)
    return tuple(changed)


def _same_program(effect: Effect, own: Sequence[str], web: Web) -> list[Note]:
    program = f"program:{effect.location.path}"
    if effect.location.path in own or not web.into.get(program):
        return []
    changes = {edge.target for edge in web.out.get(program, ()) if edge.kind is EdgeKind.WRITES}
    if not changes & {key for key, _ in web.links.get(effect.id, ())}:
        return []
    return [_already(edge, effect.location.path.rpartition("/")[2], web) for edge in web.into[program] if edge.kind is EdgeKind.RUNS]


def _same_function(effect: Effect, declared: Estate, web: Web) -> list[Note]:
    made = {asset.key for asset in declared.assets}
    here = {evidence.file for asset in declared.assets for evidence in asset.evidence}
    starts = [edge for edge in declared.dependencies if edge.kind is EdgeKind.RUNS and edge.target.startswith("function:")]
    notes = []
    for edge in starts:
        mine = edge.source in made and edge.source.partition(":")[2] == effect.asset.name
        others = (other for other in web.into.get(edge.target, ()) if other.kind is EdgeKind.RUNS and other.evidence.file not in here)
        notes += [_already(other, web.asset(edge.target).name, web) for other in others if mine and other.source != edge.source]
    return notes


def _already(edge: Dependency, name: str, web: Web) -> Note:
    asset, line = web.asset(edge.source), max(edge.evidence.line, 1)
    text = f"{asset.fact('label') or asset.name} starts {name} too{_time_of(edge.source, web)}. The work may be done twice."
    return Note(text[:1].upper() + text[1:], Span(edge.evidence.file, line, 1, line, 1))


def _time_of(key: str, web: Web) -> str:
    """When a runner, or what runs it, starts: ", each day at 02:00"; an empty text where no file says it."""
    above = [edge.source for edge in web.into.get(key, ()) if edge.kind is EdgeKind.RUNS]
    return next((words for one in (key, *above) if (words := when(web.asset(one)))), "")


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
