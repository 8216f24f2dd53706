"""What a reader of documents gathers."""

from __future__ import annotations

from dataclasses import dataclass, field

from riskscan.formats.code import Code
from riskscan.formats.yaml_text import Map, Value, YamlError, documents
from riskscan.knowledge.places import is_development, is_production
from riskscan.model.artifact import Artifact, Hole, Language
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.effect import Certainty, Context, Effect, Safe, Safety, Trait
from riskscan.model.findings import Embedded, Reference
from riskscan.model.span import Note, Span

BROKEN = "document-broken"
NOT_SEEN = "What that changes is not part of this answer."


@dataclass
class Found:
    """Pieces, files that it runs and what could not be read, of one file. ``understood``: a part was read and it does nothing."""

    artifact: Artifact
    embedded: list[Embedded] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    understood: bool = False

    def piece(self, code: Code, language: Language, context: Context = Context(), dialect: str = "") -> None:
        """Adds a piece of another language; an empty one is understood and does nothing."""
        if code.text.strip():
            self.embedded.append(code.embedded(self.artifact.path, language, context, dialect))
        else:
            self.understood = True

    def span(self, line: int, column: int = 1, width: int = 1) -> Span:
        """A place in the file."""
        return Span(self.artifact.path, line, column, line, column + max(width, 1))

    def unseen(self, code: str, text: str, consequence: str, line: int, column: int = 1) -> None:
        """Says what could not be read or followed."""
        self.diagnostics.append(Diagnostic(code, text, consequence, self.span(line, column)))

    def runs(self, path: str, line: int, language: Language = Language.UNKNOWN, context: Context = Context()) -> None:
        """Another file that this one runs or takes in."""
        self.references.append(Reference(path, self.span(line), language, context=context))

    def yaml(self, text: str) -> list[Value]:
        """The YAML documents of a text; none, and said, where it is no YAML."""
        try:
            return documents(text)
        except YamlError as error:
            line = "Nothing in it was checked. Unread does not mean safe."
            place = self.span(error.line)
            self.diagnostics.append(Diagnostic(BROKEN, f"We could not read {self.artifact.path} as YAML.", line, place, True))
            return []

    def maps(self, text: str) -> list[Map]:
        """The YAML documents that are mappings."""
        return [document for document in self.yaml(text) if isinstance(document, Map)]


def hole_in(code: Code, name: str, reason: str = "environment") -> str:
    """A new hole of a piece, as it stands in its text."""
    code.holes.append(Hole(name[:60] or "value", reason))
    return f"_hole_{len(code.holes) - 1}_"


def environment(name: str, place: Span) -> Context:
    """What the name of an environment says about everything that happens in it."""
    if name and is_production(name):
        return Context(traits=(Trait.PRODUCTION,))
    if name and is_development(name):
        return Context(safe_evidence=(Safe(Safety.DEVELOPMENT, f"It works on {name} only (line {place.start_line}).", place),))
    return Context()


def scheduled(when: str, place: Span) -> Context:
    """That something runs by itself, and when."""
    return Context(also=(Note(f"It runs by itself ({' '.join(when.split())[:60]}).", place),)) if when else Context()


def perhaps(text: str, place: Span) -> Context:
    """That something happens only where somebody asks for it."""
    return Context(certainty=Certainty.POSSIBLE, also=(Note(text, place),))


def both(outer: Context, inner: Context) -> Context:
    """Both contexts at once."""
    return Context(
        (*outer.traits, *inner.traits),
        (*outer.safe_evidence, *inner.safe_evidence),
        (*outer.also, *inner.also),
        Certainty.POSSIBLE if Certainty.POSSIBLE in (outer.certainty, inner.certainty) else inner.certainty,
        inner.within or outer.within,
        inner.actor or outer.actor,
    )
