"""What a reader of one statement hands on: touches, before rules, words and safe evidence are added."""

from __future__ import annotations

from dataclasses import dataclass, field

from riskscan.model.asset import AssetKind, Match
from riskscan.model.effect import Safe, Scope, Trait
from riskscan.model.span import Note
from riskscan.parsers.sql.lexer import Token
from riskscan.parsers.sql.names import NAMELESS, Name

DYNAMIC = Name("SQL that is put together when it runs", Match.UNKNOWN)


@dataclass(slots=True)
class Touch:
    """One effect in the making. ``family`` names the group of rows that may know it; ``where`` is the filter's text, normalised."""

    family: str
    kind: AssetKind
    name: Name = NAMELESS
    scope: Scope = Scope.UNKNOWN
    traits: tuple[Trait, ...] = ()
    columns: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    safe: tuple[Safe, ...] = ()
    where: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()  # lower-case names that its rows come from
    at: Token | None = None  # the verb
    waits: tuple[Note, ...] = ()  # who waits while it runs; nobody does for a table that the script itself makes
    limited: bool = False  # only so many rows a time, without a filter
    unsure: bool = False  # it may be something else than it looks
    only_if: str = ""  # the value, known only to the run, that decides whether it happens


@dataclass(slots=True)
class Reading:
    """All that one statement yields. ``inner`` are texts of SQL to be read as part of the script: (text, offset or -1, called)."""

    touches: list[Touch] = field(default_factory=list)
    inner: list[Inner] = field(default_factory=list)
    understood: bool = True
    tree: bool = False  # read from a syntax tree


@dataclass(frozen=True, slots=True)
class Inner:
    """SQL inside SQL. ``start`` and ``end`` are offsets of the host text where it stands there as it is; else ``text`` is read on its own
    and its effects stand at the statement. ``runs``: it happens now; else only what calls ``name`` runs it.
    """

    text: str = ""
    start: int = -1
    end: int = -1
    runs: bool = True
    name: str = ""
    trigger_on: str = ""
    language: str = ""
    calls: str = ""  # the routine that a trigger runs
    scheduled: bool = False  # the database starts it by itself
    function: bool = False  # it gives a value back; its body may be one expression
    reaches: bool = False  # in another language, with a way to other data or out
    repeated: bool = False  # once for each of many
    guessed: bool = False  # its text is known in part only; that is told
    job: bool = False  # an event or task: the database starts it
