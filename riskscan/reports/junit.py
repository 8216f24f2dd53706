"""A JUnit report: one test a file. Hold and stop are failures, a file that could not be read is an error, the others pass."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from riskscan.model.assessment import Assessment
from riskscan.reports import ranking, view, words
from riskscan.reports.findings import findings, plain, relative


def render_junit(assessment: Assessment, fail_on: str = "high") -> str:
    """The XML. ``fail_on`` is the level from which a test is a failure, as ``--fail-on`` sets it."""
    parts = ranking.ranked(assessment) if assessment.parts else (assessment,)
    errors = sum(view.unread(part) for part in parts)
    failures = sum(_fails(part, fail_on) for part in parts)
    counts = f'tests="{len(parts)}" failures="{failures}" errors="{errors}"'
    when = quoteattr(assessment.provenance.read_at.rstrip("Z"))
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="riskscan" {counts} time="0">',
        f'  <testsuite name="riskscan" {counts} skipped="0" time="0" timestamp={when}>',
    ]
    for part in parts:
        out += _case(part, fail_on)
    return "\n".join([*out, "  </testsuite>", "</testsuites>"]) + "\n"


def _fails(part: Assessment, fail_on: str) -> bool:
    return not view.unread(part) and words.rank(part.verdict.level) >= max(words.rank(fail_on), 1)


def _case(part: Assessment, fail_on: str) -> list[str]:
    path = part.artifacts[0].path if part.artifacts else view.file_name(part)
    kind = part.artifacts[0].language if part.artifacts else "unknown"
    lead = " ".join(claim.text for claim in part.page.lead)
    text = "\n".join([plain(f"{part.page.question} {part.page.answer} {view.verdict_line(part)}."), plain(lead), *_lines(part)])
    name = quoteattr(relative(path))
    out = [f'    <testcase classname={quoteattr(f"riskscan.{kind}")} name={name} file={name} time="0">']
    if view.unread(part) or _fails(part, fail_on):
        tag = "error" if view.unread(part) else "failure"
        message, type_ = quoteattr(plain(part.verdict.headline)), quoteattr(part.verdict.decision)
        out.append(f"      <{tag} message={message} type={type_}>{escape(text)}</{tag}>")
    else:
        out.append(f"      <system-out>{escape(text)}</system-out>")
    return [*out, "    </testcase>"]


def _lines(part: Assessment) -> list[str]:
    rows = []
    for one in findings(part):
        where = f"{relative(one.path)}:{one.place.start_line}" if one.place else relative(one.path)
        rows.append(f"{where}: {one.level}: {one.text} ({one.rule})")
    return rows
