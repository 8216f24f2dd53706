"""Filters that read as if they chose rows and let nearly all of them in.

``id <> 1`` and ``id NOT IN (1, 2)`` on the key spare the rows that they name and take all others; ``created_at < now()`` takes every row,
since no row was made later; ``id BETWEEN 1 AND 999999999`` is a range from the first number to one that no table reaches by counting.
"""

from __future__ import annotations

import re

from riskscan.parsers.sql.keys import LISTED, Own, bare, is_column, is_key, is_value
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import items, strip_quotes

_MADE = re.compile(
    r"^(?:row_?|rec(?:ord)?_?)?(?:created?|creation|insert(?:ed)?|added|registered|signup|signed_up|updated?|modified|last_modified)"
    r"(?:_?(?:at|on|date|time|datetime|timestamp|ts|dt|utc))?$"
)
_NOW = frozenset(
    {
        "NOW", "CURRENT_TIMESTAMP", "CURRENT_DATE", "SYSDATE", "GETDATE", "GETUTCDATE", "SYSDATETIME", "SYSTIMESTAMP", "LOCALTIMESTAMP",
    }
)  # fmt: skip
_NOT_EQUAL = ("<>", "!=")
_LAST_YEAR = 2090  # a date from here on stands for "for ever"
_BEYOND = 1_000_000  # a range that ends here or later leaves no counted row out


def spares(tokens: list[Token], own: Own) -> int:
    """How many rows of the changed table the filter spares by their key while it takes all others; 0 for another filter."""
    tokens = bare(tokens)
    negated = bool(tokens) and tokens[0].up == "NOT"
    inside = bare(tokens[1:]) if negated else tokens
    sign = next((n for n, t in enumerate(inside) if t.text in (*_NOT_EQUAL, "=") or t.up == "IN"), -1)
    if sign <= 0:
        return 0
    left, right = inside[:sign], inside[sign + 1 :]
    apart = inside[sign].text in _NOT_EQUAL
    if inside[sign].up == "IN" and left[-1].up == "NOT":
        apart, left = True, left[:-1]
    if apart == negated or not is_column(left) or not is_key(strip_quotes(left[-1].text), own):
        return 0
    if inside[sign].up != "IN":
        return int(is_value(right))
    values = items(bare(right)) if right and right[0].text == "(" else []
    return len(values) if len(values) <= LISTED and all(is_value(value) for value in values) else 0


def takes_all(tokens: list[Token], own: Own) -> bool:
    """True for ``created_at < now()``, a date far ahead, or a range of the key from its first number to one that is never reached."""
    tokens = bare(tokens)
    sign = next((n for n, t in enumerate(tokens) if t.text in ("<", "<=")), -1)
    if sign > 0 and is_column(tokens[:sign]):
        made = _MADE.match(strip_quotes(tokens[sign - 1].text).lower()) is not None
        return made and (_is_now(tokens[sign + 1 :]) or _far_ahead(tokens[sign + 1 :]))
    return _whole_range(tokens, own)


def _is_now(tokens: list[Token]) -> bool:
    return bool(tokens) and tokens[0].up in _NOW and all(t.text in "()" for t in tokens[1:])


def _far_ahead(tokens: list[Token]) -> bool:
    texts = [t.text.strip("'\"") for t in tokens if t.kind is Kind.STRING]
    year = texts[0][:4] if len(texts) == 1 and len(tokens) <= 2 else ""
    return year.isdecimal() and int(year) >= _LAST_YEAR


def _whole_range(tokens: list[Token], own: Own) -> bool:
    at = next((n for n, t in enumerate(tokens) if t.up == "BETWEEN"), -1)
    if at < 1 or len(tokens) != at + 4 or not is_column(tokens[:at]) or not is_key(strip_quotes(tokens[at - 1].text), own):
        return False
    low, high = tokens[at + 1].text, tokens[at + 3].text
    return low in ("0", "1") and high.isdecimal() and int(high) >= _BEYOND
