"""The rows of "For the record": ids, hashes, versions, dates, and what was compared with what."""

from __future__ import annotations

from riskscan.model.assessment import Assessment
from riskscan.model.verdict import Decision
from riskscan.reports import view, way_out, words
from riskscan.reports.names import listed


def record(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """(label, value) rows of the record; names stand in back-ticks."""
    made, request = assessment.provenance, assessment.request
    rows = [("Report", made.report_id), ("Read on", words.moment(made.read_at))]
    if len(assessment.artifacts) == 1:
        one = assessment.artifacts[0]
        rows.append(("File", view.quoted(one.path) + (f", {words.count(one.lines, 'line')}" if one.lines else "")))
        if one.sha256:
            rows.append(("File hash (SHA-256)", view.quoted(short_hash(one.sha256))))
    elif assessment.artifacts:
        lines = sum(one.lines for one in assessment.artifacts)
        rows.append(("Files", f"{words.count(len(assessment.artifacts), 'file')}, {words.count(lines, 'line')}"))
    rules = f", rules {made.rules_version}" if made.rules_version else ""
    rows.append(("Read with", f"{assessment.tool.name} {assessment.tool.version}{rules}"))
    against = listed(view.quoted(path) for path in request.against)
    against += f" at {view.quoted(made.estate_commit[:7])}" if made.estate_commit and against else ""
    if against and made.estate_files:
        against += f", {words.count(made.estate_files, 'file')}"
    rows.append(("Compared with", against or "nothing else: we were given no list of what relies on it"))
    if request.baseline:
        rows.append(("Before the change", view.quoted(request.baseline)))
    low, high = assessment.verdict.score_range
    if not view.unread(assessment) and (low, high) != (assessment.verdict.score,) * 2 and low != high:
        rows.append(("Range of the score", f"{low} is proven, {high} at worst"))
    route = way_out.suggestion(assessment)
    if route is not None:
        calm = assessment.verdict.decision in (Decision.GO_AHEAD, Decision.GO_AHEAD_WITH_REVIEWER)
        rows.append(
            ("Suggested" if calm else "Offered instead", route.title + (f", by {words.day(route.due, year=True)}" if route.due else ""))
        )
    rows += [("Approved before", f"By {one.by}, until {words.day(one.until, year=True)}. {one.reason}") for one in assessment.known]
    rows += [("Accepted", f"By {taken.by}, until {words.day(taken.until, year=True)}. {taken.reason}") for taken in assessment.accepted]
    if view.unread(assessment):
        rows.append(("Result", "Not read. This is never a yes."))
    return tuple(rows)


def short_hash(sha256: str) -> str:
    """As in "7f3a9c1e 55d0b2e4 … 1b62"."""
    return f"{sha256[:8]} {sha256[8:16]} … {sha256[-4:]}" if len(sha256) > 24 else sha256
