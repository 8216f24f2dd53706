"""Calls of an AWS client that no row names: what they do is told by the verb of their method."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from functools import lru_cache

from riskscan.knowledge.python.aws import AwsFact, name_keyword, operation_of, prefix_keyword, service_of
from riskscan.knowledge.python.call import Call
from riskscan.knowledge.words import PLURALS
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Certainty, Operation, Scope
from riskscan.parsers.python.arguments import Arguments
from riskscan.parsers.python.at_worst import tell_at_worst
from riskscan.parsers.python.emit import emit
from riskscan.parsers.python.library import listing
from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.value import Obj, Value

_NO_READS = (
    "get_caller_identity",
    "wait",
    "generate_presigned",
    "generate_random",
    "describe_regions",
    "list_tags",
    "describe_tags",
    "encrypt",
)
_CLIENT = re.compile(r"^(?:aio)?boto3\.client\(([\w-]+|\?)\)\.(\w+)$")


def cloud_call(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """The answer of a call of ``boto3.client(service)``; None where it is no such call."""
    found = _CLIENT.match(obj.type)
    if found is None:
        return None
    service, method = found[1], found[2]
    if service == "?":
        return unknown_client(machine, node, method, args)
    fact = operation_of(service, method)
    if fact is None:
        return None
    _tell(machine, node, service, method, fact, obj, args, Certainty.PROVEN)
    return listing(machine, node, method, args)


def paged(machine: Machine, node: ast.Call, service: str, method: str, args: Arguments) -> None:
    """What ``client.get_paginator(method).paginate(...)`` reads."""
    fact = operation_of(service, method)
    if fact is not None and fact.operation is Operation.READ:
        _tell(machine, node, service, method, fact, Obj(f"boto3.client({service}).{method}"), args, Certainty.PROVEN)


def unknown_client(machine: Machine, node: ast.Call, method: str, args: Arguments) -> Value | None:
    """The same for a client that came from elsewhere, where only one service has such a method."""
    service = service_of(method, args.keywords)
    fact = operation_of(service, method) if service else None
    if fact is None:
        return None
    name = f"boto3.client({service}).{method}"
    obj = Obj(name)
    rows = [row for row in machine.catalogue.rows(name) if _given(row, args)]
    if rows:
        for row in rows:
            emit(machine, node, row, obj, args, Certainty.LIKELY)
    else:
        tell_at_worst(machine, node, name, (), obj, args, Certainty.LIKELY)
        _tell(machine, node, service, method, fact, obj, args, Certainty.LIKELY)
    return listing(machine, node, method, args)


def _given(row: Call, args: Arguments) -> bool:
    from riskscan.parsers.python.emit import fits

    return fits(row, args, Obj("unknown"))


def _tell(
    machine: Machine, node: ast.Call, service: str, method: str, fact: AwsFact, obj: Obj, args: Arguments, certainty: Certainty
) -> None:
    keyword = name_keyword(service, method, tuple(args.keywords))
    if fact.operation is Operation.READ and method.startswith(_NO_READS):
        return
    row = _row(service, method, fact, keyword or "", prefix_keyword(fact, tuple(args.keywords)) or "")
    if fact.operation is Operation.READ and method.startswith("list_object") and keyword:
        row = replace(row, kind=AssetKind.BUCKET, plain="It reads the list of files in {target}.")
    if fact.operation is Operation.READ:
        row = replace(row, scope=Scope.SOME if args.keywords or args.positional else Scope.ALL)
        if keyword is None:
            row = replace(row, plain="It fetches a password or key." if fact.plain else _listing_words(method, fact.kind))
    emit(machine, node, row, obj, args, certainty)


def _listing_words(method: str, kind: AssetKind) -> str:
    """What a listing reads, as in "It reads the list of db instances"."""
    things = method.partition("_")[2].replace("_", " ") or PLURALS.get(kind, "things")
    return f"It reads the list of {re.sub(r'objects( v2)?$', 'stored files', things)}."


@lru_cache(maxsize=512)
def _row(service: str, method: str, fact: AwsFact, keyword: str, prefix: str) -> Call:
    separated = () if prefix == "" else (prefix,)
    return Call(
        id=f"python/boto3.{service}.{method}",
        operation=fact.operation,
        verb=fact.verb,
        kind=fact.kind,
        scope=fact.scope,
        undo=fact.undo,
        traits=fact.traits,
        example="",
        expect=(),
        source="https://docs.aws.amazon.com/boto3/latest/",
        call=f"boto3.client({service}).{method}",
        named_by=(keyword,) if keyword else (),
        prefixed_by=separated,
        by_key=fact.by_key,
        plain=fact.plain,
        dry=(("DryRun", "True"),),
        payload=("Body", "Message"),
    )
