"""From a node of the tree to words: variables and defaults put in, quotes taken off, the rest left as parts known only when it runs."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from tree_sitter import Node

from riskscan.parsers.shell.here import here, without_file
from riskscan.parsers.shell.source import Source
from riskscan.parsers.shell.variables import Variables
from riskscan.parsers.shell.word import Part, Word, split_holes

SPECIAL = frozenset({"simple_expansion", "expansion", "command_substitution", "arithmetic_expansion", "process_substitution"})
QUOTED = frozenset({"string", "raw_string", "ansi_c_string", "translated_string"})
_BRACES = re.compile(r"^([^{}]*)\{([^{}]*)\}([^{}]*)$")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", '"': '"'}
LARGEST_LIST = 60
DEEPEST = 40
Run = Callable[[Node], Word]


class Expander:
    """Expands nodes of one source. ``run`` reads a ``$( ... )`` and says what is known of what it prints."""

    def __init__(self, source: Source, variables: Variables, run: Run) -> None:
        self.source, self.variables, self.run, self._depth = source, variables, run, 0

    def words(self, node: Node) -> list[Word]:
        """The words that one argument becomes: several for a list, an unquoted variable with spaces, or braces."""
        if node.type in ("simple_expansion", "expansion") or (node.type == "string" and self._whole_list(node)):
            inner = node if node.type != "string" else next(c for c in node.children if c.type in ("expansion", "simple_expansion"))
            values = self.variables.all(self._name(inner)) if self._is_list(inner) else None
            if values is not None:
                return [Word(v.parts, self.source.span(node), quoted=True) for v in values[:LARGEST_LIST]]
            return self._split(self.word(node)) if node.type != "string" else [self.word(node)]
        word = self.word(node)
        if not word.quoted and word.known and "{" in word.shown:
            return [Word((Part(text, word.span.start_line, word.span.start_column),), word.span) for text in braces(word.shown)]
        return [word]

    def word(self, node: Node) -> Word:
        """The node as one word."""
        self._depth += 1
        try:
            parts = tuple(self._parts(node)) if self._depth < DEEPEST else (self._hole(node, "value", "nested"),)
        finally:
            self._depth -= 1
        quoted = node.type in QUOTED or (node.type == "concatenation" and any(c.type in QUOTED for c in node.children))
        return Word(parts, self.source.span(node), quoted)

    def between(self, node: Node, start: int, end: int, escapes: str = '"$`\\\n', special: frozenset[str] = SPECIAL) -> Iterator[Part]:
        """The parts of a stretch of a node: what its children expand to, and the text between them."""
        at = start
        for child in node.children:
            first, last = self.source.offsets(child)
            if child.type not in special or first < at or last > end:
                continue
            yield from self._literal(at, first, escapes)
            yield from self._parts(child)
            at = last
        yield from self._literal(at, end, escapes)

    def _parts(self, node: Node) -> Iterator[Part]:
        start, end = self.source.offsets(node)
        kind = node.type
        if kind in ("string", "translated_string"):
            skip = 1 if kind == "string" else 2
            yield from self.between(node, start + skip, max(end - 1, start + skip))
        elif kind == "raw_string":
            yield from self._literal(start + 1, max(end - 1, start + 1), "")
        elif kind == "ansi_c_string":
            line, column = self.source.place(start)
            text = self.source.text[start + 2 : max(end - 1, start + 2)]
            yield Part(re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[0]), text), line, column + 2)
        elif kind in ("simple_expansion", "expansion"):
            yield from self._expansion(node)
        elif kind == "command_substitution":
            yield from (part.at(*self.source.place(start)) for part in self.run(node).parts)
        elif kind == "arithmetic_expansion":
            yield self._hole(node, "number", "calculation", False)
        elif kind == "process_substitution":
            printed = self.run(node).parts
            yield self._hole(node, (printed[0].hole if printed else "") or "output", "command output", False)
        else:
            yield from self.between(node, start, end, "any", SPECIAL | QUOTED | {"concatenation"} - {kind})

    def _literal(self, start: int, end: int, escapes: str) -> Iterator[Part]:
        """Literal text with its escapes taken off; a new part after each newline and escape, so places stay true."""
        text, at = self.source.text, start
        index = start
        while index < end:
            char = text[index]
            if char == "\\" and escapes and index + 1 < end and (escapes == "any" or text[index + 1] in escapes):
                yield from self._part(at, index)
                at = index + 2 if text[index + 1] == "\n" else index + 1
                index += 2
                continue
            index += 1
            if char == "\n":
                yield from self._part(at, index)
                at = index
        yield from self._part(at, end)

    def _part(self, start: int, end: int) -> tuple[Part, ...]:
        if start >= end:
            return ()
        return split_holes(Part(self.source.text[start:end], *self.source.place(start)), self.source.holes)

    def _hole(self, node: Node, name: str, reason: str, may_be_empty: bool = True) -> Part:
        return Part("", *self.source.place(self.source.offsets(node)[0]), name, reason, may_be_empty)

    def _name(self, node: Node) -> str:
        for child in node.children:
            if child.type in ("variable_name", "special_variable_name"):
                return self.source.string(child)
            if child.type == "subscript":
                return self.source.string(child.children[0])
        return ""

    def _is_list(self, node: Node) -> bool:
        return (
            any(c.type == "subscript" and re.search(r"\[[@*]\]$", self.source.string(c)) for c in node.children) or self._name(node) in "@*"
        )

    def _whole_list(self, node: Node) -> bool:
        inner = [c for c in node.children if c.type != '"']
        return len(inner) == 1 and inner[0].type in ("expansion", "simple_expansion") and self._is_list(inner[0])

    def _expansion(self, node: Node) -> Iterator[Part]:
        name = self._name(node)
        place = self.source.place(self.source.offsets(node)[0])
        operator = node.child_by_field_name("operator")
        sign = self.source.string(operator) if operator is not None else ""
        if self.source.string(node).startswith("${#"):
            yield self._hole(node, "number", "calculation", False)
            return
        known = self.variables.get(name)
        if sign in (":-", "-", ":=", "=") and operator is not None and (known is None or not known.parts):
            default = tuple(
                self.between(
                    node, self.source.offsets(operator)[1], self.source.offsets(node)[1] - 1, "any", SPECIAL | QUOTED | {"concatenation"}
                )
            )
            parts = tuple(p.at(*place) for p in default) or (self.variables.unknown(name, place),)
            if not _SWITCH.search(name):  # whoever starts it may set another value
                parts = tuple(p if p.hole else replace(p, reason="default") for p in parts)
            if "=" in sign:
                self.variables.set(name, Word(parts, self.source.span(node)))
            yield from parts
            return
        if sign in (":?", "?"):
            self.variables.guarded.add(name)
        parts = known.parts if known is not None else (self.variables.unknown(name, place),)
        if sign and without_file(parts, sign, self._argument(node, operator)):
            parts = (here(*place),)
        elif sign and sign not in (":-", "-", ":=", "=", ":?", "?", ":+", "+"):
            parts = _changed(parts, sign, self._argument(node, operator), name, place)
        yield from (p.at(*place) for p in parts)

    def _argument(self, node: Node, operator: Node | None) -> str:
        if operator is None:
            return ""
        return self.source.text[self.source.offsets(operator)[1] : self.source.offsets(node)[1] - 1]

    def _split(self, word: Word) -> list[Word]:
        """An unquoted variable: the shell makes a word of each run of characters without spaces."""
        if not word.known:
            return _pieces(word)[:LARGEST_LIST]
        pieces = word.shown.split()
        line, column = word.span.start_line, word.span.start_column
        return [Word((Part(piece, line, column),), word.span) for piece in pieces[:LARGEST_LIST]] if word.shown else []


def _pieces(word: Word) -> list[Word]:
    """A value of which some parts are not known, split where its known text has spaces; those parts may hold more words."""
    pieces: list[list[Part]] = [[]]
    for part in word.parts:
        if part.hole or not re.search(r"\s", part.text):
            pieces[-1].append(part)
            continue
        for number, text in enumerate(re.split(r"\s+", part.text)):
            if number:
                pieces.append([])
            if text:
                pieces[-1].append(replace(part, text=text))
    return [Word(tuple(piece), word.span) for piece in pieces if piece] or [word]


_SWITCH = re.compile(r"(?i)dry|simulat|preview|no_?op")  # a switch that is off unless somebody asks for the real run


def _changed(parts: tuple[Part, ...], sign: str, argument: str, name: str, place: tuple[int, int]) -> tuple[Part, ...]:
    """A value after ``${x%suffix}`` or ``${x#prefix}`` where both are plain text; otherwise known only when it runs."""
    text = "".join(p.text for p in parts)
    if all(not p.hole for p in parts):
        if sign in ("%", "%%") and not set("*?[$") & set(argument):
            return (Part(text.removesuffix(argument), *place),)
        if sign in ("#", "##") and not set("*?[$") & set(argument):
            return (Part(text.removeprefix(argument), *place),)
        if sign in ("^^", ",,") and not argument:
            return (Part(text.upper() if sign == "^^" else text.lower(), *place),)
    return (Part("", *place, name, "calculation", any(p.may_be_empty for p in parts)),)


def braces(text: str) -> list[str]:
    """``a{1..3}`` and ``x.{csv,txt}`` written out; anything else as it is."""
    match = _BRACES.match(text)
    if match is None:
        return [text]
    before, inside, after = match.groups()
    span = re.fullmatch(r"(-?\d{1,6})\.\.(-?\d{1,6})", inside)
    if span:
        low, high = int(span[1]), int(span[2])
        numbers = range(low, high + 1) if low <= high else range(low, high - 1, -1)
        return [f"{before}{n}{after}" for n in itertools.islice(numbers, LARGEST_LIST)]
    if "," in inside and ":" not in inside and '"' not in inside:
        return [before + item + after for item in inside.split(",")[:LARGEST_LIST]]
    return [text]
