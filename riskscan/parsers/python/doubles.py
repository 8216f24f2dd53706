"""Doubles in tests: patched names (``mock.patch``) and what fixtures hand over from a make-believe AWS. The real thing is not touched.

A double counts for what it replaces only: a test with moto may still delete real files.
"""

from __future__ import annotations

import ast
import re

from riskscan.model.effect import Safe, Safety
from riskscan.model.span import Note
from riskscan.parsers.python.callers import decorator_name
from riskscan.parsers.python.machine import Guard, Machine
from riskscan.parsers.python.value import Code, Obj, one_text

STAND_IN = "stand_in"  # the kind of its guards, and the flag of objects that are made under one
_MOTO = re.compile(r"mock_[a-z][a-z0-9]*$")
_PATCH = re.compile(r"(^|\bmock\.|\bmocker\.)patch(\.object)?$")
_AWS = frozenset({"boto3", "aioboto3", "botocore"})
_RETRIES = frozenset({"retry", "on_exception", "on_predicate", "retry_on_exception"})


def around_function(machine: Machine, code: Code) -> tuple[Guard, ...]:
    """The guards that the decorators of a function, of its class and the fixtures that it takes put around it."""
    decorators = [node for node, _ in machine.decorated.get(id(code.node), ())]
    decorators += code.owner.decorator_list if code.owner is not None else []
    found = [guard for node in decorators for guard in (stand_in(machine, node), _retry(machine, node)) if guard is not None]
    if "moto" in machine.facts.imports and not isinstance(code.node, ast.ClassDef):
        found += _from_fixtures(machine, code)
    return tuple(found)


def stand_in(machine: Machine, node: ast.expr) -> Guard | None:
    """The guard of ``@mock_aws``, ``with mock_s3():``, ``patch("boto3.client")``, ``patch.object(shutil, "rmtree")``; None for others."""
    name = decorator_name(node)
    if "moto" in machine.facts.imports and _MOTO.match(name):
        return _guard(machine, node, "It works on a make-believe AWS, not on the real one.", _AWS)
    if not isinstance(node, ast.Call) or not _PATCH.search(ast.unparse(node.func)):
        return None
    patched = _patched(machine, node, name)
    return _guard(machine, node, "A test puts something harmless in its place.", frozenset({patched})) if patched else None


def _patched(machine: Machine, node: ast.Call, name: str) -> str:
    """The whole name that is patched; empty where it is not known."""
    if name == "patch":
        return one_text(machine.value(node.args[0])) or "" if node.args else ""
    if len(node.args) < 2:
        return ""
    owner, attribute = machine.value(node.args[0]), one_text(machine.value(node.args[1]))
    return f"{owner.objs[0].type}.{attribute}" if owner.objs and attribute else ""


def _guard(machine: Machine, node: ast.expr, words: str, names: frozenset[str]) -> Guard:
    return Guard(STAND_IN, safe=Safe(Safety.SCRATCH, words, machine.span(node)), names=names)


def _from_fixtures(machine: Machine, code: Code) -> list[Guard]:
    """The make-believe AWS of fixtures of this file that a test takes."""
    assert not isinstance(code.node, ast.ClassDef)
    taken = {argument.arg for argument in code.node.args.args}
    fixtures = [known for known in machine.defined if known.name in taken and known.node is not code.node]
    items = [item for known in fixtures for inner in ast.walk(known.node) if isinstance(inner, ast.With) for item in inner.items]
    found = [stand_in(machine, item.context_expr) for item in items if _MOTO.match(decorator_name(item.context_expr))]
    return [guard for guard in found if guard is not None]


def _retry(machine: Machine, node: ast.expr) -> Guard | None:
    """``@retry``, ``@backoff.on_exception(...)``: it is done again when it fails."""
    if decorator_name(node) not in _RETRIES:
        return None
    return Guard("retry", note=Note("It tries this again by itself when it fails.", machine.span(node)))


def applies(guard: Guard, obj: Obj) -> bool:
    """True where a guard speaks of this call: a stand-in only of what it replaces."""
    if guard.kind != STAND_IN:
        return True
    return any(_covers(name, obj.type) for name in guard.names)


def _covers(patched: str, name: str) -> bool:
    """True where ``jobs.clean.boto3.client`` replaces ``boto3.client(s3).delete_bucket``."""
    parts = patched.split(".")
    ends = (".".join(parts[start:]) for start in range(len(parts)))
    return any(name == end or name.startswith((f"{end}.", f"{end}(")) for end in ends)


def stands_in_for(obj: Obj) -> tuple[Safe, ...]:
    """The evidence that an object made under a stand-in carries with it."""
    return (Safe(Safety.SCRATCH, "It works on a make-believe system, not on the real one."),) if STAND_IN in obj.flags else ()
