"""Files that somebody approved before: the same bytes, by an entry of riskscan.toml that still holds. It is said, and changes no level."""

from __future__ import annotations

from riskscan.advice.calendar import spoken
from riskscan.advice.case import Case
from riskscan.model.config import KnownArtifact
from riskscan.model.span import Note


def approved(case: Case) -> tuple[KnownArtifact, ...]:
    """The approvals of exactly these files that hold on the day of the report, in the order of riskscan.toml."""
    marks = {artifact.sha256.lower() for artifact in case.artifacts}
    today = case.now.date().isoformat()
    return tuple(one for one in case.config.known if one.sha256 in marks and one.until >= today)


def said(case: Case) -> tuple[Note, ...]:
    """The sentences for the page; one for each file where several were handed in."""
    known = approved(case)
    if not known:
        return ()
    if len(case.artifacts) > 1:
        return (Note(f"{len({one.sha256 for one in known})} of the {len(case.artifacts)} files were approved before, unchanged."),)
    first = known[0]
    return (Note(f"Exactly this file was approved before, by {first.by}. That holds until {spoken(first.until)}."),)
