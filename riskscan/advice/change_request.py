"""The fields of a change request, named as ServiceNow and Jira Service Management name them.

What the file and the estate tell is derived; what only the person who asked knows is a question to that person, never a guess.
"""

from __future__ import annotations

from riskscan.advice.case import Case
from riskscan.advice.way_back import in_the_lead, way_back
from riskscan.advice.words import first_sentence, listed, things
from riskscan.model.advice import ChangeField
from riskscan.model.effect import Effect, Operation, Safety, Trait
from riskscan.model.verdict import LEVELS

DERIVED, ASKER = "derived", "asker"
LONGEST = 160  # characters of a short description: what ServiceNow keeps
MOST_STEPS = 7
_IMPACT = {"none": "3 - Low", "low": "3 - Low", "medium": "2 - Medium", "high": "1 - High", "critical": "1 - High"}
_HIDDEN = (Safety.OWN_OUTPUT, Safety.SCRATCH, Safety.DRY_RUN, Safety.ROLLED_BACK)


def change_request(case: Case) -> tuple[ChangeField, ...]:
    """The eight fields, in the order of the form."""
    main = case.main
    refs = (main.id,) if main else ()
    return (
        ChangeField("short_description", _short(case), DERIVED, refs),
        ChangeField("justification", "What do you need it for, and by when?", ASKER),
        ChangeField("impact", _impact(case), DERIVED, tuple(i.id for i in case.impacts[:10])),
        ChangeField("risk", _risk(case), DERIVED, refs),
        _services(case),
        ChangeField("implementation_plan", _implementation(case), DERIVED, tuple(e.id for e in _changes(case)[:MOST_STEPS])),
        _test(case),
        _backout(case),
    )


def _changes(case: Case) -> list[Effect]:
    return [e for e in case.effects if e.operation is not Operation.READ and e.verb != "plain_secret" and not e.safe(*_HIDDEN)]


def _short(case: Case) -> str:
    names = [artifact.path.rpartition("/")[2] for artifact in case.artifacts]
    said = first_sentence(case.main.text) if case.main else "It changes nothing."
    text = f"{'Apply' if case.terraform else 'Run'} {listed(names, 1)}. {said}"
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _impact(case: Case) -> str:
    if not case.impacts:
        return f"{_IMPACT[case.level]}. We found nothing that relies on it. Our list may be short."
    names = list(dict.fromkeys(case.assets[i.asset].name if i.asset in case.assets else i.asset.partition(":")[2] for i in case.impacts))
    return f"{_IMPACT[case.level]}. {things(len(case.impacts)).capitalize()} may be hit: {listed(names, 5)}."


def _risk(case: Case) -> str:
    why = f" {first_sentence(case.main.text)}" if case.main and LEVELS.index(case.level) else ""
    return f"{case.level.capitalize()}, {case.score} of 100.{why}"


def _services(case: Case) -> ChangeField:
    touched = [e.asset.name for e in _changes(case) if e.asset.name and "{" not in e.asset.name]
    hit = [case.assets[i.asset].name for i in case.impacts if i.asset in case.assets]
    names = list(dict.fromkeys((*touched, *hit)))
    if not names:
        return ChangeField("affected_services", "Which services or tables does it touch? Their names are only known when it runs.", ASKER)
    return ChangeField("affected_services", ", ".join(names[:20]) + (f" and {len(names) - 20} more" if len(names) > 20 else ""), DERIVED)


def _implementation(case: Case) -> str:
    steps = []
    if any(e.operation in (Operation.DELETE, Operation.WRITE, Operation.ALTER) for e in _changes(case)):
        steps.append("Check that a copy of the old state is there.")
    if case.improved is not None and case.improved.rehearsed:
        steps.append("Run the safer version first. It only shows what it would do.")
    names = [artifact.path.rpartition("/")[2] for artifact in case.artifacts]
    steps.append(f"{'Apply' if case.terraform else 'Run'} {listed(names, 2)}.")
    steps += [f"Line {e.location.start_line}: {first_sentence(e.text)}" for e in _changes(case)[:MOST_STEPS]]
    steps.append("Compare the counts, and tell the owners that it is done.")
    return "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))


def _test(case: Case) -> ChangeField:
    if case.improved is not None and case.improved.rehearsed:
        return ChangeField(
            "test_plan", f"Rehearse it: {_lower(case.improved.rehearsed[-1].text)} Compare what it shows with your list.", DERIVED
        )
    if case.terraform:
        return ChangeField("test_plan", "Run terraform plan against a test workspace, and compare the plan with this report.", DERIVED)
    return ChangeField("test_plan", "Where did you try it, on which data, and what came out?", ASKER)


def _backout(case: Case) -> ChangeField:
    main = case.main
    if main is None or main.operation is Operation.READ:
        return ChangeField("backout_plan", "Nothing has to be put back.", DERIVED)
    undo, why = way_back(main, case)
    if undo in ("no", "unknown"):
        people = "What was sent cannot be called back. Who answers if it was wrong?"
        copy = f"{in_the_lead(undo, why)} Who restores it, from which copy, and how long does that take?"
        return ChangeField("backout_plan", people if main.has(Trait.PEOPLE) else copy, ASKER, (main.id,))
    return ChangeField("backout_plan", why if undo == "with_work" else f"It can be undone. {why}", DERIVED, (main.id,))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
