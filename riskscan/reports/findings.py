"""One row for each thing that a tool for engineers lists: effects, files that could not be read, policy findings; worst first."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass

from riskscan.model.assessment import Assessment
from riskscan.model.effect import Effect
from riskscan.model.span import Span
from riskscan.reports import ranking, view, words
from riskscan.reports.names import seen

UNREAD_RULE = "riskscan/could-not-read"
ORDER = ("none", "low", "medium", "high", "critical")
_FIXED = "\u200b"  # never in a harmless text, so it keeps the parts of a fingerprint apart


@dataclass(frozen=True, slots=True)
class Finding:
    """A row. ``kind``: effect, unread, policy. ``text`` is harmless plain text; ``path`` is as it was handed in.

    ``fingerprint``: 32 hexadecimal digits that stay the same when lines above it come or go, and that no other row has.
    """

    kind: str
    path: str
    place: Span | None
    rule: str
    level: str
    text: str
    fingerprint: str
    part: Assessment
    effect: Effect | None = None


def findings(assessment: Assessment, everything: bool = False) -> tuple[Finding, ...]:
    """The rows of one assessment, or of all its parts. Without ``everything`` only those from level low on."""
    rows: list[Finding] = []
    twins: Counter[str] = Counter()
    for part in ranking.ranked(assessment) if assessment.parts else (assessment,):
        rows += _unread(part, twins)
        for effect in part.effects:
            if everything or words.rank(effect.level) > 0:
                key = (effect.location.path, effect.rule, effect.operation, effect.asset.kind, effect.asset.name, effect.scope)
                rows.append(
                    Finding(
                        "effect", effect.location.path, effect.location, effect.rule, effect.level, plain(effect.text),
                        _fingerprint(key, twins), part, effect,
                    )
                )  # fmt: skip
        for policy in part.policies:
            if everything or words.rank(policy.severity) > 0:
                place = Span(policy.file, policy.line, 1, policy.line + 1, 1) if policy.line > 0 else None
                print_ = _fingerprint((policy.file, policy.check_id, policy.resource), twins)
                rows.append(
                    Finding("policy", policy.file, place, f"checkov/{policy.check_id}", policy.severity, plain(policy.title), print_, part)
                )
    return tuple(sorted(rows, key=_order))


def _order(row: Finding) -> tuple[int, str, int, int, str]:
    line, column = (row.place.start_line, row.place.start_column) if row.place else (0, 0)
    return -words.rank(row.level), row.path, line, column, row.fingerprint


def _unread(part: Assessment, twins: Counter[str]) -> list[Finding]:
    """A row for each file that was not read, or not read to its end; its level is high, since nobody knows what it does."""
    rows = []
    for artifact in part.artifacts:
        if artifact.status == "not_read" or (artifact.status == "partly_read" and view.unread(part)):
            notes = [one for one in part.diagnostics if one.unread and (one.location is None or one.location.path == artifact.path)]
            place = next((one.location for one in notes if one.location), None)
            said = (
                " ".join(f"{one.text} {one.consequence}" for one in notes[:1]) or "We could not read this file. Unread does not mean safe."
            )
            rows.append(
                Finding(
                    "unread",
                    artifact.path,
                    place,
                    UNREAD_RULE,
                    "high",
                    plain(said),
                    _fingerprint((artifact.path, UNREAD_RULE), twins),
                    part,
                )
            )
    return rows


def _fingerprint(key: tuple[str, ...], twins: Counter[str]) -> str:
    """The hash of what the row is about. Rows about the very same thing are told apart by their order."""
    text = _FIXED.join(part.encode("utf-8", "replace").decode() for part in key)
    twins[text] += 1
    return hashlib.sha256(f"{text}{_FIXED}{twins[text]}".encode()).hexdigest()[:32]


def plain(text: str) -> str:
    """Harmless text of one line without back-ticks."""
    return re.sub(r"`([^`\n]+)`", r"\1", seen(text)).strip()


def relative(path: str) -> str:
    """A path as other tools want it: no leading ``./``, harmless; standard input has a name."""
    path = seen(path)
    while path.startswith("./"):
        path = path[2:]
    return "stdin" if path in ("-", "") else path


def last_line(place: Span) -> int:
    """The last line that a span covers; its end is exclusive."""
    ends_before = place.end_column <= 1 and place.end_line > place.start_line
    return max(place.end_line - 1 if ends_before else place.end_line, place.start_line)
