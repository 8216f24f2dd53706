"""The order in which a Python file runs its lines: functions where they are called, not where they stand.

An approximation from the text alone: each function of the file is entered once, at the first call of its name, or where its name is
handed to another call. Lines that nothing reaches have no rank.
"""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterator
from functools import lru_cache

MOST_DEEP = 40
_BODIES = ("body", "handlers", "orelse", "finalbody", "cases")
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@lru_cache(512)  # the page of a folder asks again for each of its files
def running_order(text: str) -> dict[int, int]:
    """A rank for each line that runs, from 0 up; empty where the text is no Python that can be read."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    functions = {node.name: node for node in _statements(tree) if isinstance(node, _Function)}
    ranks: dict[int, int] = {}
    entered: set[str] = set()

    def follow(nodes: list[ast.stmt], depth: int) -> None:
        for node in nodes:
            for line in _visits(node):
                if isinstance(line, int):
                    ranks.setdefault(line, len(ranks))
                elif line in functions and line not in entered and depth < MOST_DEEP:
                    entered.add(line)
                    follow(functions[line].body, depth + 1)

    follow(tree.body, 0)
    return ranks


def _statements(tree: ast.Module) -> Iterator[ast.AST]:
    """All statements, the outer before the inner ones; expressions, which are most of a tree and hold none, are passed over."""
    waiting: deque[ast.AST] = deque([tree])
    while waiting:
        node = waiting.popleft()
        yield node
        for name in _BODIES:
            inner = getattr(node, name, None)
            if type(inner) is list:
                waiting.extend(inner)


def _visits(root: ast.stmt) -> Iterator[int | str]:
    """Lines and names of called functions, in the order in which they run; what is only defined here is left out."""
    waiting: list[ast.AST | int | str] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, int | str):
            yield node
            continue
        if isinstance(node, _Function | ast.Lambda) and node is not root:
            continue
        if isinstance(node, _Function):
            return
        inner: list[ast.AST | int | str] = list(ast.iter_child_nodes(node))
        line = getattr(node, "lineno", 0)
        own: list[ast.AST | int | str] = []
        if isinstance(node, ast.Call):
            names = [node.func, *node.args, *(keyword.value for keyword in node.keywords)]
            own = [name for part in names if (name := _name(part))]
        elif isinstance(node, ast.comprehension | ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp):
            inner.reverse()  # the list comes before what is done for each of it
        before: list[ast.AST | int | str] = [line] if line and not isinstance(node, ast.Call) else []
        after: list[ast.AST | int | str] = [*own, line] if line and isinstance(node, ast.Call) else []
        waiting.extend(reversed([*before, *inner, *after]))


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
