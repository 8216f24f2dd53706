"""The way out of a report: what we suggest, the routes with their dates and risk after, and the choices on the decision line."""

from __future__ import annotations

from dataclasses import dataclass

from riskscan.model.advice import Alternative
from riskscan.model.assessment import Assessment
from riskscan.model.verdict import Decision
from riskscan.reports import view, words

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
    run = "Make the change" if view.is_change(assessment) else "Run it"
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
        run = "Make the change" if view.is_change(assessment) else "Run it"
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


def choices(assessment: Assessment) -> tuple[str, ...]:
    """The boxes of the decision line."""
    who = assessment.review.decided_by.strip().rstrip(".")
    only = f" ({who} only)" if who and len(who) < 40 else ""
    run = "Make it" if view.is_change(assessment) else "Run it"
    return {
        Decision.STOP: ("Use the suggested route", "Make it safe first", f"{run} as it is{only}"),
        Decision.HOLD: ("Use the suggested route", "Make it safe first", f"{run} as it is{only}"),
        Decision.GO_AHEAD_WITH_REVIEWER: ("Go ahead with a reviewer", "Use another route", "Not now"),
        Decision.GO_AHEAD: ("Go ahead", "Use another route", "Not now"),
        Decision.COULD_NOT_READ: ("Send it in plain form", "Describe the result you need", "Withdraw it"),
    }[assessment.verdict.decision]
