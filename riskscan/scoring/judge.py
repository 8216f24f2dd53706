"""The level of each effect and of the whole, and the score, from answers that anybody can check."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from riskscan.model.asset import AssetKind, Match
from riskscan.model.effect import Certainty, Effect, Operation, Scope, Trait
from riskscan.model.impact import Impact
from riskscan.model.reach import Reach
from riskscan.model.verdict import LEVELS
from riskscan.scoring.answers import OWN_PLACE, Four, answer
from riskscan.scoring.score import SEVERITY, WEIGHT, points, severity
from riskscan.scoring.table import Answers, standard_table

_HOLE = re.compile(r"\{[^{}]*\}")  # at the start: a host or server that only the run knows


@dataclass(frozen=True, slots=True)
class Judgement:
    """``level`` 0..4, ``score`` 0..100, ``score_range`` (proven, at worst), answers and levels by effect id.

    ``worst`` is the id of the effect that carries the level, empty where there are no effects.
    """

    level: int
    score: int
    score_range: tuple[int, int]
    answers: Mapping[str, Four]
    levels: Mapping[str, int]
    worst: str


def judge(
    effects: Sequence[Effect],
    reaches: Sequence[Reach],
    weights: Mapping[str, int],
    table: Mapping[Answers, int] | None = None,
) -> Judgement:
    """The judgement of effects with their reach. ``weights``: importance 0..3 of each reached key."""
    table = table or standard_table()
    by_id = {reach.effect: reach for reach in reaches}
    level, score, answers, levels = _score(effects, by_id, weights, table)
    proven = [effect for effect in effects if effect.certainty is Certainty.PROVEN]
    low = _score(proven, by_id, weights, table)[1]
    high = _score([_at_worst(effect) for effect in effects], by_id, weights, table)[1]
    order = {effect.id: place for place, effect in enumerate(effects)}
    worst = max(levels, key=lambda i: (levels[i], _weight(answers[i], by_id[i], weights), answers[i].key, -order[i]), default="")
    return Judgement(level, score, (min(low, score), max(high, score)), answers, levels, worst)


def _score(
    effects: Sequence[Effect], reaches: Mapping[str, Reach], weights: Mapping[str, int], table: Mapping[Answers, int]
) -> tuple[int, int, dict[str, Four], dict[str, int]]:
    effects = _with_catches(effects)
    answers = {effect.id: answer(effect, reaches[effect.id]) for effect in effects}
    levels = {identity: table[four.key] for identity, four in answers.items()}
    level = max(levels.values(), default=0)
    parts: dict[str, float] = {}
    for effect in effects:
        four, reach = answers[effect.id], reaches[effect.id]
        heavy = severity(effect, four.does, four.undo)
        _raise(parts, f"{effect.rule} {effect.asset.kind} {effect.asset.name}", heavy * WEIGHT[four.important])
        for key in (*reach.touched, *reach.reached) if four.does else ():
            _raise(parts, key, heavy * WEIGHT[weights.get(key, 1)])
    return level, points(level, parts.values()), answers, levels


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


def _raise(parts: dict[str, float], key: str, value: float) -> None:
    parts[key] = max(parts.get(key, 0.0), value)


def _weight(four: Four, reach: Reach, weights: Mapping[str, int]) -> float:
    return SEVERITY[four.does] * (1 + four.undo) * (1 + sum(WEIGHT[weights.get(key, 1)] for key in reach.reached))


def _at_worst(effect: Effect) -> Effect:
    """The effect with what is not known about it taken for the worst: all rows, the live system, the root of the machine."""
    if effect.scope is Scope.UNKNOWN:
        effect = replace(effect, scope=Scope.ALL)
    asset = effect.asset
    if asset.kind is AssetKind.FILE:
        # a file whose whole name comes from outside may be any; where only its delete was seen it may be all of them
        anywhere = asset.match is Match.UNKNOWN and effect.has(Trait.RECURSIVE) and effect.operation is Operation.DELETE
        return replace(effect, asset=replace(asset, name="/", match=Match.EXACT)) if anywhere and not effect.safe(*OWN_PLACE) else effect
    unseen = asset.match is Match.UNKNOWN or _HOLE.match(asset.within)
    return replace(effect, traits=(*effect.traits, Trait.PRODUCTION)) if unseen and not effect.has(Trait.PRODUCTION) else effect


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
