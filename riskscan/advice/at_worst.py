"""What only the run knows, what holds if it is the worst that it may be, and the question that settles it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from riskscan.advice.case import Case, Worst
from riskscan.advice.words import place, shown
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Effect, decided_by
from riskscan.model.verdict import LEVELS, AtWorst

MOST = 4
_SAID_FROM = LEVELS.index("high")
_ARGUMENT = re.compile(r"argument_(\d+)")
_NAMELESS = ("value", "setting", "arguments", "?")


def at_worst(case: Case) -> tuple[AtWorst, ...]:
    """All that would raise the level, the highest first, each question once."""
    return _told(case, case.worse)


def worth_asking(case: Case) -> tuple[AtWorst, ...]:
    """Those that the page speaks of: they lead to a hold, and the person can settle them.

    That a program goes by a variable is no such thing. Nor is the system where the answer is a hold in any case.
    """
    held = LEVELS.index(case.level) >= _SAID_FROM
    worse = [w for w in case.worse if w.level >= _SAID_FROM and not (w.open == "place" and held) and not _is_any_program(w)]
    return _told(case, worse)


def _is_any_program(worse: Worst) -> bool:
    return worse.effect.asset.kind is AssetKind.PROGRAM and (worse.open == "place" or bool(decided_by(worse.effect)))


def _told(case: Case, all_worse: Sequence[Worst]) -> tuple[AtWorst, ...]:
    own = [artifact.path for artifact in case.artifacts]
    found: dict[str, AtWorst] = {}
    for worse in all_worse:
        effect = worse.effect
        ids = (effect.id,) if not decided_by(effect) else ()
        first, then, ask = _words(effect, worse.open)
        text = f"{first} ({place(effect.location, own)}). {then}"
        found.setdefault(text, AtWorst(text, ask, LEVELS[worse.level], worse.score, effect.location, ids))
    return tuple(found.values())[:MOST]


def _words(effect: Effect, what: str) -> tuple[str, str, str]:
    """(what is open, what it is at worst, the question), each at most 20 words."""
    if what == "value":
        name = _value(decided_by(effect))
        return f"Only its run knows {name}", f"At worst {effect.text[:1].lower()}{effect.text[1:]}", f"What will {name} be?"
    if what == "rows":
        return "Only its run knows how much it takes", "At worst it takes all.", "How much will it take?"
    if what == "folder":
        name = shown(effect.asset.name) or "the folder"
        if effect.verb == "format":
            return "Only its run knows which disk it empties", "At worst it is the disk of the computer.", "Which disk will it empty?"
        return f"Only its run knows where {name} is", "At worst it is the whole computer.", "Which folder will it delete?"
    if what == "receiver":
        return "Only its run knows where it sends the data", "At worst the data leaves the company.", "Who gets the data?"
    return "Only its run knows which system it works on", "At worst it is a live one.", "Which system will it work on?"


def _value(name: str) -> str:
    """The name of a value as people read it."""
    argument = _ARGUMENT.fullmatch(name)
    if argument:
        return f"argument {argument[1]}"
    return "one of its settings" if name in _NAMELESS else name
