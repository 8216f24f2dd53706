"""Imports: library names stay qualified names; a module beside the program is read for its constants."""

from __future__ import annotations

import ast
from functools import lru_cache

from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.scope import Scope
from riskscan.parsers.python.value import Gap, Obj, Value

SIBLINGS = 12
_LARGEST = 200_000


def import_plain(machine: Machine, node: ast.stmt) -> bool:
    """``import a.b as c``."""
    assert isinstance(node, ast.Import)
    for alias in node.names:
        name = alias.name if alias.asname else alias.name.partition(".")[0]
        bound = alias.asname or name
        machine.scope.set(bound, _module(machine, name, bound))
    return False


def import_from(machine: Machine, node: ast.stmt) -> bool:
    """``from a import b as c``."""
    assert isinstance(node, ast.ImportFrom)
    module = "." * node.level + (node.module or "")
    found = sibling(machine, module)
    for alias in node.names:
        if alias.name == "*":
            if found is not None:
                for name, value in found.names.items():
                    machine.scope.set(name, value)
            continue
        name = f"{module.lstrip('.')}.{alias.name}".lstrip(".")
        other = Value(objs=(Obj(name),), gap=Gap(alias.name, "call"))
        machine.scope.set(alias.asname or alias.name, found.names.get(alias.name, other) if found is not None else other)
    return False


def _module(machine: Machine, name: str, bound: str) -> Value:
    found = sibling(machine, name)
    if found is not None:
        return Value(objs=(Obj(name, tuple(found.names.items())[:400]),), gap=Gap(bound, "call"))
    return Value(objs=(Obj(name),), gap=Gap(bound, "call"))


def sibling(machine: Machine, module: str) -> Scope | None:
    """The names of a module beside the program; None where there is none. What it does when imported is not taken for this file's."""
    path = module.lstrip(".").replace(".", "/")
    if not path or machine.foreign:
        return None
    if path not in machine.modules and len(machine.modules) < SIBLINGS:
        machine.modules[path] = None
        text = machine.surroundings.text(f"{path}.py", machine.artifact.path)
        if text is not None and len(text) < _LARGEST:
            machine.modules[path] = _read(machine, text)
    return machine.modules.get(path)


@lru_cache(maxsize=256)
def _tree(text: str) -> ast.Module | None:
    """The tree of a module beside the program: many programs import the same ones."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _read(machine: Machine, text: str) -> Scope | None:
    tree = _tree(text)
    if tree is None:
        return None
    outer, defined, classes, guards = machine.scope, list(machine.defined), list(machine.defined_classes), list(machine.guards)
    waiting = list(machine.waiting)
    machine.scope, machine.foreign = Scope(), True
    try:
        machine.run([s for s in tree.body if not isinstance(s, ast.Expr)])
        return machine.scope
    finally:
        machine.scope, machine.foreign = outer, False
        machine.defined, machine.defined_classes, machine.guards, machine.waiting = defined, classes, guards, waiting
