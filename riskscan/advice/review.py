"""What a review takes: hours, who, by when, and the questions that only the person who asked can answer."""

from __future__ import annotations

from riskscan.advice.at_worst import worth_asking
from riskscan.advice.calendar import due
from riskscan.advice.case import Case
from riskscan.advice.change_request import change_request
from riskscan.advice.outcome import QUESTIONS, outcome_of
from riskscan.advice.standards import days, hours
from riskscan.advice.words import host
from riskscan.model.advice import Review
from riskscan.model.artifact import DOCUMENTS, Language
from riskscan.model.effect import Operation, Trait
from riskscan.model.verdict import LEVELS, Decision

WHO = {
    Decision.GO_AHEAD: "No review needed",
    Decision.GO_AHEAD_WITH_REVIEWER: "A reviewer says yes first",
    Decision.HOLD: "The owner decides",
    Decision.STOP: "Leadership decides",
    Decision.COULD_NOT_READ: "We answer once we can read it",
}
HOURS_PER_100_LINES = 0.5
HOURS_PER_TEAM = 0.5
HOURS_PER_LANGUAGE = 0.5
HOURS_PER_TEST = 0.5
HOURS_PER_ENVIRONMENT = 0.5
MOST_TESTS = 6  # more are written together
MOST_QUESTIONS = 4


def review(case: Case) -> Review:
    """The plan. Hours grow with lines, languages, teams to ask, tests to write and systems; the date counts working days."""
    rules = case.config.review
    low, high = hours(case.config, case.level)
    teams = _teams(case)
    because: tuple[str, ...] = ()
    if LEVELS.index(case.level) >= 2 or case.decision is Decision.COULD_NOT_READ:
        more, because = _size(case, teams)
        high += more
    return Review(
        effort_hours=(low, high),
        reviewers=teams,
        due=due(case.now, days(case.config, case.level), rules),
        answers_to_give=(),
        questions_to_ask=_questions(case),
        decided_by=_decided_by(case, teams),
        change_request=change_request(case),
        effort_because=because,
    )


def _size(case: Case, teams: tuple[str, ...]) -> tuple[float, tuple[str, ...]]:
    """Hours on top of those of the level, and what they come from in words."""
    lines = sum(artifact.lines for artifact in case.artifacts)
    languages = {effect.rule.partition("/")[0] for effect in case.effects} | {artifact.language for artifact in case.artifacts}
    languages &= {language.value for language in Language} - {Language.UNKNOWN, Language.NOTEBOOK, Language.TERRAFORM_PLAN, *DOCUMENTS}
    tests = {
        (e.location.path, e.location.start_line) for e in case.effects if LEVELS.index(e.level) >= 2 and e.operation is not Operation.READ
    }
    systems = {host(effect.asset.within) for effect in case.effects if effect.asset.within and "{" not in effect.asset.within}
    counts = ((lines, "line"), (len(languages), "language"), (len(teams), "team"), (len(tests), "test"), (len(systems), "system"))
    more = (
        HOURS_PER_100_LINES * (lines // 100)
        + HOURS_PER_TEAM * max(len(teams) - 1, 0)
        + HOURS_PER_LANGUAGE * max(len(languages) - 1, 0)
        + HOURS_PER_TEST * min(max(len(tests) - 1, 0), MOST_TESTS)
        + HOURS_PER_ENVIRONMENT * max(len(systems) - 1, 0)
    )
    after = {"team": " to ask", "test": " to write", "system": " to try it on"}
    said = tuple(f"{number} {word}{'s' if number != 1 else ''}{after.get(word, '')}" for number, word in counts if number)
    return more, said


def _teams(case: Case) -> tuple[str, ...]:
    """The teams that own what the heavy effects touch or reach."""
    teams = {team for e in case.effects if LEVELS.index(e.level) >= 2 for team in case.reaches[e.id].teams}
    return tuple(sorted(teams))


def _decided_by(case: Case, teams: tuple[str, ...]) -> str:
    declared = case.config.review.decided_by.get(case.decision.value)
    if declared:
        return declared
    if case.decision is Decision.GO_AHEAD_WITH_REVIEWER and teams:
        return f"A reviewer from {teams[0]} says yes first"
    if case.decision is Decision.HOLD and teams:
        return f"{teams[0]} decides"
    return WHO[case.decision]


def _questions(case: Case) -> tuple[str, ...]:
    open_values = list(dict.fromkeys(one.ask for one in worth_asking(case)))[:2]
    if case.level in ("none", "low") and case.decision is Decision.GO_AHEAD:
        return tuple(open_values)
    questions = [QUESTIONS[outcome_of(case)], *open_values]
    main = case.main
    if main is not None and any(main.id in impact.because for impact in case.impacts):
        questions.append("Did you know who else relies on this?")
    if any(e.has(Trait.REPEATED) and e.operation is not Operation.READ for e in case.effects):
        questions.append("How long is the list, and who checked it?")
    if any(e.has(Trait.PERSONAL) for e in case.effects):
        questions.append("Who may see the personal data in it?")
    if any(e.has(Trait.SECRET) for e in case.effects):
        questions.append("Whose password stands in the file?")
    questions += ["Which date do you need this by?", "Is a list enough, or must the data change?"]
    return tuple(questions[:MOST_QUESTIONS])
