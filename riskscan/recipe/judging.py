"""The judgement of weighed artifacts: answers, level and decision, and how changed effects would be judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from riskscan.graph.impacts import Spread, join
from riskscan.knowledge.importance import importance
from riskscan.model.artifact import Status
from riskscan.model.asset import Asset
from riskscan.model.effect import Effect
from riskscan.model.reach import Reach
from riskscan.model.verdict import DECISION_OF_LEVEL, LEVELS, Decision
from riskscan.recipe.tie import Weighed
from riskscan.scoring.judge import Judgement, Known, judge, level_and_score, with_levels

UNREAD_LEVEL = LEVELS.index("medium")  # what could not be read counts as not known, never as nothing
UNSEEN_FILE = "file-not-found"  # it runs a file that we were not given: somebody must look at that file first
Rejudge = Callable[[Sequence[Effect]], tuple[str, int]]


@dataclass(frozen=True)
class Judged:
    """Weighed artifacts with what the judgement says: ``level`` 0..4, ``score`` 0..100, ``effects`` with their level words."""

    joined: Spread
    judgement: Judgement
    assets: Mapping[str, Asset]
    level: int
    decision: Decision
    score: int
    effects: tuple[Effect, ...]
    rejudge: Rejudge
    unseen: bool = False  # a part was not read, or a file that it runs was not given


def judged(weighed: Sequence[Weighed]) -> Judged:
    """The judgement of these artifacts together."""
    joined = join([item.spread for item in weighed])
    effects = tuple(effect for item in weighed for effect in item.effects)
    assets: dict[str, Asset] = {}
    for known in {id(item.web.assets): item.web.assets for item in weighed}.values():  # most artifacts share them
        assets.update(known)
    open_ones = tuple(effect for item in weighed for effect in item.at_worst)
    reaches = (*joined.reaches, *(reach for item in weighed for reach in item.reaches_at_worst))
    weights = {key: importance(assets[key]) for reach in reaches for key in (*reach.touched, *reach.reached) if key in assets}
    answered: Known = {}
    found = judge(effects, reaches, weights, known=answered, only_at_worst=open_ones)
    level, decision = _decide(weighed, found.level)
    score = max(found.score, 20 * level)
    again = _rejudge(joined.reaches, weights, answered)
    return Judged(joined, found, assets, level, decision, score, with_levels(effects, found), again, _has_unseen(weighed))


def _has_unseen(weighed: Sequence[Weighed]) -> bool:
    unread = (Status.NOT_READ.value, Status.PARTLY_READ.value)
    return any(w.read.summary.status in unread or any(d.code == UNSEEN_FILE for d in w.read.diagnostics) for w in weighed)


def _decide(weighed: Sequence[Weighed], level: int) -> tuple[int, Decision]:
    """The level and decision; what could not be read is never green."""
    statuses = {item.read.summary.status for item in weighed}
    if Status.NOT_READ.value in statuses and level <= UNREAD_LEVEL:
        return UNREAD_LEVEL, Decision.COULD_NOT_READ
    if Status.PARTLY_READ.value in statuses and level < UNREAD_LEVEL:
        return UNREAD_LEVEL, Decision.COULD_NOT_READ
    if level < UNREAD_LEVEL and any(d.code == UNSEEN_FILE for item in weighed for d in item.read.diagnostics):
        return UNREAD_LEVEL, DECISION_OF_LEVEL[LEVELS[UNREAD_LEVEL]]
    return level, DECISION_OF_LEVEL[LEVELS[level]]


def _rejudge(reaches: tuple[Reach, ...], weights: Mapping[str, int], known: Known) -> Rejudge:
    by_id = {reach.effect: reach for reach in reaches}

    def again(effects: Sequence[Effect]) -> tuple[str, int]:
        level, score = level_and_score(effects, by_id, weights, known)
        return LEVELS[level], score

    return again
