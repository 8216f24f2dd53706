"""What is looked up in the whole tree before the walk, in one pass over its nodes."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

Nodes = dict[type[ast.AST], list[ast.AST]]

_TUNNEL = re.compile(r"(?i)port-forward|\bssh\b.*\s-\w*L|cloud[_-]sql[_-]proxy|start-session")
_BY_NAME = frozenset({"globals", "locals", "vars", "eval", "exec"})
_FINDERS = frozenset({"fire", "invoke", "fabric", "nox", "locust"})  # run functions that they find by their names
_NO_NODES = ("ctx", "op", "ops", "id", "attr", "arg", "module", "level", "kind", "asname", "type_comment", "conversion", "simple")
_INNER = {  # kind of node -> its fields that may hold other nodes
    kind: () if kind is ast.Constant else tuple(name for name in kind._fields if name not in _NO_NODES)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}


_TEST_CLIENTS = frozenset(
    {
        "fastapi.testclient",
        "starlette.testclient",
        "django.test",
        "rest_framework.test",
        "flask.testing",
        "werkzeug.test",
        "aiohttp.test_utils",
    }
)


@dataclass(frozen=True, slots=True)
class ProgramFacts:
    """``attributes``: every attribute name that is used; ``names``: every plain name that is read; ``nodes``: all nodes by their kind."""

    tree: ast.AST
    nodes: Nodes
    attributes: frozenset[str]
    names: frozenset[str]
    imports: frozenset[str] = frozenset()
    test_client: bool = False  # it imports a client that calls a web application without a network
    stores: Counter[str] = field(default_factory=Counter)  # name or attribute -> how often something is put into it
    commits: tuple[int, ...] = ()  # lines of ``.commit()``
    tunnels: bool = False  # this computer's port may lead to another one (ssh, kubectl port-forward)
    indirect: bool = False  # looks functions up by name: any of them may be called
    words: frozenset[str] = frozenset()  # last parts of short texts, which may be the names of functions
    decorators: frozenset[ast.AST] = frozenset()


def every(tree: ast.AST) -> Nodes:
    """All nodes by kind, parents before children; signs and contexts are left out."""
    found: Nodes = {}
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        kind = type(node)
        if kind in found:
            found[kind].append(node)
        else:
            found[kind] = [node]
        for name in _INNER.get(kind, kind._fields):
            value = getattr(node, name, None)
            if type(value) is list:
                waiting += [item for item in value if isinstance(item, ast.AST)]
            elif isinstance(value, ast.AST):
                waiting.append(value)
    return found


def inside(tree: ast.AST) -> Iterator[ast.AST]:
    """A node and all nodes in it, in no certain order; signs and contexts are left out. Several times as fast as ``ast.walk``."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        kind = type(node)
        for name in _INNER.get(kind, kind._fields):
            value = getattr(node, name, None)
            if type(value) is list:
                waiting += [item for item in value if isinstance(item, ast.AST)]
            elif isinstance(value, ast.AST):
                waiting.append(value)


def look_over(tree: ast.AST) -> ProgramFacts:
    """The facts of a tree."""
    nodes = every(tree)
    attributes = _of(nodes, ast.Attribute)
    names = _of(nodes, ast.Name)
    read = frozenset(node.id for node in names if type(node.ctx) is ast.Load)
    stores = Counter(node.id for node in names if type(node.ctx) is not ast.Load)
    stores.update(node.attr for node in attributes if type(node.ctx) is ast.Store)
    texts = [node.value for node in _of(nodes, ast.Constant) if type(node.value) is str and len(node.value) < 200]
    imports = {alias.name.partition(".")[0] for node in _of(nodes, ast.Import) for alias in node.names}
    imports |= {(node.module or "").partition(".")[0] for node in _of(nodes, ast.ImportFrom)}
    definitions: list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef] = [
        *_of(nodes, ast.FunctionDef),
        *_of(nodes, ast.AsyncFunctionDef),
        *_of(nodes, ast.ClassDef),
    ]
    return ProgramFacts(
        tree=tree,
        nodes=nodes,
        attributes=frozenset(node.attr for node in attributes),
        names=read,
        imports=frozenset(imports),
        test_client=any((node.module or "") in _TEST_CLIENTS for node in _of(nodes, ast.ImportFrom)),
        stores=stores,
        commits=tuple(node.lineno for node in attributes if node.attr in ("commit", "autocommit") and type(node.ctx) is ast.Load),
        tunnels="sshtunnel" in imports or any(_TUNNEL.search(text) for text in texts),
        indirect=bool(read & _BY_NAME or imports & _FINDERS) or any(_looks_up(node) for node in _of(nodes, ast.Call)),
        words=frozenset(re.split(r"[.:]", text)[-1] for text in texts if " " not in text),
        decorators=frozenset(decorator for node in definitions for decorator in node.decorator_list),
    )


_T = TypeVar("_T", bound=ast.AST)


def _of(nodes: Nodes, kind: type[_T]) -> list[_T]:
    return nodes.get(kind, [])  # type: ignore[return-value]


def _looks_up(node: ast.Call) -> bool:
    """``getattr(thing, name)`` with a name that does not stand there."""
    return (
        isinstance(node.func, ast.Name) and node.func.id == "getattr" and len(node.args) > 1 and not isinstance(node.args[1], ast.Constant)
    )
