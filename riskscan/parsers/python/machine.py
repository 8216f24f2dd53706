"""Walks a program the way it would run, without running it: names hold sets of possible values, calls of the file's own functions are
followed to ``INLINE`` levels, and every call meets the rows of knowledge with the guards that stand around it.

Decisions: branches join unless the test is a constant; a loop over a short literal list is taken once for each item; every call of the
file is visited at least once, however deep or unreachable it stands (``leftovers``). All limits are counts, so results do not depend on
the clock.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from riskscan.model.artifact import Artifact
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.effect import Safe, Trait
from riskscan.model.span import Note, Span
from riskscan.model.surroundings import Surroundings
from riskscan.parsers.python.catalogue import Catalogue
from riskscan.parsers.python.facts import ProgramFacts
from riskscan.parsers.python.job_record import Jobs
from riskscan.parsers.python.literals import Source as Lines
from riskscan.parsers.python.scope import Scope
from riskscan.parsers.python.sink import Sink
from riskscan.parsers.python.value import Code, Obj, Source, Value, unknown

INLINE = 4  # the module itself, then calls three deep
NESTED = 90  # expressions and statements inside each other
WORK = 400_000  # expressions evaluated before calls are followed no further
AWAY = 3_000  # of these, how many may stand in modules beside the program


@dataclass(frozen=True, slots=True)
class Guard:
    """What stands around a call: a loop, a test, a transaction. ``kind``: loop, endless, dry, confirm, transaction, safe.

    ``stays``: it holds for the rest of the program (a check that ends it), not only for the function.
    """

    kind: str
    trait: Trait | None = None
    safe: Safe | None = None
    note: Note | None = None
    stays: bool = False
    names: frozenset[str] = frozenset()


NEVER = Guard("never")  # around what the call that is followed never reaches


@dataclass(slots=True)
class Klass:
    """What is known of a class of this file: attributes of it and of its objects, and whether another library calls its methods."""

    node: ast.ClassDef
    attributes: dict[str, Value] = field(default_factory=dict)
    methods: dict[str, Code] = field(default_factory=dict)
    bases: tuple[Value, ...] = ()


Evaluate = Callable[["Machine", ast.expr], Value]
Saving = Callable[["Machine", Obj, str], tuple[Safe, ...]]
Perform = Callable[["Machine", ast.stmt], bool]


@dataclass(slots=True)
class Machine:
    """The state of one walk. ``evaluate`` and ``perform`` hold the functions for each kind of node."""

    artifact: Artifact
    surroundings: Surroundings
    catalogue: Catalogue
    lines: Lines
    evaluators: dict[type[ast.AST], Evaluate]
    performers: dict[type[ast.AST], Perform]
    facts: ProgramFacts
    sink: Sink
    scope: Scope = field(default_factory=Scope)
    scopes: list[Scope] = field(default_factory=list)  # of functions that were followed, of classes and comprehensions
    guards: list[Guard] = field(default_factory=list)
    stack: list[ast.AST] = field(default_factory=list)
    returns: list[Value] = field(default_factory=list)
    visited: set[int] = field(default_factory=set)
    called: dict[int, Code] = field(default_factory=dict)
    waiting: list[Code] = field(default_factory=list)
    defined: list[Code] = field(default_factory=list)
    defined_classes: list[Code] = field(default_factory=list)
    klasses: dict[int, Klass] = field(default_factory=dict)
    modules: dict[str, Scope | None] = field(default_factory=dict)
    memory: dict[object, Value] = field(default_factory=dict)
    decorated: dict[int, list[tuple[ast.expr, Value]]] = field(default_factory=dict)
    job_decorator: Callable[[Machine, ast.FunctionDef | ast.AsyncFunctionDef, ast.expr], None] | None = None
    saving: Saving = lambda machine, obj, sql: ()
    bound: dict[tuple[int, int], Code] = field(default_factory=dict)
    arrows: list[tuple[Value, Value, int]] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    written: dict[str, tuple[Source, ...]] = field(default_factory=dict)  # file or buffer -> where what it holds comes from
    receiver: Value = field(default_factory=Value)  # of the call that is looked at
    files: dict[str, int] = field(default_factory=dict)  # files that this program writes itself -> first line
    environment: dict[str, str] = field(default_factory=dict)  # what a .env file beside the program says
    options: dict[str, Value] = field(default_factory=dict)  # options of the command line with their defaults
    literal_runs: dict[int, tuple[tuple[int, int, int], ...]] = field(default_factory=dict)
    jobs: Jobs = field(default_factory=Jobs)
    actor: str = ""
    never_saves: bool | None = None  # worked out when it is first asked
    level: int = 0
    left: bool = False  # the last statement left by a side that the call that is followed settled: the rest is only visited
    work: int = 0
    foreign: bool = False  # evaluating a module beside the program: its calls are not this file's
    deep: int = 0  # how many imports lead to this module
    calling: ast.AST | None = None  # the last call of this file
    site: ast.AST | None = None  # the call of this file that led into a module beside it: what happens there is told at this call
    away: int = 0  # expressions evaluated in modules beside the program
    cut_short: bool = False  # not all calls into such modules were followed
    sites: dict[int, ast.AST] = field(default_factory=dict)  # functions of such modules that are walked later -> that call

    def value(self, node: ast.expr | None) -> Value:
        """The value of an expression. Too deep ones are unknown; their calls are visited later."""
        if node is None:
            return unknown("none")
        evaluate = self.evaluators.get(type(node))
        if evaluate is None or self.level >= NESTED:
            return unknown("value")
        self.level += 1
        self.work += 1
        try:
            return evaluate(self, node)
        finally:
            self.level -= 1

    def run(self, body: Sequence[ast.stmt]) -> bool:
        """Performs statements in order. True where the flow never goes past them (return, raise, exit)."""
        if self.level >= NESTED:
            return False
        self.level += 1
        held = len(self.guards)
        ends = False
        live = -1  # how many results there were when the call that is followed left
        try:
            for statement in body:
                perform = self.performers.get(type(statement))
                self.left = False
                if perform is not None and perform(self, statement) and not ends:
                    ends = True
                    if self.left and body[-1] is not statement:
                        live = len(self.returns)
                        self.sink.dead += 1
                        self.guards.append(NEVER)
        finally:
            self.level -= 1
            if live >= 0:
                self.sink.dead -= 1
                del self.returns[live:]
            if ends:
                del self.guards[held:]
        return ends

    def forget(self) -> None:
        """Empties all scopes of the program, so that its tree is gone at once.

        Functions and the scopes that they stand in name each other. Such circles stay until the collector finds them, and the whole tree
        with them; for a folder that takes a quarter of the time.
        """
        for scope in (self.scope, *self.scopes):
            scope.names.clear()
            scope.elsewhere.clear()

    @contextmanager
    def within(self, *guards: Guard) -> Iterator[None]:
        """Performs what is inside with guards around it; guards that stay do so."""
        before = len(self.guards)
        self.guards.extend(guards)
        try:
            yield
        finally:
            inner = [g for g in self.guards[before + len(guards) :] if g.stays]
            del self.guards[before:]
            self.guards.extend(inner)

    def span(self, node: ast.AST) -> Span:
        """Where a node stands; for one of a module beside the program, the call that led there."""
        node = self.site or node
        line, byte = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
        end_line = getattr(node, "end_lineno", None) or line
        end_byte = getattr(node, "end_col_offset", None) or byte
        return Span(self.artifact.path, line, self.lines.column(line, byte), end_line, self.lines.column(end_line, end_byte))

    def line(self, node: ast.AST) -> int:
        """The line of a node, or of the call that led to it."""
        return getattr(self.site or node, "lineno", 1)

    def whereabouts(self, node: ast.AST) -> tuple[Note, ...]:
        """Where a node of a module beside the program stands."""
        if self.site is None or not self.scope.module:
            return ()
        return (Note(f"It stands in {self.scope.module.rpartition('/')[2]}, line {getattr(node, 'lineno', 1)}."),)

    @property
    def elsewhere(self) -> bool:
        """True while a text stands in no literal of this file."""
        return self.foreign or self.site is not None

    def name_called(self, code: Code) -> None:
        """Notes that something calls, or hands on, a function of this file."""
        self.called.setdefault(id(code.node), code)

    def decorate(self, code: Code, node: ast.expr, value: Value) -> None:
        """Notes a decorator: whoever gives it may call the function."""
        self.decorated.setdefault(id(code.node), []).append((node, value))
        if self.job_decorator is not None and isinstance(code.node, ast.FunctionDef | ast.AsyncFunctionDef):
            self.job_decorator(self, code.node, node)

    def unsaved(self, obj: Obj, sql: str) -> tuple[Safe, ...]:
        """Safe evidence that what a connection did is never kept: rolled back always, or never committed."""
        return self.saving(self, obj, sql)

    def memory_code(self, bound: Code, code: Code, method: Code) -> Code:
        """The one bound method of an object of a class, so that equal values stay equal."""
        return self.bound.setdefault((id(code.node), id(method.node)), bound)

    def facts_shift(self, node: ast.BinOp, left: Value, right: Value) -> None:
        """Notes ``a >> b`` (the order of jobs)."""
        forward = isinstance(node.op, ast.RShift)
        self.arrows.append((left, right, node.lineno) if forward else (right, left, node.lineno))

    def klass(self, code: Code) -> Klass | None:
        """The class that a code is."""
        return self.klasses.get(id(code.node))
