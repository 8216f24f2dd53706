"""The survey of what exists, and the way between two things, for people and for programs."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from riskscan.model.asset import Asset
from riskscan.model.estate import Dependency
from riskscan.model.evidence import Method
from riskscan.model.survey import SURVEY_VERSION, Seen, Survey, Way
from riskscan.reports.names import seen as shown

QUESTION = "What do we know of what exists?"
MOST_ROWS = 25
METHODS = {
    Method.DECLARED: "declared",
    Method.READ: "read in the file",
    Method.RESOLVED: "worked out",
    Method.MATCHED: "matched by name",
    Method.ASSUMED: "assumed",
}
VERBS = {
    "feeds": "feeds",
    "writes": "writes",
    "runs": "runs",
    "supports": "is needed by",
    "enables": "lets in",
    "manages": "keeps",
    "cascades": "takes along when deleted",
    "references": "is referred to by",
    "contains": "holds",
    "notifies": "belongs to",
}
IMPORTANCE = ("not important", "ordinary", "important", "vital")


class UnknownFormError(ValueError):
    """The survey cannot be written in that form."""


def render_survey(survey: Survey, format_name: str) -> str:
    """The survey as ``text``, ``json`` or ``html``, with a new line at the end. Raises UnknownFormError."""
    forms = {"text": _text, "json": _json, "html": _html}
    if format_name not in forms:
        raise UnknownFormError(f"{format_name!r} is not one of {', '.join(forms)}")
    return forms[format_name](survey)


def answer(survey: Survey) -> str:
    """The answer in one line."""
    return f"{len(survey.things):,} things and {len(survey.edges):,} links, from {survey.files_read:,} files."


def lead(survey: Survey) -> str:
    """What is missing, in a sentence or two."""
    parts = []
    files = {d.location.path for d in survey.unread if d.location}
    if files:
        parts.append(f"We could not read {len(files):,} {'file' if len(files) == 1 else 'files'} in full.")
    if survey.unclear:
        count = len(survey.unclear)
        parts.append(f"{count:,} {'name' if count == 1 else 'names'} may mean several things. We follow all of them.")
    if survey.nobodys:
        parts.append(f"For {survey.nobodys:,} tables, jobs and reports no owner is written down.")
    return " ".join(parts) or "Every file that we know how to read was read in full."


def most_needed(survey: Survey) -> tuple[Seen, ...]:
    """What most others depend on directly."""
    ordered = sorted(survey.things, key=lambda s: (-s.needed_by, -s.importance, s.asset.key))
    return tuple(one for one in ordered[:MOST_ROWS] if one.needed_by)


def _text(survey: Survey) -> str:
    lines = [f"{QUESTION} {answer(survey)}", lead(survey), ""]
    for title, rows in (("Things", survey.by_kind), ("Links", survey.by_edge), ("Files by reader", survey.by_reader)):
        lines += [title, *(f"  {count:>8,}  {shown(name)}" for name, count in rows), ""]
    needed = most_needed(survey)
    if needed:
        lines += ["Most needed", *(f"  {s.needed_by:>8,}  {shown(s.asset.key)}{_owned(s)}" for s in needed), ""]
    if survey.unclear:
        lines.append("Names that may mean several things")
        lines += [f"  {shown(key)}: {', '.join(shown(k) for k in others[:5])}" for key, others in survey.unclear[:MOST_ROWS]]
        lines += [*_more(len(survey.unclear)), ""]
    if survey.unread:
        lines.append("Not read, or only in part")
        lines += [f"  {shown(d.text)} {shown(d.consequence)}" for d in survey.unread]
        lines.append("")
    return "\n".join(lines)


def _owned(seen: Seen) -> str:
    return f"  ({', '.join(shown(team) for team in seen.teams)})" if seen.teams else ""


def _more(count: int) -> list[str]:
    return [f"  and {count - MOST_ROWS} more"] if count > MOST_ROWS else []


def _json(survey: Survey) -> str:
    document = {
        "schema_version": SURVEY_VERSION,
        "folders": survey.folders,
        "files_read": survey.files_read,
        "counts": {"things": dict(survey.by_kind), "links": dict(survey.by_edge), "files_by_reader": dict(survey.by_reader)},
        "nodes": [
            {
                "key": s.asset.key,
                "kind": s.asset.kind.value,
                "name": s.asset.name,
                "aliases": s.asset.aliases,
                "owner": s.asset.owner,
                "teams": s.teams,
                "importance": s.importance,
                "needed_by": s.needed_by,
                "columns": s.asset.columns,
                "tags": s.asset.tags,
                "facts": [list(fact) for fact in s.asset.facts],
                "evidence": [_evidence_of(s.asset, n) for n in range(len(s.asset.evidence))],
            }
            for s in survey.things
        ],
        "edges": [_edge(edge) for edge in survey.edges],
        "unclear": [{"name": key, "may_be": others} for key, others in survey.unclear],
        "unread": [
            {"code": d.code, "text": d.text, "consequence": d.consequence, "location": asdict(d.location) if d.location else None}
            for d in survey.unread
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _evidence_of(asset: Asset, number: int) -> dict[str, object]:
    evidence = asset.evidence[number]
    return {"source": evidence.source, "file": evidence.file, "line": evidence.line, "method": evidence.method.value}


def _edge(edge: Dependency) -> dict[str, object]:
    evidence = edge.evidence
    return {
        "source": edge.source,
        "target": edge.target,
        "kind": edge.kind.value,
        "columns": edge.columns,
        "evidence": {
            "source": evidence.source,
            "file": evidence.file,
            "line": evidence.line,
            "method": evidence.method.value,
            "confidence": evidence.confidence,
        },
    }


def _html(survey: Survey) -> str:
    """The page: one file, no script, in the design of the report."""
    from markupsafe import Markup

    from riskscan.reports.html import environment, whole_page

    body = Markup(environment().get_template("estate.html").render(s=survey, v=sys.modules[__name__]))
    return whole_page(f"{QUESTION} {answer(survey)}", "many", "review", body, "Read from files alone. Nothing was run or asked.")


def render_way(way: Way, start: str, end: str, format_name: str) -> str:
    """The way as ``text`` or ``json``, with a new line at the end. Raises UnknownFormError."""
    if format_name == "json":
        document = {"from": way.start_keys, "to": way.end_keys, "confidence": way.confidence, "path": [_edge(e) for e in way.edges]}
        return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    if format_name != "text":
        raise UnknownFormError(f"{format_name!r} is not one of text, json")
    if not way.edges:
        return f"Nothing that we read leads from {shown(start)} to {shown(end)}.\n"
    lines = [f"{len(way.edges)} {'step' if len(way.edges) == 1 else 'steps'} lead from {shown(start)} to {shown(end)}."]
    for number, edge in enumerate(way.edges, start=1):
        columns = f" (columns {', '.join(shown(c) for c in edge.columns)})" if edge.columns else ""
        lines.append(f"{number}. {shown(edge.source)} {VERBS[edge.kind.value]} {shown(edge.target)}{columns}")
        lines.append(f"   {where(edge)}")
    if len(way.start_keys) > 1 or len(way.end_keys) > 1:
        lines.append("The names fit several things. This is the surest of the short ways.")
    return "\n".join(lines) + "\n"


def where(edge: Dependency) -> str:
    """Where an edge is written and how it is known: "dbt/models/a.sql, line 4: read in the file (dbt, 0.9)"."""
    evidence = edge.evidence
    line = f", line {evidence.line}" if evidence.line else ""
    return f"{shown(evidence.file) or 'names alone'}{line}: {METHODS[evidence.method]} ({evidence.source}, {evidence.confidence:g})"
