"""What each kind of expression may be."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import cast

from riskscan.parsers.python.arguments import Arguments
from riskscan.parsers.python.calls import call
from riskscan.parsers.python.gives import attribute_given, given_value, inherited
from riskscan.parsers.python.machine import Evaluate, Machine
from riskscan.parsers.python.scope import Scope
from riskscan.parsers.python.texts import percent
from riskscan.parsers.python.value import (
    Code,
    Gap,
    Lit,
    Obj,
    Source,
    Value,
    all_texts,
    cat,
    element,
    join,
    literal,
    merged,
    one_text,
    texts_of,
    truth,
    unknown,
    with_sources,
)  # fmt: skip

PARTS = 400  # terms of one sum, or parts of one f-string, that are put together


def constant(machine: Machine, node: ast.Constant) -> Value:
    """A string, number or other constant."""
    if isinstance(node.value, str):
        return literal(node.value, None if machine.foreign else node)
    if isinstance(node.value, bytes):
        return literal(node.value.decode("latin-1"))
    if node.value is None or isinstance(node.value, bool | int | float):
        return Value(const=(node.value,))
    return unknown("value")


def name(machine: Machine, node: ast.Name) -> Value:
    """What a name holds; a function that is handed on counts as called."""
    found = machine.scope.get(node.id)
    if found is None:
        return Value(objs=(Obj(f"builtins.{node.id}"),), gap=Gap(node.id, "name"))
    for code in found.codes:
        if not isinstance(code.node, ast.ClassDef):
            machine.name_called(code)
    return found


def attribute(machine: Machine, node: ast.Attribute) -> Value:
    """An attribute of a module, a typed object, or an object of a class of this file."""
    return attribute_of(machine, machine.value(node.value), node.attr)


def attribute_of(machine: Machine, base: Value, attr: str, called: bool = False) -> Value:
    """``base.attr``; where it is ``called``, what the call gives is not looked up yet."""
    found: list[Value] = []
    for code in base.codes:
        inner = member(machine, code, attr, base, called)
        if inner is not None:
            found.append(inner)
    objs: list[Obj] = []
    for obj in base.objs:
        part = obj.part(attr)
        if part is not None:
            found.append(part)
            continue
        given = attribute_given(machine, obj, attr, called)
        if given is not None:
            found.append(given)
        else:
            objs.append(replace(obj, type=f"{obj.type}.{attr}"))
    if base.pairs is not None and (pair := base.get(attr)) is not None:
        found.append(pair)
    if objs:
        found.append(Value(objs=tuple(objs), sources=base.sources, gap=Gap(attr, "name")))
    if found:
        return with_sources(join(*found), base.sources)
    reason = base.gap.reason if base.gap.reason in ("loop", "parameter", "environment", "argument") else "call"
    return unknown(attr, reason, base.sources)


def member(machine: Machine, code: Code, attr: str, base: Value, called: bool = False) -> Value | None:
    """An attribute or method of a class of this file, looked up in its bases too."""
    klass, seen, first = machine.klass(code), 0, code
    while klass is not None and seen < 8:
        if attr in klass.attributes:
            return klass.attributes[attr]
        if attr in klass.methods:
            method = klass.methods[attr]
            machine.name_called(method)
            bound = Code(method.node, method.scope, method.name, method.owner, Value(codes=(code,)))
            decorators = [d.id for d in getattr(method.node, "decorator_list", []) if isinstance(d, ast.Name)]
            if "property" in decorators or "cached_property" in decorators:
                from riskscan.parsers.python.functions import invoke

                return invoke(machine, bound, (), {})
            return Value(codes=(machine.memory_code(bound, code, method),))
        bases = [c for b in klass.bases for c in b.codes]
        foreign = [o for b in klass.bases for o in b.objs]
        if not bases:
            return join(*(inherited(machine, first, o, attr, called) for o in foreign)) if foreign else None
        code, seen = bases[0], seen + 1
        klass = machine.klass(code)
    return None


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
            base = join(*(part for obj in paths if (part := obj.part("name")) is not None))
            named = cat(base, literal("/"), right)
            return Value(objs=(Obj("pathlib.Path", (("name", named),), flags=paths[0].flags),), texts=named.texts, sources=sources)
    if isinstance(node.op, ast.Mult) and left.items is not None:
        return replace(left, more=True)
    if isinstance(node.op, ast.BitOr) and left.pairs is not None:
        return Value(pairs=(*left.pairs, *(right.pairs or ())), more=right.pairs is None)
    if isinstance(node.op, ast.RShift | ast.LShift):
        machine.facts_shift(node, left, right)
        return right if isinstance(node.op, ast.RShift) else left
    types = tuple(obj for obj in (*left.objs, *right.objs) if obj.type.endswith("Frame"))
    return Value(objs=types[:1], sources=sources, gap=left.gap if left.gap.reason != "call" else right.gap)


def formatted(machine: Machine, node: ast.JoinedStr) -> Value:
    """An f-string."""
    done = 0
    parts: list[Value] = []
    for part in node.values:
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            parts.append(Value(texts=((Lit(part.value, None if machine.foreign else node, done),),)))
            done += len(part.value)
        elif isinstance(part, ast.FormattedValue):
            value = machine.value(part.value)
            if part.format_spec is not None:
                machine.value(part.format_spec)
            parts.append(_shown(part, value))
    return cat(*parts[:PARTS]) if parts else literal("", node)


def _shown(part: ast.FormattedValue, value: Value) -> Value:
    """What ``{...}`` puts into an f-string, with the best name for what is not known."""
    if value.texts or value.const:
        return Value(texts=texts_of(value), sources=value.sources)
    named = [p for obj in value.objs if (p := obj.part("name")) is not None and obj.type == "pathlib.Path"]
    if named:
        return join(*named)
    return unknown(label(part.value, value), value.gap.reason, value.sources)


def label(node: ast.expr, value: Value) -> str:
    """A name for an unknown value: the variable's, the key's or the attribute's."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
        return node.slice.value
    return value.gap.name


def sequence(machine: Machine, node: ast.List | ast.Tuple | ast.Set) -> Value:
    """A literal list, tuple or set."""
    items: list[Value] = []
    more = False
    sources: tuple[Source, ...] = ()
    for element_node in node.elts:
        if isinstance(element_node, ast.Starred):
            inner = machine.value(element_node.value)
            items.extend(inner.items or ())
            more = more or inner.items is None or inner.more
            sources = merged(sources, inner.sources)
        else:
            items.append(machine.value(element_node))
    if len(items) > 64:
        more = more or len(items) > 2000
    return Value(items=tuple(items[:2000]), more=more, sources=merged(sources, *(i.sources for i in items[:64])))


def dictionary(machine: Machine, node: ast.Dict) -> Value:
    """A literal dict; ``**other`` is taken in where it is one too."""
    pairs: list[tuple[str, Value]] = []
    more = False
    for key_node, value_node in zip(node.keys, node.values, strict=True):
        value = machine.value(value_node)
        if key_node is None:
            pairs.extend(value.pairs or ())
            more = more or value.pairs is None
            continue
        keys = [str(t) for t in all_texts(key)] if (key := machine.value(key_node)).texts else [str(c) for c in key.const]
        pairs.extend((k, value) for k in keys)
        more = more or not keys
    return Value(pairs=tuple(pairs[:400]), more=more, sources=merged(*(v.sources for _, v in pairs[:64])))


def subscript(machine: Machine, node: ast.Subscript) -> Value:
    """``a[b]``: an item of a literal, a part of a text, a selection of a typed object."""
    base, key = machine.value(node.value), machine.value(node.slice)
    for obj in base.objs:
        if obj.type in ("os.environ", "sys.argv"):
            if obj.type == "sys.argv":
                return unknown("argument", "argument")
            variable = one_text(key) or label(node.slice, key)
            if variable in machine.environment:
                return replace(literal(machine.environment[variable]), sure=False, flag=variable)
            return unknown(variable, "environment")
    text = one_text(key)
    if text is not None and base.pairs is not None:
        found = base.get(text)
        return found if found is not None else unknown(text, "call", base.sources)
    if base.pairs and not key.const:
        return join(*(value for _, value in base.pairs))
    if base.items is not None:
        return _item(base, node.slice, key)
    named = text or (node.slice.id if isinstance(node.slice, ast.Name) else "")
    if base.objs:
        kept: list[Obj] = []
        for obj in base.objs:
            given = machine.catalogue.given(f"{obj.type}.[]")
            if given is not None:
                kept.extend(given_value(machine, given, obj, Arguments((key,), {})).objs)
            elif obj.type.endswith(("Frame", "Series")):
                kept.append(obj)
        return Value(objs=tuple(kept), sources=base.sources, gap=Gap(named or base.gap.name, base.gap.reason))
    reason = base.gap.reason if base.gap.reason in ("loop", "parameter", "environment", "argument", "input") else "call"
    return unknown(named or base.gap.name, reason, base.sources)


def _item(base: Value, slice_node: ast.expr, key: Value) -> Value:
    items = base.items or ()
    if isinstance(slice_node, ast.Slice):
        return replace(base, more=base.more)
    if key.const and isinstance(key.const[0], int) and not base.more and -len(items) <= key.const[0] < len(items):
        return items[key.const[0]]
    return element(base)


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
            return Value(const=(not known,), sure=inner.sure, flag=inner.flag)
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
            return Value(const=((a == b) == isinstance(node.ops[0], ast.Eq),), sure=left.sure and rights[0].sure, flag=left.flag)
    if len(rights) == 1 and isinstance(node.ops[0], ast.Is | ast.IsNot) and left.const and rights[0].const:
        return Value(const=((left.const[0] is rights[0].const[0]) == isinstance(node.ops[0], ast.Is),), sure=left.sure)
    for value in (left, *rights):
        if value.gap.reason == "input" or any(isinstance(p, Gap) and p.reason == "input" for t in value.texts for p in t):
            return Value(gap=Gap(value.gap.name, "input"))
    return unknown("test")


def comprehension(machine: Machine, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Value:
    """A comprehension: over a literal list, one item for each; else any one item."""
    from riskscan.parsers.python.loops import bind, loop_guard, rounds

    outer = machine.scope
    machine.scope = Scope(outer)
    guards = []
    try:
        first = machine.value(node.generators[0].iter)
        choices = rounds(first) if len(node.generators) == 1 else None
        for number, generator in enumerate(node.generators):
            over = first if number == 0 else machine.value(generator.iter)
            guards.append(loop_guard(machine, generator.iter, generator.target, over))
            bind(machine, generator.target, element(over, label(generator.target, over)))
            first = with_sources(first, over.sources)
            for test in generator.ifs:
                machine.value(test)
        made: list[Value] = []
        with machine.within(*(g for g in guards if g is not None)):
            for choice in choices or (None,):
                if choice is not None:
                    bind(machine, node.generators[0].target, choice)
                if isinstance(node, ast.DictComp):
                    machine.value(node.key)
                    made.append(machine.value(node.value))
                else:
                    made.append(machine.value(node.elt))
    finally:
        machine.scope = outer
    if isinstance(node, ast.DictComp):
        return Value(sources=first.sources, gap=Gap("dict", "call"))
    certain = choices is not None and not node.generators[0].ifs
    return Value(items=tuple(made), more=not certain, sources=merged(first.sources, *(m.sources for m in made)))


def function(machine: Machine, node: ast.Lambda) -> Value:
    """A lambda: it may be called by whoever gets it."""
    for default in (*node.args.defaults, *node.args.kw_defaults):
        machine.value(default)
    code = Code(node, machine.scope, "lambda")
    machine.waiting.append(code)
    return Value(codes=(code,))


def walrus(machine: Machine, node: ast.NamedExpr) -> Value:
    """``name := value``."""
    value = machine.value(node.value)
    machine.scope.set(node.target.id, value)
    return value


def inner(machine: Machine, node: ast.expr) -> Value:
    """``await x``, ``*x``, ``yield from x``: what stands inside."""
    value = machine.value(node.value)  # type: ignore[attr-defined]
    if isinstance(node, ast.YieldFrom):
        machine.returns.append(value)
    return value


def produce(machine: Machine, node: ast.Yield) -> Value:
    """``yield x``: the function gives a list of such items."""
    value = machine.value(node.value) if node.value else unknown("none")
    machine.returns.append(Value(items=(value,), more=True, sources=value.sources))
    return unknown("sent")


def part(machine: Machine, node: ast.Slice) -> Value:
    """``a:b``."""
    for edge in (node.lower, node.upper, node.step):
        if edge is not None:
            machine.value(edge)
    return unknown("part")


# each function takes the kind of node that it stands beside
_EVALUATORS = {
    ast.Constant: constant, ast.Name: name, ast.Attribute: attribute, ast.BinOp: binary, ast.JoinedStr: formatted, ast.List: sequence,
    ast.Tuple: sequence, ast.Set: sequence, ast.Dict: dictionary, ast.Subscript: subscript, ast.IfExp: conditional, ast.BoolOp: boolean,
    ast.UnaryOp: unary, ast.Compare: compare, ast.ListComp: comprehension, ast.SetComp: comprehension, ast.GeneratorExp: comprehension,
    ast.DictComp: comprehension, ast.Lambda: function, ast.NamedExpr: walrus, ast.Await: inner, ast.Starred: inner, ast.YieldFrom: inner,
    ast.Yield: produce, ast.Slice: part, ast.Call: call,
}  # fmt: skip
EVALUATORS = cast("dict[type[ast.AST], Evaluate]", _EVALUATORS)
