"""Statements that begin with a name: declarations, assignments and calls in a body; and the words that do nothing by themselves."""

# ruff: noqa: E501
from __future__ import annotations

from riskscan.model.asset import Match
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import Cursor, Name
from riskscan.parsers.sql.pieces import STARTS

SILENT = frozenset(
    [
        "SET", "DECLARE", "USE", "SHOW", "DESCRIBE", "DESC", "PRAGMA", "PRINT", "RETURN", "RAISE", "RAISERROR", "THROW", "WAITFOR",
        "FETCH", "OPEN", "CLOSE", "DEALLOCATE", "SAVEPOINT", "SAVE", "RELEASE", "ASSERT", "SIGNAL", "LEAVE", "ITERATE", "EXIT",
        "CONTINUE", "NULL", "GOTO", "UNLOCK", "FLUSH", "RESET", "DISCARD", "NOTIFY", "LISTEN", "UNLISTEN", "CHECKPOINT", "ANALYZE",
        "ANALYSE", "LIST", "LS", "INSTALL", "DETACH", "COMMENT", "COMMIT", "ROLLBACK", "START", "BEGIN", "END", "ELSE", "IF", "ELSIF",
        "ELSEIF", "WHILE", "LOOP", "FOR", "REPEAT", "CASE", "WHEN", "EXCEPTION", "VALUES", "CACHE", "UNCACHE", "MSCK", "DBCC",
        "RECONFIGURE", "ENABLE", "ABORT", "REVERT", "HANDLER", "DEFINE", "AUDIT", "EXPLAIN", "UNTIL", "PREPARE", "THEN", "STOP", "XA",
        "INVALIDATE", "COMPUTE", "LET", "UNSET", "HELP", "CHECK", "CHECKSUM", "BREAK", "PROCEDURE", "FUNCTION", "TYPE", "SUBTYPE", "CURSOR",
        "CLEAR", "LOG", "TRY", "CATCH", "AFTER", "BEFORE", "GENERATE", "FOREACH", "RAISE_APPLICATION_ERROR", "RESUME", "CONNECT", "MOVE", "RESIGNAL", "LEAVE", "GET", "ATTACH", "LABEL",
    ]
)  # fmt: skip
_TYPES = frozenset(
    [
        "INT", "INTEGER", "BIGINT", "SMALLINT", "TINYINT", "NUMBER", "NUMERIC", "DECIMAL", "FLOAT", "REAL", "DOUBLE", "BOOLEAN", "BOOL", "TEXT",
        "CHAR", "VARCHAR", "VARCHAR2", "NVARCHAR2", "NVARCHAR", "CLOB", "BLOB", "DATE", "TIME", "TIMESTAMP", "TIMESTAMPTZ", "DATETIME", "INTERVAL",
        "UUID", "JSON", "JSONB", "XML", "XMLTYPE", "BYTEA", "RAW", "RECORD", "REFCURSOR", "SYS_REFCURSOR", "PLS_INTEGER", "BINARY_INTEGER",
        "RESULTSET", "VARIANT", "ARRAY", "OBJECT", "STRING", "SERIAL", "MONEY", "LONG", "ROWID", "CHARACTER", "NAME", "REGCLASS", "OID", "BIT",
    ]
)  # fmt: skip


def assigns(tokens: list[Token]) -> bool:
    """``NEW.total = 3`` in a body of PL/pgSQL."""
    cursor = Cursor(tokens)
    cursor.name()
    while cursor.peek().text in ("[", "]") or (cursor.at and cursor.peek(-1).text == "["):
        cursor.at += 1
    return cursor.at > 0 and cursor.peek().text == "="


def declares(tokens: list[Token]) -> bool:
    """``total NUMBER(10)``, ``r orders%ROWTYPE`` in a DECLARE part; ``PROCEDURE x IS`` in a package."""
    if tokens[0].kind not in (Kind.WORD, Kind.QUOTED) or tokens[0].up in STARTS | SILENT:
        return False
    if tokens[0].up in ("PROCEDURE", "FUNCTION", "CURSOR", "TYPE", "SUBTYPE", "EXCEPTION", "PRAGMA", "FORALL"):
        return True
    while len(tokens) > 2 and tokens[1].text == "," and tokens[0].kind in (Kind.WORD, Kind.QUOTED):
        tokens = tokens[2:]  # MySQL: DECLARE a, b, c INT
    if len(tokens) > 1 and (tokens[1].up in _TYPES or tokens[1].up in ("CONSTANT", "ALIAS")):
        return True
    ends = tokens[-1].up in ("ROWTYPE", "TYPE", "NULL") or any(t.text in (":=", "%") or t.up == "DEFAULT" for t in tokens[:12])
    cursor = Cursor(tokens, 1)
    typed = cursor.name() is not None and (cursor.skip_brackets() or True) and all(t.text in "[]" for t in cursor.rest())
    return len(tokens) == 1 or ends or typed


def runs_procedure(tokens: list[Token]) -> bool:
    """SQL Server: the first statement of a batch may be a procedure without EXEC: ``dbo.purge @days = 3``."""
    if tokens[0].kind not in (Kind.WORD, Kind.QUOTED) or tokens[0].up in STARTS | SILENT or tokens[0].text.startswith("#"):
        return False
    cursor = Cursor(tokens)
    name = cursor.name()
    return (not cursor.more() and name is not None and "." in name.text) or cursor.peek().kind in (Kind.VARIABLE, Kind.STRING, Kind.NUMBER)


def calls_by_name(tokens: list[Token]) -> Name | None:
    """The routine of ``purge_day(3)`` or ``pkg.purge`` that stands alone as a statement of a body; None where it is none."""
    if tokens[0].kind not in (Kind.WORD, Kind.QUOTED) or tokens[0].up in STARTS | SILENT | {"RAISE_APPLICATION_ERROR"}:
        return None
    cursor = Cursor(tokens)
    name = cursor.name()
    if name is None or name.match is not Match.EXACT or (not cursor.more() and "." not in name.text):
        return None
    arguments = cursor.peek().text == "("
    cursor.skip_brackets()
    return name if not cursor.more() and (arguments or "." in name.text) else None
