"""Who waits while a statement runs, and why: PostgreSQL as measured (``postgres_locks.json``), MySQL as documented (``mysql_locks``)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from riskscan.knowledge.sql.lock_cases import CASES
from riskscan.knowledge.sql.mysql_locks import MYSQL_CASES

_ORDER = (
    "AccessShareLock",
    "RowShareLock",
    "RowExclusiveLock",
    "ShareUpdateExclusiveLock",
    "ShareLock",
    "ShareRowExclusiveLock",
    "ExclusiveLock",
    "AccessExclusiveLock",
)
_AT_ONCE = ("truncate", "drop-table")  # a new, empty file takes the place of the old one
REWRITTEN_A_SECOND = 250_000  # rows, for a rough time; large rows and many indexes are slower
READ_A_SECOND = 2_000_000
GIVE_UP = 30  # seconds; the usual time-out of web programs and connection pools
_READS_ALONE = ("create_index", "add_constraint")


@dataclass(frozen=True, slots=True)
class Wait:
    """``readers`` and ``writers``: do they wait while it runs? ``rewrites``: the table is written anew. ``reads``: all of it is read.

    ``fails``: it cannot work on a table that holds rows. ``alone``: it cannot run inside a transaction. ``others``: more tables are locked.
    """

    case: str
    readers: bool
    writers: bool
    rewrites: bool
    reads: bool
    fails: bool = False
    alone: bool = False
    others: bool = False

    @property
    def at_once(self) -> bool:
        """Is it done in a moment, however large the table is?"""
        return self.case in _AT_ONCE

    @property
    def long(self) -> bool:
        """Does it hold others up for as long as the table is large?"""
        return self.writers and (self.rewrites or self.reads) and not self.at_once


@cache
def _postgres() -> dict[str, Wait]:
    shipped = json.loads((Path(__file__).parent / "postgres_locks.json").read_text())
    found = {}
    for row in shipped["cases"]:
        strongest = max((_ORDER.index(mode) for mode in row["locks"].values()), default=_ORDER.index("AccessExclusiveLock"))
        writers = strongest >= _ORDER.index("ShareLock")
        found[row["id"]] = Wait(
            row["id"], strongest == len(_ORDER) - 1, writers, bool(row["rewrites"]), bool(row["reads"]), bool(row["fails"]),
            not row["in_transaction"], "customer" in row["locks"],
        )  # fmt: skip
    return found


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str, bool], ...]:
    return tuple((re.compile(case.pattern, re.I), case.id, case.action) for case in CASES)


@cache
def _mysql_patterns() -> tuple[tuple[re.Pattern[str], Wait], ...]:
    return tuple((re.compile(c.pattern, re.I), Wait(c.id, False, c.writes_wait, c.rebuilds, c.reads_all)) for c in MYSQL_CASES)


def wait_of(text: str, dialect: str, *, action: bool) -> Wait | None:
    """What the table knows of a statement, or of one ``action`` of ALTER TABLE; None where it knows nothing."""
    if dialect == "mysql":
        return next((wait for pattern, wait in _mysql_patterns() if action and pattern.match(text)), None)
    if dialect != "postgres":
        return None
    identity = next((i for pattern, i, of_action in _patterns() if of_action is action and pattern.match(text)), None)
    return None if identity is None else _postgres()[identity]


def _seconds(rows: int, verb: str) -> float:
    return rows / (READ_A_SECOND if verb in _READS_ALONE else REWRITTEN_A_SECOND)


def is_outage(rows: int, verb: str) -> bool:
    """True where a statement of this verb may hold a table with so many rows longer than programs usually wait."""
    return _seconds(rows, verb) >= GIVE_UP


def rough_time(rows: int, verb: str) -> str:
    """How long a statement of this verb may hold a table with so many rows, in words; empty for less than a second."""
    seconds = _seconds(rows, verb)
    if seconds < 1:
        return ""
    if seconds < 90:
        return f"about {max(1, round(seconds))} seconds"
    return f"about {round(seconds / 60)} minutes" if seconds < 5400 else f"about {round(seconds / 3600)} hours"
