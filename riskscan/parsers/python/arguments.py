"""The arguments of a call, and how a row names them: position, keyword, ``self``, ``a|b``."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.value import Obj, Value, literal


@dataclass(frozen=True, slots=True)
class Arguments:
    """Positional and keyword values; ``open``: there may be more (``*args``, ``**options`` that are not known)."""

    positional: tuple[Value, ...]
    keywords: dict[str, Value]
    open: bool = False

    def at(self, key: int | str, receiver: Obj | None = None) -> Value | None:
        """The value that a row's key names, or None where it was not given."""
        if isinstance(key, int):
            return self.positional[key] if key < len(self.positional) else None
        if key == "*":
            return Value(items=self.positional) if self.positional else None
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
    more = False
    for argument in node.args:
        if isinstance(argument, ast.Starred):
            inner = machine.value(argument.value)
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
            more = more or value.pairs is None or value.more
    return Arguments(tuple(positional), keywords, more)
