"""What pytest hands to a test by the name of its parameter: throwaway folders, and what a fixture of the same file gives."""

from __future__ import annotations

import ast

from riskscan.parsers.python.callers import decorator_name
from riskscan.parsers.python.facts import inside
from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.value import Code, Gap, Obj, Value, join

_FOLDERS = frozenset({"tmp_path", "tmpdir"})
_MAKERS = frozenset({"tmp_path_factory", "tmpdir_factory"})


def handed(machine: Machine, code: Code, name: str) -> Value | None:
    """The value of a parameter of a test or of a fixture; None where pytest hands over nothing that this file shows."""
    if "pytest" not in machine.facts.imports and not code.name.startswith("test"):
        return None
    if not code.name.startswith("test") and _fixture_name(machine, code) is None:
        return None
    own = next((known for known in machine.defined if known.node is not code.node and _fixture_name(machine, known) == name), None)
    if own is not None:
        return _given(machine, own)
    if name in _FOLDERS:
        return folder()
    return Value(objs=(Obj("scratch.Maker", flags=frozenset({"scratch"})),)) if name in _MAKERS else None


def folder() -> Value:
    """A folder that the test runner makes anew for each test."""
    named = Value(texts=((Gap("tmpdir", "scratch"),),))
    return Value(objs=(Obj("pathlib.Path", (("name", named),), flags=frozenset({"scratch"})),), texts=named.texts)


def _given(machine: Machine, code: Code) -> Value:
    from riskscan.parsers.python.functions import invoke

    found = invoke(machine, code, (), {}, True)
    yields = any(isinstance(inner, ast.Yield) for inner in inside(code.node))
    return join(*found.items) if yields and found.items else found


def _fixture_name(machine: Machine, code: Code) -> str | None:
    """The name under which a fixture is handed over; None where the function is no fixture."""
    for node, _ in machine.decorated.get(id(code.node), ()):
        if decorator_name(node) == "fixture":
            names = (
                [k.value.value for k in node.keywords if k.arg == "name" and isinstance(k.value, ast.Constant)]
                if isinstance(node, ast.Call)
                else []
            )
            return str(names[0]) if names else code.name
    return None
