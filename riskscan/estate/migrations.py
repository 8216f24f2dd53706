"""Migrations: files that change a database step by step. Only what is there after the last step exists.

Each step is noted on its table (``STEP``); ``settle`` puts the steps of a series in order when all files are known. A migration has run
already, so it is never somebody who reads or writes a table today. Undo files (``.down.sql``, ``U1__x.sql``) are never read.
Source: documentation.red-gate.com, Flyway naming; github.com/golang-migrate; docs.djangoproject.com, migration files;
alembic.sqlalchemy.org, operation reference; guides.rubyonrails.org, Active Record Migrations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from riskscan.estate.piece import Gather
from riskscan.model.asset import Asset, AssetKind, key_of
from riskscan.model.effect import Effect, Operation
from riskscan.model.estate import EdgeKind, Estate
from riskscan.model.evidence import Method

STEP = "migration"
CREATE, DROP, ADD, REMOVE = "create", "drop", "add", "remove"
_FLYWAY = re.compile(r"^([VR])(\d[\d_.]*)?__", re.I)
_NUMBERED = re.compile(r"^(\d{1,20})[_-]")
_UNDO = re.compile(r"(\.down\.sql|_down\.sql|\.rollback\.sql)$|^U\d[\d_.]*__", re.I)
_FOLDERS = frozenset({"migrations", "migration", "migrate", "versions", "flyway", "changelog", "changelogs", "changes", "ddl"})


@dataclass(frozen=True, slots=True)
class Place:
    """A file's place in a series: the folder, and a text that sorts as the steps run."""

    series: str
    order: str


def place_of(path: PurePosixPath) -> Place | None:
    """The place of a file by its name; None where it is no migration."""
    flyway = _FLYWAY.match(path.name)
    folder = path.parent.as_posix()
    if flyway and path.suffix == ".sql":
        numbers = re.findall(r"\d+", flyway[2] or "")
        return Place(folder, ".".join(n.zfill(16) for n in numbers) if flyway[1].upper() == "V" else "~" + path.name)
    numbered = _NUMBERED.match(path.name)
    if numbered and _FOLDERS & {part.lower() for part in path.parts[:-1]}:
        return Place(folder, numbered[1].zfill(20) + path.name)
    return None


def is_undo(path: PurePosixPath) -> bool:
    """True for files that take a step back, which nobody runs in the usual course."""
    return _UNDO.search(path.name) is not None


class Steps:
    """Notes the steps of one file, in the order in which they stand there."""

    def __init__(self, gather: Gather, place: Place) -> None:
        self._gather, self._place, self._count = gather, place, 0

    def _note(self, table: str, what: str, line: int, columns: Iterable[str] = (), aliases: Iterable[str] = ()) -> str:
        self._count += 1
        mark = f"{self._place.series}|{self._place.order}|{self._count:05}|{what}"
        return self._gather.asset(AssetKind.TABLE, table, line, columns=columns, aliases=aliases, facts=((STEP, mark),))

    def create(self, table: str, line: int, columns: Iterable[str] = (), aliases: Iterable[str] = ()) -> str:
        """A table is made."""
        return self._note(table, CREATE, line, columns, aliases)

    def drop(self, table: str, line: int) -> None:
        """A table goes."""
        self._note(table, DROP, line)

    def rename(self, old: str, new: str, line: int) -> None:
        """A table goes on under another name."""
        self.drop(old, line)
        self.create(new, line)

    def add(self, table: str, column: str, line: int) -> None:
        """A column is added."""
        self._note(table, f"{ADD}:{column}", line, (column,))

    def remove(self, table: str, column: str, line: int) -> None:
        """A column goes."""
        self._note(table, f"{REMOVE}:{column}", line)

    def refers(self, child: str, parent: str, line: int, cascades: bool, column: str = "") -> None:
        """A foreign key."""
        kind = EdgeKind.CASCADES if cascades else EdgeKind.REFERENCES
        columns = (column,) if column else ()
        self._gather.edge(key_of(AssetKind.TABLE, parent), key_of(AssetKind.TABLE, child), kind, line, columns=columns)


def note_sql(gather: Gather, effects: Iterable[Effect], place: Place) -> None:
    """The steps of a migration that is written in SQL."""
    steps = Steps(gather, place)
    for effect in effects:
        name, line = effect.asset.name, effect.location.start_line
        table = effect.asset.kind in (AssetKind.TABLE, AssetKind.VIEW) and "{" not in name
        if table and effect.operation is Operation.CREATE:
            steps.create(name, line, effect.columns)
        elif (table and effect.operation is Operation.DELETE and effect.verb == "drop") or (table and effect.verb == "rename"):
            steps.drop(name, line)
        elif table and effect.verb == "add_column":
            for column in effect.columns:
                steps.add(name, column, line)
        elif effect.asset.kind is AssetKind.COLUMN and effect.operation is Operation.DELETE:
            owner, _, column = name.rpartition(".")
            if owner:
                steps.remove(owner, column, line)


def settle(estate: Estate) -> Estate:
    """The estate with each table as it is after the last step; tables that went and that nothing else speaks of are gone."""
    if not any(name == STEP for asset in estate.assets for name, _ in asset.facts):
        return estate
    assets, gone = [], set()
    for asset in estate.assets:
        marks = sorted(value for name, value in asset.facts if name == STEP)
        if not marks:
            assets.append(asset)
        elif _dropped(marks):
            gone.add(asset.key)
        else:
            facts = tuple(fact for fact in asset.facts if fact[0] != STEP)
            assets.append(replace(asset, facts=facts, columns=_columns(asset.columns, marks)))
    if not gone:
        return replace(estate, assets=tuple(assets))
    files = {e.file for a in estate.assets if a.key in gone for e in a.evidence if e.method is not Method.MATCHED}
    edges = tuple(e for e in estate.dependencies if not ({e.source, e.target} & gone and e.evidence.file in files))
    edges = tuple(e for e in edges if not (e.target in gone and e.kind is EdgeKind.CONTAINS))
    spoken_of = {end for e in edges for end in (e.source, e.target)} & gone
    mentions = [_mention(a) for a in estate.assets if a.key in spoken_of]
    everything = tuple(sorted((*assets, *mentions), key=lambda a: a.key))
    return replace(estate, assets=everything, dependencies=edges)


def _mention(asset: Asset) -> Asset:
    """A table that the migrations removed and that somebody still names."""
    return replace(asset, columns=(), facts=(("gone", "removed by a migration"),))


def _dropped(marks: list[str]) -> bool:
    """True where in every series that speaks of the table its last word is that it goes."""
    last: dict[str, str] = {}
    for mark in marks:
        series, _, _, what = mark.split("|", 3)
        if what in (CREATE, DROP):
            last[series] = what
    return bool(last) and all(what == DROP for what in last.values())


def _columns(columns: tuple[str, ...], marks: list[str]) -> tuple[str, ...]:
    """The columns that are left, those added later last."""
    last: dict[str, str] = {}
    for mark in marks:
        what, _, column = mark.split("|", 3)[3].partition(":")
        if column:
            last.pop(column.lower(), None)
            last[column.lower()] = what
        elif what == CREATE:
            last = {}
    later = [name for name, what in last.items() if what == ADD]
    names = {column.lower(): column for column in columns}
    return (*(c for c in columns if c.lower() not in last), *(names[name] for name in later if name in names))
