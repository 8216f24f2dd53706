"""Things that ``boto3.resource`` gives: one of them, a collection, or each item of a collection in a loop."""

from __future__ import annotations

import ast
import re
from dataclasses import replace

from riskscan.knowledge.python.aws import operation_of
from riskscan.knowledge.python.call import Call
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope
from riskscan.parsers.python.arguments import Arguments
from riskscan.parsers.python.catalogue import catalogue
from riskscan.parsers.python.emit import emit
from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.value import Obj, Value

_RESOURCE = re.compile(r"boto3\.(?:resource\((\w+)\)|(s3|ec2|dynamodb|iam|sqs|sns|cloudformation))\.(.+)\.(\w+)")
_NEXT = frozenset({"all", "filter", "limit", "page_size"})
_ITEM = "[item]"
_ENDS = (Operation.DELETE, Operation.ALTER)
_VERBS = re.compile(r"(delete|terminate|stop|disable|reboot|detach|remove|release|deregister|purge)")


def resource_call(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """A method of such a thing, that no row names; None where it is none."""
    found = _RESOURCE.fullmatch(obj.type)
    if found is None:
        return None
    service, path, method = found[1] or found[2], found[3], found[4]
    if method in _NEXT:
        return Value(objs=(obj,))
    if not _VERBS.match(method):
        return None
    last = next((part for part in reversed(path.split(".")) if part not in _NEXT and part != _ITEM), path)
    thing = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", re.sub(r"^(All|Some)", "", last)).lower().removesuffix("s")
    fact = operation_of(service, method if "_" in method else f"{method}_{thing}")
    if fact is None or fact.operation not in _ENDS:
        return None
    many = path.endswith(_ITEM) or last[:1].islower() or last.startswith(("All", "Some"))
    chosen = "filter" in path or "limit" in path or last.startswith("Some") or (_ITEM in path and _is_chosen(machine, node))
    stored = many and fact.kind is AssetKind.OBJECT
    row = Call(
        id=f"python/boto3.{service}.{thing}.{method}",
        call="",
        operation=fact.operation,
        verb="delete_objects" if stored else fact.verb,
        kind=AssetKind.BUCKET if stored else fact.kind,
        scope=(Scope.SOME if chosen else Scope.ALL) if many else Scope.UNKNOWN,
        undo=fact.undo,
        traits=fact.traits,
        by_key=not many,
        named_by=("self",),
        plain=("It deletes files in {target}." if chosen else "It deletes every file in {target}.") if stored else "",
        example="",
        expect=(),
        source="https://docs.aws.amazon.com/boto3/latest/guide/collections.html",
    )
    emit(machine, node, row, obj, args)
    return Value(const=(None,))


def item_of(over: Value) -> Value | None:
    """Any one item of a collection of resources, or of a list that a row names (``[each]``), as a loop takes it; None for anything else."""
    known = [(obj, given) for obj in over.objs if (given := catalogue().given(f"{obj.type}.[each]")) is not None]
    if known:
        return Value(objs=tuple(replace(obj, type=given.type) for obj, given in known), sources=over.sources)
    objs = [obj for obj in over.objs if obj.type.startswith("boto3.") and _is_collection(obj.type)]
    return Value(objs=tuple(replace(obj, type=f"{obj.type}.{_ITEM}") for obj in objs), sources=over.sources) if objs else None


def _is_collection(name: str) -> bool:
    last = name.rpartition(".")[2]
    return _RESOURCE.fullmatch(f"{name}.x") is not None and (last in _NEXT or last.startswith(("All", "Some")))


def _is_chosen(machine: Machine, node: ast.Call) -> bool:
    """True where a test in the loop around the call leaves some items out."""
    line = node.lineno
    for kind in (ast.For, ast.AsyncFor):
        for loop in machine.facts.nodes.get(kind, ()):
            first, last = getattr(loop, "lineno", 0), getattr(loop, "end_lineno", 0) or 0
            if first <= line <= last:
                tests = [inner for inner in ast.walk(loop) if isinstance(inner, ast.If)]
                if any(test.lineno <= line for test in tests):
                    return True
    return False
