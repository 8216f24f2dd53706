"""Which nodes share a box, so that the picture stays small enough to read."""

from __future__ import annotations

import itertools
from collections import defaultdict

from riskscan.reports.diagram.boxes import Picture
from riskscan.reports.diagram.plan import Plan

MOST_BOXES = 14
TALLEST = 3  # boxes above each other: more would push page one over its sheet of paper
MOST_STEPS = 10  # boxes of the worst path


def groups_of(plan: Plan) -> list[list[str]]:
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


def lower(drawn: Picture, plan: Plan, groups: list[list[str]]) -> list[list[str]] | None:
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


def less_lonely(drawn: Picture, plan: Plan, groups: list[list[str]]) -> list[list[str]] | None:
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
