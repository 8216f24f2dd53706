"""What each kind of statement does to names, guards and flow."""

from __future__ import annotations

import ast
from dataclasses import replace

from riskscan.model.effect import Safe, Safety
from riskscan.parsers.python.conditions import decided_by_call, guards_of, leaving, note_check, stops_without_answer, unless_switched_off
from riskscan.parsers.python.definitions import define, define_class
from riskscan.parsers.python.doubles import stand_in
from riskscan.parsers.python.endless import has_way_out, turn_by_turn, without_end
from riskscan.parsers.python.facts import inside
from riskscan.parsers.python.imports import import_from, import_plain
from riskscan.parsers.python.loops import bind, loop_guard, rounds
from riskscan.parsers.python.machine import NEVER, WORK, Guard, Machine, Perform
from riskscan.parsers.python.resources import item_of
from riskscan.parsers.python.value import Value, element, join, one_text, truth, unknown

_ENDING_CALLS = frozenset({"sys.exit", "builtins.exit", "builtins.quit", "os._exit", "exit", "quit", "os.abort"})


def expression(machine: Machine, node: ast.stmt) -> bool:
    """A call on its own. True where it ends the program."""
    assert isinstance(node, ast.Expr)
    machine.value(node.value)
    if not isinstance(node.value, ast.Call):
        return False
    machine.guards.extend(stops_without_answer(machine, node.value))
    return ends_program(machine, node.value)


def ends_program(machine: Machine, node: ast.Call) -> bool:
    """True for ``sys.exit()`` and its kind."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr in ("exit", "_exit", "abort")
    return isinstance(node.func, ast.Name) and any(obj.type in _ENDING_CALLS for obj in machine.value(node.func).objs)


def assign(machine: Machine, node: ast.stmt) -> bool:
    """``a = b = value``."""
    assert isinstance(node, ast.Assign)
    value = machine.value(node.value)
    for target in node.targets:
        _visit_target(machine, target)
        bind(machine, target, _marked(machine, target, value))
    return False


def _marked(machine: Machine, target: ast.expr, value: Value) -> Value:
    """A constant remembers its name; an unknown value takes it."""
    if isinstance(target, ast.Name) and value.const and not value.flag:
        return replace(value, flag=target.id)
    return value


def _visit_target(machine: Machine, target: ast.expr) -> None:
    if type(target) is ast.Name:
        return
    for inner in inside(target):
        if isinstance(inner, ast.Call):
            machine.value(inner)


def annotated(machine: Machine, node: ast.stmt) -> bool:
    """``a: T = value``."""
    assert isinstance(node, ast.AnnAssign)
    machine.value(node.annotation)
    if node.value is not None:
        value = machine.value(node.value)
        bind(machine, node.target, _marked(machine, node.target, value))
    return False


def augmented(machine: Machine, node: ast.stmt) -> bool:
    """``a += value``."""
    assert isinstance(node, ast.AugAssign)
    left = ast.copy_location(_as_load(node.target), node.target)
    combined = ast.copy_location(ast.BinOp(left=left, op=node.op, right=node.value), node)
    bind(machine, node.target, machine.value(combined))
    return False


def _as_load(target: ast.expr) -> ast.expr:
    if isinstance(target, ast.Name):
        return ast.Name(id=target.id, ctx=ast.Load())
    return target


def branch(machine: Machine, node: ast.stmt) -> bool:
    """``if``: the live side of a constant test; else both, joined. What ends the flow guards the rest."""
    assert isinstance(node, ast.If)
    test = machine.value(node.test)
    note_check(machine, node)
    known = truth(test)
    if known is not None and decided_by_call(machine, node.test, test):
        return _live_side(machine, node, known)
    positive, negative = guards_of(machine, node.test, test)
    scope = machine.scope
    held = len(machine.guards)
    scope.open()
    with machine.within(*positive):
        body_ends = machine.run(node.body)
    unless_switched_off(machine, len(machine.guards) - held, node.test, test)
    body = scope.close()
    scope.open()
    with machine.within(*negative):
        else_ends = machine.run(node.orelse) if node.orelse else False
    other = scope.close()
    if known is not None and test.sure:
        live = body if known else other
        for name, value in live.items():
            scope.set(name, value)
    elif body_ends and not else_ends:
        scope.join(other)
    elif else_ends and not body_ends:
        scope.join(body)
    else:
        scope.join(body, other)
    if body_ends and not else_ends:
        machine.guards.extend(leaving(machine, node.body, negative))
    elif else_ends and not body_ends:
        machine.guards.extend(leaving(machine, node.orelse, positive))
    return body_ends and else_ends


def _live_side(machine: Machine, node: ast.If, known: bool) -> bool:
    """Performs the side that this call of a function takes; the other one is only visited."""
    scope, returns = machine.scope, len(machine.returns)
    scope.open()
    machine.sink.dead += 1
    with machine.within(NEVER):
        machine.run(node.orelse if known else node.body)
    machine.sink.dead -= 1
    scope.close()
    del machine.returns[returns:]
    ends = machine.run(node.body if known else node.orelse)
    machine.left = ends
    return ends


def loop(machine: Machine, node: ast.stmt) -> bool:
    """``for``: once for each item of a short literal list; else once, for any item."""
    assert isinstance(node, ast.For | ast.AsyncFor)
    over = machine.value(node.iter)
    choices = rounds(over) if machine.work < WORK // 2 else None
    guard = loop_guard(machine, node.iter, node.target, over)
    _visit_target(machine, node.target)
    scope = machine.scope
    scope.open()
    with machine.within(*(() if guard is None else (guard,))):
        for item in choices if choices else (item_of(over) or element(over, getattr(node.target, "id", "item")),):
            bind(machine, node.target, item)
            machine.run(node.body)
    written = scope.close()
    if choices:
        for name, value in written.items():
            scope.set(name, value)
    else:
        scope.join(written, {})
    machine.run(node.orelse)
    return False


def forever(machine: Machine, node: ast.stmt) -> bool:
    """``while``: without an end of its own it is endless; else its length is not known."""
    assert isinstance(node, ast.While)
    test = machine.value(node.test)
    scope = machine.scope
    guards: tuple[Guard, ...] = ()
    if truth(test) is True and isinstance(node.test, ast.Constant) and not has_way_out(node):
        guards = without_end(machine, node)
    elif test.sources:
        guards = tuple(g for g in (loop_guard(machine, node.test, node.test, test),) if g is not None)
    else:
        guards = turn_by_turn(machine, node)
    scope.open()
    with machine.within(*guards):
        machine.run(node.body)
    scope.join(scope.close(), {})
    machine.run(node.orelse)
    return False


def manager(machine: Machine, node: ast.stmt) -> bool:
    """``with a as b``."""
    assert isinstance(node, ast.With | ast.AsyncWith)
    guards: list[Guard] = []
    opened: list[str] = []
    for item in node.items:
        value = machine.value(item.context_expr)
        entered = _entered(machine, value)
        if item.optional_vars is not None:
            bind(machine, item.optional_vars, entered)
        guards += _transaction(machine, item.context_expr)
        guards += [guard for guard in (stand_in(machine, item.context_expr),) if guard is not None]
        opened += [name for obj in value.objs if obj.type == "airflow.DAG" and (name := one_text(obj.part("name")))]
    before = len(machine.guards)
    machine.guards.extend(guards)
    machine.jobs.open.extend(opened)
    ends = machine.run(node.body)
    del machine.jobs.open[len(machine.jobs.open) - len(opened) :]
    del machine.guards[before : before + len(guards)]
    return ends


def _entered(machine: Machine, value: Value) -> Value:
    from riskscan.parsers.python.expressions import member
    from riskscan.parsers.python.functions import invoke

    for code in value.codes:
        method = member(machine, code, "__enter__", value)
        if method is not None and method.codes:
            return join(*(invoke(machine, c, (), {}) for c in method.codes))
    if value.items:
        return element(value)
    objs = []
    for obj in value.objs:
        given = machine.catalogue.given(f"{obj.type}.__enter__")
        objs.append(replace(obj, type=given.type, dialect=given.dialect or obj.dialect) if given is not None else obj)
    return replace(value, objs=tuple(objs))


def _transaction(machine: Machine, node: ast.expr) -> list[Guard]:
    call = node.value if isinstance(node, ast.Await) else node
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute | ast.Name):
        return []
    name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id
    if name not in ("begin", "transaction", "atomic", "begin_nested"):
        return []
    words = "All of it happens, or nothing: it runs as one transaction."
    return [Guard("transaction", safe=Safe(Safety.IN_TRANSACTION, words, machine.span(node)))]


def attempt(machine: Machine, node: ast.stmt) -> bool:
    """``try``: the body, then each way that it may go on."""
    assert isinstance(node, ast.Try | ast.TryStar)
    scope = machine.scope
    ends = machine.run(node.body)
    all_end = bool(node.handlers)
    branches: list[dict[str, Value]] = [{}]
    for handler in node.handlers:
        if handler.type is not None:
            machine.value(handler.type)
        scope.open()
        if handler.name:
            scope.set(handler.name, unknown(handler.name))
        handler_ends = machine.run(handler.body)
        written = scope.close()
        if not handler_ends:
            branches.append(written)
        all_end = all_end and handler_ends
    scope.join(*branches)
    ends = machine.run(node.orelse) or ends
    return machine.run(node.finalbody) or (ends and (all_end or not node.handlers))


def choose(machine: Machine, node: ast.stmt) -> bool:
    """``match``: every case may be taken."""
    assert isinstance(node, ast.Match)
    subject = machine.value(node.subject)
    scope = machine.scope
    branches: list[dict[str, Value]] = [{}]
    for case in node.cases:
        scope.open()
        for inner in ast.walk(case.pattern):
            if isinstance(inner, ast.MatchValue):
                machine.value(inner.value)
            elif isinstance(inner, ast.MatchAs | ast.MatchStar) and inner.name:
                scope.set(inner.name, unknown(inner.name, "call", subject.sources))
        if case.guard is not None:
            machine.value(case.guard)
        ends = machine.run(case.body)
        written = scope.close()
        if not ends:
            branches.append(written)
    scope.join(*branches)
    return False


def give_back(machine: Machine, node: ast.stmt) -> bool:
    """``return``."""
    assert isinstance(node, ast.Return)
    machine.returns.append(machine.value(node.value) if node.value is not None else Value(const=(None,)))
    return True


def fail(machine: Machine, node: ast.stmt) -> bool:
    """``raise``."""
    assert isinstance(node, ast.Raise)
    for part in (node.exc, node.cause):
        if part is not None:
            machine.value(part)
    return True


def leave(machine: Machine, node: ast.stmt) -> bool:
    """``break`` and ``continue`` end the rest of the block."""
    return True


def check(machine: Machine, node: ast.stmt) -> bool:
    """``assert``."""
    assert isinstance(node, ast.Assert)
    machine.value(node.test)
    if node.msg is not None:
        machine.value(node.msg)
    return False


def remove(machine: Machine, node: ast.stmt) -> bool:
    """``del``."""
    assert isinstance(node, ast.Delete)
    for target in node.targets:
        _visit_target(machine, target)
    return False


def elsewhere(machine: Machine, node: ast.stmt) -> bool:
    """``global`` and ``nonlocal``."""
    assert isinstance(node, ast.Global | ast.Nonlocal)
    for name in node.names:
        target = machine.scope.root() if isinstance(node, ast.Global) else machine.scope.parent
        if target is not None and target is not machine.scope:
            machine.scope.elsewhere[name] = target
    return False


PERFORMERS: dict[type[ast.AST], Perform] = {
    ast.Expr: expression, ast.Assign: assign, ast.AnnAssign: annotated, ast.AugAssign: augmented, ast.If: branch, ast.For: loop,
    ast.AsyncFor: loop, ast.While: forever, ast.With: manager, ast.AsyncWith: manager, ast.Try: attempt, ast.TryStar: attempt,
    ast.Match: choose, ast.FunctionDef: define, ast.AsyncFunctionDef: define, ast.ClassDef: define_class, ast.Return: give_back,
    ast.Raise: fail, ast.Break: leave, ast.Continue: leave, ast.Assert: check, ast.Delete: remove, ast.Global: elsewhere,
    ast.Nonlocal: elsewhere, ast.Import: import_plain, ast.ImportFrom: import_from,
}  # fmt: skip
