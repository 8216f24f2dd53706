"""Where each character of a string literal stands in the file: escapes, implicit concatenation, triple quotes, raw and f-strings.

The syntax tree gives the place of the whole literal only (in UTF-8 bytes, and for f-strings of Python 3.11 not even that of the parts),
so its tokens are read again here.
"""

from __future__ import annotations

import ast
import re

Run = tuple[int, int, int]  # offset in the value, line, column (1-based, code points)

_OPENING = re.compile(r"([A-Za-z]{0,3})('''|\"\"\"|'|\")")
_BETWEEN = re.compile(r"(?:\s|\\\n|#[^\n]*|[()])+")
_STOP = re.compile(r"\\(?:N\{[^}]*\}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|\n|.)|\n|\{\{|\}\}|\{", re.DOTALL)


class Source:
    """The lines of a file and the conversion from byte to character columns."""

    __slots__ = ("_ascii", "_starts", "lines", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self._starts = [0]
        for line in self.lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._ascii = text.isascii()

    def column(self, line: int, byte: int) -> int:
        """The 1-based character column of a byte offset on a line."""
        if self._ascii or not 0 < line <= len(self.lines):
            return byte + 1
        return len(self.lines[line - 1].encode("utf-8", "surrogatepass")[:byte].decode("utf-8", "ignore")) + 1

    def offset(self, line: int, byte: int) -> int:
        """The offset in the text of a byte column on a line."""
        return self._starts[min(line, len(self.lines)) - 1] + self.column(line, byte) - 1

    def place(self, offset: int, near: int) -> tuple[int, int]:
        """(line, column) of an offset at or after line ``near``."""
        line = near
        while line < len(self.lines) and self._starts[line] <= offset:
            line += 1
        return line, offset - self._starts[line - 1] + 1


def runs(source: Source, node: ast.AST) -> tuple[Run, ...]:
    """The runs of a string literal (or of the known parts of an f-string, one after another), by offset."""
    if not isinstance(node, ast.Constant | ast.JoinedStr) or node.end_lineno is None or node.end_col_offset is None:
        return ()
    begin, end = source.offset(node.lineno, node.col_offset), source.offset(node.end_lineno, node.end_col_offset)
    text = source.text
    found: list[Run] = []
    done, position, line = 0, begin, node.lineno
    while position < end:
        gap = _BETWEEN.match(text, position, end)
        position = gap.end() if gap else position
        opening = _OPENING.match(text, position, end)
        if opening is None:
            break
        closing = _closing(text, opening, end)
        done, line = _token(source, opening, closing, done, line, found)
        position = closing + len(opening[2])
    return tuple(found)


def _closing(text: str, opening: re.Match[str], end: int) -> int:
    """The offset of the closing quotes of a token."""
    quotes, position = opening[2], opening.end()
    while position < end:
        here = text.find(quotes, position, end)
        if here < 0:
            return end
        back = here
        while back > opening.end() and text[back - 1] == "\\":
            back -= 1
        if (here - back) % 2 == 0:
            return here
        position = here + 1
    return end


def _token(source: Source, opening: re.Match[str], closing: int, done: int, line: int, found: list[Run]) -> tuple[int, int]:
    """Adds the runs of one token; returns the characters done and the line reached."""
    text, prefix = source.text, opening[1].lower()
    raw, formatted = "r" in prefix, "f" in prefix or "t" in prefix
    position = opening.end()
    fresh = True
    while position < closing:
        stop = _STOP.search(text, position, closing)
        plain_end = stop.start() if stop else closing
        if plain_end > position:
            if fresh:
                line, column = source.place(position, line)
                found.append((done, line, column))
            done += plain_end - position
            fresh = False
        if stop is None:
            break
        position, length, fresh = _special(text, stop, raw, formatted, closing)
        if length:
            line, column = source.place(stop.start(), line)
            found.append((done, line, column))
            done += length
            fresh = True
    return done, line


def _special(text: str, stop: re.Match[str], raw: bool, formatted: bool, closing: int) -> tuple[int, int, bool]:
    """(next offset, characters of the value it makes, whether a new run begins after it)."""
    token = stop[0]
    if token[0] == "\\":
        if raw:
            return stop.start() + 1, 1, True
        return (
            stop.end(),
            0 if token == "\\\n" else 1 if re.fullmatch(r"\\(?:[\\'\"abfnrtv\n]|N\{.*|x..|u....|U.{8}|[0-7]+)", token) else 2,
            True,
        )
    if token == "\n":
        return stop.end(), 1, True
    if not formatted:
        return stop.start() + 1, 1, True
    if token in ("{{", "}}"):
        return stop.end(), 1, True
    depth, position = 1, stop.end()
    while position < closing and depth:
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        position += 1
    return position, 0, True


def locate(found: tuple[Run, ...], at: int, length: int) -> list[Run]:
    """The runs of characters ``at`` .. ``at + length``, with offsets counted from ``at``."""
    inside: list[Run] = []
    for number, (offset, line, column) in enumerate(found):
        following = found[number + 1][0] if number + 1 < len(found) else at + length
        if following <= at or offset >= at + length:
            continue
        skip = max(at - offset, 0)
        inside.append((max(offset - at, 0), line, column + skip))
    return inside
