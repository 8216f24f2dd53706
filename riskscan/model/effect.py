"""One thing that an artifact does to one asset."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from riskscan.model.asset import AssetRef
from riskscan.model.span import Note, Span


class Operation(StrEnum):
    """The closed set of the JSON contract."""

    READ = "read"
    WRITE = "write"
    DELETE = "delete"
    CREATE = "create"
    ALTER = "alter"
    GRANT = "grant"
    EXECUTE = "execute"
    SEND = "send"


class Scope(StrEnum):
    """How much of the asset: one (by key), some (filtered), all (no or always-true filter, whole thing, unbounded loop), unknown."""

    ONE = "one"
    SOME = "some"
    ALL = "all"
    UNKNOWN = "unknown"


class Undo(StrEnum):
    """Can it be undone, as far as the artifact shows?"""

    YES = "yes"
    WITH_WORK = "with_work"
    NO = "no"
    UNKNOWN = "unknown"


class Certainty(StrEnum):
    """How sure we are that this happens to this asset; not how bad it is."""

    PROVEN = "proven"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Trait(StrEnum):
    """What makes an effect worse, each proven by the artifact itself."""

    REPEATED = "repeated"  # once for each of a list whose length is not known here
    ENDLESS = "endless"  # while True, a schedule, catch-up: no end of its own
    CASCADE = "cascade"  # asks for what depends on it to go too
    RECURSIVE = "recursive"  # a folder with all below it
    FORCED = "forced"  # the question or check before it is switched off (-auto-approve, --force)
    ALWAYS_TRUE = "always_true"  # has a filter that keeps nothing out
    FILTER_OFF = "filter_off"  # the filter stands behind a comment sign
    CATCH_REMOVED = "catch_removed"  # a safety catch goes (deletion protection, prevent_destroy)
    UNDO_REMOVED = "undo_removed"  # copies, versions, time travel, final snapshot go
    REPLACES = "replaces"  # deletes the thing and makes another in its place
    LOSES_COLUMNS = "loses_columns"
    LOSES_HISTORY = "loses_history"
    STRUCTURE = "structure"  # changes the shape of data: columns, types, constraints, names
    OUTAGE = "outage"  # a running service stops or restarts
    LOCKS = "locks"  # others wait while it runs
    PUBLIC = "public"  # opens to anyone
    ADMIN = "admin"  # every right
    OUTSIDE = "outside"  # leaves the organisation
    PEOPLE = "people"  # reaches persons: mail, chat, text message
    PERSONAL = "personal"  # personal data
    MONEY = "money"  # pays, charges, or starts what is billed
    EXPIRES = "expires"  # deletes by itself as time passes
    UNREADABLE = "unreadable"  # data stays but can never be read again (keys)
    PRODUCTION = "production"  # the artifact itself names a live system
    DYNAMIC = "dynamic"  # what runs is put together or fetched at run time
    SECRET = "secret"  # a password or key stands in the file


class Safety(StrEnum):
    """What makes an effect safer, each proven by the artifact itself. Comments, names of functions and docstrings never count."""

    BY_KEY = "by_key"  # names its rows by key from a short literal list
    IN_TRANSACTION = "in_transaction"  # one transaction that can still be rolled back
    ROLLED_BACK = "rolled_back"  # always rolled back
    CHECKED = "checked"  # stops when the count is not the expected one
    CONFIRMED = "confirmed"  # asks a person, who types the name
    BACKED_UP = "backed_up"  # keeps a copy of what it changes first
    SCRATCH = "scratch"  # temporary table, scratch schema, temp folder, :memory:
    LOCAL = "local"  # this computer only
    DEVELOPMENT = "development"  # a development or test target
    DRY_RUN = "dry_run"  # only shows what it would do
    NOT_CALLED = "not_called"  # stands in a function that nothing calls
    PROTECTED = "protected"  # a safety catch on the thing itself holds it (prevent_destroy, deletion protection)
    VERSIONED = "versioned"  # the old version stays
    OWN_OUTPUT = "own_output"  # a thing that this same artifact made
    READ_ONLY = "read_only"  # the session or account may only read


@dataclass(frozen=True, slots=True, order=True)
class Safe:
    """One piece of safe evidence with its place and its words: "It names three rows by their key (line 12)."."""

    kind: Safety
    text: str
    location: Span | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that the artifact does to one asset.

    ``verb`` is the field's own word in snake_case (truncate, overwrite, terminate_instances). ``rule`` is the id of the row that
    knew it. ``text`` is a sentence for the person who asked (knowledge.words makes it). ``also`` holds further places and reasons.
    The queue orders the effects of a scan by their place in the file.
    ``actor`` is the key of the estate job in which it happens, or empty. ``id`` and ``level`` are filled in by the scan.
    """

    operation: Operation
    verb: str
    asset: AssetRef
    scope: Scope
    undo: Undo
    certainty: Certainty
    rule: str
    text: str
    location: Span
    traits: tuple[Trait, ...] = ()
    safe_evidence: tuple[Safe, ...] = ()
    also: tuple[Note, ...] = ()
    columns: tuple[str, ...] = ()
    actor: str = ""
    id: str = ""
    level: str = ""

    def has(self, *traits: Trait) -> bool:
        """True where the effect has any of the traits."""
        own = self.traits
        return bool(own) and any(trait in own for trait in traits)

    def safe(self, *kinds: Safety) -> bool:
        """True where there is safe evidence of any of the kinds."""
        own = self.safe_evidence
        return bool(own) and any(evidence.kind in kinds for evidence in own)


@dataclass(frozen=True, slots=True)
class OpenEffect(Effect):
    """An effect that a value decides on which only the run knows, as it is were that value the worst that it may be.

    ``only_if`` names the value ("cidr").
    """

    only_if: str = ""


def if_worst(effect: Effect, only_if: str) -> Effect:
    """The effect as one that a value decides on; the effect itself where ``only_if`` is empty."""
    if not only_if:
        return effect
    return OpenEffect(
        effect.operation, effect.verb, effect.asset, effect.scope, effect.undo, effect.certainty, effect.rule, effect.text, effect.location,
        effect.traits, effect.safe_evidence, effect.also, effect.columns, effect.actor, effect.id, effect.level, only_if,
    )  # fmt: skip


def decided_by(effect: Effect) -> str:
    """The name of the value that decides whether the effect happens; empty for what happens in any case."""
    return effect.only_if if isinstance(effect, OpenEffect) else ""


@dataclass(frozen=True, slots=True)
class Context:
    """What the place of an embedded artifact says about every effect in it (a loop, a connection, a transaction, a job)."""

    traits: tuple[Trait, ...] = ()
    safe_evidence: tuple[Safe, ...] = ()
    also: tuple[Note, ...] = ()
    certainty: Certainty = Certainty.PROVEN
    within: str = ""  # host or connection URL without credentials
    actor: str = ""
