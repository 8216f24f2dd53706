"""What the reading of one script carries along, and how an effect is put down."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from tree_sitter import Node

from riskscan.knowledge.places import is_development, is_local_host, is_production
from riskscan.knowledge.row import Row
from riskscan.knowledge.secrets import without_secrets
from riskscan.knowledge.words import say
from riskscan.model.artifact import Language
from riskscan.model.asset import AssetKind, AssetRef, Match
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.effect import Certainty, Context, Effect, Safe, Safety, Scope, Trait, Undo, if_worst
from riskscan.model.findings import Embedded, Reference
from riskscan.model.span import Note, Span
from riskscan.model.surroundings import Surroundings
from riskscan.parsers.shell.here import beside
from riskscan.parsers.shell.source import Source
from riskscan.parsers.shell.variables import Variables
from riskscan.parsers.shell.word import Word

BUDGET = 20_000  # commands read in one artifact, each turn of a short loop counted
DEEPEST = 60


@dataclass
class State:
    """``place`` is what the surrounding statements say about every command in them; ``folder`` is the folder after ``cd``."""

    path: str
    surroundings: Surroundings
    source: Source
    variables: Variables = field(default_factory=Variables)
    functions: dict[str, tuple[Source, Node]] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    effects: list[Effect] = field(default_factory=list)
    embedded: list[Embedded] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    written: set[str] = field(default_factory=set)
    read_in: set[str] = field(default_factory=set)  # files that ``source`` read
    made: set[str] = field(default_factory=set)  # folders that it makes
    links: dict[str, str] = field(default_factory=dict)  # symbolic link -> where it leads
    above: set[str] = field(default_factory=set)  # paths in the project above the script's folder
    unsure: str = ""  # the folder of a ``cd`` that may fail without stopping the script
    unknown_programs: set[str] = field(default_factory=set)
    folder: str = ""
    sourced: bool = False  # another file may define what looks like a program here
    left: int = BUDGET
    depth: int = 0
    place: Context = field(default_factory=Context)
    decided_by: str = ""  # the value, known only to the run, that decides on what is put down now

    @contextmanager
    def inside(
        self,
        *,
        traits: tuple[Trait, ...] = (),
        safe: tuple[Safe, ...] = (),
        also: tuple[Note, ...] = (),
        within: str = "",
        certainty: Certainty = Certainty.PROVEN,
    ) -> Iterator[None]:
        """Adds traits, safe evidence, notes or a host to every effect within."""
        before = self.place
        self.place = Context(
            traits=tuple(dict.fromkeys((*before.traits, *traits))),
            safe_evidence=tuple(dict.fromkeys((*before.safe_evidence, *safe))),
            also=tuple(dict.fromkeys((*before.also, *also))),
            certainty=before.certainty if certainty is Certainty.PROVEN else certainty,
            within=within or before.within,
        )
        try:
            yield
        finally:
            self.place = before

    @contextmanager
    def only_if(self, name: str) -> Iterator[None]:
        """What is put down inside happens only where a value that the run alone knows is the worst that it may be."""
        before, self.decided_by = self.decided_by, name
        try:
            yield
        finally:
            self.decided_by = before

    def emit(
        self, row: Row, name: str, span: Span, *, match: Match = Match.EXACT, kind: AssetKind | None = None, scope: Scope | None = None,
        undo: Undo | None = None, traits: tuple[Trait, ...] = (), safe: tuple[Safe, ...] = (), also: tuple[Note, ...] = (), within: str = "",  # noqa: E501
        plain: str | None = None, certainty: Certainty | None = None, only_if: str = "",
    ) -> None:  # fmt: skip
        """Puts down one effect of a row, with all that its place says about it."""
        where = within or self.place.within
        name = re.sub(r"^(\.\./)+", "", name) if name in self.above else name  # as seen from the top of the project
        asset = AssetRef(kind or row.kind, without_secrets(name), match, within=without_secrets(where))
        target = target_evidence(where, span)
        wide = row.scope if scope is None else scope
        sentence = say(row.operation, row.verb, wide, asset, row.plain if plain is None else plain)
        if match is Match.UNKNOWN and "{name}" in (row.plain if plain is None else plain):
            sentence = say(row.operation, "", wide, asset)
        effect = Effect(
            row.operation, row.verb, asset, wide, row.undo if undo is None else undo, certainty or self.place.certainty, row.id, sentence, span,  # noqa: E501
            traits=tuple(dict.fromkeys((*row.traits, *traits, *target[0], *self.place.traits))),
            safe_evidence=tuple(dict.fromkeys((*safe, *target[1], *self.place.safe_evidence))),
            also=tuple(dict.fromkeys((*also, *self.place.also))),
        )  # fmt: skip
        self.effects.append(if_worst(effect, only_if or self.decided_by))

    def embed(self, word: Word, language: Language, dialect: str = "", within: str = "", safe: tuple[Safe, ...] = ()) -> None:
        """Hands a piece of another language to the queue."""
        where = without_secrets(within or self.place.within)
        traits, evidence = target_evidence(where, word.span)
        context = replace(
            self.place, within=where, traits=tuple(dict.fromkeys((*self.place.traits, *traits))),
            safe_evidence=tuple(dict.fromkeys((*self.place.safe_evidence, *evidence, *safe))),
        )  # fmt: skip
        self.embedded.append(Embedded(word.artifact(self.source.path, language, dialect), context))

    def refer(self, reference: Reference, within: str = "") -> None:
        """Names another file that it runs."""
        where = without_secrets(within or self.place.within)
        traits, evidence = target_evidence(where, reference.location)
        context = replace(
            self.place, within=where, traits=(*self.place.traits, *traits), safe_evidence=(*self.place.safe_evidence, *evidence)
        )
        self.references.append(replace(reference, context=context))

    def in_folder(self, name: str) -> str:
        """A path as seen from where the script started; one that begins with the script's own folder stays there."""
        own = beside(name)
        if own is None and self.folder and name and not name.startswith(("/", "~", "{", "-")) and ":" not in name[:3]:
            own = f"{self.folder.rstrip('/')}/{name.removeprefix('./')}"
            if not f"{self.folder}/".startswith("../"):
                return own
            own = posixpath.normpath(own) + ("/" if name.endswith("/") else "")
        if own is None:
            return name
        if own.startswith("../"):
            self.above.add(own)
        return own


def target_evidence(where: str, span: Span) -> tuple[tuple[Trait, ...], tuple[Safe, ...]]:
    """What the name of a host, database or profile says: live system, test system, this computer."""
    if not where:
        return (), ()
    if is_production(where):
        return (Trait.PRODUCTION,), ()
    host = where.split("://")[-1].split("@")[-1].split("/")[0].split(":")[0]
    if is_local_host(host):
        return (), (Safe(Safety.LOCAL, f"It works on this computer only ({host}).", span),)
    if is_development(where):
        return (), (Safe(Safety.DEVELOPMENT, f"The name {where} says that it is a test system.", span),)
    return (), ()
