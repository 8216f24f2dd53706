"""What the estate already makes from the tables that a file reads: a job, a report or a table, found by overlap of tables and columns.

All tables must be the same. Where the columns are known on both sides, at least half of those that the file reads must be there; where they
are not, only what is made directly from the tables counts, and the words say "may".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from riskscan.advice.case import Case
from riskscan.advice.words import listed
from riskscan.knowledge.schedules import in_words
from riskscan.model.asset import Asset, AssetKind
from riskscan.model.effect import Operation, Safety
from riskscan.model.estate import Dependency, EdgeKind

ENOUGH = 0.5  # share of the columns that the file reads
MOST_HOPS = 4
TABLES = (AssetKind.TABLE, AssetKind.VIEW)
JOBS = (AssetKind.JOB, AssetKind.PIPELINE)
OUTPUTS = (AssetKind.FILE, AssetKind.BUCKET, AssetKind.OBJECT)
_PASSES_ON = (EdgeKind.FEEDS, EdgeKind.WRITES)
_STARTS = (EdgeKind.RUNS, EdgeKind.WRITES, EdgeKind.MANAGES)


@dataclass(frozen=True, slots=True)
class Made:
    """A thing made from all the tables that the file reads.

    ``has`` are those of the columns read that it holds, ``of`` how many were read (0 where they are not known on both sides).
    ``hops`` counts the edges from the tables, ``output`` is the file or store that a job writes, or empty.
    """

    asset: Asset
    has: tuple[str, ...]
    of: int
    hops: int
    output: str = ""

    @property
    def share(self) -> float:
        """0..1, the share of the columns; 0 where they are not known."""
        return len(self.has) / self.of if self.of else 0.0


def wanted(case: Case) -> dict[str, frozenset[str]]:
    """The columns that the file reads, by table of the estate; an empty set where they are not known. Scratch places are left out."""
    found: dict[str, frozenset[str]] = {}
    for effect in case.effects:
        if effect.operation is not Operation.READ or effect.safe(Safety.SCRATCH, Safety.OWN_OUTPUT):
            continue
        for key in case.reaches[effect.id].touched:
            if key in case.assets and case.assets[key].kind in TABLES:
                found[key] = found.get(key, frozenset()) | _plain(effect.columns)
    return found


def made_from(case: Case, reads: Mapping[str, frozenset[str]]) -> tuple[Made, ...]:
    """Jobs, reports, tables and views that are made from all of these tables, those with most of the columns first."""
    columns = frozenset().union(*reads.values()) if reads and all(reads.values()) else frozenset()
    after: dict[str, list[Dependency]] = {}
    for edge in sorted(case.estate.dependencies):
        if edge.kind in _PASSES_ON:
            after.setdefault(edge.source, []).append(edge)
    reached = [_reach(start, reads[start], after, case) for start in sorted(reads)]
    found = []
    for key in sorted(set.intersection(*map(set, reached)) - set(reads)) if reached else []:
        asset = case.assets.get(key)
        if asset is None or asset.kind not in (*TABLES, *JOBS, AssetKind.REPORT):
            continue
        hops = max(one[key][0] for one in reached)
        known = all(one[key][1] is not None for one in reached)
        holds = frozenset().union(*(one[key][1] or () for one in reached))
        if asset.kind in TABLES and asset.columns:
            known, holds = True, holds | _plain(asset.columns)
        has = tuple(sorted(columns & holds)) if known else ()
        of = len(columns) if known else 0
        if (of and len(has) < ENOUGH * of) or (not of and hops > 1):
            continue
        found.append(Made(asset, has, of, hops, _output(key, after, case) if asset.kind in JOBS else ""))
    return tuple(sorted(found, key=lambda made: (-made.share, made.hops, made.asset.key)))


def _reach(
    start: str, columns: frozenset[str], after: Mapping[str, list[Dependency]], case: Case
) -> dict[str, tuple[int, frozenset[str] | None]]:
    """(hops, columns of ``start`` that are still there or None for not known) of all that is made from a table."""
    found: dict[str, tuple[int, frozenset[str] | None]] = {}
    todo: list[tuple[str, int, frozenset[str] | None]] = [(start, 0, None)]
    while todo:
        key, hops, carried = todo.pop(0)
        for edge in after.get(key, ()) if hops < MOST_HOPS else ():
            if edge.target in found or edge.target == start:
                continue
            asset = case.assets.get(edge.target)
            passes = carried
            if edge.columns and edge.kind is EdgeKind.FEEDS:
                passes = _plain(edge.columns)
            elif asset is not None and asset.kind in TABLES:
                passes = _plain(asset.columns) or carried
            found[edge.target] = (hops + 1, passes)
            if asset is not None and asset.kind in (*TABLES, *JOBS):
                todo.append((edge.target, hops + 1, passes))
    return found


def _output(key: str, after: Mapping[str, list[Dependency]], case: Case) -> str:
    """The file, bucket or table that a job writes, by its name."""
    targets = [e.target for e in after.get(key, ()) if e.kind is EdgeKind.WRITES and e.target in case.assets]
    kinds = (*OUTPUTS, *TABLES)
    return next((case.assets[target].name for target in targets if case.assets[target].kind in kinds), "")


def freshness(case: Case, key: str) -> str:
    """When it is made anew, in words ("each day at 02:00"); an empty text where no file says it."""
    before: dict[str, list[str]] = {}
    for edge in case.estate.dependencies:
        if edge.kind in _STARTS or (edge.kind is EdgeKind.FEEDS and edge.target.startswith("report:")):
            before.setdefault(edge.target, []).append(edge.source)
    todo, seen = [key], {key}
    for _ in range(MOST_HOPS + 1):
        words = sorted({in_words(case.assets[one].fact("schedule")) for one in todo if one in case.assets} - {""})
        if words:
            return words[0]
        todo = sorted({source for one in todo for source in before.get(one, ())} - seen)
        seen |= set(todo)
    return ""


def ask_whom(case: Case, asset: Asset) -> str:
    """The sentence that names the team to ask, or says that none is listed."""
    teams = [e.target for e in sorted(case.estate.dependencies) if e.source == asset.key and e.kind is EdgeKind.NOTIFIES]
    team = asset.owner or next((case.assets[t].name for t in teams if t in case.assets), "")
    return f"Ask {team} for it." if team else "No owner is listed, so we ask around for you."


def sentences(case: Case, made: Made) -> str:
    """What the person still gets, how fresh it is, what they need not do, and whom to ask."""
    return " ".join(_sentences(case, made))


def _sentences(case: Case, made: Made) -> Iterator[str]:
    if made.of and len(made.has) == made.of:
        what = f"all {made.of} columns that" if made.of > 2 else "both columns that" if made.of == 2 else "the column that"
        yield f"You still get {what} your file reads."
    elif made.of:
        yield f"You still get {len(made.has)} of the {made.of} columns that your file reads: {listed(made.has)}."
    else:
        yield "It is made from the same data. It may already show what you need."
    fresh = freshness(case, made.asset.key)
    if fresh:
        yield f"Its data is new {fresh}."
    yield "You need not run a file."
    yield ask_whom(case, made.asset)


def _plain(columns: frozenset[str] | tuple[str, ...]) -> frozenset[str]:
    return frozenset(column.rpartition(".")[2].strip('"`[]').lower() for column in columns) - {"*", ""}
