"""The graph of the report: the file, what it touches, what that reaches, who notices; everything, nothing collapsed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from riskscan.graph.spread import Reached, stops_its_host
from riskscan.graph.web import Web, touched
from riskscan.knowledge.importance import importance
from riskscan.knowledge.schedules import in_words
from riskscan.model.assessment import Edge, EdgeEvidence, Graph, Node
from riskscan.model.asset import Asset
from riskscan.model.effect import Effect, Operation, Safety
from riskscan.model.estate import Dependency
from riskscan.model.homes import key_of_ref
from riskscan.model.impact import Impact

_KIND_WORDS = {
    "pipeline": "pipeline",
    "program": "program",
    "bucket": "file store",
    "object": "stored file",
    "dns": "web address",
    "url": "service",
    "identity": "account",
}
_RANK = {"artifact": 0, "changes": 1, "creates": 2, "reads": 3, "relies": 4, "notices": 5, "other": 6}


def draw(
    artifacts: Sequence[tuple[str, str]],
    effects: Sequence[Effect],
    impacts: Sequence[Impact],
    paths: Mapping[str, Reached],
    web: Web,
    worst: str,
) -> Graph:
    """The graph. ``artifacts`` are (path, kind word); ``worst`` is the id of the effect that carries the level."""
    nodes: dict[str, Node] = {}
    edges: dict[tuple[str, str, str], Edge] = {}
    for path, word in artifacts:
        _add(nodes, Node(f"artifact:{path}", "artifact", path.rpartition("/")[2], "artifact", detail=word))
    keys = {effect.id: _touch(effect, artifacts, nodes, edges, web) for effect in effects}
    for impact in impacts:
        _reach(impact, paths, nodes, edges, web)
    for key in list(nodes):
        if nodes[key].role in ("relies", "changes"):
            _tell(key, nodes, edges, web)
    worst_path = _worst_path(worst, effects, impacts, keys, artifacts, nodes, web)
    steps = set(pairwise(worst_path))
    marked = tuple(replace(edge, worst=(edge.source, edge.target) in steps) for edge in edges.values())
    return Graph(
        tuple(sorted(nodes.values(), key=lambda n: (_RANK[n.role], n.key))),
        tuple(sorted(marked, key=lambda e: (e.source, e.target, e.kind))),
        worst_path,
    )


def _add(nodes: dict[str, Node], node: Node) -> None:
    known = nodes.get(node.key)
    if known is None or _RANK[node.role] < _RANK[known.role]:
        nodes[node.key] = node


def _node(asset: Asset, role: str, web: Web) -> Node:
    owner = ", ".join(web.teams_of(asset.key))
    return Node(
        asset.key, asset.kind.value, asset.fact("label") or asset.name, role, owner, importance(asset), _detail(asset), asset.aliases
    )


def _detail(asset: Asset) -> str:
    parts = [asset.fact("exposure_type") or _KIND_WORDS.get(asset.kind.value, asset.kind.value)]
    if rows := asset.fact("rows"):
        parts.append(f"{int(rows):,} rows" if rows.isdigit() else f"{rows} rows")
    if schedule := in_words(asset.fact("schedule")):
        parts.append(schedule)
    return ", ".join(parts)


def _role(effect: Effect) -> str:
    if effect.operation is Operation.READ:
        return "reads"
    if effect.operation is Operation.CREATE or effect.safe(Safety.OWN_OUTPUT) or effect.verb == "save":
        return "creates"
    return "changes"


def _touch(
    effect: Effect, artifacts: Sequence[tuple[str, str]], nodes: dict[str, Node], edges: dict[tuple[str, str, str], Edge], web: Web
) -> tuple[str, ...]:
    """Adds the nodes and edges of one effect; returns the keys that it touches."""
    role = _role(effect)
    linked = [key for key, _ in touched(effect, web)]
    known = [web.asset(key) for key in linked] or [Asset(key_of_ref(effect.asset), effect.asset.kind, effect.asset.name)]
    own = next((path for path, _ in artifacts if path == effect.location.path), artifacts[0][0] if artifacts else "")
    here = f"artifact:{own}"
    for asset in known:
        _add(nodes, _node(asset, role, web))
        evidence = EdgeEvidence("riskscan", effect.location.path, effect.location.start_line, "read", 0.9)
        pair = (asset.key, here) if role == "reads" else (here, asset.key)
        kind = "reads" if role == "reads" else effect.operation.value
        edges.setdefault((*pair, kind), Edge(*pair, kind, evidence))
    for key, _ in web.hosts.get(effect.id, ()) if stops_its_host(effect) else ():
        _add(nodes, _node(web.asset(key), "changes", web))
        evidence = EdgeEvidence("riskscan", effect.location.path, effect.location.start_line, "read", 0.9)
        edges.setdefault((here, key, "runs on"), Edge(here, key, "runs on", evidence))
    return tuple(asset.key for asset in known)


def _reach(impact: Impact, paths: Mapping[str, Reached], nodes: dict[str, Node], edges: dict[tuple[str, str, str], Edge], web: Web) -> None:
    _add(nodes, _node(web.asset(impact.asset), "relies", web))
    reached = paths.get(impact.asset)
    if reached is None:
        source, target = impact.path[0], impact.asset
        writer = [e for e in web.into.get(source, ()) if e.source == target]
        if writer:
            edges.setdefault((source, target, writer[0].kind.value), _edge(writer[0], source, target))
        return
    at = reached.origin
    for dependency in reached.edges:
        following = dependency.target if dependency.source == at else dependency.source
        edges.setdefault((at, following, dependency.kind.value), _edge(dependency, at, following))
        at = following


def _edge(dependency: Dependency, source: str, target: str) -> Edge:
    e = dependency.evidence
    return Edge(source, target, dependency.kind.value, EdgeEvidence(e.source, e.file, e.line, e.method.value, e.confidence))


def _tell(key: str, nodes: dict[str, Node], edges: dict[tuple[str, str, str], Edge], web: Web) -> None:
    for team in web.teams_of(key):
        target = f"team:{team}"
        _add(nodes, Node(target, "team", team, "notices", detail="owner"))
        edges.setdefault((key, target, "notifies"), Edge(key, target, "notifies", EdgeEvidence("owners", "", 0, "declared", 1.0)))


def _worst_path(
    worst: str,
    effects: Sequence[Effect],
    impacts: Sequence[Impact],
    keys: Mapping[str, tuple[str, ...]],
    artifacts: Sequence[tuple[str, str]],
    nodes: Mapping[str, Node],
    web: Web,
) -> tuple[str, ...]:
    """From the file through the worst effect to the most important thing that it reaches, and to who notices."""
    effect = next((e for e in effects if e.id == worst), None)
    if effect is None or not artifacts or effect.operation is Operation.READ:
        return ()
    own = next((path for path, _ in artifacts if path == effect.location.path), artifacts[0][0])
    mine = [i for i in impacts if worst in i.because and i.asset in nodes]
    start = f"artifact:{own}"
    if not mine:
        return (start, *keys[worst][:1], *(f"team:{t}" for t in web.teams_of(keys[worst][0])[:1])) if keys[worst] else (start,)
    target = max(mine, key=lambda i: (i.criticality, bool(i.owner), i.hops, i.asset))
    team = web.teams_of(target.asset)[:1]
    return (start, *target.path, *(f"team:{name}" for name in team))
