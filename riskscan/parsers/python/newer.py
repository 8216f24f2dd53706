"""Syntax that is newer than this interpreter, written over so that ``ast`` reads it, without moving a character.

LibCST knows the newer grammar. Type parameters become spaces (PEP 695, 696), ``type X = Y`` becomes an assignment, the second and later
names of ``except A, B:`` become spaces (PEP 758), quotes inside an f-string become the other kind (PEP 701), a template string becomes an
f-string (PEP 750). What such code does stays as it is; only its types say less.

It runs in a child process with a time limit: very deep input ends the process that parses it. LibCST also takes ``except A, e:`` of
Python 2, which newer Python reads as two exceptions; a text with a ``print`` statement is not newer Python, and it refuses that.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import libcst

SECONDS = 10


def rewritten(text: str) -> str | None:
    """The text with newer syntax written over, of the same length and lines; None where LibCST cannot read it within ``SECONDS``."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", __file__], input=text.encode("utf-8", "replace"), capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    older = done.stdout.decode("utf-8", "replace")
    return older if done.returncode == 0 and len(older) == len(text) else None


def _child() -> int:
    """Writes the rewritten standard input to standard output: 0, or 1 where LibCST cannot read it."""
    import libcst

    data = sys.stdin.buffer.read()
    try:
        wrapper = libcst.MetadataWrapper(libcst.parse_module(data), unsafe_skip_copy=True)
    except libcst.ParserSyntaxError:
        return 1
    text = data.decode("utf-8", "replace")
    sys.stdout.buffer.write(_edited(text, wrapper).encode("utf-8", "replace"))
    return 0


def _edited(text: str, wrapper: libcst.MetadataWrapper) -> str:
    """The text after all edits; each edit covers a stretch that no other one covers, or one inside it of the same length."""
    import libcst
    from libcst.metadata import PositionProvider

    places = wrapper.resolve(PositionProvider)
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    signs = list(text)

    def stretch(node: libcst.CSTNode) -> tuple[int, int]:
        place = places[node]
        return starts[place.start.line - 1] + place.start.column, starts[place.end.line - 1] + place.end.column

    def blank(start: int, end: int) -> None:
        signs[start:end] = [sign if sign == "\n" else " " for sign in signs[start:end]]

    for node in places:
        if isinstance(node, libcst.TypeParameters):
            blank(*stretch(node))
        elif isinstance(node, libcst.TypeAlias):
            start, _ = stretch(node)
            signs[start : start + 5] = "pass;"
        elif isinstance(node, libcst.ExceptHandler) and isinstance(node.type, libcst.Tuple) and not node.type.lpar:
            first = stretch(node.type.elements[0].value)[1]
            blank(first, stretch(node.type)[1])
        elif isinstance(node, libcst.FormattedString):
            _other_quotes(signs, *stretch(node))
        elif isinstance(node, libcst.TemplatedString):
            start, end = stretch(node)
            signs[start] = {"t": "f", "T": "F"}.get(signs[start], signs[start])
            signs[start + 1] = {"t": "f", "T": "F"}.get(signs[start + 1], signs[start + 1])
            _other_quotes(signs, start, end)
    return "".join(signs)


def _other_quotes(signs: list[str], start: int, end: int) -> None:
    """Quotes of the string's own kind inside its braces become the other kind; a backslash there becomes a slash."""
    while start < end and signs[start] not in "'\"":
        start += 1
    own = signs[start] if start < end else ""
    width = 3 if signs[start : start + 3] == [own] * 3 else 1
    other, depth = ("'" if own == '"' else '"'), 0
    index = start + width
    while index < end - width:
        sign = signs[index]
        if sign in "{}" and signs[index + 1] == sign and (sign == "{" or not depth) and not depth:
            index += 2
            continue
        depth += (sign == "{") - (sign == "}")
        if depth and sign == own and width == 1:
            signs[index] = other
        elif depth and sign == "\\":
            signs[index] = "/"
        index += 1


if __name__ == "__main__":
    sys.exit(_child())
