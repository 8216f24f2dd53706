"""Loops: what they run over, how long that is, and how that is said."""

from __future__ import annotations

import ast
from dataclasses import replace

from riskscan.model.effect import Trait
from riskscan.model.span import Note
from riskscan.parsers.python.facts import inside
from riskscan.parsers.python.machine import Guard, Machine
from riskscan.parsers.python.value import Source, Value, element, unknown, with_sources

ROUNDS = 24  # a literal list up to this length is taken once for each item
_COUNTED = frozenset({"range", "enumerate"})
SOURCE_WORDS = {
    "file": "{what}",
    "query": "{what}",
    "pages": "the list that {what} gives",
    "service": "the answer of {what}",
    "input": "what a person types",
    "client": "what {what} lists",
}


def rounds(over: Value) -> tuple[Value, ...] | None:
    """The items of a short literal list, one for each round; None where the length is not known or large."""
    if over.items is not None and not over.more and len(over.items) <= ROUNDS:
        return over.items
    if over.pairs is not None and not over.more and len(over.pairs) <= ROUNDS and not over.objs:
        from riskscan.parsers.python.value import literal

        return tuple(literal(key) for key, _ in over.pairs)
    return None


def bounded(node: ast.expr, over: Value) -> bool:
    """True where the number of rounds is known from the file: a literal list, ``range(5)``."""
    if (over.items is not None and not over.more) or (over.pairs is not None and not over.more):
        return True
    return over.const == (True,) and over.flag == "range"


def loop_guard(machine: Machine, node: ast.expr, target: ast.expr, over: Value) -> Guard | None:
    """The guard of a loop over something whose length is not known here; None for a bounded one."""
    if bounded(node, over):
        return None
    name = _target_name(target)
    return Guard("loop", Trait.REPEATED, note=Note(repeated_words(name, over), machine.span(node)), names=frozenset(_names(target)))


def repeated_words(name: str, over: Value) -> str:
    """The sentence for a loop: "It does this for every id in ids.csv."."""
    one = name.replace("_", " ").strip() or "item"
    if len(one) == 1 or one == "line no":
        one = "entry"
    for source in over.sources:
        what = SOURCE_WORDS.get(source.kind, "{what}").replace("{what}", source.what)
        if len(what) < 80:
            return f"It does this for every {one} in {what}."
    return f"It does this for every {one} in a list whose length is only known when it runs."


def _target_name(target: ast.expr) -> str:
    if isinstance(target, ast.Name):
        return target.id
    if isinstance(target, ast.Tuple | ast.List):
        names = [n.id for n in target.elts if isinstance(n, ast.Name) and len(n.id) > 1 and n.id != "_"]
        return names[0] if names else "item"
    return "item"


def _names(target: ast.expr) -> list[str]:
    return [n.id for n in inside(target) if isinstance(n, ast.Name)]


def bind(machine: Machine, target: ast.expr, value: Value) -> None:
    """Assigns a value to a target: a name, an attribute, a tuple of targets."""
    if isinstance(target, ast.Name):
        gap = value.gap
        machine.scope.set(target.id, value if value.known else replace(value, gap=replace(gap, name=target.id)))
    elif isinstance(target, ast.Tuple | ast.List):
        for number, inner in enumerate(target.elts):
            bind(machine, inner, _taken(value, number, inner))
    elif isinstance(target, ast.Starred):
        bind(machine, target.value, replace(value, more=True) if value.items is not None else value)
    elif isinstance(target, ast.Attribute):
        _bind_attribute(machine, target, value)
    elif isinstance(target, ast.Subscript):
        _bind_item(machine, target, value)


def _taken(value: Value, number: int, target: ast.expr) -> Value:
    if value.items is not None and number < len(value.items) and not value.more:
        return with_sources(value.items[number], value.sources)
    name = target.id if isinstance(target, ast.Name) else "item"
    if value.items:
        return element(value, name)
    return unknown(name, value.gap.reason, value.sources)


def _bind_attribute(machine: Machine, target: ast.Attribute, value: Value) -> None:
    from riskscan.parsers.python.functions import set_attribute

    base = machine.value(target.value)
    for code in base.codes:
        klass = machine.klass(code)
        if klass is not None:
            set_attribute(klass, target.attr, value)
    if base.objs and isinstance(target.value, ast.Name) and target.attr == "autocommit" and value.const != (False,):
        objs = tuple(replace(obj, flags=obj.flags | {"autocommit"}) for obj in base.objs)
        machine.scope.update(target.value.id, replace(base, objs=objs))


def _bind_item(machine: Machine, target: ast.Subscript, value: Value) -> None:
    base, key = machine.value(target.value), machine.value(target.slice)
    if not isinstance(target.value, ast.Name):
        return
    from riskscan.parsers.python.value import one_text

    text = one_text(key)
    if base.pairs is not None and text is not None:
        machine.scope.update(
            target.value.id, replace(base, pairs=(*(p for p in base.pairs if p[0] != text), (text, value))[:400], bare=False)
        )
    elif base.objs and text is not None:
        objs = tuple(replace(obj, parts=(*(p for p in obj.parts if p[0] != text), (text, value))) for obj in base.objs)
        if any(obj.type.startswith("email.") for obj in base.objs):
            machine.scope.update(target.value.id, replace(base, objs=objs))
    elif base.pairs is not None:
        machine.scope.update(target.value.id, replace(base, more=True))


__all__ = ["Source", "bind", "bounded", "loop_guard", "repeated_words", "rounds"]
