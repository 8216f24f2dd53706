"""What a test says about the two sides of an ``if``: only shown and not done, asked of a person, or nothing.

A flag counts by its value (a constant of the file, or the default of an option), never by a comment. ``DRY_RUN = False`` says nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from riskscan.model.effect import Safe, Safety
from riskscan.model.span import Note
from riskscan.parsers.python.facts import inside
from riskscan.parsers.python.machine import Guard, Machine
from riskscan.parsers.python.value import Gap, Value, truth

_DRY = re.compile(r"(?i)(^|_)(dry|dryrun|simulate|simulation|preview|noop|no_op|what_?if|check_only|read_?only|test_only)(_|$)")
_ASKS = re.compile(r"(?i)^(confirm\w*|prompt\w*|ask\w*|input)$")
_CASES = frozenset({"upper", "lower", "strip", "casefold"})
ASKED = "asked"


def guards_of(machine: Machine, node: ast.expr, test: Value) -> tuple[tuple[Guard, ...], tuple[Guard, ...]]:
    """(guards of the body, guards of the other side)."""
    if is_answer(test):
        safe = Safe(Safety.CONFIRMED, "It asks a person first.", machine.span(node))
        guard = Guard("confirm", safe=safe)
        return (guard,), (guard,)
    known = truth(test)
    if known is None or isinstance(node, ast.Constant) or _compares_name(node):
        return (), ()
    if not test.const or not isinstance(test.const[0], bool):
        return (), ()
    name = _flag_name(node) or test.flag
    if not name or test.gap.reason in ("environment", "parameter") or machine.facts.stores.get(name, 0) > 1:
        return (), ()
    if not is_settled_switch(test):
        asked = Guard(
            "switch", note=Note(f"It does this only when it is started with the switch {name} (line {node.lineno}).", machine.span(node))
        )
        return ((), (asked,)) if known else ((asked,), ())
    safe = Safe(Safety.DRY_RUN, f"As it stands it only shows this: the switch {name} decides (line {node.lineno}).", machine.span(node))
    off = (Guard("dry", safe=safe),)
    return ((), off) if known else (off, ())


def decided_by_call(machine: Machine, node: ast.expr, test: Value) -> bool:
    """True where a test asks about a parameter what the call that is followed settled with a plain text.

    ``if method == "DELETE"`` and ``if path.startswith("http")`` within ``request("GET", "/users")``. A default says nothing here,
    nor does a parameter that is set anew.
    """
    function = machine.stack[-1] if machine.stack else None
    asked = _asked_of(node)
    if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) or asked is None or not test.sure or test.flag:
        return False
    spec, stores = function.args, _stores(function)
    name = _plain_name(asked)
    if len(stores.get(name, ())) == 1:  # verb = method.upper()
        name = _plain_name(stores[name][0])
    return name in {parameter.arg for parameter in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs)} and name not in stores


def _asked_of(node: ast.expr) -> ast.expr | None:
    """What a test compares with constants; None for another kind of test."""
    if isinstance(node, ast.Compare) and all(isinstance(right, ast.Constant) for right in node.comparators):
        return node.left
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("startswith", "endswith"):
        return node.func.value
    return None


def _plain_name(node: ast.expr | None) -> str:
    """The name of ``method`` and of ``method.upper()``; empty for anything else."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CASES and not node.args:
        node = node.func.value
    return node.id if isinstance(node, ast.Name) else ""


def _stores(function: ast.FunctionDef | ast.AsyncFunctionDef) -> dict[str, list[ast.expr | None]]:
    """Name -> what is put into it within a function; None where that is no plain assignment."""
    found: dict[str, list[ast.expr | None]] = {}
    plain: set[int] = set()
    for inner in inside(function):
        if isinstance(inner, ast.Assign) and len(inner.targets) == 1 and isinstance(inner.targets[0], ast.Name):
            found.setdefault(inner.targets[0].id, []).append(inner.value)
            plain.add(id(inner.targets[0]))
        elif isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store) and id(inner) not in plain:
            found.setdefault(inner.id, []).append(None)
    return found


def is_settled_switch(value: Value) -> bool:
    """True where a switch stands as it is: set in the file, or a switch of the command line that is safe unless someone turns it off.

    ``--dry-run`` that is on by default counts; ``--apply`` that is off by default does not: whoever hands this over means to use it.
    """
    return value.sure or (value.gap.reason == "argument" and bool(_DRY.search(value.flag)))


def _compares_name(node: ast.expr) -> bool:
    return any(isinstance(inner, ast.Name) and inner.id == "__name__" for inner in inside(node))


def _flag_name(node: ast.expr) -> str:
    while isinstance(node, ast.UnaryOp):
        node = node.operand
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def is_answer(value: Value) -> bool:
    """True where a value is what a person typed or answered."""
    if value.gap.reason == "input" and not value.texts and not value.objs:
        return True
    return any(isinstance(part, Gap) and part.reason == "input" for text in value.texts for part in text)


def note_check(machine: Machine, node: ast.If) -> None:
    """``if cur.rowcount != 3: rollback or stop``: what was done before in this function is checked by its count."""
    counts = any(isinstance(inner, ast.Attribute) and inner.attr == "rowcount" for inner in inside(node.test))
    if not counts:
        return
    first = getattr(machine.stack[-1], "lineno", 1) if machine.stack else 1
    if any(first <= line < node.lineno for line in machine.facts.commits):
        return  # too late: it is kept already
    body = [inner for statement in node.body for inner in inside(statement)]
    takes_back = any(isinstance(inner, ast.Attribute) and inner.attr == "rollback" for inner in body)
    if takes_back or any(isinstance(inner, ast.Raise) for inner in body):
        safe = Safe(Safety.CHECKED, "It stops when the number of rows is not the one it expects.", machine.span(node.test))
        machine.sink.checked(first, node.lineno, safe)


def leaving(machine: Machine, body: Sequence[ast.stmt], rest: tuple[Guard, ...]) -> tuple[Guard, ...]:
    """The guards of what follows an ``if`` whose body left; where it left the program, they hold after the function too."""
    from riskscan.parsers.python.statements import ends_program

    last = body[-1] if body else None
    stops = isinstance(last, ast.Raise) or (
        isinstance(last, ast.Expr) and isinstance(last.value, ast.Call) and ends_program(machine, last.value)
    )
    return tuple(Guard(g.kind, g.trait, g.safe, g.note, stops, g.names) for g in rest)


def stops_without_answer(machine: Machine, node: ast.Call) -> tuple[Guard, ...]:
    """The guard of what follows ``click.confirm("Sure?", abort=True)``: the program ends unless a person agrees."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
    aborts = any(k.arg == "abort" and isinstance(k.value, ast.Constant) and k.value.value is True for k in node.keywords)
    if name != "confirm" or not aborts:
        return ()
    return (Guard(ASKED, safe=Safe(Safety.CONFIRMED, "It asks a person first.", machine.span(node)), stays=True),)


def unless_switched_off(machine: Machine, added: int, node: ast.expr, test: Value) -> None:
    """After an ``if`` whose body asks a person: that holds for the rest only where a switch of the command line is all that skips it."""
    if added <= 0 or (_flag_name(node) and test.flag and test.gap.reason == "argument"):
        return
    kept = machine.guards[:-added]
    machine.guards[:] = [*kept, *(guard for guard in machine.guards[len(kept) :] if guard.kind != ASKED)]
