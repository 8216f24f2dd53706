"""Whether a database change is kept: drivers that follow PEP 249 keep nothing until ``commit`` unless autocommit is on."""

from __future__ import annotations

import re

from riskscan.model.effect import Safe, Safety
from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.value import Obj

_WAITING = frozenset({"postgres", "sqlite", "mysql", "oracle", "tsql"})  # autocommit is off unless asked for
_ROWS = re.compile(r"(?is)^\s*(?:--[^\n]*\n\s*)*(insert|update|delete|merge|replace)\b")
_ANY = re.compile(r"(?is)^\s*(?:--[^\n]*\n\s*)*(insert|update|delete|merge|replace|truncate|drop|alter|create)\b")


def unsaved(machine: Machine, obj: Obj, sql: str) -> tuple[Safe, ...]:
    """Evidence that this statement is rolled back. MySQL, Oracle and SQLite keep changes of structure at once."""
    used = machine.facts.attributes
    if not obj.type.startswith("dbapi.") or obj.dialect not in _WAITING or "autocommit" in obj.flags or obj.type.endswith("executescript"):
        return ()
    if not (_ANY if obj.dialect == "postgres" else _ROWS).match(sql) or re.search(r"(?i)\bcommit\b", sql):
        return ()
    if used & {"commit", "autocommit", "set_isolation_level", "set_session", "isolation_level", "begin", "transaction", "conn_or_pool"}:
        return ()
    if machine.facts.keywords & {"autocommit", "isolation_level"} or machine.facts.enters_connection or "asyncpg" in machine.facts.imports:
        return ()
    if "rollback" in used:
        return (Safe(Safety.ROLLED_BACK, "It takes all of it back at the end (rollback)."),)
    return (Safe(Safety.ROLLED_BACK, "It never saves the change: there is no commit."),)
