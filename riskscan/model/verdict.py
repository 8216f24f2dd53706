"""The level, the decision, and what carries them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from riskscan.model.span import Span

LEVELS = ("none", "low", "medium", "high", "critical")


class Decision(StrEnum):
    """What the person who asked may do."""

    GO_AHEAD = "go_ahead"
    GO_AHEAD_WITH_REVIEWER = "go_ahead_with_reviewer"
    HOLD = "hold"
    STOP = "stop"
    COULD_NOT_READ = "could_not_read"


DECISION_OF_LEVEL = {
    "none": Decision.GO_AHEAD,
    "low": Decision.GO_AHEAD,
    "medium": Decision.GO_AHEAD_WITH_REVIEWER,
    "high": Decision.HOLD,
    "critical": Decision.STOP,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one of the four questions: S what does it do, C how important, R how far does it spread, V can it be undone.

    ``value`` counts from 0 to ``highest``; ``word`` is the answer in a word or two, ``text`` why, ``refs`` the effect and impact ids.
    """

    question: str
    value: int
    highest: int
    word: str
    text: str
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence that carries the verdict, with the ids that it rests on."""

    text: str
    effects: tuple[str, ...] = ()
    impacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lowering:
    """One change that would lower the level: the level and score that would then hold, on top of the changes before it.

    ``diff``: the file with this change and those before it, as a unified diff; level and score are those of reading that file again. Empty
    where we cannot draw the change up: then they come from judging again with that one fact changed. ``kind``: change, left_out (without
    what harms), rehearsal (it then only shows what it would do).
    """

    text: str
    level: str
    score: int
    diff: str = ""
    kind: str = "change"


@dataclass(frozen=True, slots=True)
class AtWorst:
    """Something that only the run knows, and what holds for the whole file if it is the worst that it may be: level and score.

    ``text`` says both in two sentences, ``ask`` is the question that settles it. ``effects``: ids of effects that happen in any case and
    would be worse; empty where the value decides whether it happens at all.
    """

    text: str
    ask: str
    level: str
    score: int
    location: Span
    effects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """``score`` is 0 to 100 (20 x level + 0..19), ``score_range`` is (proven, at worst).

    ``at_worst`` says what lifts the upper end of the range above the level, the highest first.
    """

    level: str
    decision: Decision
    score: int
    score_range: tuple[int, int]
    headline: str
    reasons: tuple[Reason, ...] = ()
    what_would_lower_it: tuple[Lowering, ...] = ()
    answers: tuple[Answer, ...] = ()
    at_worst: tuple[AtWorst, ...] = ()
