"""Modules beside the program: their names are read once a process, whatever the number of programs that import them.

A module is walked on a machine of its own that emits nothing: what it does when imported is not taken for the program's. It is used again
only where every file that it looked at is still the same, and what it holds is never changed by the programs that use it.
"""

from __future__ import annotations

import ast
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field

from riskscan.model.artifact import Artifact, Language
from riskscan.model.surroundings import Surroundings
from riskscan.parsers.python.facts import ProgramFacts, inside
from riskscan.parsers.python.functions import invoke
from riskscan.parsers.python.literals import Source
from riskscan.parsers.python.machine import Klass, Machine
from riskscan.parsers.python.read import tree_of
from riskscan.parsers.python.scope import Scope
from riskscan.parsers.python.sink import Sink
from riskscan.parsers.python.value import literal

DEEP = 2  # a module that a module imports, that the program imports
_LARGEST = 200_000  # characters of a module
_LARGEST_DEEP = 20_000  # of one that only a module imports: settings are small
_MOST = 600
_SETTERS = 200  # functions of a module that are looked at
_Lookup = tuple[str, str, str | None]


@dataclass(frozen=True, slots=True)
class Module:
    """What a module holds, and which texts it was read with."""

    scope: Scope
    klasses: tuple[Klass, ...]
    environment: dict[str, str]
    lookups: tuple[_Lookup, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """Surroundings that remember what was asked of them."""

    inner: Surroundings
    lookups: dict[tuple[str, str], str | None] = field(default_factory=dict)

    @property
    def dialect(self) -> str:
        return self.inner.dialect

    def text(self, path: str, near: str) -> str | None:
        found = self.inner.text(path, near)
        self.lookups[(path, near)] = found
        return found

    def place(self, path: str, near: str) -> str:
        return self.inner.place(path, near)

    def folder(self, near: str, *endings: str) -> tuple[str, ...]:
        return self.inner.folder(near, *endings)

    def baseline(self, near: str, *endings: str) -> dict[str, str] | None:
        return self.inner.baseline(near, *endings)


_Key = tuple[int, int, tuple[tuple[str, str], ...], int]
_read: OrderedDict[_Key, tuple[str, Module | None]] = OrderedDict()  # by the text itself: equal texts of two folders are two modules


def module_of(machine: Machine, path: str, text: str) -> Module | None:
    """The module at a path with this text; None where it cannot be read. Its classes are known to the machine from then on."""
    if len(text) >= (_LARGEST_DEEP if machine.deep else _LARGEST):
        return None
    key = (id(text), id(machine.catalogue), tuple(sorted(machine.environment.items())), machine.deep)
    known = _read.get(key)
    if known is not None and (known[1] is None or _same(known[1], machine.surroundings)):
        found = known[1]
        _read.move_to_end(key)
    else:
        found = _evaluate(machine, path, text)
        _read[key] = (text, found)
        if len(_read) > _MOST:
            _read.popitem(last=False)
    if found is not None:
        for klass in found.klasses:
            if id(klass.node) not in machine.klasses:
                machine.klasses[id(klass.node)] = Klass(klass.node, dict(klass.attributes), dict(klass.methods), klass.bases)
        machine.environment.update(found.environment)
    return found


def _same(module: Module, surroundings: Surroundings) -> bool:
    """True where all files that the module was read with are as they were. Asking again also tells whoever watches."""
    return all(surroundings.text(path, near) == text for path, near, text in module.lookups)


def _evaluate(machine: Machine, path: str, text: str) -> Module | None:
    tree = tree_of(text)
    if not isinstance(tree, ast.Module):
        return None
    asked = _Asked(machine.surroundings)
    facts = ProgramFacts(tree, {}, frozenset(), frozenset())
    inner = Machine(
        Artifact(path, Language.PYTHON, text),
        asked,
        machine.catalogue,
        Source(text),
        machine.evaluators,
        machine.performers,
        facts,
        Sink(open=False),
        scope=Scope(module=path),
        environment=dict(machine.environment),
        foreign=True,
        deep=machine.deep + 1,
    )
    inner.scope.set("__name__", literal(path.rpartition("/")[2].removesuffix(".py")))
    inner.scope.set("__file__", literal(path))
    inner.run([statement for statement in tree.body if _binds(statement)])
    if "global " in text:
        _fill_globals(inner)
    inner.scope.frozen = True
    lookups = tuple((name, near, found) for (name, near), found in asked.lookups.items())
    return Module(inner.scope, tuple(inner.klasses.values()), inner.environment, lookups)


def _fill_globals(inner: Machine) -> None:
    """Walks the functions that give values to names of the module: a client that is only made when it is first asked for.

    What a name holds from the start stays; another program may not give it that other value.
    """
    before = dict(inner.scope.names)
    for code in list(inner.defined)[:_SETTERS]:
        if any(isinstance(node, ast.Global) for node in inside(code.node)):
            invoke(inner, code, (), {}, open_ended=True)
    inner.scope.names.update({name: value for name, value in before.items() if value.known and value.const != (None,)})


def _binds(statement: ast.stmt) -> bool:
    """True for statements that give names or settings; what a module does when it is started on its own is passed over."""
    if isinstance(statement, ast.Expr):
        call = statement.value
        if not isinstance(call, ast.Call):
            return False
        return isinstance(call.func, ast.Attribute) or (isinstance(call.func, ast.Name) and call.func.id == "load_dotenv")
    if isinstance(statement, ast.If):
        return not any(isinstance(inner, ast.Name) and inner.id == "__name__" for inner in inside(statement.test))
    return True


def places(artifact: str, module: str) -> Iterator[str]:
    """Where the file of a module may lie, relative to the file that imports it, and from the roots of what was handed in."""
    dotted = module.lstrip(".")
    level = len(module) - len(dotted)
    path = dotted.replace(".", "/")
    if level:
        yield from _files("../" * (level - 1) + path)
        return
    yield from _files(path)
    first, _, rest = path.partition("/")
    folders = artifact.replace("\\", "/").split("/")[:-1]
    if rest and first in folders:
        up = folders[::-1].index(first)
        yield from _files("../" * up + rest)


def _files(path: str) -> Iterator[str]:
    if path and not path.endswith("/"):
        yield f"{path}.py"
    yield f"{path.rstrip('/')}/__init__.py" if path else "__init__.py"
