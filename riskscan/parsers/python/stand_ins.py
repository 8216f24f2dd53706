"""Stand-ins that tests put in the place of a service: what is called while one is on, reaches nobody.

A stand-in counts for the lines of the function or class that it decorates and of the block that it opens, never for the whole file.
Source: https://docs.getmoto.org/, https://github.com/getsentry/responses, https://requests-mock.readthedocs.io/, https://lundberg.github.io/respx/.
"""

from __future__ import annotations

import ast

from riskscan.knowledge.python.call import Call
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Safe, Safety
from riskscan.parsers.python.machine import Machine

_AWS = frozenset({"moto"})
_WEB = frozenset({"responses", "requests_mock", "respx", "httpretty", "pook", "aioresponses"})
_Defined = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def stand_in(machine: Machine, node: ast.AST, row: Call) -> Safe | None:
    """Evidence that a stand-in answers the call; None where none is on."""
    wanted = _AWS if row.id.startswith("python/boto3.") else _WEB if row.kind is AssetKind.URL else frozenset()
    if not wanted & machine.facts.imports:
        return None
    line = getattr(node, "lineno", 0)
    names = _names(machine, wanted)
    for start, end, place in _stretches(machine, names):
        if start <= line <= end:
            return Safe(Safety.SCRATCH, "A stand-in answers here. Nothing real is reached.", machine.span(place))
    return None


def _names(machine: Machine, modules: frozenset[str]) -> frozenset[str]:
    """What the file calls the stand-ins: the names that it imports from their modules, and the modules themselves."""
    found: set[str] = set()
    for node in machine.facts.nodes.get(ast.Import, ()):
        assert isinstance(node, ast.Import)
        found |= {alias.asname or alias.name for alias in node.names if alias.name in modules}
    for node in machine.facts.nodes.get(ast.ImportFrom, ()):
        assert isinstance(node, ast.ImportFrom)
        if (node.module or "").partition(".")[0] in modules:
            found |= {alias.asname or alias.name for alias in node.names}
    return frozenset(found)


def _stretches(machine: Machine, names: frozenset[str]) -> list[tuple[int, int, ast.expr]]:
    """(first line, last line, where it is put on) of what is decorated by a stand-in or stands in its block."""
    found: list[tuple[int, int, ast.expr]] = []
    for kind in (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef):
        for node in machine.facts.nodes.get(kind, ()):
            assert isinstance(node, _Defined)
            found += [(node.lineno, node.end_lineno or node.lineno, d) for d in node.decorator_list if _root(d) in names]
    for block in (ast.With, ast.AsyncWith):
        for node in machine.facts.nodes.get(block, ()):
            assert isinstance(node, ast.With | ast.AsyncWith)
            found += [(node.lineno, node.end_lineno or node.lineno, i.context_expr) for i in node.items if _root(i.context_expr) in names]
    return found


def _root(node: ast.expr) -> str:
    """The first name of ``mock_aws()``, ``responses.activate``, ``requests_mock.Mocker()``."""
    while isinstance(node, ast.Call | ast.Attribute):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
