"""SARIF 2.1.0: findings with related places, the graph of what they reach, and fingerprints that no change of lines alters.

Decisions recorded here:
* A result is an effect from level low on, a policy finding, or a file that could not be read. What is only read stands in the graph.
* Places in the estate are relative to its folder (base ``ESTATE``); places in what was handed in are as they were typed.
* Columns count code points, as everywhere in riskscan.
"""

from __future__ import annotations

import json
from itertools import pairwise
from urllib.parse import quote

from riskscan.model.assessment import Assessment, Edge
from riskscan.model.impact import Impact
from riskscan.model.span import Span
from riskscan.reports import view, words
from riskscan.reports.findings import UNREAD_RULE, Finding, findings, plain
from riskscan.reports.names import short

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVEL = {"low": "note", "medium": "warning", "high": "error", "critical": "error"}
MOST_RELATED = 40  # places of one result
_LANGUAGES = {"python": "python", "sql": "sql", "shell": "shell", "terraform": "hcl", "terraform_plan": "json", "notebook": "python"}


def render_sarif(assessment: Assessment) -> str:
    """One run as indented JSON."""
    log: object = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(assessment)]}
    return json.dumps(log, indent=1, ensure_ascii=False) + "\n"


def _run(assessment: Assessment) -> object:
    rows = findings(assessment)
    rules = sorted({row.rule for row in rows})
    edges = {(edge.source, edge.target): f"edge{index}" for index, edge in enumerate(assessment.graph.edges)}
    return {
        "tool": {
            "driver": {
                "name": assessment.tool.name,
                "version": assessment.tool.version,
                "rules": [_rule(rule, [row for row in rows if row.rule == rule]) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"ESTATE": {"description": {"text": "The folder given with --against."}}},
        "automationDetails": {"id": f"riskscan/{plain(assessment.provenance.report_id)}"},
        "invocations": [_invocation(assessment)],
        "artifacts": [
            {
                "location": {"uri": _uri(one.path)},
                "sourceLanguage": _LANGUAGES.get(one.language, "unknown"),
                "roles": ["analysisTarget"],
                **({"hashes": {"sha-256": one.sha256}} if one.sha256 else {}),
            }
            for one in assessment.artifacts
        ],
        "graphs": [_graph(assessment, edges)],
        "results": [_result(row, rules.index(row.rule), edges, assessment) for row in rows],
        "properties": {
            "question": plain(assessment.page.question),
            "answer": plain(assessment.page.answer),
            "decision": assessment.verdict.decision.value,
            "level": assessment.verdict.level,
            **({} if view.unread(assessment) else {"score": assessment.verdict.score}),
        },
    }


def _rule(rule: str, rows: list[Finding]) -> object:
    """What a list of rules shows. The name says the pattern; the worst level that it had here is its usual one."""
    name = rule.rpartition("/")[2].replace("-", " ").replace("_", " ").replace(".", " ")
    said = "A file that could not be read" if rule == UNREAD_RULE else words.sentence(plain(name)) or plain(rule)
    tags: list[object] = [*sorted({row.effect.operation.value for row in rows if row.effect is not None})]
    return {
        "id": plain(rule),
        "shortDescription": {"text": said},
        "defaultConfiguration": {"level": LEVEL.get(max((row.level for row in rows), key=words.rank), "note")},
        "properties": {"tags": tags},
    }


def _invocation(assessment: Assessment) -> object:
    """Unread files make the run unsuccessful: it must not count as clean."""
    whole = not view.unread(assessment) and all(one.status == "read" for one in assessment.artifacts)
    notes: list[object] = []
    for one in assessment.diagnostics:
        note: dict[str, object] = {
            "descriptor": {"id": plain(one.code)},
            "level": "error" if one.unread else "warning",
            "message": {"text": plain(f"{one.text} {one.consequence}")},
        }
        if one.location is not None:
            note["locations"] = [_location(one.location)]
        notes.append(note)
    return {"executionSuccessful": whole, "endTimeUtc": assessment.provenance.read_at, "toolExecutionNotifications": notes}


def _graph(assessment: Assessment, edges: dict[tuple[str, str], str]) -> object:
    known = {node.key for node in assessment.graph.nodes}
    return {
        "description": {"text": "What is touched and what relies on it. Edges point the way harm flows."},
        "nodes": [
            {
                "id": key,
                "label": {"text": _unlinked(short(node.name))},
                "properties": {"kind": node.kind, "role": node.role, "owner": plain(node.owner)},
            }
            for key, node in {_key(node.key): node for node in assessment.graph.nodes}.items()
        ],
        "edges": [
            {
                "id": edges[edge.source, edge.target],
                "sourceNodeId": _key(edge.source),
                "targetNodeId": _key(edge.target),
                "label": {"text": plain(edge.kind)},
            }
            for edge in {(edge.source, edge.target): edge for edge in assessment.graph.edges}.values()
            if edge.source in known and edge.target in known
        ],
    }


def _result(row: Finding, index: int, edges: dict[tuple[str, str], str], whole: Assessment) -> object:
    result: dict[str, object] = {
        "ruleId": plain(row.rule),
        "ruleIndex": index,
        "level": LEVEL.get(row.level, "note"),
        "message": {"text": _message(row)},
        "locations": [_primary(row)],
        "partialFingerprints": {"riskscan/v1": row.fingerprint, "primaryLocationLineHash": f"{row.fingerprint[:16]}:1"},
        "properties": {"level": row.level, "kind": row.kind},
    }
    effect = row.effect
    if effect is None:
        return result
    impacts = [one for one in row.part.impacts if effect.id in one.because]
    by_ends = {(edge.source, edge.target): edge for edge in row.part.graph.edges}
    related = _related(row, impacts, by_ends)
    if related:
        result["relatedLocations"] = related
    walks = [walk for one in impacts if (walk := _traversal(one, edges))]
    if walks:
        result["graphTraversals"] = walks[:MOST_RELATED]
    flow = _flow(row, impacts, by_ends)
    if flow:
        result["codeFlows"] = [{"threadFlows": [{"locations": flow}]}]
    accepted = next((one for one in whole.accepted if one.fingerprint == row.fingerprint), None)
    if accepted is not None:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": plain(accepted.reason)}]
    result["properties"] = {
        "level": row.level, "kind": row.kind, "operation": effect.operation.value, "scope": effect.scope.value, "undo": effect.undo.value,
        "certainty": effect.certainty.value, "reliedOnBy": len(impacts),
    }  # fmt: skip
    return result


def _message(row: Finding) -> str:
    impacts = sum(row.effect.id in one.because for one in row.part.impacts) if row.effect is not None else 0
    relies = f" {words.count(impacts, 'other thing')} {'relies' if impacts == 1 else 'rely'} on it." if impacts else ""
    return _unlinked(row.text + relies)


def _unlinked(text: str) -> str:
    """A message text has links in the form [text](target); no name may make one."""
    return text.replace("](", "] (") or "not known"


def _primary(row: Finding) -> object:
    place: dict[str, object] = {"physicalLocation": {"artifactLocation": {"uri": _uri(row.path)}}}
    if row.place is not None:
        place = _location(row.place)
    if row.effect is not None:
        asset = row.effect.asset
        name = short(asset.name) or "not known"
        place["logicalLocations"] = [{"name": name, "fullyQualifiedName": name, "kind": asset.kind.value}]
    return place


def _related(row: Finding, impacts: list[Impact], by_ends: dict[tuple[str, str], Edge]) -> list[object]:
    """Further reasons and safe evidence in the file, then where each link to what relies on it is written."""
    effect = row.effect
    if effect is None:
        return []
    places: list[dict[str, object]] = []
    said = [(one.text, one.location) for one in effect.also] + [(one.text, one.location) for one in effect.safe_evidence]
    for text, span in said:
        if span is not None:
            places.append({**_location(span), "message": {"text": _unlinked(plain(text))}})
    links = dict.fromkeys(pair for one in impacts for pair in pairwise(one.path) if pair in by_ends)
    names = {node.key: short(node.name) for node in row.part.graph.nodes}
    for source, target in links:
        found = by_ends[source, target].evidence
        if found.file and found.line > 0:
            text = f"{names.get(source, source)} leads to {names.get(target, target)}."
            places.append({**_in_estate(found.file, found.line), "message": {"text": _unlinked(text)}})
    return [{"id": number, **place} for number, place in enumerate(places[:MOST_RELATED], start=1)]


def _traversal(impact: Impact, edges: dict[tuple[str, str], str]) -> dict[str, object] | None:
    """The walk through the graph from what the effect touches to what it harms; none where the graph lacks a step."""
    steps = list(pairwise(impact.path))
    if not steps or any(step not in edges for step in steps):
        return None
    return {
        "runGraphIndex": 0,
        "edgeTraversals": [{"edgeId": edges[step]} for step in steps],
        "description": {"text": _unlinked(plain(impact.text))},
    }


def _flow(row: Finding, impacts: list[Impact], by_ends: dict[tuple[str, str], Edge]) -> list[object]:
    """From the line in the file to the worst thing that it reaches, place by place; empty where no link has a place."""
    if row.place is None or not impacts:
        return []
    worst = max(impacts, key=lambda one: (words.rank(one.level), one.criticality, one.hops, one.id))
    names = {node.key: short(node.name) for node in row.part.graph.nodes}
    steps: list[object] = [{"location": {**_location(row.place), "message": {"text": _unlinked(row.text)}}}]
    for source, target in pairwise(worst.path):
        found = by_ends[source, target].evidence if (source, target) in by_ends else None
        if found is not None and found.file and found.line > 0:
            steps.append({"location": {**_in_estate(found.file, found.line), "message": {"text": _unlinked(names.get(target, target))}}})
    return steps if len(steps) > 1 else []


def _location(span: Span) -> dict[str, object]:
    region: dict[str, object] = {
        "startLine": max(span.start_line, 1),
        "startColumn": max(span.start_column, 1),
        "endLine": max(span.end_line, span.start_line, 1),
        "endColumn": max(span.end_column, 1),
    }
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(span.path)}, "region": region}}


def _in_estate(file: str, line: int) -> dict[str, object]:
    place: object = {"artifactLocation": {"uri": _uri(file), "uriBaseId": "ESTATE"}, "region": {"startLine": line}}
    return {"physicalLocation": place}


def _uri(path: str) -> str:
    """The path as a relative reference, or as a file address where it is absolute."""
    while path.startswith("./"):
        path = path[2:]
    text = quote("stdin" if path in ("-", "") else path, safe="/", errors="replace")
    return f"file://{text}" if text.startswith("/") else text


def _key(key: str) -> str:
    return plain(key) or "not known"
