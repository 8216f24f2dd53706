"""All that advice is given, in one value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from riskscan.model.advice import SaferVersion
from riskscan.model.artifact import Language
from riskscan.model.assessment import ArtifactSummary, Graph
from riskscan.model.asset import Asset
from riskscan.model.config import Config
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.effect import Effect
from riskscan.model.estate import Estate
from riskscan.model.impact import Impact
from riskscan.model.reach import Reach
from riskscan.model.verdict import Decision, Lowering

FourAnswers = tuple[int, int, int, int]
Rejudge = Callable[[Sequence[Effect]], tuple[str, int]]


@dataclass(frozen=True)
class Improved:
    """A safer version of the only file, and what holds for it before its rehearsal: effects, how to judge them, and the lowerings so far.

    ``rehearsed`` are the lowerings of the rehearsal. ``line`` gives the line of the file as it was for a line of the changed one.
    """

    version: SaferVersion
    lowered: tuple[Lowering, ...]
    rehearsed: tuple[Lowering, ...]
    effects: tuple[Effect, ...]
    score: int
    rejudge: Rejudge
    line: Callable[[int], int]
    text: str  # the changed file, with "\n" as its newline; it never leaves the scan but by ``riskscan suggest``


@dataclass(frozen=True, slots=True)
class Worst:
    """An effect at its worst: ``open`` is what the run decides (value, rows, place, folder, receiver), then level 0..4 and score."""

    effect: Effect
    open: str
    level: int
    score: int


@dataclass(frozen=True)
class Case:
    """``worst`` is the id of the effect that carries the level; ``answers`` are by effect id; ``rejudge`` gives level word and score of
    changed effects with the same reach (an effect left out is one the file would not have). ``worse``: effects that would give a higher
    level at their worst.
    """

    artifacts: tuple[ArtifactSummary, ...]
    effects: tuple[Effect, ...]
    impacts: tuple[Impact, ...]
    reaches: Mapping[str, Reach]
    answers: Mapping[str, FourAnswers]
    level: str
    score: int
    decision: Decision
    worst: str
    estate: Estate
    assets: Mapping[str, Asset]
    graph: Graph
    config: Config
    now: datetime
    diagnostics: tuple[Diagnostic, ...]
    rejudge: Rejudge
    improved: Improved | None = None
    worse: tuple[Worst, ...] = ()

    @property
    def main(self) -> Effect | None:
        """The effect that carries the level."""
        return next((effect for effect in self.effects if effect.id == self.worst), None)

    @property
    def terraform(self) -> bool:
        """True where all that was handed in is Terraform: then it is a change to make, not a file to run."""
        kinds = {artifact.language for artifact in self.artifacts}
        return bool(kinds) and kinds <= {Language.TERRAFORM.value, Language.TERRAFORM_PLAN.value}

    def ranked(self) -> tuple[Effect, ...]:
        """The effects, those that weigh most first; ties in the order of the file."""
        order = {effect.id: place for place, effect in enumerate(self.effects)}
        levels = ("none", "low", "medium", "high", "critical")

        def weight(effect: Effect) -> tuple[int, int, int, int, int]:
            does, important, spreads, undo = self.answers[effect.id]
            return (levels.index(effect.level), does + undo, important + spreads, effect.id == self.worst, -order[effect.id])

        return tuple(sorted(self.effects, key=weight, reverse=True))
