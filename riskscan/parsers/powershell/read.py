"""What the reading of one text carries along, and how an effect is put down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from tree_sitter import Node

from riskscan.knowledge.places import is_development, is_local_host, is_production
from riskscan.knowledge.secrets import without_secrets
from riskscan.knowledge.words import say
from riskscan.model.artifact import Artifact, Language
from riskscan.model.asset import AssetKind, AssetRef, Match
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.effect import Certainty, Context, Effect, Operation, Safe, Safety, Scope, Trait, Undo, if_worst
from riskscan.model.findings import Embedded, Reference
from riskscan.model.span import Note, Span
from riskscan.parsers.powershell.tree import Tree
from riskscan.parsers.powershell.value import Places, Value

BUDGET = 20_000  # statements read in one artifact
DEEPEST = 80


@dataclass(frozen=True, slots=True)
class Saying:
    """What is said of an effect before its place is known: the facts of a row or of a general rule."""

    rule: str
    operation: Operation
    verb: str
    kind: AssetKind
    undo: Undo
    scope: Scope = Scope.UNKNOWN
    traits: tuple[Trait, ...] = ()
    plain: str = ""


@dataclass
class State:
    """``place`` is what the surrounding statements say about every command in them."""

    artifact: Artifact
    tree: Tree
    places: Places
    variables: dict[str, Value] = field(default_factory=dict)
    functions: dict[str, Node] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    defined: set[str] = field(default_factory=set)  # names of functions, those in parts that cannot be read too
    mocked: set[str] = field(default_factory=set)  # commands that a test puts its own in place of
    turns: dict[str, int] = field(default_factory=dict)  # how often the body of a function was read
    effects: list[Effect] = field(default_factory=list)
    embedded: list[Embedded] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
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
        likely: bool = False,
    ) -> Iterator[None]:
        """Adds traits, safe evidence, notes or a host to every effect within."""
        before = self.place
        self.place = Context(
            traits=tuple(dict.fromkeys((*before.traits, *traits))),
            safe_evidence=tuple(dict.fromkeys((*before.safe_evidence, *safe))),
            also=tuple(dict.fromkeys((*before.also, *also))),
            certainty=Certainty.LIKELY if likely else before.certainty,
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
        self, said: Saying, name: str, match: Match, span: Span, *, scope: Scope | None = None, traits: tuple[Trait, ...] = (),
        safe: tuple[Safe, ...] = (), within: str = "", certainty: Certainty | None = None,
    ) -> None:  # fmt: skip
        """Puts down one effect with all that its place says about it."""
        where = self.artifact.show(within or self.place.within)
        asset = AssetRef(said.kind, without_secrets(self.artifact.show(name)), match, within=without_secrets(where))
        wide = said.scope if scope is None else scope
        repeated = Trait.REPEATED in (*traits, *self.place.traits)
        plain = said.plain if not (match is Match.UNKNOWN and "{name}" in said.plain) else ""
        named = asset.name if said.kind in _PLACES and match is not Match.UNKNOWN else ""
        by_name = target_evidence(where or named, span)
        effect = Effect(
            said.operation, said.verb, asset, wide, said.undo, certainty or self.place.certainty, said.rule,
            say(said.operation, said.verb, wide, asset, plain, repeated), span,
            traits=tuple(dict.fromkeys((*said.traits, *traits, *by_name[0], *self.place.traits))),
            safe_evidence=tuple(dict.fromkeys((*safe, *by_name[1], *self.place.safe_evidence))), also=self.place.also,
        )  # fmt: skip
        self.effects.append(if_worst(effect, self.artifact.show(self.decided_by).strip("{}")))

    def embed(self, value: Value, language: Language, span: Span, dialect: str = "", within: str = "") -> None:
        """Hands a piece of another language to the queue."""
        where = without_secrets(self.artifact.show(within or self.place.within))
        traits, safe = target_evidence(where, span)
        context = replace(
            self.place, within=where, traits=tuple(dict.fromkeys((*self.place.traits, *traits))),
            safe_evidence=tuple(dict.fromkeys((*self.place.safe_evidence, *safe))),
        )  # fmt: skip
        piece = value.artifact(self.artifact.path, language, self.places, self.artifact.holes, dialect)
        self.embedded.append(Embedded(piece, context))

    def refer(self, reference: Reference) -> None:
        """Names another file that it runs."""
        self.references.append(replace(reference, context=self.place))


_PLACES = frozenset({AssetKind.BUCKET, AssetKind.DATABASE, AssetKind.SERVER, AssetKind.CLUSTER, AssetKind.RESOURCE, AssetKind.OBJECT})


def target_evidence(where: str, span: Span) -> tuple[tuple[Trait, ...], tuple[Safe, ...]]:
    """What the name of a host, group or database says: live system, test system, this computer."""
    if not where:
        return (), ()
    if is_production(where):
        return (Trait.PRODUCTION,), ()
    if is_local_host(where.partition("\\")[0].partition(",")[0]) or where.partition("\\")[0] in (".", "(local)"):
        return (), (Safe(Safety.LOCAL, f"It works on this computer only ({where}).", span),)
    if is_development(where):
        return (), (Safe(Safety.DEVELOPMENT, f"The name {where[:60]} says that it is a test system.", span),)
    return (), ()
