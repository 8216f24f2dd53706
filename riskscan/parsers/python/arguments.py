"""The arguments of a call, and how a row names them: position, keyword, ``self``, ``a|b``."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.value import Obj, Value, literal


@dataclass(frozen=True, slots=True)
class Arguments:
    """Positional and keyword values.

    ``open``: there may be more (``*args``, ``**options`` that are not known).
    ``bare``: there may be none (``**filters`` that an ``if`` fills).
    """

    positional: tuple[Value, ...]
    keywords: dict[str, Value]
    open: bool = False
    bare: bool = False

    def at(self, key: int | str, receiver: Obj | None = None) -> Value | None:
        """The value that a row's key names, or None where it was not given."""
        if isinstance(key, int):
            return self.positional[key] if key < len(self.positional) else None
        if key == "*":
            return Value(items=self.positional) if self.positional else None
        if key.startswith("argv@"):
            return self._program(int(key[5:]))
        if key == "self" or key.startswith("self."):
            if receiver is None:
                return None
            found = receiver.part(key[5:] or "name")
            return found if found is not None or not receiver.within or key == "self" else literal(receiver.within)
        for name in key.split("|"):
            if name.isdigit():
                if int(name) < len(self.positional):
                    return self.positional[int(name)]
            elif name in self.keywords:
                return self.keywords[name]
            elif "." in name and (found := self._inner(name)) is not None:
                return found
        return None

    def _program(self, at: int) -> Value | None:
        """The program at a position with its arguments: those of the list after it, or the further positions; the first is only a name."""
        if at >= len(self.positional):
            return None
        rest = self.positional[at + 1 :]
        if rest and rest[0].items is not None:
            words, more = rest[0].items, rest[0].more
        else:
            words = tuple(value for value in rest if value.pairs is None and not value.objs)  # the environment may come last
            more = self.open
        program = self.positional[at]
        if any(obj.type == "sys.executable" for obj in program.objs) and not any(word.texts for word in words[1:]):
            return None  # it only starts itself again
        return Value(items=(program, *words[1:]), more=more)

    def _inner(self, name: str) -> Value | None:
        head, *rest = name.split(".")
        value = self.keywords.get(head)
        for key in rest:
            if value is None:
                return None
            options = [value, *(value.items or ())]
            value = next((found for option in options if (found := option.get(key)) is not None), None)
        return value

    def first(self, keys: tuple[int | str, ...], receiver: Obj | None = None) -> Value | None:
        """The first of several keys that is given."""
        return next((value for key in keys if (value := self.at(key, receiver)) is not None), None)


def arguments(machine: Machine, node: ast.Call) -> Arguments:
    """The arguments of a call, ``*`` and ``**`` taken apart where they are literal."""
    positional: list[Value] = []
    keywords: dict[str, Value] = {}
    more = bare = False
    for argument in node.args:
        if isinstance(argument, ast.Starred):
            inner = machine.value(argument.value)
            bare = bare or inner.bare
            positional.extend(inner.items or ())
            more = more or inner.items is None or inner.more
        else:
            positional.append(machine.value(argument))
    for keyword in node.keywords:
        value = machine.value(keyword.value)
        if keyword.arg is not None:
            keywords[keyword.arg] = value
        else:
            keywords.update(dict(value.pairs or ()))
            bare = bare or value.bare
            more = more or value.pairs is None or value.more
    bare = bare and len(node.args) + len(node.keywords) == 1
    return Arguments(tuple(positional), keywords, more, bare)
