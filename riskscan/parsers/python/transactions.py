"""Whether a database change is kept: some drivers keep nothing until ``commit``, unless autocommit is on.

"It is never saved" is said only where the file alone proves it: the connection is the driver's own, made here by a direct call, held in
one plain name, used for nothing but cursors and statements whose text stands here, and nothing anywhere in the file could save.
A connection that is entered (``with conn:``) saves at its end; one that is handed on may be saved by whoever gets it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from riskscan.model.effect import Safe, Safety
from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.value import Obj

WAITING_DRIVERS = frozenset(
    {
        "psycopg2", "psycopg", "pg8000", "sqlite3", "pymysql", "MySQLdb", "mysql", "mariadb", "oracledb", "cx_Oracle", "pyodbc", "pymssql",
    }
)  # fmt: skip
_ROWS = re.compile(r"(?is)^\s*(?:--[^\n]*\n\s*)*(insert|update|delete|merge)\b")
_SAVES = re.compile(r"(?is)\b(commit|autocommit)\b")
_OTHER_STATEMENT = re.compile(
    r"(?is)(^|;)\s*(?:--[^\n]*\n\s*)*(create|drop|alter|truncate|call|exec|execute|begin|start|end|do|grant|revoke|lock|load|vacuum|set|rename|replace|"
    r"analyze|optimize|declare|import|pragma|release|savepoint|abort|copy|with)(\s|;|$)"
)
_BEGINS = re.compile(r"(?is)\s*(begin|start)(\s+(work|transaction|tran|deferred|immediate|exclusive))?\s*;?\s*")  # it still needs a commit
_CONNECTION_USES = frozenset({"cursor", "execute", "executemany", "close", "rollback"})
_STATEMENTS = frozenset({"execute", "executemany"})
_CURSOR_USES = frozenset(
    {"execute", "executemany", "fetchone", "fetchall", "fetchmany", "close", "rowcount", "description", "lastrowid", "arraysize", "mogrify"}
)
_OPEN_KEYWORDS = frozenset(
    {"autocommit", "isolation_level", "init_command", "read_default_file", "option_files", "connection_factory", "factory", "conn_attrs"}
)
_Made = Callable[[ast.expr], bool]
_ESCAPES = frozenset({"eval", "exec", "globals", "locals", "vars", "getattr", "setattr", "__import__"})


def unsaved(machine: Machine, obj: Obj, sql: str) -> tuple[Safe, ...]:
    """Evidence that this statement is never saved; none where it is not proven."""
    if not obj.type.startswith(("dbapi.Connection.execute", "dbapi.Cursor.execute")) or obj.type.endswith("script"):
        return ()
    if "waits" not in obj.flags or not _ROWS.match(sql) or ";" in sql.strip().rstrip(";"):
        return ()
    if machine.never_saves is None:
        machine.never_saves = never_saves(machine.facts.tree)
    if not machine.never_saves:
        return ()
    if "rollback" in machine.facts.attributes:
        return (Safe(Safety.ROLLED_BACK, "It takes all of it back at the end (rollback)."),)
    return (Safe(Safety.ROLLED_BACK, "It never saves the change: there is no commit."),)


def never_saves(tree: ast.AST) -> bool:
    """True where a program has connections in plain names, and nothing in it could make a change last."""
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    connections = _bound(tree, _is_connect)
    if not connections:
        return False
    cursors = _bound(tree, lambda call: _is_cursor(call, connections))
    if connections & cursors or _rebound(tree, connections, _is_connect):
        return False
    if _rebound(tree, cursors, lambda call: _is_cursor(call, connections)):
        return False
    texts = _assigned_texts(tree)
    return all(_harmless(node, parents, connections, cursors, texts) for node in ast.walk(tree))


def _harmless(node: ast.AST, parents: dict[ast.AST, ast.AST], connections: set[str], cursors: set[str], texts: set[str]) -> bool:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        if node.id in connections:
            return _used_only(node, parents, _CONNECTION_USES)
        if node.id in cursors:
            return _used_only(node, parents, _CURSOR_USES) or _run_through(node, parents)
        return node.id not in _ESCAPES
    if isinstance(node, ast.Attribute):
        return node.attr not in ("commit", "executescript", "connection") and not _SAVES.fullmatch(node.attr)
    if isinstance(node, ast.keyword):
        return node.arg not in _OPEN_KEYWORDS
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return isinstance(parents.get(node), ast.Expr) or not (
            _SAVES.search(node.value) or (_OTHER_STATEMENT.search(node.value) and not _BEGINS.fullmatch(node.value))
        )
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in _STATEMENTS and node.args:
            return _stands_here(node.args[0], texts)
        if node.func.attr == "connect" and _is_connect(node):
            return len(node.args) <= 1 and all(k.arg for k in node.keywords) and not isinstance(parents.get(node), ast.withitem)
    return True


def _is_connect(call: ast.expr) -> bool:
    """``psycopg2.connect(...)``, ``mysql.connector.connect(...)``."""
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or call.func.attr not in ("connect", "Connect"):
        return False
    root: ast.expr = call.func.value
    while isinstance(root, ast.Attribute):
        root = root.value
    return isinstance(root, ast.Name) and root.id in WAITING_DRIVERS


def _is_cursor(call: ast.expr, connections: set[str]) -> bool:
    """``conn.cursor()`` or ``conn.execute(...)`` of one of these connections."""
    return (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in ("cursor", *_STATEMENTS)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id in connections
    )


def _bindings(tree: ast.AST) -> Iterator[tuple[ast.AST, ast.expr | None]]:
    """(bound thing, value) of assignments and ``with ... as``; None where the value is not plain."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield target, node.value
        elif isinstance(node, ast.AnnAssign):
            yield node.target, node.value
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            yield node.optional_vars, node.context_expr
        elif isinstance(node, ast.NamedExpr):
            yield node.target, node.value
        elif isinstance(node, ast.arg):
            yield node, None
        elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension | ast.AugAssign):
            yield node.target, None


def _bound(tree: ast.AST, made: _Made) -> set[str]:
    return {t.id for t, value in _bindings(tree) if isinstance(t, ast.Name) and value is not None and made(value)}


def _rebound(tree: ast.AST, names: set[str], made: _Made) -> bool:
    """True where one of the names may hold anything else too."""
    for target, value in _bindings(tree):
        if isinstance(target, ast.Name) and target.id in names and (value is None or not made(value)):
            return True
        if isinstance(target, ast.arg) and target.arg in names:
            return True
        if not isinstance(target, ast.Name | ast.arg) and any(isinstance(n, ast.Name) and n.id in names for n in ast.walk(target)):
            return True
    return False


def _used_only(node: ast.Name, parents: dict[ast.AST, ast.AST], uses: frozenset[str]) -> bool:
    above = parents.get(node)
    return isinstance(above, ast.Attribute) and isinstance(above.ctx, ast.Load) and above.attr in uses


def _run_through(node: ast.Name, parents: dict[ast.AST, ast.AST]) -> bool:
    """``for row in cur``."""
    above = parents.get(node)
    return isinstance(above, ast.For | ast.comprehension) and above.iter is node


def _assigned_texts(tree: ast.AST) -> set[str]:
    """Names that hold nothing but texts of this file."""
    kinds: dict[str, bool] = {}
    for target, value in _bindings(tree):
        for inner in ast.walk(target):
            name = inner.id if isinstance(inner, ast.Name) else inner.arg if isinstance(inner, ast.arg) else ""
            if name:
                plain = isinstance(target, ast.Name) and value is not None and _stands_here(value, set())
                kinds[name] = kinds.get(name, True) and plain
    return {name for name, plain in kinds.items() if plain}


def _stands_here(node: ast.expr, texts: set[str]) -> bool:
    """True where the text of a statement stands in the file, with gaps for values only."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    if isinstance(node, ast.JoinedStr):
        first = node.values[0] if node.values else None
        return isinstance(first, ast.Constant)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return _stands_here(node.left, texts)
    return isinstance(node, ast.Name) and node.id in texts
