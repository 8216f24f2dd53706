"""From expressions to values: texts with what the script puts in them, lists, tables of names, and what commands found."""

from __future__ import annotations

import re
from abc import abstractmethod
from dataclasses import replace

from tree_sitter import Node

from riskscan.model.effect import Scope
from riskscan.parsers.powershell.read import DEEPEST, State
from riskscan.parsers.powershell.tree import inner
from riskscan.parsers.powershell.value import MOST, Found, Part, Value, joined, of_each, unknown

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "a": "\a", "b": "\b"}
_STRINGS = frozenset(
    {
        "expandable_string_literal",
        "verbatim_string_characters",
        "expandable_here_string_literal",
        "verbatim_here_string_characters",
        "string_literal",
    }
)
_PATH = re.compile(r"\$((?:\w+:)?\w+)\"?([\\/][^$`\"]*)\"?$")
_ITEM = re.compile(r"^\$?\{?(_|PSItem)\}?$", re.IGNORECASE)


class Expressions:
    """Reads expressions; what a pipeline gives is asked of ``pipeline``."""

    state: State

    @abstractmethod
    def pipeline(self, node: Node) -> Value:
        """Reads a pipeline and says what it gives."""

    @abstractmethod
    def block(self, node: Node) -> None:
        """Reads the statements in a node."""

    def value(self, node: Node) -> Value:
        """The value of an expression."""
        node = inner(node)
        if self.state.depth > DEEPEST:
            return unknown("value", self._at(node))
        self.state.depth += 1
        try:
            return self._value(node)
        finally:
            self.state.depth -= 1

    def _at(self, node: Node) -> int:
        return self.state.tree.offset(node.start_byte)

    def _value(self, node: Node) -> Value:
        kind = node.type
        if kind in _STRINGS:
            return self._string(node)
        if kind in ("generic_token", "command_name", "simple_name", "decimal_integer_literal", "real_literal", "command_name_expr"):
            return self._token(node)
        if kind in ("variable", "braced_variable"):
            return self.variable(node)
        if kind == "invokation_foreach_expression" or (kind == "invokation_expression" and self._takes_block(node)):
            return self.for_each_method(node)
        return self._composed(node, kind)

    def _takes_block(self, node: Node) -> bool:
        """True for ``$list.ForEach({ ... })`` and ``$list.Where({ ... })``."""
        name = next((child for child in node.named_children if child.type == "member_name"), None)
        return name is not None and self.state.tree.string(name).lower() in ("foreach", "where")

    def _composed(self, node: Node, kind: str) -> Value:
        if kind in ("array_literal_expression", "argument_expression_list"):
            return Value(items=tuple(self.value(child) for child in node.named_children[:MOST]))
        if kind == "array_expression":
            inside = [self.value(child) for child in node.named_children]
            return inside[0] if len(inside) == 1 else Value(items=tuple(inside))
        if kind == "hash_literal_expression":
            return Value(pairs=tuple(self._entries(node)))
        if kind in ("pipeline", "pipeline_chain", "command", "statement_list", "assignment_expression"):
            return self.pipeline(node)
        if kind in ("parenthesized_expression", "sub_expression", "cast_expression"):
            return self._wrapped(node)
        if kind == "member_access" or kind == "element_access":
            return self._member(node)
        if kind == "invokation_expression":
            return self.invocation(node)
        if kind == "additive_expression" and node.child_count == 3 and self.state.tree.string(node.children[1]).strip() == "+":
            left, right = self.value(node.children[0]), self.value(node.children[2])
            return joined(left, right) if left.items is None and right.items is None else Value(items=(*left.each(), *right.each())[:MOST])
        if kind == "format_expression" and node.named_child_count >= 2:
            return self._format(node)
        if kind == "script_block_expression":
            return Value(type="script")
        found = [self.value(child) for child in node.named_children[:MOST]]
        return unknown("value", self._at(node), next((v.found for v in found if v.found is not None), None))

    def _wrapped(self, node: Node) -> Value:
        inside = [child for child in node.named_children if child.type != "type_literal"]
        values = [self.value(child) for child in inside]
        if not values:
            return unknown("value", self._at(node))
        last = values[-1]
        if node.type == "cast_expression" and last.pairs is None and not last.type:
            return replace(last, type=self.state.tree.string(node.children[0]).strip("[]").lower())
        return last

    def _entries(self, node: Node) -> list[tuple[str, Value]]:
        found: list[tuple[str, Value]] = []
        waiting = list(node.named_children)
        while waiting and len(found) < MOST:
            child = waiting.pop(0)
            if child.type != "hash_entry":
                waiting = [*child.named_children, *waiting]
                continue
            key = self.state.tree.string(child.children[0]).strip("'\" \t").lower()
            found.append((key, self.value(child.children[-2 if child.children[-1].type == ";" else -1])))
        return found

    def _token(self, node: Node) -> Value:
        text = self.state.tree.string(node)
        path = _PATH.match(text) if not node.named_children else None
        if path:
            return self._path(path, self._at(node))
        if "$" in text:
            return self._parts(text, self._at(node), node)
        bare = text.lstrip(", \t") or text
        return Value((Part(bare.replace("`", ""), self._at(node) + len(text) - len(bare)),))

    def _path(self, path: re.Match[str], start: int) -> Value:
        """``$root\\*.csv`` without quotes: what the variable holds, and the rest."""
        held = self.state.variables.get(path[1].lower())
        first = held if held is not None and held.items is None and held.parts else unknown(path[1], start)
        return Value((*first.parts, Part(path[2], start + path.start(2))), found=first.found)

    def _string(self, node: Node) -> Value:
        while node.type == "string_literal" and node.children:
            node = node.children[0]
        text, start = self.state.tree.string(node), self._at(node)
        here = re.match(r"@(['\"])[ \t]*\r?\n", text)
        if here:
            body = text[here.end() : -2].removesuffix("\n").removesuffix("\r")
            return Value((Part(body, start + here.end()),)) if here[1] == "'" else self._parts(body, start + here.end(), node)
        if text[:1] in "'‘’":
            return self._verbatim(text[1:-1], start + 1)
        return self._parts(text[1:-1], start + 1, node)

    def _verbatim(self, text: str, start: int) -> Value:
        parts: list[Part] = []
        last = 0
        for quote in re.finditer("''", text):
            parts.append(Part(text[last : quote.start() + 1], start + last))
            last = quote.end()
        return Value((*parts, Part(text[last:], start + last)))

    def _parts(self, text: str, start: int, node: Node) -> Value:
        """A text in which variables, ``$(...)`` and escapes are put in."""
        holes = sorted(
            (self._at(child) - start, self.state.tree.offset(child.end_byte) - start, child)
            for child in node.named_children
            if child.type in ("variable", "braced_variable", "sub_expression")
        )
        values: list[Value] = []
        last = 0
        for begin, end, child in holes:
            if begin < last or begin > len(text):
                continue
            values.append(_plain(text[last:begin], start + last))
            inside = self.value(child)
            values.append(inside if inside.items is None and inside.parts else unknown(self.name_of(child), start + begin, inside.found))
            last = end
        values.append(_plain(text[last:], start + last))
        whole = joined(*(value for value in values if value.parts))
        return whole if whole.parts else Value((Part("", start),))

    def _format(self, node: Node) -> Value:
        pattern, arguments = self.value(node.named_children[0]), self.value(node.named_children[-1]).each()
        values: list[Value] = []
        for part in pattern.parts:
            if part.hole:
                values.append(Value((part,)))
                continue
            last = 0
            for slot in re.finditer(r"\{(\d+)[^{}]*\}", part.text):
                values.append(Value((Part(part.text[last : slot.start()], part.offset + last),)))
                number = int(slot[1])
                given = arguments[number] if number < len(arguments) else None
                values.append(given if given is not None and given.parts else unknown("value", part.offset + slot.start()))
                last = slot.end()
            values.append(Value((Part(part.text[last:], part.offset + last),)))
        return joined(*values) if values else pattern

    def name_of(self, node: Node) -> str:
        """A name for what a node holds, for people: ``u.Id`` of ``$($u.Id)``."""
        text = re.sub(r"^\$\(|\)$|[${}\[\]'\"]", "", self.state.tree.string(node)).strip()
        return re.sub(r"^(_|PSItem)(?=\.|$)", "item", text)[:40] if re.fullmatch(r"[\w.:?-]{1,60}", text) else "value"

    def variable(self, node: Node) -> Value:
        """What a variable holds."""
        text = self.state.tree.string(node)
        name = (
            re.sub(r"^[$@]\{?|\}$", "", text)
            .lower()
            .removeprefix("script:")
            .removeprefix("global:")
            .removeprefix("local:")
            .removeprefix("private:")
        )
        if name in ("true", "false", "null"):
            return Value((Part("$" + name, self._at(node)),))
        if _ITEM.match(text):
            name = "_"
        known = self.state.variables.get(name)
        if known is not None:
            return known
        return unknown(re.sub(r"^[$@]\{?|\}$", "", text) if name != "_" else "item", self._at(node))

    def _member(self, node: Node) -> Value:
        base = self.value(node.children[0]) if node.children else Value()
        name = self.state.tree.string(node.named_children[-1]).lower() if node.named_child_count > 1 else ""
        entry = base.get(name.strip("'\""))
        if entry is not None:
            return entry
        if node.type == "element_access" and base.items:
            number = name if name.isdigit() else ""
            return (
                base.items[int(number)] if number and int(number) < len(base.items) else of_each(base, self.name_of(node), self._at(node))
            )
        if node.type == "element_access" and base.found is not None:
            return unknown(self.name_of(node), self._at(node), Found(base.found.command, Scope.ONE))
        return unknown(self.name_of(node), self._at(node), base.found)

    @abstractmethod
    def invocation(self, node: Node) -> Value:
        """Reads a call of a method."""

    @abstractmethod
    def for_each_method(self, node: Node) -> Value:
        """Reads ``$list.ForEach({ ... })``."""

    @abstractmethod
    def called(self, access: Node, arguments: Node) -> Value:
        """Reads a call of a method that stands as an argument: ``iex $web.DownloadString("...")``."""


def _plain(text: str, start: int) -> Value:
    """A text without its escapes, each piece at its own place."""
    parts: list[Part] = []
    last = 0
    for escape in re.finditer(r"`(.)|\"\"", text, re.DOTALL):
        if escape.start() > last:
            parts.append(Part(text[last : escape.start()], start + last))
        letter = escape[1] if escape[1] is not None else '"'
        if letter not in "\r\n":
            parts.append(Part(_ESCAPES.get(letter, letter), start + escape.start()))
        last = escape.end()
    if text[last:]:
        parts.append(Part(text[last:], start + last))
    return Value(tuple(parts))
