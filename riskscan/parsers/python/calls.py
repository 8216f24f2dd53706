"""A call: of the file's own functions (followed), of a text method (computed), of a library (met with the rows of knowledge)."""

from __future__ import annotations

import ast
from dataclasses import replace

from riskscan.knowledge.python.call import Call
from riskscan.model.effect import Certainty
from riskscan.parsers.python.arguments import Arguments, arguments
from riskscan.parsers.python.at_worst import tell_any_type, tell_at_worst
from riskscan.parsers.python.cloud import cloud_call
from riskscan.parsers.python.emit import emit, fits
from riskscan.parsers.python.flows import counted, put_into
from riskscan.parsers.python.functions import invoke
from riskscan.parsers.python.guess import given_by, guess, guess_function, is_foreign
from riskscan.parsers.python.handed_out import handed_out, service_of, tell
from riskscan.parsers.python.jobs import as_job, operator_call, pipeline_call
from riskscan.parsers.python.library import FUNCTIONS, METHODS, THROUGH
from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.methods import method_of_value
from riskscan.parsers.python.resources import resource_call
from riskscan.parsers.python.unseen import unseen_call
from riskscan.parsers.python.value import Obj, Source, Value, join, merged, unknown, with_sources

_ROW_HOLDERS = ("dbapi.", "sqlalchemy.", "google.cloud.bigquery", "duckdb.")  # a query's rows are fetched from these
_FLUENT = ("Frame", "Series", "Query", "Writer", "Reader", "Select", "Builder", "GroupBy")


def call(machine: Machine, node: ast.expr) -> Value:
    """What a call gives back; what it does goes into the sink."""
    assert isinstance(node, ast.Call)
    if not machine.foreign:
        machine.visited.add(id(node))
    function_node = node.func
    if isinstance(function_node, ast.Attribute):
        from riskscan.parsers.python.expressions import attribute_of

        base = machine.value(function_node.value)
        function, method = attribute_of(machine, base, function_node.attr, called=True), function_node.attr
    else:
        base, function, method = None, machine.value(function_node), ""
    args = arguments(machine, node)
    if machine.site is None:
        machine.calling = node
    found = [invoke(machine, code, args.positional, args.keywords, args.open) for code in function.codes]
    if not function.codes and "python_callable" not in args.keywords:
        for value in (*args.positional, *args.keywords.values()):
            _hand_on(machine, value)
    for obj in function.objs:
        made = _library(machine, node, obj, base, method, args)
        if made is not None:
            found.append(made)
    if base is not None and not found:
        made = _on_value(machine, node, base, function, args)
        if made is not None:
            return made
    if not found and not function.codes:
        return _unknown_call(machine, node, function, base, args)
    return join(*found) if found else _nothing_known(node, base, args)


def _unknown_call(machine: Machine, node: ast.Call, function: Value, base: Value | None, args: Arguments) -> Value:
    """A call that no row and no code tells: by the words that it is given, else by the library or module that it belongs to."""
    guessed = guess_function(machine, node, function, args) if base is None else None
    if guessed is not None:
        return guessed
    unseen_call(machine, node, function, args)
    service, made = service_of(machine, function, base), _nothing_known(node, base, args)
    if not service:
        return made
    tell(machine, node, function, service, args)
    return handed_out(machine, node, service, made)


def _on_value(machine: Machine, node: ast.Call, base: Value, function: Value, args: Arguments) -> Value | None:
    """A method of a known text or list, or of a receiver of which nothing is known."""
    assert isinstance(node.func, ast.Attribute)
    method = node.func.attr
    made = method_of_value(machine, node.func, base, method, args)
    if made is not None or function.codes or not all(is_foreign(machine, obj) for obj in function.objs):
        return made
    guessed = guess(machine, node, method, args, base)
    if guessed is not None:
        return guessed
    special = METHODS.get(method)
    return special(machine, node, base, args) if special is not None else None


def _hand_on(machine: Machine, value: Value) -> None:
    """A function of this file that a library gets may be called by it with anything."""
    for code in value.codes:
        if not isinstance(code.node, ast.ClassDef):
            machine.name_called(code)
            machine.waiting.append(code)


def _library(machine: Machine, node: ast.Call, obj: Obj, base: Value | None, method: str, args: Arguments) -> Value | None:
    name = obj.type.removeprefix("builtins.")
    sources = merged(base.sources if base else (), *(v.sources for v in (*args.positional, *args.keywords.values())))
    gained: tuple[Source, ...] = ()
    put_into(machine, node, base, method, (*args.positional, *args.keywords.values()))
    figures = counted(base, method) if base is not None and obj.type.startswith("pandas.") else None
    if figures is not None:
        return unknown(method, "call", figures)
    machine.receiver = base or Value()
    rows = _fitting(machine, name, obj, args)
    with as_job(machine, node, obj, args):
        for row in rows:
            gained = merged(gained, emit(machine, node, row, obj, args))
    tell_at_worst(machine, node, name, rows, obj, args, Certainty.PROVEN)
    tell_any_type(machine, node, obj, args, rows)
    if gained and isinstance(node.func, ast.Attribute) and name.startswith(_ROW_HOLDERS):
        _remember(machine, node.func.value, gained)
    job = pipeline_call(machine, node, obj, args) or operator_call(machine, node, obj, args)
    if job is not None:
        return job
    special = FUNCTIONS.get(name)
    if special is not None:
        made = special(machine, node, obj, args)
        if made is not None:
            return with_sources(made, gained)
    if name in THROUGH and args.positional:
        return args.positional[0]
    if method in METHODS and base is not None:
        made = METHODS[method](machine, node, base, args)
        if made is not None:
            return with_sources(made, gained)
    given = given_by(machine, name, obj, args)
    if given is not None:
        _lead_to(machine, node.func, name, given)
        return with_sources(given, merged(sources, gained))
    cloud = cloud_call(machine, node, obj, args) if not _fitting(machine, name, obj, args) else None
    if cloud is None and not gained and name.startswith("boto3.") and not machine.catalogue.rows(name):
        cloud = resource_call(machine, node, obj, args)
    if cloud is not None:
        return cloud
    made = _instance(obj, name, merged(gained, sources), args)
    return made if made is not None or not gained else unknown(method or name.rpartition(".")[2], "call", merged(gained, sources))


def _fitting(machine: Machine, name: str, obj: Obj, args: Arguments) -> list[Call]:
    rows = [row for row in machine.catalogue.rows(name) if fits(row, args, obj)]
    special = [row for row in rows if row.when and all("" not in values for _, values in row.when)] or [row for row in rows if row.when]
    return special or rows


def _instance(obj: Obj, name: str, sources: tuple[Source, ...], args: Arguments) -> Value | None:
    """An object of a class (by its capital letter), or the same fluent object; else only a name is known."""
    owner, _, last = name.rpartition(".")
    if last[:1].isupper() and not name.startswith("builtins"):
        return Value(objs=(replace(obj, parts=(*obj.parts, *args.keywords.items())[:40]),), sources=sources)
    if owner.endswith(_FLUENT):
        return Value(objs=(replace(obj, type=owner),), sources=sources)
    return None


def _lead_to(machine: Machine, function: ast.expr, name: str, given: Value) -> None:
    """``client.connect(host)``: the client itself leads there from then on."""
    row = machine.catalogue.given(name)
    if row is None or row.type != "self" or not row.within or not isinstance(function, ast.Attribute):
        return
    receiver = function.value
    if isinstance(receiver, ast.Name):
        machine.scope.update(receiver.id, given)
    elif isinstance(receiver, ast.Attribute):
        for code in machine.value(receiver.value).codes:
            klass = machine.klass(code)
            if klass is not None and receiver.attr in klass.attributes:
                klass.attributes[receiver.attr] = given


def _remember(machine: Machine, receiver: ast.expr, sources: tuple[Source, ...]) -> None:
    """A cursor that ran a query holds its rows from then on."""
    if isinstance(receiver, ast.Name):
        old = machine.scope.get(receiver.id)
        if old is not None and old.objs:
            machine.scope.update(receiver.id, replace(old, sources=sources))
    elif isinstance(receiver, ast.Attribute):
        for code in machine.value(receiver.value).codes:
            klass = machine.klass(code)
            if klass is not None and receiver.attr in klass.attributes:
                klass.attributes[receiver.attr] = replace(klass.attributes[receiver.attr], sources=sources)


def _nothing_known(node: ast.Call, base: Value | None, args: Arguments) -> Value:
    sources = merged(base.sources if base else (), *(value.sources for value in (*args.positional, *args.keywords.values())))
    named = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else "value"
    if base is not None and not base.known and base.gap.reason in ("loop", "parameter", "environment", "argument", "input"):
        return Value(gap=base.gap, sources=sources)
    first = args.positional[0] if args.positional else None
    if named in ("int", "float", "str", "quote", "escape") and first is not None:
        return first
    reason = "input" if any(v.gap.reason == "input" and not v.known for v in args.positional) else "call"
    return unknown(named, reason, sources)
