"""Why: the headline, the reasons, and the four answers each with its sentence."""

from __future__ import annotations

from riskscan.advice.at_worst import worth_asking
from riskscan.advice.case import Case
from riskscan.advice.way_back import ON_AGAIN, starts_again
from riskscan.advice.words import listed, place, things
from riskscan.knowledge.traits import SAFETY_WORDS, TRAIT_WORDS, WITH_IT
from riskscan.model.effect import Effect, Operation, Safety, Trait
from riskscan.model.verdict import LEVELS, Answer, Decision, Reason

MOST_REASONS = 8
UNDO_HIGHEST = 2
_UNSEEN = ("file-not-found", "unread", "unknown-language", "sql-not-read", "sql-not-text", "python-syntax-error", "terraform-syntax-error")
DOES = ("It reads.", "It adds.", "It changes.", "It changes much.", "It deletes, stops, pays or sends.")
IMPORTANT = ("Not important to others.", "Ordinary, or not known.", "Important.", "Vital.")
SPREADS = ("Nowhere that we know.", "To a few.", "To several teams or reports.", "To customers or many teams.")
UNDO = ("Yes.", "With work.", "No, or not known.")


def headline(case: Case) -> str:
    """One sentence or two: what it does to what, who else is hit."""
    if case.decision is Decision.COULD_NOT_READ:
        return "We could not read all of it, so we cannot say that it is safe."
    main = case.main
    if main is None or LEVELS.index(case.level) == 0:
        text = "It changes nothing that others use." if case.effects else "We found nothing that it touches."
        unseen = sum(d.code in _UNSEEN for d in case.diagnostics)
        return f"{text} {things(unseen).replace('thing', 'part').capitalize()} of it we could not see." if unseen else text
    hit = [impact for impact in case.impacts if main.id in impact.because]
    if not hit:
        return main.text
    return f"{main.text} {things(len(hit)).capitalize()} {'relies' if len(hit) == 1 else 'rely'} on it."


def reasons(case: Case) -> tuple[Reason, ...]:
    """The effects that carry the level, worst first, each with what we saw; below medium one is enough."""
    ranked = [effect for effect in case.ranked() if effect.operation is not Operation.READ or effect.level != "none"]
    floor = max(LEVELS.index(case.level) - 1, 1)
    heavy = [effect for effect in ranked if LEVELS.index(effect.level) >= floor][:MOST_REASONS]
    opened = (Reason(one.text, one.effects) for one in worth_asking(case)[:2])
    return (*(_reason(effect, case) for effect in heavy or ranked[:1]), *opened)


def _reason(effect: Effect, case: Case) -> Reason:
    sentences = [effect.text, *(note.text for note in effect.also)]
    told = Trait.CASCADE if any(note.text.endswith(WITH_IT) for note in effect.also) else None
    sentences += [TRAIT_WORDS[trait] for trait in effect.traits if trait is not told]
    hit = [impact for impact in case.impacts if effect.id in impact.because]
    names = [case.assets[i.asset].name if i.asset in case.assets else i.asset.partition(":")[2] for i in hit]
    if names:
        sentences.append(f"It reaches {listed(names, 5)}.")
    text = " ".join(dict.fromkeys(s for s in sentences if s))
    return Reason(text, (effect.id,), tuple(impact.id for impact in hit[:10]))


def answers(case: Case) -> tuple[Answer, ...]:
    """The four answers of the effect that carries the level, each with the line that it rests on."""
    main = case.main
    if main is None:
        return ()
    does, important, spreads, undo = case.answers[main.id]
    own = [artifact.path for artifact in case.artifacts]
    where = place(main.location, own)
    refs = (main.id,)
    hit = tuple(impact.id for impact in case.impacts if main.id in impact.because)
    return (
        Answer("What does it do?", does, 4, DOES[does], f"{main.text} See {where}.", refs),
        Answer("How important is it?", important, 3, IMPORTANT[important], _important(case, main, important), refs),
        Answer("How far does it spread?", spreads, 3, SPREADS[spreads], _spread(case, main, spreads), (*refs, *hit[:10])),
        Answer("Can it be undone?", undo, UNDO_HIGHEST, UNDO[undo], _undo(main, where, undo), refs),
    )


def _important(case: Case, main: Effect, value: int) -> str:
    reach = case.reaches[main.id]
    asset = case.assets.get(reach.most_important)
    if asset is not None and value and reach.criticality >= value:
        source = asset.evidence[0] if asset.evidence else None
        at = f" ({source.file}, line {source.line})" if source and source.line else ""
        return f"The most important thing it reaches is {asset.name}{at}."
    if value >= 2:
        personal = main.has(Trait.PERSONAL) and not main.has(Trait.PRODUCTION) and main.operation in (Operation.SEND, Operation.GRANT)
        return "It holds personal data." if personal else "By its name or its data this is a live system."
    return "It is a scratch or test place." if value == 0 else "Nobody has listed how important it is."


def _spread(case: Case, main: Effect, value: int) -> str:
    """Who would notice: those who rely on it by our list, else those whom the act itself reaches."""
    hit = [impact for impact in case.impacts if main.id in impact.because]
    if not hit and value:
        return _by_itself(main)
    if not hit:
        return "We found nobody who relies on it. Our list may be short."
    teams = case.reaches[main.id].teams
    told = f" {len(teams)} {'team' if len(teams) == 1 else 'teams'} would notice." if teams else ""
    return f"{things(len(hit)).capitalize()} {'relies' if len(hit) == 1 else 'rely'} on it.{told}"


def _by_itself(main: Effect) -> str:
    if main.operation is Operation.SEND and main.has(Trait.PEOPLE):
        return "It goes straight to the people on its list."
    if main.operation is Operation.SEND:
        return "What it sends leaves the systems that we know."
    if main.has(Trait.PUBLIC):
        return "Anyone could get at it from outside."
    return "What it touches may serve many at once. Our list names nobody, but it may be short."


_KEEPS = (Safety.BACKED_UP, Safety.VERSIONED, Safety.ROLLED_BACK, Safety.SCRATCH, Safety.OWN_OUTPUT, Safety.DRY_RUN)


def _undo(main: Effect, where: str, value: int) -> str:
    """Why the answer is what it is; safe evidence is named only where it made undo possible."""
    safe = [one for one in main.safe_evidence if one.kind in _KEEPS]
    if safe and value < UNDO_HIGHEST:
        return safe[0].text or SAFETY_WORDS[safe[0].kind]
    if value == 0:
        return ON_AGAIN if starts_again(main) else "Nothing that others use is lost."
    if main.operation is Operation.SEND:
        return "What was sent stays sent."
    return f"We saw no copy of the old state before {where}." if main.undo != "yes" else "Put it back as it was."
