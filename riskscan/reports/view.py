"""What each part of a report holds, worked out once for page, comment and terminal. Plain text only; nothing is escaped here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from riskscan.model.advice import Claim, Review, RiskRow, SaferVersion
from riskscan.model.assessment import Assessment
from riskscan.model.span import Span
from riskscan.model.verdict import Decision
from riskscan.reports import words
from riskscan.reports.names import listed

MOST_RISKS = 3
MOST_POLICIES = 10


@dataclass(frozen=True, slots=True)
class PolicyGroup:
    """Policy findings of one check: its title, the worst severity, and where."""

    check_id: str
    title: str
    severity: str
    where: tuple[str, ...]


def file_name(assessment: Assessment) -> str:
    """What was handed in, as the head of the page names it."""
    paths = [artifact.path for artifact in assessment.artifacts] or list(assessment.request.paths)
    if len(paths) == 1:
        return paths[0].rpartition("/")[2] or paths[0]
    if len(assessment.request.paths) == 1 and assessment.request.paths[0].strip("./"):
        return assessment.request.paths[0]
    return words.count(len(paths), "file")


def unread(assessment: Assessment) -> bool:
    """True where the answer is "could not read": then there is no score."""
    return assessment.verdict.decision is Decision.COULD_NOT_READ


def is_change(assessment: Assessment) -> bool:
    """True for a Terraform change, which is made and not run."""
    return any(artifact.language.startswith("terraform") for artifact in assessment.artifacts)


def review_line(review: Review) -> str:
    """What a review takes, who does it and when; empty where nobody is named."""
    if not review.reviewers:
        return ""
    due = f" Earliest date: {words.day(review.due)}." if review.due else ""
    because = f" It counts {listed(review.effort_because)}." if review.effort_because else ""
    return f"A review takes {words.hours(review.effort_hours)}.{because} Reviewers: {', '.join(review.reviewers)}.{due}"


def risks(assessment: Assessment) -> tuple[tuple[RiskRow, ...], str]:
    """(the rows of "What could go wrong", the sentence about those that are left out)."""
    rows = assessment.page.risks
    left = len(rows[MOST_RISKS:]) + len(assessment.page.smaller)
    return rows[:MOST_RISKS], f"{words.count(left, 'smaller effect')}: see the record." if left else ""


def nobody_relies(assessment: Assessment) -> str:
    """What to say where a change reaches nothing that we know of; empty otherwise."""
    if assessment.impacts or unread(assessment) or all(effect.operation == "read" for effect in assessment.effects):
        return ""
    return "Nobody on our list relies on it." if assessment.provenance.estate_files else "We have no list of what relies on it."


def place(span: Span | None, assessment: Assessment) -> str:
    """As in "line 21", "lines 9 to 12"; with the file where it is another than the one handed in."""
    if span is None or span.start_line < 1:
        return ""
    last = span.end_line if span.end_column > 1 or span.end_line == span.start_line else span.end_line - 1
    text = f"line {span.start_line}" if last <= span.start_line else f"lines {span.start_line} to {last}"
    mine = {artifact.path for artifact in assessment.artifacts}
    return text if len(mine) == 1 and span.path in mine else f"{quoted(span.path)}, {text}"


def smaller(assessment: Assessment) -> tuple[Claim, ...]:
    """What did not fit into "What could go wrong"."""
    return (*(row.what for row in assessment.page.risks[MOST_RISKS:]), *assessment.page.smaller)


def safe_already(assessment: Assessment) -> tuple[str, ...]:
    """What in the file makes it safer, each sentence once, with its line."""
    found = {}
    for effect in assessment.effects:
        for one in effect.safe_evidence:
            where = place(one.location, assessment)
            found[one.text] = one.text if not where or "line" in one.text else f"{one.text.rstrip('.')} ({where})."
    return tuple(found.values())


def not_checked(assessment: Assessment) -> tuple[str, ...]:
    """What we could not see and what that means, each once."""
    found = {}
    for note in assessment.page.not_checked:
        found[_stem(note.text)] = _with_place(note.text, place(note.location, assessment))
    for one in assessment.diagnostics:
        text = f"{one.text.strip()} {one.consequence.strip()}".strip()
        if _stem(one.text) not in found and _stem(text) not in found:
            found[_stem(text)] = _with_place(text, "" if one.unread else place(one.location, assessment))
    return tuple(found.values())


def _stem(text: str) -> str:
    return " ".join(text.lower().split())


def _with_place(text: str, where: str) -> str:
    return text if not where or "line" in text.lower() else f"{text.rstrip('.')} ({where})."


def checked(assessment: Assessment) -> tuple[str, ...]:
    """What we checked, with its place."""
    return tuple(_with_place(note.text, place(note.location, assessment)) for note in assessment.page.checked)


def policy_groups(assessment: Assessment) -> tuple[tuple[PolicyGroup, ...], int]:
    """(the policy findings by check, worst and most frequent first, at most ten; how many checks are left out)."""
    by_check = defaultdict(list)
    for one in assessment.policies:
        by_check[one.check_id, one.title].append(one)
    groups = []
    for (check_id, title), found in by_check.items():
        worst = max((one.severity for one in found), key=words.rank)
        groups.append(PolicyGroup(check_id, title, worst, tuple(dict.fromkeys(one.resource or one.file for one in found))))
    groups.sort(key=lambda group: (-words.rank(group.severity), -len(group.where), group.check_id))
    return tuple(groups[:MOST_POLICIES]), max(len(groups) - MOST_POLICIES, 0)


def quoted(name: str) -> str:
    """A name in back-ticks, without any of its own and on one line."""
    return "`" + " ".join(name.replace("`", "'").split()) + "`"


def verdict_line(assessment: Assessment) -> str:
    """As in "Risk 93 of 100: critical", or why there is no score."""
    if unread(assessment):
        return "No score: we could not read it"
    return f"Risk {assessment.verdict.score} of 100: {assessment.verdict.level}"


def lowering(assessment: Assessment) -> tuple[tuple[str, str, int], ...]:
    """(text, level, score) rows of "What would lower it"; the first is the file as it is."""
    verdict = assessment.verdict
    if not verdict.what_would_lower_it:
        return ()
    first = "Make the change as it is" if is_change(assessment) else "Run it as it is"
    rows = tuple((one.text, one.level, one.score) for one in verdict.what_would_lower_it)
    return rows if rows[0][0].endswith("as it is") else ((first, verdict.level, verdict.score), *rows)


def safer(assessment: Assessment) -> SaferVersion | None:
    """The safer version of the only file, where its level is lower; one that only helps a little stays in the JSON report."""
    found = assessment.safer_versions[0] if len(assessment.safer_versions) == 1 and len(assessment.artifacts) == 1 else None
    return found if found is not None and words.rank(found.level) < words.rank(assessment.verdict.level) else None


def questions(assessment: Assessment) -> tuple[str, ...]:
    """Questions for the person who asked, each once."""
    return tuple(dict.fromkeys(assessment.review.questions_to_ask))
