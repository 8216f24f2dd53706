"""Which boxes the picture has, and in which column each stands."""

from __future__ import annotations

from dataclasses import replace

from riskscan.model.assessment import Assessment
from riskscan.model.verdict import Decision
from riskscan.reports.diagram.boxes import Picture, boxes_of, short_names
from riskscan.reports.diagram.columns import assemble, columns_of
from riskscan.reports.diagram.grouping import groups_of, less_lonely, lower
from riskscan.reports.diagram.plan import Plan, plan_of


def picture(assessment: Assessment) -> Picture | None:
    """The picture of an assessment; None where there is nothing but the file itself to show."""
    graph = assessment.graph
    mine = [node.key for node in graph.nodes if node.role == "artifact"]
    if len(graph.nodes) <= len(mine) or not mine:
        return None
    calm = assessment.verdict.decision is Decision.GO_AHEAD
    plan = plan_of(replace(graph, worst_path=()) if calm else graph)
    groups = groups_of(plan)
    drawn = _draw(assessment, plan, groups)
    while (joined := lower(drawn, plan, groups) or less_lonely(drawn, plan, groups)) is not None:
        groups = joined
        drawn = _draw(assessment, plan, groups)
    return drawn


def _draw(assessment: Assessment, plan: Plan, groups: list[list[str]]) -> Picture:
    """The picture with these keys in one box each."""
    boxes, home = boxes_of(plan.nodes, groups)
    worst = tuple(dict.fromkeys(home[key] for key in plan.worst))
    boxes = short_names(boxes, plan.nodes)
    boxes = {key: replace(box, step=worst.index(key) + 1 if key in worst and len(worst) > 1 else 0) for key, box in boxes.items()}
    lines = list(dict.fromkeys((home[a], home[b]) for a, b in plan.lines if home[a] != home[b]))
    simple = not any(box.role in ("relies", "people") for box in boxes.values())
    base = {key: plan.base[key] for key in boxes}
    if simple:
        base = {key: -1 if boxes[key].role == "reads" else at for key, at in base.items()}
    column, below = columns_of(boxes, lines, base, worst)
    return assemble(assessment, boxes, lines, worst if len(worst) > 1 else (), column, below)
