"""A command as name, parameters and arguments."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tree_sitter import Node

from riskscan.knowledge.powershell import ALIASES, SWITCHES
from riskscan.parsers.powershell.expressions import Expressions
from riskscan.parsers.powershell.tree import inner
from riskscan.parsers.powershell.value import Part, Value, joined


@dataclass(slots=True)
class Line:
    """``name`` in lower case with its alias resolved; ``parameters`` in order, None for a switch; ``blocks``: script blocks given."""

    name: str
    written: str
    head: Node
    parameters: list[tuple[str, Value | None]] = field(default_factory=list)
    operands: list[Value] = field(default_factory=list)
    blocks: list[tuple[str, Node]] = field(default_factory=list)
    outputs: list[tuple[str, Value]] = field(default_factory=list)

    def get(self, name: str | int) -> Value | None:
        """The value of a parameter (or of an abbreviation of it) or of a position."""
        if isinstance(name, int):
            return self.operands[name] if name < len(self.operands) else None
        exact = [value for key, value in self.parameters if key == name]
        if exact:
            return exact[-1]
        short = [value for key, value in self.parameters if len(key) > 2 and name.startswith(key) and key not in SWITCHES]
        return short[-1] if short else None

    def has(self, name: str) -> bool:
        """True where a switch or parameter is given, and not as ``-Name:$false``."""
        for key, value in self.parameters:
            if key == name or (len(key) > 2 and name.startswith(key)):
                return value is None or value.shown.lower() != "$false"
        return False

    def off(self, name: str) -> bool:
        """True where a switch is given as ``-Name:$false``."""
        return any(key == name and value is not None and value.shown.lower() in ("$false", "false", "0") for key, value in self.parameters)


def read_line(reader: Expressions, node: Node) -> Line | None:
    """The command of a node; None where it has no name that is known."""
    tree = reader.state.tree
    head = next((child for child in node.children if child.type in ("command_name", "command_name_expr")), None)
    operator = next((tree.string(child) for child in node.children if child.type == "command_invokation_operator"), "")
    elements = next((child for child in node.children if child.type == "command_elements"), None)
    if head is None:
        first = next(
            (child for child in node.named_children if child.type not in ("command_invokation_operator", "command_elements")), None
        )
        if first is None:
            return None
        written = reader.value(first).shown
        head = first
    else:
        written = reader.value(head).shown if operator or head.type == "command_name_expr" else tree.word(head)
    lower = written.strip().lower()
    line = Line(ALIASES.get(lower, lower.removesuffix(".exe") if "\\" not in lower else lower), written.strip(), head)
    if elements is not None:
        filling = _Filling(reader, line)
        for child in elements.children:
            filling.take(child)
        filling.close()
    return line


class _Filling:
    """Puts words after a command name where they belong, one after the other."""

    def __init__(self, reader: Expressions, line: Line) -> None:
        self.reader, self.line = reader, line
        self.waiting = ""  # a parameter whose value may follow
        self.bound = False  # a colon binds the next word to it
        self.before: Node | None = None
        self.last: str | None = None  # the parameter that took the last word; None for a position

    def take(self, child: Node) -> None:
        """Puts one part of the command away."""
        text = self.reader.state.tree.string(child)
        if child.type == "command_argument_sep":
            self.bound = self.bound or (text.strip().startswith(":") and bool(self.waiting))
        elif child.type == "command_parameter":
            self.close()
            self.waiting, self.bound = text.lstrip("-–—").lower().rstrip(":"), text.endswith(":")
        elif child.type == "redirection":
            _output(self.reader, child, self.line)
        elif child.type == "argument_list" and self.before is not None and self.before.type == "member_access":
            self._again(self.reader.called(self.before, child))
        elif child.type == "argument_list":
            self._word(Value(items=tuple(v for inside in child.named_children for v in self.reader.value(inside).each())))
        elif (block := _block_in(child)) is not None:
            self.line.blocks.append((self.waiting, block))
            self.waiting = ""
        else:
            given = _listed(self.reader.value(child), child)
            self.before = inner(child)
            if _splatted(text, given, self.line):
                return
            if child.type == "generic_token" and self.reader.state.tree.data_starts_with(child, b",") and not self.waiting:
                self._more(given)
            else:
                self._word(given)

    def close(self) -> None:
        """A parameter after which no value came is a switch."""
        if self.waiting:
            self.line.parameters.append((self.waiting, None))
        self.waiting, self.bound = "", False

    def _word(self, given: Value) -> None:
        if self.waiting and (self.bound or self.waiting not in SWITCHES or given.shown.lower() in ("$true", "$false")):
            self.line.parameters.append((self.waiting, given))
            self.last, self.waiting, self.bound = self.waiting, "", False
            return
        self.close()
        self.line.operands.append(given)
        self.last = None

    def _again(self, given: Value) -> None:
        """The word before was only the first part of this one."""
        if self.last is not None:
            self.line.parameters[-1] = (self.last, given)
        elif self.line.operands:
            self.line.operands[-1] = given

    def _more(self, given: Value) -> None:
        """A further entry of the list that the word before began."""
        if self.last is not None and self.line.parameters:
            held = self.line.parameters[-1][1] or Value(items=())
            self.line.parameters[-1] = (self.last, Value(items=(*held.each(), *given.each())))
        elif self.line.operands:
            self.line.operands.append(Value(items=(*self.line.operands.pop().each(), *given.each())))
        else:
            self._word(given)


def _listed(given: Value, node: Node) -> Value:
    """``Domain,Public`` written without quotes is a list."""
    text = given.shown
    if node.type != "generic_token" or len(given.parts) != 1 or "=" in text or "," not in text[1:]:
        return given
    part, items, at = given.parts[0], [], 0
    for word in text.split(","):
        items += [Value((Part(word, part.offset + at),))] if word else []
        at += len(word) + 1
    return Value(items=tuple(items))


def _splatted(text: str, given: Value, line: Line) -> bool:
    """``@settings``: the entries of a table of names are parameters."""
    if not re.fullmatch(r"@\w+", text) or given.pairs is None:
        return False
    line.parameters.extend(given.pairs)
    return True


def _block_in(node: Node) -> Node | None:
    while node.child_count == 1 and node.type != "script_block_expression":
        node = node.children[0]
    return node if node.type == "script_block_expression" else None


def _output(reader: Expressions, node: Node, line: Line) -> None:
    operator = next((reader.state.tree.string(c) for c in node.children if c.type == "file_redirection_operator"), "")
    target = next((c for c in node.children if c.type == "redirected_file_name"), None)
    if target is None or not operator or "&" in operator:
        return
    name = joined(*(reader.value(child) for child in target.named_children if child.type != "command_argument_sep"))
    if name.shown.lower() not in ("$null", "nul"):
        line.outputs.append((operator, name))
