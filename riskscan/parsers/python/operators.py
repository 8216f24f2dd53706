"""Sums, tests and choices: what operators make of values."""

from __future__ import annotations

import ast
from dataclasses import replace

from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.texts import percent
from riskscan.parsers.python.value import (
    Gap,
    Obj,
    Value,
    cat,
    join,
    literal,
    merged,
    one_text,
    truth,
    unknown,
)  # fmt: skip

PARTS = 400  # terms of one sum, or parts of one f-string, that are put together


def binary(machine: Machine, node: ast.BinOp) -> Value:
    """``a + b`` (long sums without recursion), ``"..." % values``, ``Path / name``."""
    terms: list[ast.expr] = []
    current: ast.expr = node
    while isinstance(current, ast.BinOp) and isinstance(current.op, ast.Add):
        terms.append(current.right)
        current = current.left
    if not terms:
        return _binary(machine, node)
    values = [machine.value(current), *(machine.value(term) for term in reversed(terms[-PARTS:]))]
    for term in terms[:-PARTS]:
        machine.value(term)
    return _sum(values)


def _sum(values: list[Value]) -> Value:
    total = values[0]
    for right in values[1:]:
        total = _add(total, right)
    return total


def _add(left: Value, right: Value) -> Value:
    if left.items is not None or right.items is not None:
        items = (*(left.items or ()), *(right.items or ()))[:64]
        more = left.more or right.more or left.items is None or right.items is None
        return Value(items=items, more=more, sources=merged(left.sources, right.sources))
    if left.const and right.const and isinstance(left.const[0], int | float) and isinstance(right.const[0], int | float):
        return Value(const=(left.const[0] + right.const[0],))
    if left.texts or right.texts:
        return cat(left, right)
    return unknown(left.gap.name, left.gap.reason, merged(left.sources, right.sources))


def _binary(machine: Machine, node: ast.BinOp) -> Value:
    left, right = machine.value(node.left), machine.value(node.right)
    sources = merged(left.sources, right.sources)
    if isinstance(node.op, ast.Mod) and left.texts:
        return percent(left, right)
    if isinstance(node.op, ast.Div):
        paths = [obj for obj in left.objs if obj.type == "pathlib.Path"]
        if paths:
            named = [part for obj in paths if (part := obj.part("name")) is not None]
            base = join(*named) if named else unknown(left.gap.name, left.gap.reason)
            whole = cat(base, literal("/"), right)
            return Value(objs=(Obj("pathlib.Path", (("name", whole),), flags=paths[0].flags),), texts=whole.texts, sources=sources)
    if isinstance(node.op, ast.Mult) and left.items is not None:
        return replace(left, more=True)
    if isinstance(node.op, ast.BitOr) and left.pairs is not None:
        return Value(pairs=(*left.pairs, *(right.pairs or ())), more=right.pairs is None)
    if isinstance(node.op, ast.RShift | ast.LShift):
        machine.facts_shift(node, left, right)
        return right if isinstance(node.op, ast.RShift) else left
    types = tuple(obj for obj in (*left.objs, *right.objs) if obj.type.endswith("Frame"))
    return Value(objs=types[:1], sources=sources, gap=left.gap if left.gap.reason != "call" else right.gap)


def conditional(machine: Machine, node: ast.IfExp) -> Value:
    """``a if test else b``: both, or the one that a constant test leaves."""
    test = machine.value(node.test)
    body, other = machine.value(node.body), machine.value(node.orelse)
    known = truth(test) if test.sure else None
    if known is not None:
        return body if known else other
    return join(body, other)


def boolean(machine: Machine, node: ast.BoolOp) -> Value:
    """``a or b``, ``a and b``."""
    values = [machine.value(value) for value in node.values[:PARTS]]
    for value in node.values[PARTS:]:
        machine.value(value)
    truths = [truth(value) if value.sure else None for value in values]
    if isinstance(node.op, ast.Or):
        kept = [v for v, t in zip(values, truths, strict=True) if t is not False]
        if True in truths and truths[0] is True:
            return values[0]
        if not kept:
            return values[-1]
        return join(*kept) if len(kept) > 1 else kept[0]
    if False in truths:
        return Value(const=(False,))
    return values[-1] if None not in truths else replace(join(*values), const=())


def unary(machine: Machine, node: ast.UnaryOp) -> Value:
    """``not a`` and signs."""
    inner = machine.value(node.operand)
    if isinstance(node.op, ast.Not):
        known = truth(inner)
        if known is not None:
            return Value(const=(not known,), sure=inner.sure, flag=inner.flag, gap=inner.gap)
        return Value(gap=inner.gap, sources=inner.sources, flag=inner.flag)
    if isinstance(node.op, ast.USub) and inner.const and isinstance(inner.const[0], int | float):
        return Value(const=(-inner.const[0],))
    return inner if inner.objs else unknown("number", "call", inner.sources)


def compare(machine: Machine, node: ast.Compare) -> Value:
    """A comparison: known only between constants. What it asks a person shows in the gap."""
    left = machine.value(node.left)
    rights = [machine.value(right) for right in node.comparators]
    if len(rights) == 1 and isinstance(node.ops[0], ast.Eq | ast.NotEq):
        a, b = one_text(left), one_text(rights[0])
        if a is not None and b is not None and not left.objs:
            return Value(
                const=((a == b) == isinstance(node.ops[0], ast.Eq),), sure=left.sure and rights[0].sure, flag=left.flag, gap=left.gap
            )
    if len(rights) == 1 and isinstance(node.ops[0], ast.Is | ast.IsNot) and left.const and rights[0].const:
        return Value(const=((left.const[0] is rights[0].const[0]) == isinstance(node.ops[0], ast.Is),), sure=left.sure, gap=left.gap)
    for value in (left, *rights):
        if value.gap.reason == "input" or any(isinstance(p, Gap) and p.reason == "input" for t in value.texts for p in t):
            return Value(gap=Gap(value.gap.name, "input"))
    return unknown("test")
