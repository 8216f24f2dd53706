"""What a picture is chosen from: the nodes, the lines between them without loops, the worst path, and the column that each asks for."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass

from riskscan.model.assessment import Edge, Graph, Node
from riskscan.reports.diagram.boxes import PEOPLE

_RUNS = frozenset({"job", "pipeline", "program", "function", "server", "cluster", "queue", "topic", "url", "service"})
LAST_THING = 4  # the furthest column for things; people stand right of it


@dataclass(slots=True)
class Plan:
    """What is known while the picture is chosen: nodes, lines between them, the worst path, the column that each asks for."""

    nodes: dict[str, Node]
    lines: list[tuple[str, str]]
    worst: tuple[str, ...]
    base: dict[str, int]


def plan_of(graph: Graph) -> Plan:
    """Nodes by key, and lines without loops; the worst path is complete and never loses a line."""
    nodes = {node.key: node for node in graph.nodes}
    worst = tuple(dict.fromkeys(key for key in graph.worst_path if key in nodes))
    base = {key: _base(node) for key, node in nodes.items()}
    if worst and nodes[worst[0]].role != "artifact":
        worst = (*(key for key in nodes if nodes[key].role == "artifact" and _joined(graph.edges, key, worst[0])), *worst)[
            -len(worst) - 1 :
        ]
    pairs = list(itertools.pairwise(worst))
    pairs += sorted((edge.source, edge.target) for edge in graph.edges if edge.source in nodes and edge.target in nodes)
    pairs = [(a, b) for a, b in dict.fromkeys(pairs) if a != b and _sensible(nodes[a], nodes[b])]
    _draw_near(nodes, pairs, base)
    return Plan(nodes, _without_loops(nodes, pairs, worst), worst, base)


def _base(node: Node) -> int:
    if node.role in ("artifact", "reads"):
        return 0
    if node.role in ("changes", "creates"):
        return 1
    if node.role == "notices" or node.kind in PEOPLE:
        return LAST_THING + 1
    return 2 if node.kind in _RUNS else 3


def _joined(edges: tuple[Edge, ...], source: str, target: str) -> bool:
    return any(edge.source == source and edge.target == target for edge in edges)


def _sensible(source: Node, target: Node) -> bool:
    """What is only read leads to the file; nothing else leads back to it, and nothing leads to what is only read."""
    if source.role == "reads" or target.role == "artifact":
        return source.role == "reads" and target.role == "artifact"
    return target.role != "reads"


def _draw_near(nodes: dict[str, Node], pairs: list[tuple[str, str]], base: dict[str, int]) -> None:
    """A table or view that stands right on a changed thing, and carries others itself, runs on it."""
    feeds = {a for a, b in pairs if nodes[b].role == "relies"}
    for a, b in pairs:
        if base[b] == 3 and base[a] == 1 and b in feeds and nodes[b].kind != "report":
            base[b] = 2


def _without_loops(nodes: dict[str, Node], pairs: list[tuple[str, str]], worst: tuple[str, ...]) -> list[tuple[str, str]]:
    """The lines without those that close a loop (depth first, the worst path before all others)."""
    after: dict[str, list[str]] = defaultdict(list)
    for a, b in pairs:
        after[a].append(b)
    state: dict[str, int] = {}
    kept: list[tuple[str, str]] = []
    for start in (*worst[:1], *sorted(nodes)):
        if start in state:
            continue
        state[start] = 1
        stack = [(start, iter(after[start]))]
        while stack:
            here, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                state[here] = 2
                stack.pop()
            elif state.get(following) != 1:
                kept.append((here, following))
                if following not in state:
                    state[following] = 1
                    stack.append((following, iter(after[following])))
    return sorted(kept)
