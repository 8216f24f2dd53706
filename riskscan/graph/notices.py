"""What the joined graph adds to a change, as sentences beside the effect: what it starts, what runs at the same time, whose it is.

Each needs more than one file to be known. A read, a scratch place and a run that is rolled back stay without them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from riskscan.graph.spread import ROWS, harm_of
from riskscan.graph.web import Web, touched
from riskscan.knowledge.places import is_production
from riskscan.knowledge.schedules import in_words, meet, when
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Effect, Operation, Safety
from riskscan.model.estate import Dependency, EdgeKind, Estate
from riskscan.model.evidence import Method
from riskscan.model.span import Note, Span

_SILENT = (Safety.SCRATCH, Safety.ROLLED_BACK, Safety.DRY_RUN, Safety.NOT_CALLED, Safety.READ_ONLY)
_STARTED = (AssetKind.FUNCTION, AssetKind.JOB, AssetKind.PIPELINE, AssetKind.PROGRAM)
_DATA = (AssetKind.TABLE, AssetKind.VIEW, AssetKind.BUCKET, AssetKind.OBJECT, AssetKind.FILE, AssetKind.QUEUE, AssetKind.TOPIC)
_BY_ITSELF = re.compile(r"It runs by itself \((.+)\)\.$")
NOTHING = Estate()
SURE = 0.7  # a name that may be several things is no ground for this
SHOWN = 2


def notice(effects: Sequence[Effect], web: Web, declared: Estate = NOTHING) -> tuple[Effect, ...]:
    """The effects with what the graph says beside them; ``declared`` is what the file itself says exists."""
    own = _own_times(declared)
    checks: tuple[Callable[[Effect, Web], list[Note]], ...] = (
        _several,
        _live,
        _starts,
        _runs_anyway,
        lambda effect, web: _same_time(effect, web, own),
    )
    found = []
    for effect in effects:
        if effect.operation is Operation.READ or effect.safe(*_SILENT):
            found.append(effect)
            continue
        notes = [note for check in checks for note in check(effect, web)]
        found.append(replace(effect, also=tuple(dict.fromkeys((*effect.also, *notes)))) if notes else effect)
    return tuple(found)


def _at(edge: Dependency) -> Span | None:
    line = max(edge.evidence.line, 1)
    return Span(edge.evidence.file, line, 1, line, 1) if edge.evidence.file else None


def _several(effect: Effect, web: Web) -> list[Note]:
    """One name, several things: the same word means another table to another program."""
    if effect.asset.kind not in (AssetKind.TABLE, AssetKind.VIEW, AssetKind.COLUMN) or "{" in effect.asset.name or "*" in effect.asset.name:
        return []
    names = sorted({web.asset(key).name for key, _ in touched(effect, web)})
    if len(names) < 2:
        return []
    shown = " or ".join(names[:SHOWN]) + (f" or {len(names) - SHOWN} more" if len(names) > SHOWN else "")
    return [Note(f"The name {effect.asset.name} may mean {shown}. We follow all of them.")]


def _live(effect: Effect, web: Web) -> list[Note]:
    """The server or database that the file connects to is a live one, by the organisation's own list."""
    notes = []
    for key, confidence in web.hosts.get(effect.id, ()):
        asset = web.asset(key)
        place = asset.fact("environment")
        if confidence >= 0.9 and is_production(place) and asset.evidence:
            line = max(asset.evidence[0].line, 1)
            notes.append(Note(f"Your own list says that {asset.name} is {place}.", Span(asset.evidence[0].file, line, 1, line, 1)))
    return notes[:1]


def _starts(effect: Effect, web: Web) -> list[Note]:
    """A change of data that starts something by itself."""
    if effect.asset.kind not in _DATA or effect.operation not in (Operation.WRITE, Operation.CREATE, Operation.DELETE):
        return []
    if effect.operation is Operation.DELETE and harm_of(effect) not in ROWS:
        return []
    notes = []
    for key, _ in touched(effect, web):
        for edge in web.out.get(key, ()):
            started = web.asset(edge.target)
            if edge.kind is EdgeKind.RUNS and started.kind in _STARTED:
                notes.append(Note(f"A change here starts {started.fact('label') or started.name} by itself.", _at(edge)))
    return notes[:SHOWN]


def _runs_anyway(effect: Effect, web: Web) -> list[Note]:
    """A pipeline that is started by hand and runs on a schedule too: it does its work twice."""
    if effect.operation is not Operation.EXECUTE or effect.asset.kind not in (AssetKind.PIPELINE, AssetKind.JOB, AssetKind.FUNCTION):
        return []
    notes = []
    for key, confidence in touched(effect, web):
        asset, times = web.asset(key), when(web.asset(key))
        if times and asset.evidence and confidence >= SURE:
            line = max(asset.evidence[0].line, 1)
            text = f"{asset.fact('label') or asset.name} also runs by itself{times}. Yours is one run more."
            notes.append(Note(text[:1].upper() + text[1:], Span(asset.evidence[0].file, line, 1, line, 1)))
    return notes[:1]


def _own_times(declared: Estate) -> dict[str, str]:
    """The schedule of each job that the file itself defines."""
    times = {asset.key: asset.fact("schedule") for asset in declared.assets if asset.fact("schedule")}
    run = {edge.target: times[edge.source] for edge in declared.dependencies if edge.kind is EdgeKind.RUNS and edge.source in times}
    return times | run


def _own_time(effect: Effect, own: Mapping[str, str]) -> str:
    """When the effect happens by itself, as its job or the line that starts it says; an empty text where a person starts it."""
    said = next((found[1] for note in effect.also if (found := _BY_ITSELF.match(note.text))), "")
    return own.get(effect.actor, "") or said


def _same_time(effect: Effect, web: Web, own: Mapping[str, str]) -> list[Note]:
    """A scheduled job writes the same data: running then would mix the two. A file with a time of its own: where they meet."""
    if effect.asset.kind not in _DATA or effect.operation is Operation.CREATE:
        return []
    notes, mine = [], _own_time(effect, own)
    for key, _ in touched(effect, web):
        for edge in web.into.get(key, ()):
            owns = edge.kind is EdgeKind.MANAGES and edge.evidence.source.startswith("dbt")
            if (edge.kind is not EdgeKind.WRITES and not owns) or edge.evidence.method is Method.ASSUMED:
                continue
            for writer, schedule in _scheduled(edge.source, web):
                said = f"{writer[:1].upper()}{writer[1:]}."
                if mine and meet(mine, schedule):
                    notes.append(Note(f"{said} Your file starts at about that time too.", _at(edge)))
                elif not mine or not in_words(mine):
                    notes.append(Note(f"{said} Do not run your file at that time.", _at(edge)))
    return list(dict.fromkeys(notes))[:1]


def _scheduled(key: str, web: Web) -> list[tuple[str, str]]:
    """For a writer, or what runs it, when that has a time that can be said: ("nightly_load writes it, each day at 02:00", its schedule)."""
    said: list[tuple[str, str]] = []
    name = web.asset(key).fact("label") or web.asset(key).name
    waiting, seen = [key], {key}
    while waiting and not said:
        following = []
        for runner in waiting:
            asset = web.asset(runner)
            times = when(asset)
            if times and asset.kind in _STARTED:
                shown = name if runner == key else asset.fact("label") or asset.name
                said.append((f"{shown} writes it{times}", asset.fact("schedule")))
            following += [e.source for e in web.into.get(runner, ()) if e.kind is EdgeKind.RUNS and e.source not in seen]
        seen.update(following)
        waiting = following
    return said
