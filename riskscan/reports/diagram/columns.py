"""In which column each box stands, what hangs straight below what, and what each column is called."""

from __future__ import annotations

import itertools
from collections import defaultdict

from riskscan.model.assessment import Assessment
from riskscan.reports.diagram.boxes import Box, Picture
from riskscan.reports.diagram.plan import LAST_THING

_HEADS = {-1: "It reads", 1: "It changes", 2: "These run on it", 3: "They make"}


def columns_of(
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


def assemble(
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
