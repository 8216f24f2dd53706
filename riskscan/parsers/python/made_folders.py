"""Folders that a function makes anew and takes away again: what it deletes held nothing before.

Only where the very same name is used for both, is given a value once, and the folder is made on every way to the deletion without
``exist_ok``: a folder that was there stops the program before.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from riskscan.model.effect import Operation, Safe, Safety
from riskscan.parsers.python.facts import inside
from riskscan.parsers.python.machine import Machine

_MAKES = frozenset({"mkdir", "makedirs"})


def made_anew(machine: Machine, node: ast.Call, operation: Operation) -> Safe | None:
    """Safe evidence for the deletion of a folder that this function made before, else None."""
    if operation is not Operation.DELETE or not (_MAKES & machine.facts.attributes or _MAKES & machine.facts.names):
        return None
    name = _folder_of(node)
    function = machine.stack[-1] if machine.stack else machine.facts.tree
    body: Sequence[ast.stmt] = getattr(function, "body", ())
    if not name or not isinstance(body, list) or _stored(function, name) != 1:
        return None
    for call in _always(body):
        if call.lineno < node.lineno and _makes(call) and _folder_of(call) == name:
            return Safe(Safety.OWN_OUTPUT, f"The folder is one that it made itself (line {call.lineno}).", machine.span(node))
    return None


def _makes(node: ast.Call) -> bool:
    called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
    may_exist = [k.value for k in node.keywords if k.arg in ("exist_ok", None)]
    return called in _MAKES and all(isinstance(value, ast.Constant) and value.value is False for value in may_exist) and len(node.args) < 3


def _folder_of(node: ast.Call) -> str:
    """The name of the folder that a call is about: ``d`` in ``d.mkdir()``, ``os.mkdir(d)`` and ``shutil.rmtree(path=d)``; else empty."""
    given = [*node.args[:1], *(k.value for k in node.keywords if k.arg in ("path", "name"))]
    if isinstance(node.func, ast.Attribute):
        owner = node.func.value
        if not (isinstance(owner, ast.Name) and owner.id in ("os", "shutil")):
            given = [owner]
    if not given:
        return ""
    shown = given[0]
    if isinstance(shown, ast.Call) and isinstance(shown.func, ast.Name) and shown.func.id == "str" and len(shown.args) == 1:
        shown = shown.args[0]
    return shown.id if isinstance(shown, ast.Name) else ""


def _stored(function: ast.AST, name: str) -> int:
    """How often a name is given a value; a parameter counts as one."""
    spec = getattr(function, "args", None)
    given = sum(a.arg == name for a in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs)) if isinstance(spec, ast.arguments) else 0
    return given + sum(isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Store) for n in inside(function))


def _always(body: Sequence[ast.stmt]) -> Iterator[ast.Call]:
    """The calls that stand on their own on every way through a body."""
    for statement in body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            yield statement.value
        elif _runs_all(statement):
            yield from _always(getattr(statement, "body", ()))


def _runs_all(statement: ast.stmt) -> bool:
    """True for a ``with`` and a ``try`` that let every error through."""
    if isinstance(statement, ast.With):
        return not any("suppress" in ast.dump(item.context_expr) for item in statement.items)
    return isinstance(statement, ast.Try) and not statement.handlers
