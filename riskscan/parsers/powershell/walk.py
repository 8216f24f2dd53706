"""Walks the statements of a script in the order in which they run."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from tree_sitter import Node

from riskscan.knowledge.secrets import is_secret
from riskscan.model.effect import Safe, Safety, Trait
from riskscan.parsers.powershell.line import Line
from riskscan.parsers.powershell.pipes import PLAIN_SECRET, Pipes
from riskscan.parsers.powershell.read import DEEPEST, State
from riskscan.parsers.powershell.tree import every
from riskscan.parsers.powershell.value import Part, Value, of_each, unknown

TURNS = 30
MOST_CALLS = 12  # of one function that are followed
_LEAVES = re.compile(r"(?i)\b(exit|return|throw|break)\b")


_DEFINITIONS = frozenset({"function_statement", "param_block", "comment", "class_statement", "enum_statement"})
_IN_ORDER = frozenset(
    [
        "script_block",
        "script_block_body",
        "statement_list",
        "statement_block",
        "named_block_list",
        "named_block",
        "ERROR",
        "try_statement",
        "catch_clauses",
        "finally_clause",
        "trap_statement",
        "do_statement",
        "switch_body",
        "switch_clauses",
        "parallel_statement",
        "sequence_statement",
    ]
)


class Walk(Pipes):
    """The walk through one artifact."""

    def __init__(self, state: State) -> None:
        self.state = state
        self._known: dict[str, Callable[[Node], None]] = {
            "if_statement": self._if_statement,
            "foreach_statement": self._foreach_statement,
            "for_statement": self._for_statement,
            "while_statement": self._while_statement,
        }

    def start(self) -> None:
        """Reads everything: the statements in order, then functions that nothing called."""
        root = self.state.tree.root
        self.state.defined |= {
            found[1].lower() for found in re.finditer(r"(?i)\b(?:function|filter)\s+(?:global:|script:)?([\w-]+)", self.state.tree.text)
        }
        for node in every(root, "function_statement"):
            name = next((c for c in node.children if c.type == "function_name"), None)
            if name is not None:
                self.state.functions[self.state.tree.string(name).lower().rpartition(":")[2]] = node
        self._parameters(root, [], {})
        before = len(self.state.effects)
        self.block(root)
        runs = len(self.state.effects) > before or bool(self.state.called) or bool(self.state.embedded)
        for title, body in self.state.functions.items():
            if title not in self.state.called:
                never = Safe(Safety.NOT_CALLED, "Nothing in this file calls this part.", self.state.tree.span(body))
                with self.state.inside(safe=(never,) if runs else ()):
                    self.call(title, None, None)
        for method in every(root, "class_method_definition"):
            with self.state.inside(likely=True):
                self.block(method)

    # -- statements ------------------------------------------------------------------------------------------------------------

    def block(self, node: Node) -> None:
        """Reads the statements in a node."""
        if self.state.depth > DEEPEST:
            return
        self.state.depth += 1
        before = self.state.place
        for child in node.named_children:
            self.statement(child)
        self.state.place = before
        self.state.depth -= 1

    def statement(self, node: Node) -> None:
        """Reads one statement."""
        self.state.left -= 1
        if self.state.left < 0:
            return
        kind = node.type
        if kind in _DEFINITIONS:
            return
        known = self._known.get(kind)
        if known is not None:
            known(node)
        elif kind in ("pipeline", "pipeline_chain", "command", "assignment_expression", "flow_control_statement"):
            self.pipeline(node)
        elif kind in ("catch_clause", "switch_clause"):
            with self.state.inside(likely=True):
                self.block(node)
        elif kind in _IN_ORDER:
            self._in_order(node)
        elif node.named_child_count:
            self.value(node)

    def _in_order(self, node: Node) -> None:
        for child in node.named_children:
            self.statement(child)

    def _if_statement(self, node: Node) -> None:
        condition = next((c for c in node.named_children if c.type == "pipeline"), None)
        value = self.value(condition) if condition is not None else Value()
        asked = self._asked(condition) or value.asked
        first = next((c for c in node.children if c.type == "statement_block"), None)
        denied = condition is not None and re.search(
            r"(?i)-(ne|notmatch|cne|ine|notlike)\b|^\s*(!|-not\b)", self.state.tree.string(condition)
        )
        evidence = Safe(Safety.CONFIRMED, "It asks a person first.", self.state.tree.span(node))
        if first is not None:
            with self.state.inside(likely=True, safe=(evidence,) if asked and not denied else ()):
                self.block(first)
        for child in node.named_children:
            if child.type in ("elseif_clauses", "elseif_clause", "else_clause"):
                with self.state.inside(likely=True, safe=(evidence,) if asked and denied else ()):
                    self.block(child)
        if asked and denied and first is not None and _LEAVES.search(self.state.tree.string(first)):
            self.state.place = replace(self.state.place, safe_evidence=(*self.state.place.safe_evidence, evidence))

    def _asked(self, node: Node | None) -> bool:
        if node is None:
            return False
        return any(
            self.value(child).asked for kind in ("variable", "braced_variable") for child in every(node, kind)
        ) or "ShouldContinue(" in self.state.tree.string(node)

    def _foreach_statement(self, node: Node) -> None:
        variable = next((c for c in node.named_children if c.type == "variable"), None)
        listing = next((c for c in node.named_children if c.type in ("pipeline", "pipeline_chain", "command")), None)
        body = next((c for c in node.named_children if c.type == "statement_block"), None)
        if variable is None or listing is None or body is None:
            self._in_order(node)
            return
        name = self.state.tree.string(variable).lstrip("$").lower()
        self.each(self.value(listing), name, self.state.tree.offset(variable.start_byte), lambda: self.block(body))

    def each(self, values: Value, name: str, offset: int, body: Callable[[], None]) -> None:
        """Runs the body once for each entry of a known list, or once for all that are not known."""
        items = values.items
        before = self.state.variables.get(name)
        if items is not None and 0 < len(items) <= TURNS and all(item.parts and not any(p.hole for p in item.parts) for item in items):
            for item in items:
                self.state.variables[name] = item
                body()
        elif items is None and values.parts and not any(p.hole for p in values.parts) and values.found is None:
            self.state.variables[name] = values
            body()
        else:
            self.state.variables[name] = of_each(values, name if name != "_" else "item", offset) if values.pairs is None else values
            if values.found is not None and values.parts and not any(p.hole for p in values.parts):
                self.state.variables[name] = Value(values.parts, found=replace(values.found, repeated=True))
            with self.state.inside(traits=(Trait.REPEATED,)):
                body()
        if before is not None:
            self.state.variables[name] = before

    def _for_statement(self, node: Node) -> None:
        body = next((c for c in node.named_children if c.type == "statement_block"), None)
        for child in every(node, "assignment_expression")[:1]:
            variable = next(iter(every(child, "variable")), None)
            if variable is not None:
                self.state.variables.pop(self.state.tree.string(variable).lstrip("$").lower(), None)
        if body is not None:
            with self.state.inside(traits=(Trait.REPEATED,)):
                self.block(body)

    def _while_statement(self, node: Node) -> None:
        condition = next((c for c in node.named_children if c.type == "while_condition"), None)
        body = next((c for c in node.named_children if c.type == "statement_block"), None)
        if condition is not None:
            self._in_order(condition)
        if body is not None:
            text = self.state.tree.string(condition).strip().lower() if condition is not None else ""
            endless = text in ("$true", "1") and not _LEAVES.search(self.state.tree.string(body))
            with self.state.inside(traits=(Trait.ENDLESS if endless else Trait.REPEATED,)):
                self.block(body)

    # -- functions -------------------------------------------------------------------------------------------------------------

    def call(self, name: str, line: Line | None, stream: Value | None) -> Value:
        """Reads the body of a function of this file with what it is called with."""
        node = self.state.functions[name]
        self.state.called.add(name)
        turns = self.state.turns[name] = self.state.turns.get(name, 0) + 1
        if self.state.depth > DEEPEST // 4 or turns > MOST_CALLS:
            return Value()
        before = dict(self.state.variables)
        given = {key: value for key, value in line.parameters if value is not None} if line is not None else {}
        self._parameters(node, line.operands if line is not None else [], given)
        if stream is not None:
            self.state.variables["_"] = stream
        for child in node.named_children:
            if child.type != "function_name":
                self.block(child)
        self.state.variables = before
        return unknown(name.partition("-")[2] or name, 0)

    def _parameters(self, node: Node, operands: list[Value], given: dict[str, Value]) -> None:
        parameters = list(every(node, "script_parameter", ("function_statement", "script_block_expression")))
        for number, parameter in enumerate(parameters):
            variable = next((c for c in parameter.children if c.type == "variable"), None)
            if variable is None:
                continue
            written = self.state.tree.string(variable).lstrip("$")
            name = written.lower()
            default = next((c for c in parameter.children if c.type == "script_parameter_default"), None)
            fit = given.get(name) or next((v for key, v in given.items() if name.startswith(key) and len(key) > 1), None)
            if fit is not None:
                self.state.variables[name] = fit
            elif number < len(operands):
                self.state.variables[name] = operands[number]
            elif default is not None and default.named_children:
                self.state.variables[name] = self.value(default.named_children[-1])
                held = self.state.variables[name]
                if held.parts and not any(p.hole for p in held.parts) and is_secret(name, held.shown):
                    self.state.emit(PLAIN_SECRET, "$" + name, held.match, self.state.tree.span(parameter))
            else:
                self.state.variables[name] = Value((Part("", self._at(variable), written),))
