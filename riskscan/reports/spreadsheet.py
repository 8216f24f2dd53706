"""A table of all effects for a spreadsheet: one row an effect, all levels, and one row for a file that has none.

A cell that a spreadsheet would run as a formula starts with an apostrophe, so it is shown and not run.
"""

from __future__ import annotations

import csv
import io

from riskscan.model.assessment import Assessment
from riskscan.reports import ranking, view
from riskscan.reports.findings import Finding, findings, plain, relative

COLUMNS = (
    "file", "decision", "file_level", "file_score", "level", "operation", "verb", "asset_kind", "asset", "scope", "undo", "certainty",
    "relied_on_by", "rule", "line", "fingerprint", "text",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def render_csv(assessment: Assessment) -> str:
    """CSV as RFC 4180 has it, with a heading line; ``relied_on_by`` counts what the effect reaches."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    rows = findings(assessment, everything=True)
    for part in ranking.ranked(assessment) if assessment.parts else (assessment,):
        mine: list[Finding | None] = [one for one in rows if one.part is part]
        for one in mine or [None]:
            writer.writerow([_cell(value) for value in _row(part, one)])
    return out.getvalue()


def _row(part: Assessment, one: Finding | None) -> tuple[str, ...]:
    verdict = part.verdict
    path = part.artifacts[0].path if part.artifacts else view.file_name(part)
    score = "" if view.unread(part) else str(verdict.score)
    head = (relative(path), verdict.decision.value, verdict.level, score)
    if one is None:
        return (*head, *[""] * 12, plain(verdict.headline))
    line = str(one.place.start_line) if one.place else ""
    effect = one.effect
    if effect is None:
        return (*head, one.level, *[""] * 8, one.rule, line, one.fingerprint, one.text)
    reached = sum(effect.id in impact.because for impact in part.impacts)
    what = (effect.operation.value, effect.verb, effect.asset.kind.value, effect.asset.name, effect.scope.value, effect.undo.value)
    return (*head, one.level, *what, effect.certainty.value, str(reached), one.rule, line, one.fingerprint, one.text)


def _cell(value: str) -> str:
    value = plain(value)
    return f"'{value}" if value.startswith(_FORMULA) else value
