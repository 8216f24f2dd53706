"""What a PowerShell expression holds: text in parts, a list, a table of names, or what a command found."""

from __future__ import annotations

from dataclasses import dataclass, replace

from riskscan.model.artifact import Artifact, Hole, Language, Origin, has_hole, hole, only_hole
from riskscan.model.asset import Match
from riskscan.model.effect import Scope

MOST = 64  # parts of a text, entries of a list


@dataclass(frozen=True, slots=True)
class Part:
    """``offset`` is where the text stands in the artifact, in code points; ``hole`` names a part known only when it runs."""

    text: str
    offset: int
    hole: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a command found: its name in lower case, how much of all there is, and whether it is one after the other."""

    command: str
    scope: Scope
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """``found`` is set where the value is, or is part of, what a command found. ``type`` is what New-Object made."""

    parts: tuple[Part, ...] = ()
    items: tuple[Value, ...] | None = None
    pairs: tuple[tuple[str, Value], ...] | None = None
    found: Found | None = None
    asked: bool = False  # a person typed it
    type: str = ""

    @property
    def shown(self) -> str:
        """The text for people: unknown parts as ``{name}``."""
        return "".join("{" + part.hole + "}" if part.hole else part.text for part in self.parts)

    @property
    def match(self) -> Match:
        """How well the text is known; unknown where no letter or figure of it is."""
        literal = "".join(part.text for part in self.parts if not part.hole)
        if any(part.hole for part in self.parts) or has_hole(literal) or not self.parts:
            known = any(c.isalnum() for c in literal) and not only_hole(literal)
            return Match.PATTERN if known else Match.UNKNOWN
        return Match.PATTERN if any(c in literal for c in "*?") else Match.EXACT

    def each(self) -> tuple[Value, ...]:
        """The entries of a list, or the value itself."""
        return self.items if self.items is not None else (self,)

    def get(self, name: str) -> Value | None:
        """An entry of a table of names."""
        return next((value for key, value in self.pairs or () if key == name), None)

    def artifact(self, path: str, language: Language, places: Places, known: tuple[Hole, ...], dialect: str = "") -> Artifact:
        """The text as a piece of another language; the holes of the piece it stands in (``known``) come first."""
        text, pieces, holes = "", [], list(known)
        for part in self.parts:
            pieces.append((len(text), *places.at(part.offset)))
            if part.hole:
                text += hole(len(holes))
                holes.append(Hole(part.hole, "variable"))
                continue
            for number, line in enumerate(part.text.split("\n")):
                if number:
                    text += "\n"
                    pieces.append((len(text), *places.at(part.offset + len("\n".join(part.text.split("\n")[:number])) + 1)))
                text += line
        return Artifact(path, language, text, dialect=dialect, origin=Origin(tuple(pieces) or ((0, 1, 1),)), holes=tuple(holes))


class Places:
    """Where offsets of a text stand."""

    def __init__(self, text: str) -> None:
        from riskscan.model.artifact import LineIndex

        self._index = LineIndex(text)

    def at(self, offset: int) -> tuple[int, int]:
        """(line, column) of an offset in code points."""
        return self._index.place(offset)


def unknown(name: str, offset: int, found: Found | None = None) -> Value:
    """A value known only when it runs."""
    return Value((Part("", offset, name),), found=found)


def joined(*values: Value) -> Value:
    """Texts put together."""
    parts: tuple[Part, ...] = ()
    for value in values:
        parts += value.parts if value.parts else (Part("", 0, "value"),)
    found = next((value.found for value in values if value.found is not None), None)
    return Value(parts[:MOST], found=found, asked=any(value.asked for value in values))


def of_each(value: Value, name: str, offset: int) -> Value:
    """One of what a value holds, in a loop over it."""
    if value.found is not None:
        found = replace(value.found, repeated=True)
        return Value((Part("", offset, name),), found=found)
    return Value((Part("", offset, name),), found=Found("", Scope.SOME, repeated=True))
