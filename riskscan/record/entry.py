"""Entries made from an assessment, and from a decision on one that is kept already."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

from riskscan.model.assessment import Assessment
from riskscan.model.record import Entry, EntryKind, Outcome

_NO_ROUTE = ("as_it_is", "none")


class DecisionError(ValueError):
    """A decision that cannot be kept: there is nothing to decide on, or a field is missing."""


def moment(at: datetime) -> str:
    """ISO 8601 in UTC to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def request_of(assessment: Assessment, at: datetime, ticket: str = "") -> Entry:
    """The entry of one scan: what was asked, by whom, what it would have done and what was offered instead."""
    route = next((one for one in assessment.alternatives if one.kind not in _NO_ROUTE), None)
    hashes = [one.sha256 for one in assessment.artifacts if one.sha256]
    paths = [one.path for one in assessment.artifacts] or list(assessment.request.paths)
    unread = assessment.verdict.decision == "could_not_read"
    return Entry(
        number=0,
        kind=EntryKind.REQUEST.value,
        at=moment(at),
        report_id=assessment.provenance.report_id,
        files="\n".join(path.replace("\n", " ") for path in paths),
        asked_by=assessment.request.asked_by,
        ticket=ticket,
        file_hash=hashes[0] if len(hashes) == 1 else hashlib.sha256("\n".join(hashes).encode()).hexdigest() if hashes else "",
        level=str(assessment.verdict.level),
        score=None if unread else assessment.verdict.score,
        verdict=str(assessment.verdict.decision),
        headline=assessment.verdict.headline,
        alternative=route.title if route else "",
        due=assessment.review.due,
        read_at=assessment.provenance.read_at,
        tool=f"{assessment.tool.name} {assessment.tool.version}",
    )


def decision_on(
    kept: Sequence[Entry], report_id: str, outcome: Outcome, approver: str, at: datetime, ticket: str = "", note: str = ""
) -> Entry:
    """The entry of a decision on the newest request with that report id among ``kept``. Raises DecisionError."""
    requests = [one for one in kept if one.kind == EntryKind.REQUEST and one.report_id == report_id]
    if not requests:
        raise DecisionError(f"no request {report_id} is in the record; riskscan record list shows those that are")
    if not approver.strip():
        raise DecisionError("a decision needs the name of the person who decided")
    about = requests[-1]
    if outcome is Outcome.ALTERNATIVE and not about.alternative:
        raise DecisionError(f"no other route was offered for {report_id}: choose another outcome, and say what was done with --note")
    return Entry(
        number=0,
        kind=EntryKind.DECISION.value,
        at=moment(at),
        report_id=report_id,
        ticket=ticket or about.ticket,
        about=about.number,
        outcome=outcome.value,
        approver=approver.strip(),
        note=note,
    )
