"""The walk over a whole program: the module, what nothing called, and every call that was not met on the way."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

from riskscan.model.artifact import Artifact
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.effect import Safe, Safety
from riskscan.model.span import Span
from riskscan.model.surroundings import Surroundings
from riskscan.parsers.python.arguments import arguments
from riskscan.parsers.python.callers import may_be_called, only_started_here
from riskscan.parsers.python.catalogue import Catalogue
from riskscan.parsers.python.expressions import EVALUATORS
from riskscan.parsers.python.facts import look_over
from riskscan.parsers.python.functions import invoke
from riskscan.parsers.python.jobs import decorated
from riskscan.parsers.python.literals import Source
from riskscan.parsers.python.machine import Guard, Machine
from riskscan.parsers.python.sink import Sink
from riskscan.parsers.python.statements import PERFORMERS
from riskscan.parsers.python.transactions import unsaved
from riskscan.parsers.python.value import Code, Value, literal


@dataclass(frozen=True, slots=True)
class Walked:
    """The machine after its walk."""

    machine: Machine
    tree: ast.Module


def walk(artifact: Artifact, surroundings: Surroundings, rows: Catalogue, tree: ast.Module) -> Walked:
    """Walks a program once, as it would run; then what did not run."""
    machine = Machine(
        artifact,
        surroundings,
        rows,
        Source(artifact.text),
        EVALUATORS,
        PERFORMERS,
        look_over(tree),
        Sink(),
        saving=unsaved,
        job_decorator=note_decorator,
    )
    machine.scope.set("__name__", literal("__main__"))
    machine.scope.set("__file__", literal(artifact.path))
    machine.run(tree.body)
    machine.guards.clear()
    _functions(machine, only_started_here(machine, tree))
    _leftovers(machine)
    if machine.cut_short:
        _say_cut_short(machine)
    return Walked(machine, tree)


def _say_cut_short(machine: Machine) -> None:
    text = "It calls more code of the files beside it than we follow."
    place = Span(machine.artifact.path, 1, 1, 1, 1)
    machine.diagnostics.append(Diagnostic("python-cut-short", text, "What the rest does is not in our answer. It may do more.", place))


def note_decorator(machine: Machine, function: ast.FunctionDef | ast.AsyncFunctionDef, node: ast.expr) -> None:
    """Notes what an orchestrator's decorator says."""
    decorated(machine, function, node, arguments(machine, node) if isinstance(node, ast.Call) else None)


def _functions(machine: Machine, is_program: bool) -> None:
    """Functions that nothing of the file called: entries of another program, or never run."""
    done: set[int] = set()
    for _ in range(6):
        todo = [code for code in (*machine.waiting, *machine.defined) if id(code.node) not in done]
        if not todo:
            return
        machine.waiting = []
        for code in todo:
            if id(code.node) in done:
                continue
            done.add(id(code.node))
            if -id(code.node) in machine.called and code not in machine.waiting and _was_walked(machine, code):
                continue
            safe = (is_program and not may_be_called(machine, code)) or _is_way_back(machine, code)
            guards = (_not_called(machine, code),) if safe else ()
            with machine.within(*guards):
                invoke(machine, _with_owner(machine, code), (), {}, True)


def _is_way_back(machine: Machine, code: Code) -> bool:
    """``downgrade`` of an Alembic migration: it runs only when somebody takes the migration back."""
    return code.name == "downgrade" and code.owner is None and "alembic" in machine.facts.imports and id(code.node) not in machine.called


def _was_walked(machine: Machine, code: Code) -> bool:
    return any(isinstance(key, tuple) and key and key[0] == id(code.node) for key in machine.memory)


def _with_owner(machine: Machine, code: Code) -> Code:
    if code.owner is None or code.self_value is not None:
        return code
    return replace(code, self_value=Value(codes=(next((c for c in machine.defined_classes if c.node is code.owner), code),)))


def _not_called(machine: Machine, code: Code) -> Guard:
    text = f"It stands in a part that nothing in the file starts ({code.name})."
    place = machine.span(code.node)
    place = replace(place, end_line=place.start_line, end_column=place.start_column)
    return Guard("safe", safe=Safe(Safety.NOT_CALLED, text, place))


def _leftovers(machine: Machine) -> None:
    """Every call that the walk did not reach: too deep, or past a limit."""
    for node in machine.facts.nodes.get(ast.Call, ()):
        if isinstance(node, ast.Call) and id(node) not in machine.visited:
            machine.level = 0
            machine.value(node)
