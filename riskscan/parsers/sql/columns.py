"""The columns that a CREATE TABLE names."""

from __future__ import annotations

from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import Cursor, items, strip_quotes

_NOT_COLUMNS = frozenset(
    [
        "CONSTRAINT", "PRIMARY", "FOREIGN", "UNIQUE", "CHECK", "INDEX", "KEY", "EXCLUDE", "LIKE", "PERIOD", "FULLTEXT", "SPATIAL",
        "PROJECTION", "SELECT", "WITH",
    ]
)  # fmt: skip


_NOT_BEFORE = frozenset(
    ["AS", "SELECT", "LIKE", "CLONE", "OPTIONS", "WITH", "USING", "ENGINE", "TBLPROPERTIES", "LOCATION", "PARTITIONED", "PARTITION", "BY"]
)


def table_items(tokens: list[Token]) -> list[list[Token]]:
    """The items between the brackets of CREATE TABLE; none where the brackets hold a query."""
    at = next((n for n, t in enumerate(tokens) if t.text == "("), -1)
    if at < 0 or any(t.up in _NOT_BEFORE or t.text == "=" for t in tokens[:at]):
        return []
    parts = items(Cursor(tokens, at).bracketed())
    return [] if parts and parts[0][0].up in ("SELECT", "WITH") else parts


def table_columns(tokens: list[Token]) -> tuple[str, ...]:
    """The column names of a CREATE TABLE, from the tokens after its name."""
    found = [
        strip_quotes(p[0].text)
        for p in table_items(tokens)
        if p[0].kind in (Kind.WORD, Kind.QUOTED) and not (p[0].up in _NOT_COLUMNS and p[0].kind is Kind.WORD)
    ]
    return tuple(found)
