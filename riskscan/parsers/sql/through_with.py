"""``WITH c AS (SELECT TOP 5 * FROM t) UPDATE c SET ...``: SQL Server changes the rows of t, those that the inner query gives.

The same with ``DELETE d FROM (SELECT ... FROM t) AS d``.
"""

from __future__ import annotations

from collections.abc import Iterator

from riskscan.model.effect import Scope, Trait
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import Cursor, Name, find, strip_quotes
from riskscan.parsers.sql.sources import NOT_NAMES, sources
from riskscan.parsers.sql.touch import Touch

_CHANGES = frozenset({"update", "delete"})
DEEPEST = 5  # queries over queries


def behind_names(tokens: list[Token], touches: list[Touch], named: frozenset[str]) -> None:
    """Puts the table behind a WITH name in the name's place, where the inner query reads one first."""
    for touch in touches:
        for _ in range(DEEPEST):
            if touch.family not in _CHANGES or touch.name.key not in named:
                break
            body = _body(tokens, touch.name.key)
            base = _first(body)
            if base is None:
                break
            narrowed = find(body, "WHERE", "LIMIT", "FETCH") > 0 or any(t.up == "TOP" for t in body[:4])
            if narrowed and touch.scope is Scope.ALL:
                touch.scope = Scope.SOME
                touch.traits = tuple(t for t in touch.traits if t is not Trait.ALWAYS_TRUE)
            touch.name = Name(base.text, base.match, base.aliases)


def derived_names(tokens: list[Token]) -> frozenset[str]:
    """Names (lower case) of queries in brackets: ``FROM (SELECT ...) AS d``."""
    return frozenset(alias for alias, _ in _derived(tokens))


def _derived(tokens: list[Token]) -> Iterator[tuple[str, list[Token]]]:
    for index, token in enumerate(tokens[:-2]):
        if token.up not in ("FROM", "JOIN") or tokens[index + 1].text != "(" or tokens[index + 2].up not in ("SELECT", "WITH"):
            continue
        cursor = Cursor(tokens, index + 1)
        body = cursor.bracketed()
        cursor.take("AS")
        if cursor.peek().kind in (Kind.WORD, Kind.QUOTED) and cursor.peek().up not in NOT_NAMES:
            yield strip_quotes(cursor.peek().text).lower(), body


def _first(body: list[Token]) -> Name | None:
    """The table, or variable that holds a table, that a query reads first."""
    at = find(body, "FROM")
    if 0 <= at < len(body) - 1 and body[at + 1].kind is Kind.VARIABLE:
        return Name(body[at + 1].text)
    return next((s.name for s in sources(body) if s.name.text), None)


def _body(tokens: list[Token], key: str) -> list[Token]:
    for index, token in enumerate(tokens[:-2]):
        if strip_quotes(token.text).lower() != key:
            continue
        cursor = Cursor(tokens, index + 1)
        cursor.skip_brackets()
        if cursor.take("AS") and cursor.peek().text == "(":
            return cursor.bracketed()
    return next((body for alias, body in _derived(tokens) if alias == key), [])
