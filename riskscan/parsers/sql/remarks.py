"""What is odd about a statement and easy to miss, said beside its effect: each check with the words for the person who asked.

The checks look at tokens alone, so they hold for every dialect and for statements that have no tree. None of them changes how bad an effect
is but one: a filter whose inner query names a column that the inner table does not have compares each row with itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from riskscan.model.asset import AssetKind
from riskscan.model.effect import Scope, Trait
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import Cursor, Name, find, has, items, strip_quotes
from riskscan.parsers.sql.script import Script
from riskscan.parsers.sql.sources import sources, with_names
from riskscan.parsers.sql.touch import Touch

_ROWS = frozenset({"update", "delete"})
LONGEST_NAME = 63  # bytes
_NO_COLUMN = frozenset(
    {"LIKE", "CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "EXCLUDE", "INDEX", "KEY", "FULLTEXT", "SPATIAL", "PERIOD"}
)
_NOW = frozenset({"NOW", "GETDATE", "GETUTCDATE", "SYSDATE", "SYSDATETIME", "SYSTIMESTAMP", "CURRENT_TIMESTAMP", "CURRENT_DATE", "TODAY"})
_HAPPENED = re.compile(
    r"(?:^|_)(?:creat|insert|receiv|record|log|updat|modif|regist|order|post|add|load|ingest|event)\w*?(?:_?(?:at|on|date|time|ts|day))?$"
)
_KEYED = ("id", "uuid", "pk", "key")


@dataclass(frozen=True, slots=True)
class Inner:
    """``column [NOT] IN (SELECT given FROM table ...)``; ``at`` is the column's token, ``body`` what stands in the brackets."""

    column: str
    negated: bool
    given: str
    prefixed: bool
    table: Name | None
    at: Token
    body: list[Token]


def remark(tokens: list[Token], touches: list[Touch], script: Script) -> None:
    """Puts what the checks find beside the first touch that it concerns."""
    if not touches:
        return
    for check in (_from_outside, _not_in_null, _every_pair, _billed, _set_twice, _listed_twice, _too_long, _up_to_now):
        check(tokens, touches, script)


def inner_queries(tokens: list[Token]) -> Iterator[Inner]:
    """Each ``column IN (SELECT one FROM ...)`` of a statement."""
    for index, token in enumerate(tokens[:-3]):
        if token.up != "IN" or token.kind is not Kind.WORD or tokens[index + 1].text != "(" or tokens[index + 2].up != "SELECT":
            continue
        negated = index > 0 and tokens[index - 1].up == "NOT"
        left = index - 1 - negated
        if left < 0 or tokens[left].kind not in (Kind.WORD, Kind.QUOTED):
            continue
        body = Cursor(tokens, index + 1).bracketed()
        start = find(body, "FROM")
        listed = items(body[1:start]) if start > 0 else []
        listed = [[t for t in part if t.up not in ("DISTINCT", "ALL")] for part in listed]
        if len(listed) != 1 or len(listed[0]) not in (1, 3) or listed[0][-1].kind not in (Kind.WORD, Kind.QUOTED):
            continue
        found = [s for s in sources(body) if s.name.text]
        table = found[0].name if len(found) == 1 and sum(t.up == "SELECT" for t in body) == 1 else None
        given = strip_quotes(listed[0][-1].text)
        yield Inner(strip_quotes(tokens[left].text), negated, given, len(listed[0]) == 3, table, tokens[left], body)


def _from_outside(tokens: list[Token], touches: list[Touch], script: Script) -> None:
    """``DELETE FROM t WHERE id IN (SELECT id FROM u)`` where u has no id: the inner id is that of t, so every row passes."""
    target = touches[0]
    if target.family not in _ROWS or target.scope is not Scope.SOME:
        return
    for inner in inner_queries(tokens):
        columns = script.columns.get(inner.table.key) if inner.table is not None else None
        if not columns or inner.prefixed or inner.given.lower() in {c.lower() for c in columns} or inner.table is None:
            continue
        same = inner.given.lower() == inner.column.lower() and not inner.negated
        alone = not any(t.up in ("AND", "OR") and t.kind is Kind.WORD for t in tokens)
        if same and alone:
            target.scope = Scope.ALL
            target.traits = tuple(dict.fromkeys((*target.traits, Trait.ALWAYS_TRUE)))
        text = f"{inner.table.text} has no column {inner.given}. The filter then compares each row with itself."
        target.notes += (script.note(text, inner.at.start, inner.at.end),)


def _not_in_null(tokens: list[Token], touches: list[Touch], script: Script) -> None:
    """NOT IN finds nothing at all as soon as the inner query gives one empty value."""
    for inner in inner_queries(tokens):
        key = inner.given.lower() in _KEYED or (inner.table is not None and inner.given.lower() in script.keys.get(inner.table.key, ()))
        guarded = has(inner.body, "IS", "NOT", "NULL") or any(t.up in ("COALESCE", "IFNULL", "ISNULL", "NVL") for t in inner.body)
        if inner.negated and not key and not guarded:
            text = f"If {inner.given} is empty in one row of the inner list, it finds no row at all."
            touches[0].notes += (script.note(text, inner.at.start, inner.at.end),)


def _every_pair(tokens: list[Token], touches: list[Touch], script: Script) -> None:
    """``FROM a, b`` with no condition pairs every row with every row."""
    start = find(tokens, "FROM")
    if tokens[0].up not in ("SELECT", "INSERT", "CREATE", "WITH") or start < 0:
        return
    stop = find(tokens, "WHERE", "GROUP", "ORDER", "LIMIT", "UNION", "HAVING", "QUALIFY", "WINDOW", "FETCH", start=start + 1)
    body = tokens[start + 1 : stop if stop > 0 else len(tokens)]
    filtered = stop > 0 and tokens[stop].up == "WHERE"
    listed = items(body)
    plain = [p for p in listed if p[0].kind in (Kind.WORD, Kind.QUOTED) and p[0].up not in ("UNNEST", "LATERAL", "TABLE", "JOIN")]
    calls = any(t.text == "(" for part in plain for t in part)
    if len(plain) < 2 or len(plain) != len(listed) or filtered or calls or any(t.up == "JOIN" for t in body):
        return
    first = Cursor(plain[0]).name()
    prefixes = {first.base.lower(), plain[0][-1].text.lower()} if first else set()
    if any(len(p) > 1 and p[1].text == "." and p[0].text.lower() in prefixes for p in plain[1:]):
        return  # BigQuery: FROM t, t.items
    named = with_names(tokens)
    shown = [n.text for p in plain[:2] if (n := Cursor(p).name()) is not None and n.key not in named]
    if len(shown) == 2:
        text = f"It pairs every row of {shown[0]} with every row of {shown[1]}."
        touches[0].notes += (script.note(text, tokens[start].start, tokens[start].end),)


def _billed(tokens: list[Token], touches: list[Touch], script: Script) -> None:
    """BigQuery bills what is read: a star in a table name reads many tables, and LIMIT reads as much as no LIMIT."""
    if script.dialect != "bigquery":
        return
    for touch in touches:
        if touch.family == "select" and touch.name.text.endswith("*") and not any(t.up == "_TABLE_SUFFIX" for t in tokens):
            text = "It reads and pays for every table whose name begins so. A filter on _TABLE_SUFFIX would choose."
            touch.notes += (script.note(text, tokens[0].start, tokens[-1].end),)
    reads = [t for t in touches if t.family == "select"]
    only_limit = find(tokens, "LIMIT") > 0 and find(tokens, "WHERE") < 0 and "*" in (reads[0].columns if reads else ())
    if len(reads) == len(touches) == 1 and only_limit and reads[0].kind is AssetKind.TABLE:
        reads[0].notes += (script.note("LIMIT does not make it cheaper. It pays for the whole table.", tokens[0].start, tokens[-1].end),)


def _set_twice(tokens: list[Token], touches: list[Touch], script: Script) -> None:
    """``SET a = 1, a = 2`` is refused by all but MySQL."""
    if touches[0].family != "update" or script.dialect in ("mysql", "sqlite", "clickhouse"):
        return
    start = find(tokens, "SET")
    stop = find(tokens, "WHERE", "FROM", "RETURNING", start=max(start, 0))
    names = [
        "".join(t.text for t in part[: next((n for n, t in enumerate(part) if t.text == "="), 0)]).lower()
        for part in items(tokens[start + 1 : stop if stop > 0 else len(tokens)])
    ]
    twice = next((n for n in names if n and names.count(n) > 1), "")
    if twice:
        touches[0].notes += (script.note(f"It will fail: it sets {strip_quotes(twice)} twice.", tokens[start].start, tokens[start].end),)


def _listed_twice(tokens: list[Token], touches: list[Touch], script: Script) -> None:
    """``CREATE TABLE t (a int, a text)`` and ``INSERT INTO t (a, a)`` are refused by every database."""
    first = touches[0]
    if tokens[0].up == "CREATE" and first.family in ("create", "create_temp") and first.kind is AssetKind.TABLE:
        start = next((n for n, t in enumerate(tokens) if t.text == "("), len(tokens))
        parts = [p for p in items(Cursor(tokens, start).bracketed()) if p and p[0].up not in _NO_COLUMN]
        named = [strip_quotes(p[0].text).lower() for p in parts if p[0].kind in (Kind.WORD, Kind.QUOTED) and len(p) > 1]
    elif tokens[0].up == "INSERT" and first.family == "insert":
        named = [c.lower() for c in first.columns]
    else:
        return
    twice = next((n for n in named if named.count(n) > 1), "")
    if twice and not any(t.text == '"' + twice.upper() + '"' for t in tokens):
        first.notes += (script.note(f"It will fail: it names {twice} twice.", tokens[0].start, tokens[0].end),)


def _up_to_now(tokens: list[Token], touches: list[Touch], script: Script) -> None:
    """``WHERE created_at < NOW()`` alone: what has happened lies in the past, so that is nearly every row; what expires does not."""
    touch = touches[0]
    where = find(tokens, "WHERE")
    if touch.family not in _ROWS or touch.scope is not Scope.SOME or where < 0:
        return
    words = [t.up for t in tokens[where + 1 :] if t.text != ";"]
    sign = next((n for n, word in enumerate(words[:6]) if word in ("<", "<=")), -1)
    at_end = words[sign + 1 :]
    column = strip_quotes(words[sign - 1]).lower() if sign > 0 else ""
    plain = sign > 0 and all(w not in ("(", "AND", "OR", "NOT") for w in words[:sign])
    now = at_end[:1] and at_end[0] in _NOW and at_end[1:] in ([], ["(", ")"])
    if plain and now and _HAPPENED.search(column):
        touch.notes += (
            script.note(
                f"It takes every row whose {column} lies in the past. That may be all of them.", tokens[where].start, tokens[-1].end
            ),
        )


def _too_long(tokens: list[Token], touches: list[Touch], script: Script) -> None:
    """PostgreSQL cuts a name off after 63 bytes, so that two long names may become one."""
    if script.dialect != "postgres" or tokens[0].up not in ("CREATE", "ALTER", "DROP"):
        return
    long = next((t for t in tokens if t.kind in (Kind.WORD, Kind.QUOTED) and len(strip_quotes(t.text).encode()) > LONGEST_NAME), None)
    if long is not None:
        text = f"The name {strip_quotes(long.text)[:20]}... is cut off after {LONGEST_NAME} letters."
        touches[0].notes += (script.note(text, long.start, long.end),)
