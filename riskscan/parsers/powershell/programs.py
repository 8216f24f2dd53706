"""Programs that are no cmdlets: other scripts, and command lines that go back to the queue as shell."""

from __future__ import annotations

import re

from tree_sitter import Node

from riskscan.knowledge.shell import ROWS
from riskscan.knowledge.shell.programs import HARMLESS
from riskscan.model.artifact import Language
from riskscan.model.findings import Reference
from riskscan.parsers.powershell.commands import unknown_function
from riskscan.parsers.powershell.line import Line
from riskscan.parsers.powershell.read import State
from riskscan.parsers.powershell.value import Part, Value, unknown

_NOT_PROGRAMS = frozenset(
    [
        "exit",
        "return",
        "throw",
        "break",
        "continue",
        "begin",
        "process",
        "end",
        "using",
        "default",
        "else",
        "elseif",
        "catch",
        "finally",
        "if",
        "foreach",
        "for",
        "while",
        "switch",
        "try",
        "function",
        "param",
        "do",
        "until",
        "in",
    ]
)
_WRITTEN = re.compile(r"^[A-Za-z.~\\/_][\w./\\:~+-]*$")
_KNOWN = HARMLESS | {program for row in ROWS for program in row.program} | {"taskkill"}
_FUNCTION = re.compile(r"^[A-Z][a-z]+(?:[A-Z][a-z0-9]*)+$")  # LogError: a function of another file, no program
_OPERATOR = re.compile(r"^[&.]\s+")
_PLAIN = re.compile(r"^[\w@%+=:,./*?{}-]*$")


def own_program(state: State, line: Line, node: Node) -> Value:
    """Reads a command that is a program or a file."""
    span = state.tree.span(node)
    name = line.written
    if name.lower() in _NOT_PROGRAMS or not _WRITTEN.match(name) or node.has_error or re.match(r"^[A-Za-z]+-[A-Z]", name):
        return Value()
    lower = name.lower()
    if lower.endswith((".ps1", ".psm1")):
        state.refer(Reference(_path(name), span, Language.POWERSHELL))
        return unknown("answer", 0)
    if lower.endswith(".py"):
        state.refer(Reference(_path(name), span, Language.PYTHON))
        return unknown("answer", 0)
    if lower in state.defined:
        return unknown("answer", 0)
    if _FUNCTION.match(name) and lower not in _KNOWN:
        unknown_function(state, line)
        return unknown("answer", 0)
    state.embed(_command_line(state, node), Language.SHELL, span)
    return unknown("answer", 0)


def _path(name: str) -> str:
    return name.replace("\\", "/").removeprefix("./").replace("{PSScriptRoot}/", "")


def _command_line(state: State, node: Node) -> Value:
    """The command as written; what the script puts in stays a part known only when it runs."""
    tree = state.tree
    start, end = tree.offset(node.start_byte), tree.offset(node.end_byte)
    operator = _OPERATOR.match(tree.text[start:end])
    start += operator.end() if operator else 0
    parts: list[Part] = []
    last = start
    for found in re.finditer(r"`\r?\n|\$\(?[\w:.]+\)?|\$\{\w+\}", tree.text[start:end]):
        parts.append(Part(tree.text[last : start + found.start()], last))
        if found[0].startswith("`"):
            parts.append(Part("  ", start + found.start()))
        else:
            name = re.sub(r"[${}()]", "", found[0])
            held = state.variables.get(name.lower())
            known = held is not None and bool(held.parts) and not any(part.hole for part in held.parts) and bool(_PLAIN.match(held.shown))
            parts += held.parts if held is not None and known else (Part("", start + found.start(), name),)
        last = start + found.end()
    return Value((*parts, Part(tree.text[last:end].replace("\\", "/"), last)))
