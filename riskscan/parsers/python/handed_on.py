"""Library functions that call a function of the file: maps, pools, threads."""

from __future__ import annotations

import ast

from riskscan.model.effect import Trait
from riskscan.model.span import Note
from riskscan.parsers.python.arguments import Arguments
from riskscan.parsers.python.machine import Guard, Machine
from riskscan.parsers.python.value import (
    Obj,
    Value,
    element,
    join,
    merged,
    unknown,
)

_FRAMES = ("pandas.", "polars.", "geopandas.")
_OF_APPLY = frozenset({"func", "arg", "axis", "raw", "result_type", "args", "by_row", "engine", "engine_kwargs", "na_action", "meta"})


def _first(args: Arguments) -> Value:
    return args.positional[0] if args.positional else unknown("value")


def mapped(machine: Machine, node: ast.Call, base: Value | Obj, args: Arguments) -> Value | None:
    """``map(f, rows)``, ``pool.map``, ``pool.imap``, ``starmap``: the function runs for every item."""
    from riskscan.parsers.python.functions import invoke
    from riskscan.parsers.python.loops import bounded, repeated_words, rounds

    if len(args.positional) < 2 or not args.positional[0].codes:
        return applied(machine, node, base, args)
    over = args.positional[1]
    made: list[Value] = []
    for code in args.positional[0].codes:
        names = [a.arg for a in getattr(getattr(code.node, "args", None), "args", [])]
        guards = []
        if not bounded(node, over):
            note = Note(repeated_words(names[-1] if names else "item", over), machine.span(node))
            guards.append(Guard("loop", Trait.REPEATED, note=note))
        with machine.within(*guards):
            choices = rounds(over) or (element(over, names[-1] if names else "item"),)
            for item in choices:
                values = item.items if "star" in getattr(node.func, "attr", "") and item.items else (item,)
                made.append(invoke(machine, code, values, {}))
    return Value(items=(join(*made),), more=True, sources=over.sources) if made else None


def applied(machine: Machine, node: ast.Call, base: Value | Obj, args: Arguments) -> Value | None:
    """``frame.apply(f, axis=1)``, ``frame["a"].map(f)``: the function runs for every row or value; else as ``pool.apply``."""
    from riskscan.parsers.python.functions import invoke
    from riskscan.parsers.python.loops import repeated_words

    function = args.keywords.get("func") or args.keywords.get("arg") or _first(args)
    rows = isinstance(base, Value) and any(obj.type.startswith(_FRAMES) for obj in base.objs)
    if not rows or not isinstance(base, Value) or not function.codes:
        return None if rows else submitted(machine, node, base, args) if getattr(node.func, "attr", "") == "apply" else None
    given = args.keywords.get("args")
    rest = (given.items or ()) if given is not None else ()
    named = {key: value for key, value in args.keywords.items() if key not in _OF_APPLY}
    made: list[Value] = []
    for code in function.codes:
        names = [a.arg for a in getattr(getattr(code.node, "args", None), "args", [])]
        name = names[0] if names else "row"
        item = unknown(name, "loop", base.sources)
        with machine.within(Guard("loop", Trait.REPEATED, note=Note(repeated_words(name, base), machine.span(node)))):
            made.append(invoke(machine, code, (item, *rest), named))
    return Value(objs=base.objs, sources=merged(base.sources, *(value.sources for value in made)))


def queued(machine: Machine, node: ast.Call, base: Value | Obj, args: Arguments) -> Value | None:
    """``task.delay(a)``, ``task.apply_async((a,), {"b": c})`` of a task of this file: a worker runs it; else as ``pool.apply_async``."""
    from riskscan.parsers.python.functions import invoke

    method = getattr(node.func, "attr", "")
    tasks = [c for c in base.codes if isinstance(c.node, ast.FunctionDef)] if isinstance(base, Value) else []
    if not tasks:
        return submitted(machine, node, base, args) if method == "apply_async" else None
    given, named = args.positional, dict(args.keywords)
    if method == "apply_async":
        listed, pairs = args.first((0, "args")), args.first((1, "kwargs"))
        given = (listed.items or ()) if listed is not None else ()
        named = dict(pairs.pairs or ()) if pairs is not None else {}
    for code in tasks:
        own = (unknown("self", "parameter"),) if _is_bound(machine, code.node) else ()
        invoke(machine, code, (*own, *given), named)
    return unknown("result")


def _is_bound(machine: Machine, function: ast.AST) -> bool:
    """True for ``@app.task(bind=True)``: the task itself comes first among what the function gets."""
    calls = [node for node, _ in machine.decorated.get(id(function), ()) if isinstance(node, ast.Call)]
    return any(k.arg == "bind" and isinstance(k.value, ast.Constant) and k.value.value is True for call in calls for k in call.keywords)


def submitted(machine: Machine, node: ast.Call, base: Value | Obj, args: Arguments) -> Value | None:
    """``pool.submit(f, a)``, ``executor.apply_async``, ``loop.run_in_executor``: the function is called."""
    from riskscan.parsers.python.functions import invoke

    for number, value in enumerate(args.positional[:2]):
        if value.codes:
            rest = args.positional[number + 1 :]
            if len(rest) == 1 and rest[0].items is not None and "apply" in getattr(node.func, "attr", ""):
                rest = rest[0].items
            return join(*(invoke(machine, code, rest, {}) for code in value.codes))
    return None


def threaded(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """``Thread(target=f, args=(a,))``."""
    from riskscan.parsers.python.functions import invoke

    target, given = args.keywords.get("target"), args.keywords.get("args")
    for code in target.codes if target else ():
        invoke(machine, code, (given.items or ()) if given else (), {})
    return None


def partial(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """``functools.partial(f, a)``: the function, called with what is given."""
    return args.positional[0] if args.positional and args.positional[0].codes else None
