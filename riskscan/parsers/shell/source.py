"""A shell text with its tree, and where each part of it stands in the artifact."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import tree_sitter_bash
from tree_sitter import Language, Node, Parser

from riskscan.model.artifact import LineIndex, Origin
from riskscan.model.span import Span
from riskscan.parsers.shell.repair import repairs

LONGEST_REPAIR = 200_000  # characters


@lru_cache(maxsize=1)
def _parser() -> Parser:
    return Parser(Language(tree_sitter_bash.language()))


@dataclass(frozen=True, slots=True)
class Source:
    """``origin`` is set for text inside a string or heredoc of the artifact; ``holes`` names the ``_hole_N_`` that stand in it."""

    path: str
    text: str
    data: bytes
    root: Node
    index: LineIndex
    ascii: bool
    origin: Origin | None = None
    holes: tuple[tuple[str, str, bool], ...] = ()  # name, reason, may be empty

    def offset(self, byte: int) -> int:
        """The code point offset of a byte offset."""
        if self.ascii:
            return byte
        line_start = self.data.rfind(b"\n", 0, byte) + 1
        row = self.data.count(b"\n", 0, line_start) + 1
        return self.index.offset(row, 1) + len(self.data[line_start:byte].decode("utf-8", "replace"))

    def place(self, offset: int) -> tuple[int, int]:
        """(line, column) in the artifact of an offset in this text."""
        return self.origin.locate(offset) if self.origin else self.index.place(offset)

    def offsets(self, node: Node) -> tuple[int, int]:
        """Start and end of a node in code points."""
        if self.ascii:
            return node.start_byte, node.end_byte
        return tuple(self.index.offset(p.row + 1, 1) + self._column(p.row, p.column) for p in (node.start_point, node.end_point))  # type: ignore[return-value]

    def _column(self, row: int, column: int) -> int:
        start = self.index.offset(row + 1, 1)
        taken = 0
        for count, char in enumerate(self.text[start : start + column + 1]):
            if taken >= column:
                return count
            taken += len(char.encode("utf-8", "replace"))
        return min(column, len(self.text) - start)

    def string(self, node: Node) -> str:
        """The text of a node as written."""
        start, end = self.offsets(node)
        return self.text[start:end]

    def span(self, node: Node) -> Span:
        """The place of a node in the artifact."""
        start, end = self.offsets(node)
        end = max(end - 1, start)
        end_line, end_column = self.place(end)
        return Span(self.path, *self.place(start), end_line, end_column + 1)


def source_of(path: str, text: str, origin: Origin | None = None, holes: tuple[tuple[str, str, bool], ...] = ()) -> Source:
    """Parses a text; tree-sitter takes any text and marks what it cannot read. What only its grammar cannot read is read all the same."""
    data = text.encode("utf-8", "replace")
    return Source(path, text, data, _tree(text, data), LineIndex(text), len(data) == len(text), origin, holes)


def _tree(text: str, data: bytes) -> Node:
    """The tree of the text, else that of the first rewriting that can be read whole."""
    root = _parser().parse(data).root_node
    if not root.has_error or len(text) > LONGEST_REPAIR:
        return root
    written = text
    for repair in repairs():
        written = repair(written)
        other = written.encode("utf-8", "replace")
        if len(other) != len(data):  # a letter of several bytes was written over: places would no longer be true
            break
        tree = _parser().parse(other).root_node
        if not tree.has_error:
            return tree
    return root
