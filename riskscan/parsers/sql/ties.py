"""Whether anything ties the changed table to the tables that an UPDATE ... FROM or DELETE ... USING reads beside it.

Where every condition speaks of the other tables alone, each row of the changed table meets one of their rows, so every row is changed.
"""

from __future__ import annotations

from collections.abc import Collection

from riskscan.model.artifact import has_hole
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import strip_quotes

_STATEMENTS = frozenset({"SELECT", "EXISTS", "VALUES", "NATURAL", "USING", "CURRENT"})
_WORDS = frozenset(
    [
        "AND", "OR", "NOT", "IN", "IS", "NULL", "LIKE", "ILIKE", "RLIKE", "BETWEEN", "TRUE", "FALSE", "DISTINCT", "FROM", "INTERVAL",
        "DATE", "TIMESTAMP", "DAY", "DAYS", "MONTH", "YEAR", "HOUR", "AS", "CASE", "WHEN", "THEN", "ELSE", "END", "ESCAPE", "ANY", "ALL",
        "CURRENT_DATE", "CURRENT_TIMESTAMP", "GETDATE", "SYSDATE",
    ]
)  # fmt: skip


def untied(conditions: list[Token], own: Collection[str], others: Collection[str]) -> bool:
    """True where there are conditions and each column in them is one of ``others`` by its prefix (both in lower case).

    A column without a prefix may belong to either, and a subquery may say anything, so both answer False.
    """
    foreign = False
    for number, token in enumerate(conditions):
        if token.up in _STATEMENTS or has_hole(token.text) or token.kind is Kind.PARAMETER:
            return False
        if token.kind not in (Kind.WORD, Kind.QUOTED) or token.up in _WORDS:
            continue
        before = conditions[number - 1].text if number else ""
        after = conditions[number + 1].text if number + 1 < len(conditions) else ""
        if after == "(":
            continue  # a function
        if after == ".":
            prefix = strip_quotes(token.text).lower()
            if before != "." and (prefix in own or prefix not in others):
                return False
            foreign = True
        elif before != ".":
            return False
    return foreign
