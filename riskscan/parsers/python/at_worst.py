"""Rows that would speak of a call, were an argument that only the run knows the worst that it may be: ``CidrIp=address``, ``ACL=rights``.

A row that asks for a value (``when``) fits where the value stands there. Where a variable stands there, the row may fit: what it says then
happens at worst. Such effects carry the name of the variable (``OpenEffect``); they widen the range and make the page ask for the value.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from riskscan.knowledge.python.call import Call
from riskscan.model.effect import Certainty, Operation
from riskscan.parsers.python.arguments import Arguments
from riskscan.parsers.python.emit import emit, fits, has_value
from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.value import Gap, Obj, Value

_FROM_OUTSIDE = frozenset({"parameter", "environment", "input", "argument", "call", "file", "loop", "many"})
DEEPEST = 5


def tell_at_worst(
    machine: Machine, node: ast.Call, call: str, fitting: Sequence[Call], obj: Obj, args: Arguments, certainty: Certainty
) -> None:
    """Puts down what the rows of a call that do not fit would say at worst."""
    for row in machine.catalogue.rows_with_conditions(call):
        if row not in fitting and (name := decided_by(row, args, obj)):
            with machine.sink.only_if(name):
                emit(machine, node, row, obj, args, certainty)


def tell_any_type(machine: Machine, node: ast.Call, obj: Obj, args: Arguments, fitting: Sequence[Call]) -> None:
    """The same where the type of the receiver hangs on a value: ``frame.write.mode(mode).save(path)``."""
    if "(?)" not in obj.type or obj.type.startswith("boto3."):  # the service of such a client is told by its method
        return
    for row in machine.catalogue.rows_of_any(obj.type):
        if row not in fitting and row.code is None and row.operation is not Operation.READ and fits(row, args, obj):
            with machine.sink.only_if("setting"):
                emit(machine, node, row, obj, args, Certainty.LIKELY)


def decided_by(row: Call, args: Arguments, obj: Obj) -> str:
    """The name of the open value with which the row would fit; empty where it cannot."""
    if row.needs and args.first(row.needs, obj) is None and not args.open:
        return ""
    names = ""
    for key, wanted in row.when:
        value = args.at(key, obj)
        if has_value(value, wanted):
            continue
        name = open_name(value) if value is not None and set(wanted) - {"", "?", "{}"} else ""
        if not name:
            return ""
        names = names or name
    return names


def open_name(value: Value, depth: int = 0) -> str:
    """The name of a value, or of the first part of a list or dict, that is known only when it runs; empty where all is known."""
    if value.texts:
        whole = (text[0] for text in value.texts if len(text) == 1)
        return next((part.name for part in whole if isinstance(part, Gap) and part.reason in _FROM_OUTSIDE), "")
    if not value.known:
        return value.gap.name if value.gap.reason in _FROM_OUTSIDE else ""
    if depth == DEEPEST:
        return ""
    parts = (part for obj in value.objs for _, part in obj.parts)
    inner = (*(part for _, part in (value.pairs or ())[:64]), *(value.items or ())[:64], *parts)
    return next((name for part in inner if (name := open_name(part, depth + 1))), "")
