"""A text put together from pieces of a file, in which every character keeps the place that it has in the file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from riskscan.formats.yaml_text import Text
from riskscan.formats.yaml_text import code as scalar
from riskscan.model.artifact import Artifact, Hole, Language, Origin, hole, plain_origin
from riskscan.model.effect import Context
from riskscan.model.findings import Embedded

_HOLE = re.compile(r"_hole_(\d+)_")
_PLAIN_WORD = re.compile(r"[\w./:=@%+,\\$\{\}*-]+")


@dataclass
class Code:
    """The text so far. ``line`` and ``column`` are places in the file, from 1."""

    text: str = ""
    pieces: list[tuple[int, int, int]] = field(default_factory=list)
    holes: list[Hole] = field(default_factory=list)

    def plain(self, text: str, line: int, column: int) -> Code:
        """Adds a text that stands in the file as it is."""
        return self.placed(text, plain_origin(text, line, column))

    def made(self, text: str, line: int, column: int, width: int = 1) -> Code:
        """Adds a text that says the same as ``width`` characters of the file in another language."""
        last = max(len(text) - 1, 1)
        self.pieces += [(len(self.text) + n, line, column + n * max(width - 1, 0) // last) for n in range(len(text))]
        self.text += text
        return self

    def yaml(self, value: Text, source: str) -> Code:
        """Adds a scalar of a YAML document; what an expression fills in is a hole."""
        text, origin, holes = scalar(value, source)
        return self.placed(text, origin, holes)

    def placed(self, text: str, origin: Origin, holes: tuple[Hole, ...] = ()) -> Code:
        """Adds a text whose places are known."""
        start, base = len(self.text), len(self.holes)
        if base and holes:
            shown = _HOLE.sub(lambda m: hole(int(m[1]) + base), text)
            if len(shown) != len(text):  # a wider number would move what follows it: one place for the whole text
                origin = Origin(origin.pieces[:1])
            text = shown
        self.pieces += [(start + offset, line, column) for offset, line, column in origin.pieces]
        self.holes += holes
        self.text += text
        return self

    def embedded(self, path: str, language: Language, context: Context = Context(), dialect: str = "") -> Embedded:
        """The text as a piece of another language inside the file."""
        origin = Origin(tuple(self.pieces) or ((0, 1, 1),))
        return Embedded(Artifact(path, language, self.text, dialect=dialect, origin=origin, holes=tuple(self.holes)), context)


def quoted(word: str) -> str:
    """A word as a shell reads it back; variables in it stay variables."""
    if _PLAIN_WORD.fullmatch(word):
        return word
    if "$" in word:
        return '"' + word.replace("\\", "\\\\").replace('"', '\\"').replace("`", "\\`") + '"'
    return "'" + word.replace("'", "'\\''") + "'"


def as_command(words: tuple[str, ...]) -> str:
    """A command that is given as a list of words; ``sh -c`` gives the command as one word."""
    if len(words) >= 3 and words[0].rpartition("/")[2] in ("sh", "bash", "ash") and words[1].startswith("-") and "c" in words[1]:
        return words[2]
    return " ".join(quoted(word) for word in words)
