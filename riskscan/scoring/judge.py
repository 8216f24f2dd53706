"""The level of each effect and of the whole, and the score, from answers that anybody can check."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from riskscan.model.effect import Certainty, Effect, Operation, Trait, decided_by
from riskscan.model.impact import Impact
from riskscan.model.reach import Reach
from riskscan.model.verdict import LEVELS
from riskscan.scoring.answers import Four, answer
from riskscan.scoring.score import SEVERITY, WEIGHT, points, severity
from riskscan.scoring.table import Answers, standard_table
from riskscan.scoring.worst import Open, Worse, at_worst

MOST_OPEN = 40  # effects at their worst that are judged one by one; the range of the score looks at all of them


Known = dict[int, tuple[Effect, Four]]


@dataclass(frozen=True, slots=True)
class Judgement:
    """``level`` 0..4, ``score`` 0..100, ``score_range`` (proven, at worst), answers and levels by effect id.

    ``worst`` is the id of the effect that carries the level, empty where there are no effects. ``worse`` are the effects that would give a
    higher level at their worst, the highest first.
    """

    level: int
    score: int
    score_range: tuple[int, int]
    answers: Mapping[str, Four]
    levels: Mapping[str, int]
    worst: str
    worse: tuple[Worse, ...] = ()


def judge(
    effects: Sequence[Effect],
    reaches: Sequence[Reach],
    weights: Mapping[str, int],
    table: Mapping[Answers, int] | None = None,
    known: Known | None = None,
    only_at_worst: Sequence[Effect] = (),
) -> Judgement:
    """The judgement of effects with their reach. ``weights``: importance 0..3 of each reached key.

    ``known``: the answers of effects that were judged before with the same reaches; further ones are put there.
    ``only_at_worst``: effects that a value known only to the run decides on; they enter the upper end of the range alone.
    """
    table, known = table or standard_table(), {} if known is None else known
    by_id = {reach.effect: reach for reach in reaches}
    level, score, answers, levels = _score(effects, by_id, weights, table, known)
    proven = [effect for effect in effects if effect.certainty is Certainty.PROVEN]
    low = _score(proven, by_id, weights, table, known)[1]
    opened = {effect.id: found for effect in (*effects, *only_at_worst) if (found := at_worst(effect)) is not None}
    highest = score
    worse: tuple[Worse, ...] = ()
    if opened:
        every = [*(opened[e.id][0] if e.id in opened else e for e in effects), *(opened[e.id][0] for e in only_at_worst)]
        highest = _score(every, by_id, weights, table, known)[1]
        raised = [found for i, found in opened.items() if _raises(found[0], by_id[i], table, level)]
        worse = _worse(effects, raised, lambda changed: _score(changed, by_id, weights, table, known)[:2], level)
    order = {effect.id: place for place, effect in enumerate(effects)}
    worst = max(levels, key=lambda i: (levels[i], _weight(answers[i], by_id[i], weights), answers[i].key, -order[i]), default="")
    return Judgement(level, score, (min(low, score), max(highest, score)), answers, levels, worst, worse)


def level_and_score(effects: Sequence[Effect], reaches: Mapping[str, Reach], weights: Mapping[str, int], known: Known) -> tuple[int, int]:
    """Level 0..4 and score 0..100 alone, for asking again and again what a change would give. ``reaches`` are by effect id."""
    return _score(effects, reaches, weights, standard_table(), known)[:2]


def _raises(effect: Effect, reach: Reach, table: Mapping[Answers, int], level: int) -> bool:
    return table[answer(effect, reach).key] > level or effect.has(Trait.CATCH_REMOVED, Trait.UNDO_REMOVED)


def _worse(
    effects: Sequence[Effect],
    opened: Sequence[tuple[Effect, Open]],
    again: Callable[[Sequence[Effect]], tuple[int, int]],
    level: int,
) -> tuple[Worse, ...]:
    """Each effect that alone would raise the level, with what then holds for the whole; the first of equal ones, the highest first."""
    found: dict[tuple[Open, str, int], Worse] = {}
    for effect, what in opened[:MOST_OPEN]:
        after, score = again([*(one for one in effects if one.id != effect.id), effect])
        mark = (what, decided_by(effect) or effect.asset.name, after)
        if after > level and (mark not in found or found[mark].score < score):
            found[mark] = Worse(effect, what, after, score)
    return tuple(sorted(found.values(), key=lambda one: (-one.level, -one.score)))


def _score(
    effects: Sequence[Effect], reaches: Mapping[str, Reach], weights: Mapping[str, int], table: Mapping[Answers, int], known: Known
) -> tuple[int, int, dict[str, Four], dict[str, int]]:
    effects = _with_catches(effects)
    answers = {effect.id: _answer(effect, reaches[effect.id], known) for effect in effects}
    levels = {identity: table[four.key] for identity, four in answers.items()}
    level = max(levels.values(), default=0)
    parts: dict[str, float] = {}
    for effect in effects:
        four, reach = answers[effect.id], reaches[effect.id]
        heavy = severity(effect, four.does, four.undo)
        by_importance = [heavy * weight for weight in WEIGHT]
        own = f"{effect.rule} {effect.asset.kind} {effect.asset.name}"
        parts[own] = max(parts.get(own, 0.0), by_importance[four.important])
        for key in (*reach.touched, *reach.reached) if four.does else ():
            value = by_importance[weights.get(key, 1)]
            if value > parts.get(key, 0.0):  # written out: this runs for each thing reached, of each effect, for each change that is tried
                parts[key] = value
    return level, points(level, parts.values()), answers, levels


def _answer(effect: Effect, reach: Reach, known: Known) -> Four:
    """The answers of an effect, worked out once for each effect (one that a change leaves alone stays the same object)."""
    before = known.get(id(effect))
    if before is not None and before[0] is effect:
        return before[1]
    found = answer(effect, reach)
    known[id(effect)] = (effect, found)
    return found


def _with_catches(effects: Sequence[Effect]) -> list[Effect]:
    """The effects with what the same file does to the same thing: a delete after its safety catch or its copies were taken away."""
    gone: dict[tuple[str, str], set[Trait]] = {}
    for effect in effects:
        lost = {trait for trait in (Trait.CATCH_REMOVED, Trait.UNDO_REMOVED) if effect.has(trait)}
        if lost and effect.asset.name:
            gone.setdefault((effect.asset.kind, effect.asset.name), set()).update(lost)
    found = []
    for effect in effects:
        lost = gone.get((effect.asset.kind, effect.asset.name), set()) - set(effect.traits)
        deletes = effect.operation is Operation.DELETE and lost
        found.append(replace(effect, traits=(*effect.traits, *sorted(lost))) if deletes else effect)
    return found


def _weight(four: Four, reach: Reach, weights: Mapping[str, int]) -> float:
    return SEVERITY[four.does] * (1 + four.undo) * (1 + sum(WEIGHT[weights.get(key, 1)] for key in reach.reached))


def with_levels(effects: Sequence[Effect], judgement: Judgement) -> tuple[Effect, ...]:
    """The effects with the level word of each filled in."""
    return tuple(replace(effect, level=LEVELS[judgement.levels[effect.id]]) for effect in effects)


def impact_levels(impacts: Sequence[Impact], judgement: Judgement, table: Mapping[Answers, int] | None = None) -> tuple[Impact, ...]:
    """The impacts with a level each: that of the worst effect behind it, were the impact's asset the most important thing reached."""
    table = table or standard_table()
    levelled = []
    for impact in impacts:
        fours = [judgement.answers[i] for i in impact.because if i in judgement.answers]
        level = max((table[(f.does, impact.criticality, min(f.spreads, 1), f.undo)] for f in fours), default=0)
        levelled.append(replace(impact, level=LEVELS[level]))
    return tuple(levelled)
