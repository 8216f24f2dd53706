"""Several files in one report: their order, what each is worst for, and where to start."""

from __future__ import annotations

import re
from collections.abc import Sequence

from riskscan.model.assessment import Assessment
from riskscan.model.verdict import Decision
from riskscan.reports import view, way_out, words


def ranked(assessment: Assessment) -> tuple[Assessment, ...]:
    """The parts, worst first: by decision, then by score."""
    order = {decision: index for index, decision in enumerate(words.WORST_FIRST)}
    return tuple(sorted(assessment.parts, key=lambda part: (order[part.verdict.decision], -part.verdict.score, view.file_name(part))))


def spread_out(parts: Sequence[Assessment], most: int = 16) -> tuple[Assessment, ...]:
    """So many of the ranked parts that their decisions show in about the shares that they have, the worst always among them."""
    return tuple(parts) if len(parts) <= most else tuple(parts[at * len(parts) // most] for at in range(most))


def worst_for(assessment: Assessment) -> tuple[str, str]:
    """(the name of the most important thing that is harmed or changed, its owner); empty texts where there is none."""
    nodes = {node.key: node for node in assessment.graph.nodes}
    reached = [nodes[key] for key in assessment.graph.worst_path if key in nodes and nodes[key].role != "artifact"]
    changed = [node for node in assessment.graph.nodes if node.role == "changes"]
    found = next(iter(reached[:1] or sorted(changed, key=lambda node: (-node.criticality, node.key))), None)
    if found is None:
        return "", ""
    owner = next((node.owner for node in reached if node.owner), found.owner)
    return "a name known only when it runs" if re.fullmatch(r"\{[^{}]*\}", found.name) else found.name, owner


def start_here(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """(file, what to do about it) for the three worst files that may not simply run."""
    rows = []
    for part in ranked(assessment):
        if part.verdict.decision is not Decision.GO_AHEAD:
            found = way_out.card(part)
            due = next((value for label, value in found.facts if label in ("Done by", "Our answer by")), "")
            what = "Send it in a form that we can read" if view.unread(part) else found.what
            if any(one.kind == "none" and one.title == what for one in part.alternatives):
                what = "We look for a safe route with you"
            rows.append((view.file_name(part), what.rstrip(".") + (f", by {due}" if due else "") + "."))
    return tuple(rows[:3])
