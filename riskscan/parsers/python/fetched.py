"""Whether the rows that a query gives back are read: then it asks for data, even where its text is not known.

A statement that deletes or changes gives no rows back, and asking it for some fails in every driver (PEP 249, ``fetchone``).
"""

from __future__ import annotations

import ast
import re
from dataclasses import replace

from riskscan.knowledge.python.call import Call
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Trait, Undo
from riskscan.parsers.python.machine import Machine

_READS = re.compile(r"(^|_)(read|fetch|select|get_(records|first|pandas_df|df|pandas))")
_ROWS = frozenset(
    {
        "fetchall", "fetchone", "fetchmany", "fetchrow", "fetchval", "fetch_pandas_all", "fetch_all", "fetch_one",
        "to_dataframe", "to_pandas", "to_arrow", "to_geodataframe", "to_list", "toPandas", "fetchdf", "df", "pl",
        "arrow", "scalars", "scalar_one", "mappings", "collect", "show",
    }
)  # fmt: skip


def as_question(row: Call) -> Call:
    """The row for a query whose text is not known and whose rows are read."""
    words = "It runs a query that is put together when it runs, and reads its rows."
    return replace(row, code=None, verb="query", plain=words, undo=Undo.UNKNOWN, traits=(*row.traits, Trait.DYNAMIC))


def as_any_statement(row: Call) -> Call:
    """The row for what such a query may be at worst."""
    words = "It runs a statement that changes or deletes data."
    return replace(as_question(row), operation=Operation.EXECUTE, kind=AssetKind.DATABASE, verb="run_dynamic", plain=words)


def rows_are_read(machine: Machine, node: ast.Call, row: Call) -> bool:
    """True where the call itself, or what the file does with its result, reads rows."""
    if _READS.search(row.call.rpartition(".")[2]):
        return True
    names = set(_kept_in(machine, node))
    until = _next_query(machine, node)
    for attribute in _attributes(machine):
        if attribute.attr not in _ROWS:
            continue
        owner = attribute.value
        if owner is node or (isinstance(owner, ast.Name | ast.Attribute) and ast.unparse(owner) in names):
            return True
        if node.lineno <= attribute.lineno < until and _same_receiver(owner, node):
            return True
    return any(_walks(loop, node, names) for loop in machine.facts.nodes.get(ast.For, ()))


def _attributes(machine: Machine) -> list[ast.Attribute]:
    return [node for node in machine.facts.nodes.get(ast.Attribute, ()) if isinstance(node, ast.Attribute)]


def _same_receiver(owner: ast.expr, node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and ast.unparse(owner) == ast.unparse(node.func.value)


def _next_query(machine: Machine, node: ast.Call) -> int:
    """The line of the next query of the same receiver, or of the next function: rows that are read from there on are not of this one."""
    method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    later = [a.lineno for a in _attributes(machine) if a.attr == method and a.lineno > node.lineno and _same_receiver(a.value, node)]
    functions = [f.lineno for kind in (ast.FunctionDef, ast.AsyncFunctionDef) for f in machine.facts.nodes.get(kind, ())]  # type: ignore[attr-defined]
    return min([line for line in (*later, *functions) if line > node.lineno], default=1 << 60)


def _kept_in(machine: Machine, node: ast.Call) -> list[str]:
    """The names that hold the result."""
    assigned = machine.facts.nodes.get(ast.Assign, ())
    return [ast.unparse(a.targets[0]) for a in assigned if isinstance(a, ast.Assign) and a.value is node]


def _walks(loop: ast.AST, node: ast.Call, names: set[str]) -> bool:
    """True for a loop over the result, or over what ``result()`` of it gives."""
    if not isinstance(loop, ast.For):
        return False
    over = loop.iter
    if isinstance(over, ast.Call) and isinstance(over.func, ast.Attribute) and over.func.attr == "result":
        over = over.func.value
    return over is node or (isinstance(over, ast.Name | ast.Attribute) and ast.unparse(over) in names)
