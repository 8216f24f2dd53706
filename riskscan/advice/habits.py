"""How a file is kept and run, where that hurts later: from one person's computer, with one person's key, on a schedule that nobody sees.

These are a class of their own, beside the effects. They say low or medium and never more, and they never change the answer: they tell
whether a team could keep the file, not whether a run does harm. Comments and names of functions never count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from riskscan.advice.case import Case
from riskscan.advice.words import line_of, listed, shown
from riskscan.knowledge.places import is_own_folder
from riskscan.model.advice import Habit
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Effect, Operation, Safety, Trait
from riskscan.model.estate import EdgeKind

_PERSONAL_PLACE = re.compile(
    r"""(?ix)^(?: (?:~|\$HOME|\$\{HOME\}|\{home\}|%USERPROFILE%|\$env:USERPROFILE) [\\/]
        (?:Desktop|Downloads|Documents|OneDrive[^\\/]*|Dropbox)\b
    | [a-z]: [\\/]+ Users [\\/]+ (?!Public\b|Default\b|All\ Users\b) [^\\/]+ [\\/]
    | /Users/ (?!Shared\b) [^/]+ /
    | /home/ [^/]+ / (?:Desktop|Downloads|Documents|Dropbox)\b )"""
)
_PERSONAL_KEY = re.compile(r"\b(?:ghp_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{15,}|xox[pu]-[\w-]{10,}|dapi[0-9a-f]{20,}|ATATT3\w{10,})")
_PERSONAL_NAME = re.compile(r"(?i)(?:^|_)(?:pat|personal)(?:_|$)|personal_?access_?token")
_HIDDEN_SCHEDULE = re.compile(r"crontab|schtasks|scheduled_?task|launchctl", re.I)
_LOOP = "It does this again and again"
_MAKES = (Operation.WRITE, Operation.CREATE)
_OUTPUTS = (AssetKind.FILE, AssetKind.OBJECT, AssetKind.BUCKET, AssetKind.TABLE, AssetKind.VIEW)
_NOT_DONE = (Safety.DRY_RUN, Safety.NOT_CALLED, Safety.ROLLED_BACK)


def habits(case: Case, text_of: Callable[[str], str] = lambda _: "") -> tuple[Habit, ...]:
    """At most one of each kind, at the first place that shows it. ``text_of`` gives the text of an artifact by its path."""
    if case.terraform:
        return ()
    found: dict[str, Habit] = {}
    for effect in case.effects:
        for habit in _of(case, effect, text_of):
            found.setdefault(habit.kind, habit)
    ownerless = _without_owner(case)
    if ownerless is not None:
        found["no_owner"] = ownerless
    return tuple(sorted(found.values(), key=lambda habit: (habit.level != "medium", habit.location, habit.kind)))


def _of(case: Case, effect: Effect, text_of: Callable[[str], str]) -> Iterator[Habit]:
    place, refs, line = effect.location, (effect.id,), line_of(effect.location)
    name = effect.asset.name
    if effect.asset.kind is AssetKind.FILE and _PERSONAL_PLACE.match(name):
        text = f"{line} uses a folder of one person's computer. It fails on any other, or when that one is off."
        yield Habit("personal_computer", text, "low", place, refs)
    if effect.has(Trait.SECRET) and (_PERSONAL_NAME.search(name) or _PERSONAL_KEY.search(_line(text_of(place.path), place.start_line))):
        text = f"{line} holds the key of one person. It acts in their name, and stops when they leave."
        yield Habit("personal_key", text, "medium", place, refs)
    if _repeats_by_itself(effect) and not _is_started_elsewhere(case, place.path):
        at = next((note.location for note in effect.also if note.location and note.text.startswith(_LOOP)), place)
        text = f"{line_of(at)} makes it run again by itself. Nobody else can see that, or that it has stopped."
        yield Habit("hidden_schedule", text, "medium", at, refs)
    relied = [impact for impact in case.impacts if effect.id in impact.because]
    made = (
        effect.operation in _MAKES
        and effect.asset.kind in _OUTPUTS
        and effect.verb in ("save", "upload", "put", "create", "insert", "append")
    )
    if made and relied and shown(name) and not effect.safe(*_NOT_DONE, Safety.SCRATCH):
        text = f"Others rely on what it makes: {shown(name)}. Tell them before its form or its time changes."
        yield Habit("relied_upon", text, "medium", place, (effect.id, *(impact.id for impact in relied[:5])))


def _repeats_by_itself(effect: Effect) -> bool:
    """True for an endless loop, a scheduling library and a timer of one computer; not for a schedule that people can see."""
    if effect.safe(*_NOT_DONE):
        return False
    if _HIDDEN_SCHEDULE.search(effect.rule) and effect.operation in _MAKES:
        return True
    return effect.has(Trait.ENDLESS) and (effect.verb == "repeat" or any(note.text.startswith(_LOOP) for note in effect.also))


def _is_started_elsewhere(case: Case, path: str) -> bool:
    """True where a job of the estate runs the file: then it is known where it runs, and that it does."""
    started = (edge.target.removeprefix("program:") for edge in case.estate.dependencies if edge.kind is EdgeKind.RUNS)
    plain = path.replace("\\", "/").lower()
    return any(plain == one.lower() or plain.endswith("/" + one.lower()) for one in started)


def _without_owner(case: Case) -> Habit | None:
    """What is changed has no owner in an estate that names owners for other things."""
    nobody: dict[str, Effect] = {}
    for effect in case.effects:
        if effect.operation is Operation.READ or effect.safe(*_NOT_DONE, Safety.SCRATCH, Safety.OWN_OUTPUT, Safety.LOCAL):
            continue
        if effect.asset.kind is AssetKind.FILE and is_own_folder(effect.asset.name):
            continue
        for key in case.reaches[effect.id].touched:
            asset = case.assets.get(key)
            if asset is not None and not asset.owner and not case.reaches[effect.id].teams and not _filled_by_a_team(key, case):
                nobody.setdefault(asset.fact("label") or asset.name, effect)
    if not nobody or not any(asset.owner for asset in case.estate.assets):
        return None
    first = next(iter(nobody.values()))
    text = f"No owner is listed for {listed(list(nobody))}. Nobody would know whom to call."
    return Habit("no_owner", text, "low", first.location, tuple(effect.id for effect in nobody.values()))


def _filled_by_a_team(key: str, case: Case) -> bool:
    """True where a job that has an owner writes the thing: they know it."""
    writers = {edge.source for edge in case.estate.dependencies if edge.target == key and edge.kind is EdgeKind.WRITES}
    told = {edge.source for edge in case.estate.dependencies if edge.source in writers and edge.kind is EdgeKind.NOTIFIES}
    return bool(told) or any(case.assets[one].owner for one in writers if one in case.assets)


def _line(text: str, number: int) -> str:
    lines = text.split("\n")
    return lines[number - 1] if 0 < number <= len(lines) else ""
