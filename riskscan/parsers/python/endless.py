"""``while True``: whether it ends, and whether each turn waits for somebody or something first."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from riskscan.model.effect import Trait
from riskscan.model.span import Note
from riskscan.parsers.python.machine import Guard, Machine

_EXITS = frozenset({"exit", "_exit", "quit"})
_ASKS = frozenset({"input", "raw_input", "prompt", "chat_input", "getch", "getpass"})
_WAITS = frozenset(
    {
        "accept", "recv", "recvfrom", "recv_json", "recv_string", "recv_multipart", "receive", "receive_text", "receive_json",
        "receive_message", "receive_messages", "blpop", "brpop", "blmove", "xread", "xreadgroup",
        "get_message", "poll", "consume", "readline", "listen", "wait_for_message",
        "get_updates", "recognize_google",
    }
)  # fmt: skip


def without_end(machine: Machine, node: ast.While) -> tuple[Guard, ...]:
    """What a loop without a way out says of the calls in it: again and again, or each time that something comes in.

    Nothing where a person answers in each turn: the person may stop.
    """
    if any(_name(call) in _ASKS for call in _calls(node)):
        return ()
    if any(_waits(call) for call in _calls(node)):
        return (Guard("loop", Trait.REPEATED, note=Note("It does this each time something comes in.", machine.span(node.test))),)
    return (Guard("endless", Trait.ENDLESS, note=Note("It does this again and again, with no end of its own.", machine.span(node.test))),)


def has_way_out(node: ast.While) -> bool:
    """True where a loop has a ``break``, a ``return``, a ``raise`` or an exit of its own."""
    for current, inner in _own(node):
        if isinstance(current, ast.Break) and not inner:
            return True
        if isinstance(current, ast.Return | ast.Raise):
            return True
        if isinstance(current, ast.Call) and _name(current) in _EXITS:
            return True
    return False


def turn_by_turn(machine: Machine, node: ast.While) -> tuple[Guard, ...]:
    """What a loop says that goes on while something more comes: a next page, a list that is not empty yet.

    None is a loop that counts, one that a person answers, one that waits and looks again (``sleep``), or one that tries until it works.
    """
    names = frozenset(_set_in(node))
    asked = {part.id for test in _tests(node) for part in ast.walk(test) if isinstance(part, ast.Name)}
    calls = {_name(call) for call in _calls(node)}
    if not asked & names or calls & (_ASKS | {"sleep"}):
        return ()
    note = Note("It does this again and again, until nothing is left.", machine.span(node.test))
    return (Guard("loop", Trait.REPEATED, note=note, names=names),)


def _tests(node: ast.While) -> Iterator[ast.expr]:
    """What decides whether a loop goes on: its own test, or those of an ``if`` that leaves it."""
    if not isinstance(node.test, ast.Constant):
        if not any(isinstance(part, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for part in ast.walk(node.test)):
            yield node.test
        return
    for statement in node.body:
        if isinstance(statement, ast.If) and any(isinstance(part, ast.Break | ast.Return) for part in statement.body):
            yield statement.test


def _set_in(node: ast.While) -> Iterator[str]:
    """The names that each turn sets from what it is given: a call, an item, a part."""
    for current, _ in _own(node):
        if isinstance(current, ast.Assign) and isinstance(current.value, ast.Call | ast.Subscript | ast.Attribute | ast.Tuple):
            for target in current.targets:
                yield from (part.id for part in ast.walk(target) if isinstance(part, ast.Name))
        elif isinstance(current, ast.NamedExpr):
            yield current.target.id


def spins(machine: Machine) -> bool:
    """True where nothing but an endless loop decides how often a call runs: no inner loop over what was found."""
    turns = [guard.kind for guard in machine.guards if guard.kind in ("loop", "endless")]
    return bool(turns) and turns[-1] == "endless"


def _waits(node: ast.Call) -> bool:
    name = _name(node)
    if name == "get" and isinstance(node.func, ast.Attribute):  # of a queue: ``get()``, ``get(timeout=5)``; a dict's needs a key
        return not node.args and all(keyword.arg in ("timeout", "block") for keyword in node.keywords)
    return name in _WAITS


def _name(node: ast.Call) -> str:
    return str(getattr(node.func, "attr", getattr(node.func, "id", "")))


def _calls(node: ast.While) -> Iterator[ast.Call]:
    yield from (current for current, _ in _own(node) if isinstance(current, ast.Call))


def _own(node: ast.While) -> Iterator[tuple[ast.AST, bool]]:
    """All that stands in a loop, functions that it defines aside; True with what stands in an inner loop."""
    waiting: list[tuple[ast.AST, bool]] = [(child, False) for child in node.body]
    while waiting:
        current, inner = waiting.pop()
        yield current, inner
        if isinstance(current, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            continue
        nested = inner or isinstance(current, ast.For | ast.While | ast.AsyncFor)
        waiting.extend((child, nested) for child in ast.iter_child_nodes(current))
