"""What each kind of expression may be."""

from __future__ import annotations

import ast
import builtins
from dataclasses import replace
from functools import lru_cache
from typing import cast

from riskscan.knowledge.python.preset import PRESET
from riskscan.parsers.python.arguments import Arguments
from riskscan.parsers.python.calls import call
from riskscan.parsers.python.doubles import STAND_IN
from riskscan.parsers.python.flows import narrowed
from riskscan.parsers.python.gives import attribute_given, given_value, inherited
from riskscan.parsers.python.machine import Evaluate, Machine
from riskscan.parsers.python.operators import PARTS, binary, boolean, compare, conditional, unary
from riskscan.parsers.python.paths import path_attribute
from riskscan.parsers.python.resources import item_of
from riskscan.parsers.python.scope import Scope
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
    unknown,
    with_sources,
)  # fmt: skip

_OLD_BUILTINS = frozenset(
    {"raw_input", "unicode", "xrange", "file", "execfile", "long", "basestring", "reduce", "unichr", "cmp"}
)  # Python 2


def constant(machine: Machine, node: ast.Constant) -> Value:
    """A string, number or other constant."""
    value = node.value
    if isinstance(value, str):
        return literal(value, None if machine.elsewhere else node)
    if isinstance(value, bytes):
        return literal(value.decode("latin-1"))
    if value is None or isinstance(value, bool | int | float):
        return Value(const=(value,))
    return unknown("value")


def name(machine: Machine, node: ast.Name) -> Value:
    """What a name holds; a function that is handed on counts as called."""
    found = machine.scope.get(node.id)
    if found is None:
        return _given(node.id)
    for code in found.codes:
        if not isinstance(code.node, ast.ClassDef):
            machine.name_called(code)
    return found


@lru_cache(maxsize=8192)
def _given(name: str) -> Value:
    """What a name stands for that the file never sets: a builtin, what a notebook service sets beforehand, else something unknown."""
    if name in PRESET:
        type_name, dialect = PRESET[name]
        return Value(objs=(Obj(type_name, dialect=dialect),), gap=Gap(name, "name"))
    if hasattr(builtins, name) or name in _OLD_BUILTINS:
        return Value(objs=(Obj(f"builtins.{name}"),), gap=Gap(name, "name"))
    return unknown(name, "parameter")


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
    for obj in () if found else base.objs:  # what an object of a class of this file has from its own base is found already
        part = path_attribute(obj, attr) or obj.part(attr)
        if part is not None:
            found.append(part)
            continue
        given = attribute_given(machine, obj, attr, called)
        if given is not None:
            found.append(given)
        else:
            objs.append(replace(obj, type=f"{obj.type}.{attr}", holds=None))
    if base.pairs is not None and (pair := base.get(attr)) is not None:
        found.append(pair)
    if objs:
        found.append(Value(objs=tuple(objs), sources=base.sources, gap=Gap(attr, "name")))
    if found:
        return with_sources(join(*found), base.sources)
    usual = machine.catalogue.given(f"??.{attr}") if not called and not base.known else None
    if usual is not None:
        return Value(objs=(Obj(usual.type),), sources=base.sources, gap=Gap(attr, "name"))
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
            bound = Code(method.node, method.scope, method.name, method.owner, Value(codes=(first,)))
            decorators = [d.id for d in getattr(method.node, "decorator_list", []) if isinstance(d, ast.Name)]
            if "property" in decorators or "cached_property" in decorators:
                from riskscan.parsers.python.functions import invoke

                return invoke(machine, bound, (), {})
            return Value(codes=(machine.memory_code(bound, first, method),))
        bases = [c for b in klass.bases for c in b.codes]
        foreign = [o for b in klass.bases for o in b.objs]
        if not bases:
            return join(*(inherited(machine, first, o, attr, called) for o in foreign)) if foreign else None
        code, seen = bases[0], seen + 1
        klass = machine.klass(code)
    return None


def formatted(machine: Machine, node: ast.JoinedStr) -> Value:
    """An f-string."""
    done = 0
    parts: list[Value] = []
    for part in node.values:
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            parts.append(Value(texts=((Lit(part.value, None if machine.elsewhere else node, done),),)))
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
        sources = narrowed(base, key) if any(o.type == "pandas.DataFrame" for o in base.objs) else base.sources
        return Value(objs=tuple(kept), sources=sources, gap=Gap(named or base.gap.name, base.gap.reason))
    reason = base.gap.reason if base.gap.reason in ("loop", "parameter", "environment", "argument", "input") else "call"
    of_row = reason == "loop" and text is not None  # row["email"] of a file or query
    return unknown(named or base.gap.name, reason, narrowed(base, key) if of_row else base.sources)


def _item(base: Value, slice_node: ast.expr, key: Value) -> Value:
    items = base.items or ()
    if isinstance(slice_node, ast.Slice):
        return replace(base, more=base.more)
    if key.const and isinstance(key.const[0], int) and not base.more and -len(items) <= key.const[0] < len(items):
        return items[key.const[0]]
    return element(base)


def comprehension(machine: Machine, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Value:
    """A comprehension: over a literal list, one item for each; else any one item."""
    from riskscan.parsers.python.loops import bind, loop_guard, rounds

    outer = machine.scope
    machine.scope = Scope(outer)
    machine.scopes.append(machine.scope)
    guards = []
    try:
        first = machine.value(node.generators[0].iter)
        choices = rounds(first) if len(node.generators) == 1 else None
        for number, generator in enumerate(node.generators):
            over = first if number == 0 else machine.value(generator.iter)
            guards.append(loop_guard(machine, generator.iter, generator.target, over))
            bind(machine, generator.target, item_of(over) or element(over, label(generator.target, over)))
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
    if any(guard.kind == STAND_IN for guard in machine.guards):
        value = replace(value, objs=tuple(replace(obj, flags=obj.flags | {STAND_IN}) for obj in value.objs))
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
