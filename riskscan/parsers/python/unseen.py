"""Calls of one's own modules that we do not have: where the name of the call says that it ends something, that is told, as possible."""

from __future__ import annotations

import ast
import re
import sys

from riskscan.knowledge.python.call import Call
from riskscan.knowledge.python.libraries import KNOWN_LIBRARIES
from riskscan.model.asset import AssetKind
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.effect import Certainty, Operation, Scope, Undo
from riskscan.parsers.python.arguments import Arguments
from riskscan.parsers.python.emit import emit
from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.value import Obj, Value, literal, one_text

_ENDING = re.compile(
    r"(?:delete|destroy|terminate|purge|wipe|refund|revoke|deactivate)(?:_|$)|(?:drop|truncate)(?:_(?:all|db|database|schema|table|collection|index|bucket)\w*)?$"
    r"|remove_all(?:_|$)|cancel_\w+|reset_(?:all|db|database|tables?|data|passwords?|accounts?|users?|environment)$"
)
_FIELD_START = re.compile(r"^(\d+\.\d+|0|end)$")
_OF_FRAMES = frozenset({"columns", "axis", "subset", "labels", "inplace", "before", "after"})


def unseen_call(machine: Machine, node: ast.Call, function: Value, args: Arguments) -> Value | None:
    """Tells what an ending call of an unseen module may do; None where the call is no such one."""
    if machine.foreign or _OF_FRAMES & args.keywords.keys() or only_tested(machine):
        return None
    if args.positional and (args.positional[0].const == (0,) or _FIELD_START.match(one_text(args.positional[0]) or "")):
        return None  # entry.delete(0, END), text.delete("1.0", END): the content of a field on the screen
    for obj in function.objs:
        owner, _, method = obj.type.rpartition(".")
        module = obj.type.partition(".")[0]
        if not owner or not _is_own(machine, module) or not _ENDING.match(snake(method)):
            continue
        if isinstance(node.func, ast.Name) and method in ("drop", "truncate"):
            continue  # a function of that name alone mostly shortens a text or a table in memory
        _note(machine, node, module)
        emit(machine, node, _ROW, Obj(obj.type, (("name", literal(f"{method} of {module}")),)), args, Certainty.POSSIBLE)
        return Value()
    return None


def only_tested(machine: Machine) -> bool:
    """True in a test of a file that a test runner reads: it calls the module's code on the data that the tests made."""
    if not machine.facts.imports & {"pytest", "unittest", "mock"}:
        return False
    return any(getattr(node, "name", "").startswith("test") for node in machine.stack)


def _is_own(machine: Machine, module: str) -> bool:
    """True for a module that is neither the standard library's nor a public library nor one with rows."""
    if not module.isidentifier() or module in sys.stdlib_module_names or module in KNOWN_LIBRARIES or module == "builtins":
        return False
    return module not in machine.catalogue.roots


def snake(name: str) -> str:
    """``deleteAll`` as ``delete_all``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().lstrip("_")


def _note(machine: Machine, node: ast.Call, module: str) -> None:
    text = f"We did not see the module {module}. It is not among the files that we got."
    if all(known.text != text for known in machine.diagnostics):
        consequence = "What its calls do is not in our answer. They may do more."
        machine.diagnostics.append(Diagnostic("python-unseen-module", text, consequence, machine.span(node)))


_ROW = Call(
    id="python/unseen-module",
    call="",
    operation=Operation.EXECUTE,
    verb="run",
    kind=AssetKind.PROGRAM,
    scope=Scope.UNKNOWN,
    undo=Undo.UNKNOWN,
    named_by=("self",),
    plain="It calls {name}, whose code we did not see. Its name says that it ends something.",
    example="",
    expect=(),
    source="https://docs.python.org/3/reference/import.html",
)
