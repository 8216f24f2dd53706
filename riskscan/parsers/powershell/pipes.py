"""Pipelines and commands: what flows from one to the next, and what each gives."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from tree_sitter import Node

from riskscan.knowledge.secrets import is_secret
from riskscan.model.artifact import Language
from riskscan.model.asset import AssetKind, Match
from riskscan.model.effect import Operation, Scope, Trait, Undo
from riskscan.model.findings import Reference
from riskscan.parsers.powershell.commands import files_found, touch, unknown_command
from riskscan.parsers.powershell.line import Line, read_line
from riskscan.parsers.powershell.methods import Methods
from riskscan.parsers.powershell.programs import own_program
from riskscan.parsers.powershell.read import Saying
from riskscan.parsers.powershell.tree import every, inner, is_text
from riskscan.parsers.powershell.value import Found, Value, unknown

_RUNS_BLOCK = frozenset({"start-job", "start-threadjob", "measure-command", "&", "."})
_LISTS = frozenset({"get-childitem", "get-item"})
_TEST_WORDS = frozenset({"should", "assert-mockcalled", "assert-verifiablemock", "set-itresult", "new-mockobject", "task", "properties"})
_KEEPS = frozenset({"sort-object", "tee-object", "format-table", "out-gridview", "get-unique"})
PLAIN_SECRET = Saying(
    "powershell/plain-secret",
    Operation.GRANT,
    "plain_secret",
    AssetKind.SECRET,
    Undo.NO,
    Scope.ONE,
    (Trait.SECRET,),
    "A password or key stands in the file: {name}. Everyone who gets the file has it.",
)
_WEB = Saying(
    "powershell/run-from-web",
    Operation.EXECUTE,
    "run_downloaded",
    AssetKind.URL,
    Undo.UNKNOWN,
    Scope.UNKNOWN,
    (Trait.DYNAMIC, Trait.OUTSIDE),
    "It runs whatever the address {name} holds at that moment.",
)


class Pipes(Methods):
    """Reads pipelines; loops and functions are asked of ``each`` and ``call``."""

    @abstractmethod
    def each(self, values: Value, name: str, offset: int, body: Callable[[], None]) -> None:
        """Runs the body for each of the values, held by the name."""

    @abstractmethod
    def call(self, name: str, line: Line | None, stream: Value | None) -> Value:
        """Reads the body of a function of this file."""

    def pipeline(self, node: Node) -> Value:
        """Reads a pipeline and says what it gives."""
        node = inner(node)
        if node.type == "assignment_expression":
            return self._assignment(node)
        if node.type == "flow_control_statement":
            return self.pipeline(node.named_children[0]) if node.named_children else Value()
        if node.type == "command":
            return self._command(node, None)
        if node.type in ("pipeline", "statement_list"):
            found = Value()
            for child in node.named_children:
                found = self.pipeline(child)
            return found
        if node.type != "pipeline_chain":
            return self.value(node) if node.type != "script_block_expression" else Value(type="script")
        stream: Value | None = None
        for child in node.named_children:
            part = inner(child)
            stream = self._command(part, stream) if part.type == "command" else self.value(part) if stream is None else stream
        return stream or Value()

    def _assignment(self, node: Node) -> Value:
        target, right = inner(node.children[0]), node.named_children[-1]
        value = self.pipeline(right)
        if target.type == "cast_expression":
            target = inner(target.named_children[-1])
        written = self.state.tree.string(target)
        if target.type in ("variable", "braced_variable"):
            name = (
                re.sub(r"^\$\{?|\}$", "", written).lower().rpartition(":")[2]
                if not written.lower().startswith("$env:")
                else written.lower()[1:]
            )
            more = self.state.tree.string(node.children[1]).strip() == "+="
            old = self.state.variables.get(name)
            if more and old is not None:
                value = (
                    Value((*old.parts, *value.parts), found=value.found or old.found)
                    if old.items is None
                    else Value(items=(*old.items, *value.each())[:64])
                )
            self.state.variables[name] = (
                value
                if value.parts or value.items is not None or value.pairs is not None or value.type
                else unknown(name, self._at(node), value.found)
            )
            if is_text(right) and value.parts and all(not part.hole for part in value.parts) and is_secret(name, value.shown):
                self.state.emit(PLAIN_SECRET, "$" + name, value.match, self.state.tree.span(node))
        elif target.type == "member_access" and re.search(r"(?i)\.(CommandText|QueryString)$", written) and value.parts:
            self.state.embed(value, Language.SQL, self.state.tree.span(node))
        return value

    def _command(self, node: Node, stream: Value | None) -> Value:
        line = read_line(self, node)
        if line is None:
            for block in every(node, "script_block_expression")[:1]:
                self.block(block)
            return Value()
        if line.name in self.state.mocked:
            return unknown("answer", self._at(node))
        given = self._one(line, node, stream)
        for operator, name in line.outputs:
            said = Saying("powershell/out-file", Operation.WRITE, "append" if operator == ">>" else "save", AssetKind.FILE, Undo.WITH_WORK)
            self.state.emit(said, name.shown, name.match, self.state.tree.span(node), scope=Scope.ONE)
        return given

    def _one(self, line: Line, node: Node, stream: Value | None) -> Value:
        name, state = line.name, self.state
        if name == "foreach-object":
            return self._for_each(line, stream)
        if name == "where-object":
            self._for_each(line, stream)
            wide = stream or unknown("item", 0)
            return (
                replace(wide, found=replace(wide.found, scope=Scope.SOME if wide.found.scope is Scope.ALL else wide.found.scope))
                if wide.found
                else wide
            )
        if name in ("select-object", "get-random") and stream is not None:
            first = line.get("first") or line.get("last")
            some = stream.found is not None and first is not None
            return (
                replace(stream, found=replace(stream.found, scope=Scope.ONE if first and first.shown == "1" else Scope.SOME))
                if some and stream.found
                else stream
            )
        if name in _KEEPS and stream is not None:
            return stream
        if name == "read-host":
            return replace(unknown("answer", self._at(node)), asked=True)
        if name == "invoke-command":
            host = line.get("computername") or line.get("session") or line.get("cn")
            with state.inside(within=host.shown if host is not None else ""):
                self._blocks(line)
            return unknown("answer", self._at(node))
        if name == "new-object":
            return self.made(line, node)
        if name in _LISTS:
            return files_found(line)
        if name in ("import-module", "write-host", "write-output"):
            return line.operands[0] if name == "write-output" and line.operands else Value()
        if name == "convertto-securestring" and line.has("asplaintext"):
            if any(child.type == "string_literal" for child in every(node, "string_literal")):
                self._plain_secret(line, node)
            return Value()
        if name in state.functions:
            return self.call(name, line, stream)
        return self._other(line, node, stream)

    def _other(self, line: Line, node: Node, stream: Value | None) -> Value:
        if (
            line.name == "invoke-expression"
            and (source := line.get("command") or line.get(0) or stream) is not None
            and source.found is not None
            and source.found.command == "download"
        ):
            self.state.emit(_WEB, source.shown, source.match, self.state.tree.span(node))
            return Value()
        if line.name in ("invoke-sqlcmd", "invoke-dbaquery") and (file := line.get("inputfile") or line.get("file")) is not None:
            self.state.refer(Reference(file.shown, self.state.tree.span(node), Language.SQL))
            return unknown("rows", 0, Found(line.name, Scope.SOME))
        given = touch(self.state, line, stream)
        if given is not None:
            self._blocks(line)
            return given
        if line.blocks and line.name in _RUNS_BLOCK:
            self._blocks(line)
            return Value()
        if not re.match(r"^[a-z]+-[a-z]\w*$", line.name):
            return self._words_of_a_module(line) or own_program(self.state, line, node)
        self._blocks(line)
        unknown_command(self.state, line)
        return (
            stream
            if stream is not None and line.name.startswith(("select-", "sort-", "format-", "out-"))
            else unknown(line.name.partition("-")[2], self._at(node))
        )

    def _words_of_a_module(self, line: Line) -> Value | None:
        """``Describe "x" { ... }``, ``Task Build { ... }``: what a module of tests or tasks runs; what a test mocks does nothing."""
        if line.name == "mock":
            named = line.get("commandname") or line.get(0)
            self.state.mocked |= {named.shown.lower()} if named is not None and named.match is Match.EXACT else set()
            return Value()
        if not line.blocks:
            return Value() if line.name in _TEST_WORDS else None
        self._blocks(line)
        return unknown("answer", 0)

    def _blocks(self, line: Line) -> None:
        for name, block in line.blocks:
            if name != "filter":  # Get-ADUser -Filter {LastLogonDate -lt $old}: a condition that the directory works out
                self.block(block)

    def _for_each(self, line: Line, stream: Value | None) -> Value:
        values = stream if stream is not None else unknown("item", 0)
        for _, block in line.blocks:
            self.each(values, "_", self._at(block), partial(self.block, block))
        return unknown("item", 0, values.found)

    def for_each_method(self, node: Node) -> Value:
        """See Expressions."""
        values = self.value(node.children[0])
        for block in every(node, "script_block_expression")[:1]:
            self.each(values, "_", self._at(block), partial(self.block, block))
        return unknown("item", self._at(node), values.found)

    def _plain_secret(self, line: Line, node: Node) -> None:
        given = line.get("string") or line.get(0)
        if given is not None and given.parts and not any(p.hole for p in given.parts) and is_secret("password", given.shown):
            self.state.emit(PLAIN_SECRET, "a password", given.match, self.state.tree.span(node))
