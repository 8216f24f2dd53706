"""Reads HCL text into blocks. The only home of tree-sitter-hcl; bounded depth, and what is broken does not hide what is whole."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, pairwise

import tree_sitter_hcl
from tree_sitter import Language as Grammar
from tree_sitter import Node, Parser

from riskscan.model.span import Span
from riskscan.parsers.terraform.syntax import Attribute, Block, Broken, Call, Expr, File, For, Lit, Obj, Op, Tmpl, Trav, Tup

DEPTH = 60  # expressions or blocks inside each other; deeper is broken
_HEAD = re.compile(r"(?m)^(?:resource|data|module|variable|output|locals|provider|terraform|moved|removed|import|check)\b[^\n{]*\{")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)|([$%])\2\{", re.DOTALL)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r"}
_POSTFIX = frozenset({"get_attr", "index", "splat"})


@lru_cache(maxsize=1)
def _parser() -> Parser:
    return Parser(Grammar(tree_sitter_hcl.language()))


@dataclass(slots=True)
class _Reader:
    """Turns one tree into blocks. ``rows`` are lines before the piece that is being read."""

    path: str
    data: bytes
    rows: int
    lines: list[bytes]
    broken: list[Span]
    starts: list[int]

    def place(self, row: int, column: int) -> tuple[int, int]:
        line = self.lines[row] if row < len(self.lines) else b""
        return row + 1 + self.rows, len(line[:column].decode("utf-8", "replace")) + 1

    def span(self, first: Node, last: Node | None = None) -> Span:
        start = self.place(*first.start_point)
        end = self.place(*(last or first).end_point)
        return Span(self.path, *start, *end)

    def text(self, node: Node) -> str:
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def body(self, node: Node, depth: int) -> tuple[tuple[Attribute, ...], tuple[Block, ...]]:
        attributes: list[Attribute] = []
        blocks: list[Block] = []
        if depth > DEPTH:
            self.broken.append(self.span(node))
            return (), ()
        for child in node.children:
            if child.type == "attribute" and len(child.named_children) >= 2:
                name, value = child.named_children[0], child.named_children[-1]
                attributes.append(Attribute(self.text(name), self.expression(value, depth), self.span(child)))
            elif child.type == "block":
                blocks.append(self.block(child, depth))
            elif child.type in ("ERROR", "body"):
                if child.type == "ERROR":
                    self.broken.append(self.span(child))
                more = self.body(child, depth + 1)
                attributes.extend(more[0])
                blocks.extend(more[1])
        return tuple(attributes), tuple(blocks)

    def block(self, node: Node, depth: int) -> Block:
        labels: list[str] = []
        attributes: tuple[Attribute, ...] = ()
        blocks: tuple[Block, ...] = ()
        head = node
        for child in node.children[1:]:
            if child.type in ("string_lit", "identifier"):
                labels.append(self.text(child).strip('"'))
            elif child.type == "block_start":
                head = child
            elif child.type in ("body", "ERROR"):
                if child.type == "ERROR":
                    self.broken.append(self.span(child))
                more = self.body(child, depth + 1)
                attributes, blocks = attributes + more[0], blocks + more[1]
        return Block(self.text(node.children[0]), tuple(labels), attributes, blocks, self.span(node), self.span(node.children[0], head))

    def expression(self, node: Node, depth: int) -> Expr:
        if depth > DEPTH:
            self.broken.append(self.span(node))
            return Broken()
        return self.sequence([c for c in node.children if c.type != "comment"], depth + 1)

    def sequence(self, nodes: list[Node], depth: int) -> Expr:
        """An expression written as a first part and the names and indexes that follow it."""
        nodes = [n for n in nodes if n.type not in ("(", ")", "comment")]
        if not nodes:
            return Broken()
        first = self.primary(nodes[0], depth)
        steps: list[str | Expr | None] = []
        for node in nodes[1:]:
            if node.type in _POSTFIX:
                self.steps(node, depth, steps)
        if not steps:
            return first
        if isinstance(first, Trav):
            return Trav(first.root, (*first.steps, *steps))
        return Trav(first, tuple(steps))

    def steps(self, node: Node, depth: int, steps: list[str | Expr | None]) -> None:
        if node.type == "get_attr":
            steps.append(self.text(node.children[-1]))
        elif node.type == "index":
            inner = node.children[0] if node.children else node
            found = next((c for c in inner.named_children if c.type == "expression"), None)
            steps.append(self.expression(found, depth) if found else Lit(int(re.sub(r"\D", "", self.text(inner)) or 0)))
        elif node.type == "splat":
            steps.append(None)
            for inner in node.children[0].children if node.children else ():
                if inner.type in _POSTFIX:
                    self.steps(inner, depth, steps)

    def primary(self, node: Node, depth: int) -> Expr:  # one branch for each kind of node
        match node.type:
            case "expression":
                return self.expression(node, depth)
            case "literal_value" | "collection_value" | "template_expr" | "operation" | "for_expr":
                inner = node.named_children
                return self.primary(inner[0], depth) if inner else Broken()
            case "numeric_lit":
                return _number(self.text(node), self.place(*node.start_point))
            case "bool_lit":
                return Lit(self.text(node) == "true", self.place(*node.start_point))
            case "null_lit":
                return Lit(None, self.place(*node.start_point))
            case "variable_expr" | "identifier":
                return Trav(self.text(node))
            case "string_lit" | "quoted_template" | "heredoc_template":
                return self.template(node, depth)
            case "tuple":
                return Tup(tuple(self.expression(c, depth) for c in node.named_children if c.type == "expression"))
            case "object":
                return self.object(node, depth)
            case "function_call":
                return self.call(node, depth)
            case _:
                return self.compound(node, depth)

    def compound(self, node: Node, depth: int) -> Expr:
        match node.type:
            case "conditional":
                parts = [c for c in node.named_children if c.type != "comment"]
                return Op("?:", tuple(self.primary(p, depth) for p in parts)) if len(parts) == 3 else Broken()
            case "binary_operation":
                return self.binary(node, depth)
            case "unary_operation":
                return Op(self.text(node.children[0]), (self.sequence(node.children[1:], depth),))
            case "for_tuple_expr" | "for_object_expr":
                return self.for_(node, depth)
            case "ERROR":
                self.broken.append(self.span(node))
                return Broken()
            case _:
                return Broken()

    def binary(self, node: Node, depth: int) -> Expr:
        signs = [n for n, c in enumerate(node.children) if not c.is_named and c.type not in "()"]
        if depth > DEPTH or not signs:
            return Broken()
        at = signs[0]
        left, right = node.children[:at], node.children[at + 1 :]
        return Op(node.children[at].type, (self.sequence(left, depth + 1), self.sequence(right, depth + 1)))

    def object(self, node: Node, depth: int) -> Expr:
        pairs: list[tuple[Expr, Expr]] = []
        for element in node.named_children:
            parts = [c for c in element.named_children if c.type == "expression"]
            if element.type == "object_elem" and len(parts) == 2:
                key = self.expression(parts[0], depth)
                in_brackets = parts[0].children and parts[0].children[0].type == "("
                if isinstance(key, Trav) and isinstance(key.root, str) and not key.steps and not in_brackets:
                    key = Lit(key.root, self.place(*parts[0].start_point))
                pairs.append((key, self.expression(parts[1], depth)))
        return Obj(tuple(pairs))

    def call(self, node: Node, depth: int) -> Expr:
        name = "::".join(self.text(c) for c in node.children if c.type == "identifier")
        arguments = next((c for c in node.named_children if c.type == "function_arguments"), None)
        found = [c for c in arguments.named_children if c.type == "expression"] if arguments else []
        return Call(name, tuple(self.expression(c, depth) for c in found))

    def for_(self, node: Node, depth: int) -> Expr:
        intro = next((c for c in node.named_children if c.type == "for_intro"), None)
        results = [c for c in node.named_children if c.type == "expression"]
        over = next((c for c in intro.named_children if c.type == "expression"), None) if intro else None
        if intro is None or over is None or not results:
            return Broken()
        condition = next((c for c in node.named_children if c.type == "for_cond"), None)
        test = next((c for c in condition.named_children if c.type == "expression"), None) if condition else None
        parts = [self.expression(c, depth) for c in results[:2]]
        names = tuple(self.text(c) for c in intro.named_children if c.type == "identifier")
        key = parts[0] if node.type == "for_object_expr" and len(parts) == 2 else None
        return For(names, self.expression(over, depth), key, parts[-1], self.expression(test, depth) if test else None)

    def template(self, node: Node, depth: int) -> Expr:
        """Text with its holes; what stands between two of tree-sitter's pieces counts as text too."""
        heredoc = node.type == "heredoc_template"
        marks = [c for c in node.children if c.type in ("heredoc_identifier", "quoted_template_start", "quoted_template_end")]
        if len(marks) < 2:
            return Broken()
        at, end = marks[0].end_byte, marks[-1].start_byte
        if heredoc:
            newline = self.data.find(b"\n", at, end)
            at = newline + 1 if newline >= 0 else at
        parts: list[Expr] = []
        for child in node.children:
            if child.type in ("template_interpolation", "template_directive"):
                self.literal(at, child.start_byte, heredoc, parts)
                parts.append(self.hole(child, depth))
                at = child.end_byte
        self.literal(at, end, heredoc, parts)
        if not parts:
            return Lit("", self.place(*node.start_point))
        return parts[0] if len(parts) == 1 and isinstance(parts[0], Lit) else Tmpl(tuple(parts))

    def hole(self, node: Node, depth: int) -> Expr:
        if node.type == "template_directive":
            return Broken()
        inner = next((c for c in node.named_children if c.type == "expression"), None)
        return self.expression(inner, depth) if inner else Broken()

    def literal(self, start: int, end: int, heredoc: bool, parts: list[Expr]) -> None:
        if end <= start:
            return
        text = self.data[start:end].decode("utf-8", "replace")
        row = bisect_right(self.starts, start) - 1
        parts.append(Lit(text if heredoc else _ESCAPE.sub(_unescape, text), self.place(row, start - self.starts[row])))


def _unescape(match: re.Match[str]) -> str:
    if match[2]:
        return match[2] + "{"
    escape = match[1]
    if escape[0] == "u" and len(escape) == 5:
        return chr(int(escape[1:], 16))
    return _PLAIN.get(escape, escape)


def _number(text: str, at: tuple[int, int]) -> Lit:
    try:
        return Lit(int(text), at) if text.isdigit() and len(text) < 40 else Lit(float(text), at)
    except ValueError:
        return Lit(text, at)


@lru_cache(maxsize=256)
def read_hcl(path: str, text: str) -> File:
    """The blocks of one file. Where the whole does not parse, each top block is read on its own."""
    whole, wrong = _read(path, text, 0)
    if not wrong:
        return whole
    starts = [m.start() for m in _HEAD.finditer(text)]
    if len(starts) < 2:
        return _told(whole)
    bounds = [0, *starts[1:], len(text)] if starts[0] == 0 else [0, *starts, len(text)]
    blocks: list[Block] = []
    attributes: list[Attribute] = []
    broken: list[Span] = []
    for start, end in pairwise(bounds):
        piece, bad = _read(path, text[start:end], text.count("\n", 0, start))
        piece = _told(piece) if bad else piece
        blocks.extend(piece.blocks)
        attributes.extend(piece.attributes)
        broken.extend(piece.broken)
    return File(path, tuple(blocks), tuple(attributes), tuple(broken) or whole.broken)


def _told(file: File) -> File:
    return file if file.broken else replace(file, broken=(Span(file.path, 1, 1, 1, 1),))


def _read(path: str, text: str, rows: int) -> tuple[File, bool]:
    data = text.encode("utf-8", "replace")
    tree = _parser().parse(data)
    broken: list[Span] = []
    lines = data.split(b"\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    reader = _Reader(path, data, rows, lines, broken, starts)
    attributes, blocks = reader.body(tree.root_node, 0)
    wrong = tree.root_node.has_error or bool(broken)
    if wrong and not broken:
        broken.append(Span(path, rows + 1, 1, rows + 1, 1))
    return File(path, blocks, attributes, tuple(broken)), wrong


def template_of(path: str, text: str) -> Expr:
    """A text from a JSON file, in which ``${...}`` are expressions."""
    if "${" not in text and "$${" not in text:
        return Lit(text)
    escaped = re.sub(r"[\\\n\r\t]", lambda m: {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}[m[0]], text)
    outside = re.sub(r'"(?![^${}]*\})', '\\"', escaped)
    file = _read(path, f'x = "{outside}"\n', 0)[0]
    return file.attributes[0].value if file.attributes else Lit(text)
