"""What each part of a report holds, worked out once for page, comment and terminal. Plain text only; nothing is escaped here."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from riskscan.model.advice import Alternative, Claim, Review, RiskRow, SaferVersion
from riskscan.model.assessment import Assessment
from riskscan.model.span import Span
from riskscan.model.verdict import Decision
from riskscan.reports import words
from riskscan.reports.names import listed

MOST_RISKS = 3
MOST_POLICIES = 10
SEVERAL_CHOICES = ("Run those that may go ahead", "Book the reviews", "Use the safe routes")


@dataclass(frozen=True, slots=True)
class Card:
    """The suggestion card: heading, what, text, facts (label, value), and where a score holds after it, that score and level."""

    heading: str
    what: str
    text: str
    facts: tuple[tuple[str, str], ...]
    items: tuple[str, ...] = ()
    level: str = ""
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """A row of "What it takes"."""

    title: str
    under: str
    work: str
    due: str
    level: str
    score: int


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


def suggestion(assessment: Assessment) -> Alternative | None:
    """The route that we suggest: the first that is another way than running the file as it is."""
    return next((one for one in assessment.alternatives if one.kind not in ("as_it_is", "none")), None)


def card(assessment: Assessment) -> Card:
    """The suggestion card. It is never empty and never only "no"."""
    decision = assessment.verdict.decision
    if decision is Decision.COULD_NOT_READ:
        return _needed(assessment)
    calm = decision in (Decision.GO_AHEAD, Decision.GO_AHEAD_WITH_REVIEWER)
    heading = "What we suggest" if calm else "What we suggest instead"
    route = suggestion(assessment)
    if route is None:
        route = next((one for one in assessment.alternatives if one.kind == "none" and (one.title or one.text)), None)
        if route is None:
            return _without_route(assessment, heading)
        return Card(heading, route.title or route.text, route.text if route.title else "", _review_facts(assessment))
    if decision is Decision.GO_AHEAD:
        return _calm_card(assessment, heading, route)
    facts = [("Done by", words.day(route.due))] if route.due else []
    facts += [("Our work", words.hours(route.effort_hours))]
    facts += [("Your work", route.asker_work)] if route.asker_work else []
    return Card(heading, route.title, route.text, tuple(facts), level=route.level, score=route.score)


def _calm_card(assessment: Assessment, heading: str, route: Alternative) -> Card:
    """What may simply run comes first; the other way is an offer."""
    run = "Make the change" if is_change(assessment) else "Run it"
    facts = ([("Ready", words.day(assessment.review.due))] if assessment.review.due else []) + [("Our work", "none")]
    verdict = assessment.verdict
    return Card(
        heading, f"{run}, or {route.title[:1].lower()}{route.title[1:]}", route.text, tuple(facts), (), verdict.level, verdict.score
    )


def _needed(assessment: Assessment) -> Card:
    route = suggestion(assessment)
    items = [
        "A plain copy of the file, one that opens in a text editor.",
        "One sentence on the result that you need. We may have a job for it.",
    ]
    what = route.title if route else "Send one of these"
    return Card("What we need from you", what, route.text if route else "", _review_facts(assessment), tuple(items))


def _without_route(assessment: Assessment, heading: str) -> Card:
    if assessment.verdict.decision is Decision.GO_AHEAD:
        run = "Make the change" if is_change(assessment) else "Run it"
        ready = (("Ready", words.day(assessment.review.due)),) if assessment.review.due else ()
        level, score = assessment.verdict.level, assessment.verdict.score
        return Card(heading, run, "You need nothing else from us.", (*ready, ("Our work", "none")), (), level, score)
    if assessment.verdict.decision is Decision.GO_AHEAD_WITH_REVIEWER:
        text = "One person reads it with you first. The points to check are on page two."
        return Card(
            heading, "Run it with a reviewer", text, _review_facts(assessment), (), assessment.verdict.level, assessment.verdict.score
        )
    text = "We found no job that does this. Tell us the result you need, and we look for a safe way."
    return Card(heading, "Let us find a safe way with you", text, _review_facts(assessment))


def _review_facts(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    review = assessment.review
    facts = [("Our answer by", words.day(review.due))] if review.due else []
    if review.effort_hours[1] > 0:
        facts.append(("Our work", words.hours(review.effort_hours)))
    if review.reviewers:
        more = len(review.reviewers) - 1
        facts.append(("Who looks at it", review.reviewers[0] + (f" and {more} more" if more else "")))
    return tuple(facts)


def routes(assessment: Assessment) -> tuple[Route, ...]:
    """All routes with effort, date and the risk after; the first other way is marked as our advice."""
    advised = suggestion(assessment)
    hard = assessment.verdict.decision in (Decision.STOP, Decision.HOLD)
    rows = []
    for one in assessment.alternatives:
        if one.kind == "none":
            continue
        as_it_is = one.kind == "as_it_is"
        work = words.hours(one.effort_hours)
        if as_it_is and hard and work == "none":
            work = words.who_decides(assessment.review.decided_by, assessment.verdict.decision)
        due = words.day(one.due) if one.due else "not offered" if as_it_is and hard else "not known"
        title = one.title + (" (our advice)" if one is advised else "")
        rows.append(Route(title, one.evidence or (one.text if one is not advised else ""), work, due, one.level, one.score))
    return tuple(rows)


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


def short_hash(sha256: str) -> str:
    """As in "7f3a9c1e 55d0b2e4 … 1b62"."""
    return f"{sha256[:8]} {sha256[8:16]} … {sha256[-4:]}" if len(sha256) > 24 else sha256


def record(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """(label, value) rows of the record; names stand in back-ticks."""
    made, request = assessment.provenance, assessment.request
    rows = [("Report", made.report_id), ("Read on", words.moment(made.read_at))]
    if len(assessment.artifacts) == 1:
        one = assessment.artifacts[0]
        rows.append(("File", quoted(one.path) + (f", {words.count(one.lines, 'line')}" if one.lines else "")))
        if one.sha256:
            rows.append(("File hash (SHA-256)", quoted(short_hash(one.sha256))))
    elif assessment.artifacts:
        lines = sum(one.lines for one in assessment.artifacts)
        rows.append(("Files", f"{words.count(len(assessment.artifacts), 'file')}, {words.count(lines, 'line')}"))
    rules = f", rules {made.rules_version}" if made.rules_version else ""
    rows.append(("Read with", f"{assessment.tool.name} {assessment.tool.version}{rules}"))
    against = listed(quoted(path) for path in request.against)
    against += f" at {quoted(made.estate_commit[:7])}" if made.estate_commit and against else ""
    if against and made.estate_files:
        against += f", {words.count(made.estate_files, 'file')}"
    rows.append(("Compared with", against or "nothing else: we were given no list of what relies on it"))
    if request.baseline:
        rows.append(("Before the change", quoted(request.baseline)))
    low, high = assessment.verdict.score_range
    if not unread(assessment) and (low, high) != (assessment.verdict.score,) * 2 and low != high:
        rows.append(("Range of the score", f"{low} is proven, {high} at worst"))
    route = suggestion(assessment)
    if route is not None:
        calm = assessment.verdict.decision in (Decision.GO_AHEAD, Decision.GO_AHEAD_WITH_REVIEWER)
        rows.append(
            ("Suggested" if calm else "Offered instead", route.title + (f", by {words.day(route.due, year=True)}" if route.due else ""))
        )
    rows += [("Approved before", f"By {one.by}, until {words.day(one.until, year=True)}. {one.reason}") for one in assessment.known]
    rows += [("Accepted", f"By {taken.by}, until {words.day(taken.until, year=True)}. {taken.reason}") for taken in assessment.accepted]
    if unread(assessment):
        rows.append(("Result", "Not read. This is never a yes."))
    return tuple(rows)


def choices(assessment: Assessment) -> tuple[str, ...]:
    """The boxes of the decision line."""
    who = assessment.review.decided_by.strip().rstrip(".")
    only = f" ({who} only)" if who and len(who) < 40 else ""
    run = "Make it" if is_change(assessment) else "Run it"
    return {
        Decision.STOP: ("Use the suggested route", "Make it safe first", f"{run} as it is{only}"),
        Decision.HOLD: ("Use the suggested route", "Make it safe first", f"{run} as it is{only}"),
        Decision.GO_AHEAD_WITH_REVIEWER: ("Go ahead with a reviewer", "Use another route", "Not now"),
        Decision.GO_AHEAD: ("Go ahead", "Use another route", "Not now"),
        Decision.COULD_NOT_READ: ("Send it in plain form", "Describe the result you need", "Withdraw it"),
    }[assessment.verdict.decision]


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


def ranked(assessment: Assessment) -> tuple[Assessment, ...]:
    """The parts, worst first: by decision, then by score."""
    order = {decision: index for index, decision in enumerate(words.WORST_FIRST)}
    return tuple(sorted(assessment.parts, key=lambda part: (order[part.verdict.decision], -part.verdict.score, file_name(part))))


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
            found = card(part)
            due = next((value for label, value in found.facts if label in ("Done by", "Our answer by")), "")
            what = "Send it in a form that we can read" if unread(part) else found.what
            rows.append((file_name(part), what.rstrip(".") + (f", by {due}" if due else "") + "."))
    return tuple(rows[:3])
