"""Which boxes the picture has, and in which column each stands."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from riskscan.model.assessment import Assessment, Edge, Graph, Node
from riskscan.model.verdict import Decision
from riskscan.reports.words import count

MOST_BOXES = 14
TALLEST = 3  # boxes above each other: more would push page one over its sheet of paper
MOST_STEPS = 10  # boxes of the worst path
LAST_THING = 4  # the furthest column for things; people stand right of it
_RUNS = frozenset({"job", "pipeline", "program", "function", "server", "cluster", "queue", "topic", "url", "service"})
_PEOPLE = frozenset({"team", "email", "people", "person", "customers"})
_DOTTED = frozenset({"table", "view"})
_HEADS = {-1: "It reads", 1: "It changes", 2: "These run on it", 3: "They make"}
_PLURAL = {
    "identity": "accounts",
    "dns": "web addresses",
    "email": "mail lists",
    "other": "things",
    "resource": "things",
    "url": "services",
}
_PLAIN = {
    "bucket": "file store", "object": "stored file", "identity": "account", "dns": "web address", "url": "service",
    "email": "mail list", "other": "thing", "resource": "thing", "schema": "group of tables", "artifact": "file",
}  # fmt: skip
ICON_OF = {
    "table": "table", "view": "layers", "column": "table", "database": "database", "schema": "database", "file": "file",
    "bucket": "database", "object": "file", "queue": "layers", "topic": "layers", "function": "setting", "server": "service",
    "cluster": "service", "secret": "lock", "identity": "lock", "network": "service", "dns": "service", "url": "app", "email": "people",
    "program": "script", "pipeline": "job", "job": "job", "report": "chart", "team": "people", "resource": "setting",
    "artifact": "script",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Box:
    """One box. ``role``: yours, reads, changes, relies, people, unknown. ``more``: how many others it stands for. ``step``: its number on
    the worst path, 0 for none.
    """

    key: str
    name: str
    kind: str
    icon: str
    role: str
    more: int = 0
    step: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """Boxes in headed columns, left to right; a column holds stacks (boxes joined by a line straight down). ``lines`` join box keys."""

    columns: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    boxes: dict[str, Box]
    lines: tuple[tuple[str, str], ...]
    worst: tuple[str, ...]

    def steps(self) -> set[tuple[str, str]]:
        """The lines of the worst path."""
        return set(zip(self.worst, self.worst[1:], strict=False))


@dataclass(slots=True)
class _Plan:
    """What is known while the picture is chosen: nodes, lines between them, the worst path, the column that each asks for."""

    nodes: dict[str, Node]
    lines: list[tuple[str, str]]
    worst: tuple[str, ...]
    base: dict[str, int]


def picture(assessment: Assessment) -> Picture | None:
    """The picture of an assessment; None where there is nothing but the file itself to show."""
    graph = assessment.graph
    mine = [node.key for node in graph.nodes if node.role == "artifact"]
    if len(graph.nodes) <= len(mine) or not mine:
        return None
    calm = assessment.verdict.decision is Decision.GO_AHEAD
    plan = _plan(replace(graph, worst_path=()) if calm else graph)
    groups = _groups(plan)
    drawn = _draw(assessment, plan, groups)
    while (joined := _lower(drawn, plan, groups) or _less_lonely(drawn, plan, groups)) is not None:
        groups = joined
        drawn = _draw(assessment, plan, groups)
    return drawn


def _lower(drawn: Picture, plan: _Plan, groups: list[list[str]]) -> list[list[str]] | None:
    """The groups with two boxes of the fullest column joined, those of one kind first; None where it is low enough."""
    stacks = max((stacks for _, stacks in drawn.columns), key=lambda stacks: sum(len(stack) for stack in stacks))
    if sum(len(stack) for stack in stacks) <= TALLEST:
        return None
    free = [g for g in groups if any(g[0] in stack for stack in stacks) and g[0] not in plan.worst and plan.nodes[g[0]].role != "artifact"]
    pairs = [(one, other) for one, other in itertools.combinations(free, 2) if plan.nodes[one[0]].role == plan.nodes[other[0]].role]
    if not pairs:
        return None
    keep, go = max(pairs, key=lambda pair: (plan.nodes[pair[0][0]].kind == plan.nodes[pair[1][0]].kind, -len(pair[0]) - len(pair[1])))
    return [[*group, *go] if group is keep else group for group in groups if group is not go]


def _less_lonely(drawn: Picture, plan: _Plan, groups: list[list[str]]) -> list[list[str]] | None:
    """The groups with a box that no line reaches joined to another of its column, one of its kind first; None where each has a line."""
    joined = {key for line in drawn.lines for key in line}
    for _, stacks in drawn.columns:
        keys = [key for stack in stacks for key in stack]
        free = [g for g in groups if g[0] in keys and g[0] not in plan.worst and drawn.boxes[g[0]].role == "relies"]
        for alone in (group for group in free if group[0] not in joined):
            others = [group for group in free if group is not alone]
            if others:
                kind = plan.nodes[alone[0]].kind
                host = max(others, key=lambda group: (plan.nodes[group[0]].kind == kind, group[0] in joined, -len(group)))
                return [[*group, *alone] if group is host else group for group in groups if group is not alone]
    return None


def _draw(assessment: Assessment, plan: _Plan, groups: list[list[str]]) -> Picture:
    """The picture with these keys in one box each."""
    boxes, home = _boxes(plan, groups)
    worst = tuple(dict.fromkeys(home[key] for key in plan.worst))
    boxes = _short_names(boxes, plan)
    boxes = {key: replace(box, step=worst.index(key) + 1 if key in worst and len(worst) > 1 else 0) for key, box in boxes.items()}
    lines = list(dict.fromkeys((home[a], home[b]) for a, b in plan.lines if home[a] != home[b]))
    simple = not any(box.role in ("relies", "people") for box in boxes.values())
    base = {key: plan.base[key] for key in boxes}
    if simple:
        base = {key: -1 if boxes[key].role == "reads" else at for key, at in base.items()}
    column, below = _columns(boxes, lines, base, worst)
    return _assemble(assessment, boxes, lines, worst if len(worst) > 1 else (), column, below)


def _base(node: Node) -> int:
    if node.role in ("artifact", "reads"):
        return 0
    if node.role in ("changes", "creates"):
        return 1
    if node.role == "notices" or node.kind in _PEOPLE:
        return LAST_THING + 1
    return 2 if node.kind in _RUNS else 3


def _plan(graph: Graph) -> _Plan:
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
    return _Plan(nodes, _without_loops(nodes, pairs, worst), worst, base)


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


def _groups(plan: _Plan) -> list[list[str]]:
    """Keys in the boxes they share: each alone where 14 boxes are enough, else together by column and kind."""
    mine = sorted(key for key, node in plan.nodes.items() if node.role == "artifact")
    steps = list(plan.worst)
    middle = steps[MOST_STEPS // 2 : -(MOST_STEPS // 2 - 1)] if len(steps) > MOST_STEPS else []
    alone = [key for key in dict.fromkeys((*mine[:1], *steps)) if key not in middle]
    fixed = [[key] for key in alone] + ([middle] if middle else []) + ([mine[1:]] if mine[1:] and not set(mine[1:]) & set(steps) else [])
    taken = {key for group in fixed for key in group}
    simple = all(node.role in ("artifact", "reads", "changes", "creates", "other") for node in plan.nodes.values())
    by_kind: dict[tuple[int, str, str], list[str]] = defaultdict(list)
    for key in sorted(plan.nodes, key=lambda k: (-plan.nodes[k].criticality, k)):
        node = plan.nodes[key]
        if key not in taken and node.role != "artifact":
            by_kind[plan.base[key], "reads" if node.role == "reads" else "", node.kind].append(key)
    reads = [] if simple else [key for name, keys in sorted(by_kind.items()) if name[1] for key in keys]
    kinds = [keys for name, keys in sorted(by_kind.items()) if simple or not name[1]] + ([reads] if reads else [])
    room = MOST_BOXES - len(fixed)
    while len(kinds) > max(room, 1):  # too many kinds: the two smallest neighbours share a box
        apart = [plan.base[kinds[i][0]] != plan.base[kinds[i + 1][0]] for i in range(len(kinds) - 1)]
        at = min(range(len(kinds) - 1), key=lambda i: (apart[i], len(kinds[i]) + len(kinds[i + 1]), i))
        kinds[at : at + 2] = [kinds[at] + kinds[at + 1]]
    return fixed + _spread(kinds, room, reads)


def _spread(kinds: list[list[str]], room: int, together: list[str]) -> list[list[str]]:
    """Gives each kind one box, then the room that is left one box at a time to the kind that hides most."""
    slots = [1] * len(kinds)
    while sum(slots) < room:
        hidden = [0 if keys is together else len(keys) - n for keys, n in zip(kinds, slots, strict=True)]
        most = max(hidden, default=0)
        if most <= 0:
            break
        slots[hidden.index(most)] += 1
    groups: list[list[str]] = []
    for keys, n in zip(kinds, slots, strict=True):
        groups += [[key] for key in keys[: n - 1]] + [keys[n - 1 :]]
    return groups


def _boxes(plan: _Plan, groups: list[list[str]]) -> tuple[dict[str, Box], dict[str, str]]:
    """The boxes by key, and the box in which each node went. A box takes the key of its first node."""
    boxes, home = {}, {}
    for group in groups:
        node = plan.nodes[group[0]]
        boxes[node.key] = _box(node, [plan.nodes[key] for key in group[1:]])
        home.update(dict.fromkeys(group, node.key))
    return boxes, home


def _box(node: Node, others: list[Node]) -> Box:
    role = {"artifact": "yours", "reads": "reads", "changes": "changes", "creates": "changes"}.get(node.role, "relies")
    if role == "relies" and (node.role == "notices" or node.kind in _PEOPLE):
        role = "people"
    icon = ICON_OF.get("artifact" if role == "yours" else node.kind, "people" if role == "people" else "setting")
    kind = node.detail or (node.owner if role == "people" else "") or ("script" if role == "yours" else plain_kind(node.kind))
    if others:
        kinds = {other.kind for other in others}
        kind = (
            "and " + count(len(others), "more " + plain_kind(node.kind), "more " + _plural(node.kind))
            if kinds == {node.kind}
            else (f"and {len(others):,} more")
        )
    return Box(node.key, node.name or "name not known", kind, icon, role, len(others))


def _short_names(boxes: dict[str, Box], plan: _Plan) -> dict[str, Box]:
    """Tables and views by their last two names where no other box then has the same: ``crm.customers``, not ``warehouse.crm.customers``."""
    short = {key: ".".join(box.name.split(".")[-2:]) if plan.nodes[key].kind in _DOTTED else box.name for key, box in boxes.items()}
    taken = Counter(short.values())
    return {key: replace(box, name=short[key]) if taken[short[key]] == 1 else box for key, box in boxes.items()}


def plain_kind(kind: str) -> str:
    """The kind as people call it."""
    return _PLAIN.get(kind, kind.replace("_", " "))


def _plural(kind: str) -> str:
    plain = plain_kind(kind)
    return _PLURAL.get(kind, plain[:-1] + "ies" if plain.endswith("y") else plain + "s")


def _columns(
    boxes: dict[str, Box], lines: list[tuple[str, str]], base: dict[str, int], worst: tuple[str, ...]
) -> tuple[dict[str, int], dict[str, str]]:
    """The column of each box, and for each box that hangs straight below another, that other.

    A box stands right of everything that leads to it. Where the columns end, the worst path goes on straight down.
    """
    before: dict[str, list[str]] = defaultdict(list)
    for a, b in lines:
        before[b].append(a)
    steps = set(itertools.pairwise(worst))
    column: dict[str, int] = {}
    below: dict[str, str] = {}
    carries: set[str] = set()
    for key in _in_order(boxes, lines):
        at = base[key]
        people = at > LAST_THING
        for parent in sorted(before[key], key=lambda p: ((p, key) in steps, column.get(p, -1), p)):
            if parent not in column or column[parent] < at or (boxes[parent].role == "reads" and base[parent] == 0):
                continue
            down = boxes[parent].role == boxes[key].role == "changes" or ((parent, key) in steps and column[parent] >= LAST_THING)
            if down and column[parent] == at and parent not in carries and key not in below:
                below[key] = parent
            elif not people:
                at = min(column[parent] + 1, LAST_THING)
                below.pop(key, None)
                if (parent, key) in steps and column[parent] == at and parent not in carries:
                    below[key] = parent
        column[key] = at
        if key in below:
            carries.add(below[key])
    _hang_reads(boxes, base, column, below, carries)
    return column, below


def _hang_reads(boxes: dict[str, Box], base: dict[str, int], column: dict[str, int], below: dict[str, str], carries: set[str]) -> None:
    """What is only read stands above the file, with a line straight down."""
    mine = next((key for key, box in boxes.items() if box.role == "yours"), "")
    for key, box in sorted(boxes.items()):
        if box.role == "reads" and base[key] == 0 and mine and mine not in below:
            below[mine] = key
            carries.add(key)
            column[key] = column[mine]


def _in_order(boxes: dict[str, Box], lines: list[tuple[str, str]]) -> list[str]:
    """Keys so that each comes after all that lead to it (a loop made by sharing a box is cut at the smallest key)."""
    waits = {key: {a for a, b in lines if b == key} for key in boxes}
    order: list[str] = []
    while waits:
        ready = sorted(key for key, parents in waits.items() if not parents) or [min(waits)]
        for key in ready[:1]:
            order.append(key)
            del waits[key]
        for parents in waits.values():
            parents.discard(order[-1])
    return order


def _assemble(
    assessment: Assessment,
    boxes: dict[str, Box],
    lines: list[tuple[str, str]],
    worst: tuple[str, ...],
    column: dict[str, int],
    below: dict[str, str],
) -> Picture:
    """Columns without gaps, with headings and stacks; only lines that go right or straight down stay."""
    under = {parent: key for key, parent in below.items()}
    terraform = any(artifact.language.startswith("terraform") for artifact in assessment.artifacts)
    columns = []
    for at in sorted(set(column.values())):
        stacks = []
        for key in (key for key in boxes if column[key] == at and key not in below):
            stack = [key]
            while stack[-1] in under:
                stack.append(under[stack[-1]])
            stacks.append(tuple(stack))
        columns.append((_head(at, terraform, [box for key, box in boxes.items() if column[key] == at], assessment), tuple(stacks)))
    drawn = tuple((a, b) for a, b in lines if column[a] < column[b] or below.get(b) == a)
    return Picture(tuple(columns), boxes, drawn, worst)


def _head(at: int, terraform: bool, boxes: list[Box], assessment: Assessment) -> str:
    if at == 0:
        many = len([node for node in assessment.graph.nodes if node.role == "artifact"]) > 1
        return "Your change" if terraform else "Your files" if many else "Your file"
    if at > LAST_THING:
        return "Who notices"
    if at == 1:
        roles = {node.key: node.role for node in assessment.graph.nodes}
        return "It saves" if all(roles[box.key] == "creates" for box in boxes) else "It changes"
    return _HEADS.get(at, "And then")
