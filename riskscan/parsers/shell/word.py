"""A word of a command after the shell has put in what it knows: literal parts, and parts known only when it runs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from riskscan.model.artifact import Artifact, Hole, Language, Origin, hole
from riskscan.model.asset import Match
from riskscan.model.span import Span

_HOLE = re.compile(r"_hole_(\d+)_")

PATH_OF = "path of a program"  # the reason of a hole that holds where a program lies; the hole is called after the program


@dataclass(frozen=True, slots=True)
class Part:
    """``hole`` names a part that is known only when it runs; ``line`` and ``column`` are the place of the first character."""

    text: str
    line: int
    column: int
    hole: str = ""
    reason: str = ""
    may_be_empty: bool = False

    def at(self, line: int, column: int) -> Part:
        """The same part, used in another place."""
        return replace(self, line=line, column=column)


@dataclass(frozen=True, slots=True)
class Word:
    """One word; ``quoted`` where any of it stood in quotes."""

    parts: tuple[Part, ...]
    span: Span
    quoted: bool = False

    @property
    def shown(self) -> str:
        """The word for people: unknown parts as ``{name}``."""
        return "".join("{" + p.hole + "}" if p.hole else p.text for p in self.parts)

    @property
    def known(self) -> bool:
        """True where nothing of it waits for the run."""
        return not any(p.hole for p in self.parts)

    @property
    def only_hole(self) -> str:
        """The name of the one part that it is, where only the run knows it; empty where any of it is known."""
        return self.parts[0].hole if len(self.parts) == 1 else ""

    @property
    def match(self) -> Match:
        """How well the name is known; unknown where no letter or figure of it is."""
        if self.known:
            return Match.PATTERN if any(c in self.shown for c in "*?") else Match.EXACT
        literal = "".join(p.text for p in self.parts if not p.hole)
        return Match.PATTERN if any(c.isalnum() for c in literal) or self.shown.startswith("{tmpdir}") else Match.UNKNOWN

    def after(self, count: int) -> Word:
        """The word without its first ``count`` literal characters (``--option=``)."""
        parts = list(self.parts)
        while parts and count and not parts[0].hole:
            first = parts.pop(0)
            if len(first.text) > count:
                parts.insert(0, replace(first, text=first.text[count:], column=first.column + count))
                count = 0
            count = max(count - len(first.text), 0)
        return replace(self, parts=tuple(parts))

    def code(self) -> tuple[str, Origin, tuple[tuple[str, str, bool], ...]]:
        """The word as the text of another piece of code, its places, and its holes."""
        text = ""
        pieces: list[tuple[int, int, int]] = []
        holes: list[tuple[str, str, bool]] = []
        for part in self.parts:
            if part.hole:
                pieces.append((len(text), part.line, part.column))
                text += hole(len(holes))
                holes.append((part.hole, part.reason, part.may_be_empty))
            else:
                pieces.append((len(text), part.line, part.column))
                text += part.text
        pieces = pieces or [(0, self.span.start_line, self.span.start_column)]
        return text, Origin(tuple(pieces)), tuple(holes)

    def artifact(self, path: str, language: Language, dialect: str = "") -> Artifact:
        """The word as an embedded artifact."""
        text, origin, holes = self.code()
        return Artifact(path, language, text, dialect=dialect, origin=origin, holes=tuple(Hole(name, reason) for name, reason, _ in holes))


def literal(text: str, span: Span) -> Word:
    """A word of known text, all of it at the start of ``span``."""
    return Word((Part(text, span.start_line, span.start_column),), span)


def split_holes(part: Part, holes: tuple[tuple[str, str, bool], ...]) -> tuple[Part, ...]:
    """A literal part of an inner text with its ``_hole_N_`` turned back into parts known only when it runs."""
    if "_hole_" not in part.text or not holes:
        return (part,)
    found: list[Part] = []
    last = 0
    for match in _HOLE.finditer(part.text):
        number = int(match[1])
        if number >= len(holes):
            continue
        if match.start() > last:
            found.append(replace(part, text=part.text[last : match.start()], column=part.column + last))
        name, reason, empty = holes[number]
        found.append(Part("", part.line, part.column + match.start(), name, reason, empty))
        last = match.end()
    if last < len(part.text):
        found.append(replace(part, text=part.text[last:], column=part.column + last))
    return tuple(found)
