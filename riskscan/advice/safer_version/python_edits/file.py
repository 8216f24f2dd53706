"""A Python text with the places of its nodes, and a plan of edits."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import libcst as cst
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider

Statement = cst.SimpleStatementLine | cst.BaseCompoundStatement
Row = tuple[int, int, str, int]  # start, end, text, place
Place = tuple[int, str]  # offset, word
Kinds = tuple[type, ...]


@dataclass
class Plan:
    """Edits of one kind of change, with the lines that they stand for and what they need at the top."""

    edits: list[Row] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    imports: list[str] = field(default_factory=list)
    top: list[str] = field(default_factory=list)


class File:
    """The parsed text with the places of its nodes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
        self.module = self.wrapper.module
        self.ranges = self.wrapper.resolve(PositionProvider)
        self.parents = self.wrapper.resolve(ParentNodeProvider)
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self.nodes = list(self.ranges)
        self.step = self.module.default_indent or "    "

    def start(self, node: cst.CSTNode) -> int:
        """The offset at which a node begins."""
        place = self.ranges[node].start
        return int(self.starts[place.line - 1] + place.column)

    def end(self, node: cst.CSTNode) -> int:
        """The offset at which a node ends."""
        place = self.ranges[node].end
        return int(self.starts[place.line - 1] + place.column)

    def line(self, node: cst.CSTNode) -> int:
        """The line of a node."""
        return int(self.ranges[node].start.line)

    def line_start(self, offset: int) -> int:
        """The offset of the line that holds an offset."""
        return self.text.rfind("\n", 0, offset) + 1

    def next_line(self, offset: int) -> int:
        """The offset of the line after; the end of the text where there is none."""
        found = self.text.find("\n", offset)
        return len(self.text) if found < 0 else found + 1

    def indent(self, node: cst.CSTNode) -> str:
        """What stands before a node in its line."""
        start = self.start(node)
        return self.text[self.line_start(start) : start]

    def holds(self, node: cst.CSTNode, offset: int) -> bool:
        """True where an offset lies in a node."""
        return self.start(node) <= offset < self.end(node)

    def above(self, node: cst.CSTNode) -> list[cst.CSTNode]:
        """The nodes around a node, innermost first."""
        found = []
        while (parent := self.parents.get(node)) is not None:
            found.append(parent)
            node = parent
        return found

    def innermost(self, offset: int, kinds: Kinds) -> cst.CSTNode | None:
        """The smallest node of these kinds that holds an offset."""
        found = [n for n in self.nodes if isinstance(n, kinds) and self.holds(n, offset)]
        return min(found, key=lambda n: self.end(n) - self.start(n), default=None)

    def statements(self, offset: int) -> list[Statement]:
        """The statements that do what stands at an offset: the one around it, or those that use a text which is named there."""
        unit = self.innermost(offset, (cst.SimpleStatementLine, cst.BaseCompoundStatement))
        if isinstance(unit, cst.SimpleStatementLine) and len(unit.body) == 1 and isinstance(unit.body[0], cst.Assign):
            assign = unit.body[0]
            target = assign.targets[0].target
            if isinstance(target, cst.Name) and not any(isinstance(n, cst.Call) for n in walk(assign.value)):
                return [s for s in self.users(target.value) if s is not unit]
        return [unit] if isinstance(unit, Statement) else []

    def users(self, name: str) -> list[Statement]:
        """The statements in which a call takes this name."""
        found: dict[Statement, None] = {}
        for node in self.nodes:
            if isinstance(node, cst.Call) and any(isinstance(a.value, cst.Name) and a.value.value == name for a in node.args):
                unit = self.innermost(self.start(node), (cst.SimpleStatementLine,))
                if isinstance(unit, Statement):
                    found[unit] = None
        return list(found)

    def body(self, statement: cst.CSTNode) -> tuple[list[cst.CSTNode], int]:
        """(the statements beside it, its place among them)."""
        parent = self.parents[statement]
        inside: list[cst.CSTNode] = list(parent.body) if isinstance(parent, cst.Module | cst.IndentedBlock) else [statement]
        return inside, next((n for n, one in enumerate(inside) if one is statement), 0)

    def function(self, node: cst.CSTNode) -> cst.CSTNode:
        """The function around a node, or the module."""
        return next((n for n in self.above(node) if isinstance(n, cst.FunctionDef)), self.module)

    def loops(self, node: cst.CSTNode) -> list[cst.CSTNode]:
        """The loops around it in its own function, innermost first."""
        found: list[cst.CSTNode] = []
        for one in self.above(node):
            if isinstance(one, cst.FunctionDef | cst.ClassDef | cst.Lambda):
                break
            if isinstance(one, cst.For | cst.While):
                found.append(one)
        return found

    def top(self) -> int:
        """Where lines for the whole file go: after the imports that it begins with."""
        at = 0
        for number, statement in enumerate(self.module.body):
            small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) and statement.body else None
            text = isinstance(small, cst.Expr) and isinstance(small.value, cst.SimpleString | cst.ConcatenatedString) and number == 0
            if isinstance(small, cst.Import | cst.ImportFrom) or text:
                at = self.next_line(self.end(statement))
            elif at or small is not None or number > 3:
                break
        if not at and self.text.startswith("#"):
            for found in re.finditer(r"(?m)^#.*\n", self.text):
                if found.start() != at:
                    break
                at = found.end()
        return at

    def imported(self, name: str) -> bool:
        """True where the file imports a module under its own name."""
        return re.search(rf"(?m)^import (?:[\w., ]+, *)?{name}\b(?! as)", self.text) is not None


def walk(node: cst.CSTNode) -> list[cst.CSTNode]:
    """A node with all below it."""
    found = [node]
    for child in node.children:
        found += walk(child)
    return found


def names_in(node: cst.CSTNode) -> set[str]:
    """The names that stand in a node."""
    return {n.value for n in walk(node) if isinstance(n, cst.Name)}


def bound_in(node: cst.CSTNode) -> set[str]:
    """The names that a statement binds."""
    found: set[str] = set()
    for one in walk(node):
        if isinstance(one, cst.AssignTarget):
            found |= names_in(one.target) if not isinstance(one.target, cst.Attribute | cst.Subscript) else set()
        elif isinstance(one, cst.AnnAssign | cst.AugAssign | cst.NamedExpr | cst.For) and isinstance(one.target, cst.Name | cst.Tuple):
            found |= names_in(one.target)
        elif isinstance(one, cst.AsName) and isinstance(one.name, cst.Name):
            found.add(one.name.value)
    return found
