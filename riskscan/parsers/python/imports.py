"""Imports: library names stay qualified names; a module beside the program is read for what it defines."""

from __future__ import annotations

import ast
import sys

from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.modules import DEEP, module_of, places
from riskscan.parsers.python.scope import Scope
from riskscan.parsers.python.value import Gap, Obj, Value

SIBLINGS = 16  # modules that are read for one program
_STANDARD = sys.stdlib_module_names


def import_plain(machine: Machine, node: ast.stmt) -> bool:
    """``import a.b as c``."""
    assert isinstance(node, ast.Import)
    for alias in node.names:
        name = alias.name if alias.asname else alias.name.partition(".")[0]
        bound = alias.asname or name
        machine.scope.set(bound, _module(machine, name, bound))
    return False


def import_from(machine: Machine, node: ast.stmt) -> bool:
    """``from a import b as c``; ``b`` may be a module of its own."""
    assert isinstance(node, ast.ImportFrom)
    module = "." * node.level + (node.module or "")
    found = sibling(machine, module)
    for alias in node.names:
        if alias.name == "*":
            if found is not None:
                for name, value in found.names.items():
                    machine.scope.set(name, value)
            continue
        bound = alias.asname or alias.name
        known = found.names.get(alias.name) if found is not None else None
        if known is None and (found is not None or node.level or not node.module or "." not in module):
            inner = sibling(machine, f"{module}{alias.name}" if module.endswith(".") else f"{module}.{alias.name}")
            known = _holder(f"{module.lstrip('.')}.{alias.name}".lstrip("."), inner, bound) if inner is not None else None
        other = Value(objs=(Obj(f"{module.lstrip('.')}.{alias.name}".lstrip(".")),), gap=Gap(alias.name, "call"))
        machine.scope.set(bound, known or other)
    return False


def _module(machine: Machine, name: str, bound: str) -> Value:
    found = sibling(machine, name)
    return _holder(name, found, bound) if found is not None else Value(objs=(Obj(name),), gap=Gap(bound, "call"))


def _holder(name: str, scope: Scope, bound: str) -> Value:
    """A module as an object that carries its names."""
    return Value(objs=(Obj(name, holds=scope),), gap=Gap(bound, "call"))


def sibling(machine: Machine, module: str) -> Scope | None:
    """The names of a module beside the program; None where there is none."""
    if machine.deep >= DEEP or module.partition(".")[0] in _STANDARD:
        return None
    if module not in machine.modules:
        machine.modules[module] = None
        if sum(scope is not None for scope in machine.modules.values()) < SIBLINGS:
            machine.modules[module] = _found(machine, module)
    return machine.modules[module]


def _found(machine: Machine, module: str) -> Scope | None:
    near = machine.artifact.path
    for place in places(near, module):
        text = machine.surroundings.text(place, near)
        if text is None:
            continue
        path = machine.surroundings.place(place, near)
        read = module_of(machine, path, text) if text != machine.artifact.text else None
        return read.scope if read is not None else None
    return None
