"""Statements that add rows: INSERT, REPLACE, UPSERT, MERGE."""

from __future__ import annotations

from riskscan.knowledge.secrets import without_secrets
from riskscan.knowledge.sql.waiting_messages import holds_messages
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Scope, Trait
from riskscan.parsers.sql.data import HINTS, name_or_nothing, top
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import NAMELESS, Cursor, Name, find, has, items, string_value, strip_quotes
from riskscan.parsers.sql.script import Script
from riskscan.parsers.sql.sources import read_touches
from riskscan.parsers.sql.touch import Touch
from riskscan.parsers.sql.trees import Read
from riskscan.parsers.sql.where import NONE, Filter, judge, where_of

_TABLE = AssetKind.TABLE


def read_insert(cursor: Cursor, script: Script, verb: Token, reads: list[Read] | None) -> list[Touch]:
    """INSERT [OVERWRITE] [INTO], REPLACE INTO, UPSERT; ``INSERT ALL`` with several targets; directories count as files."""
    cursor.next()
    while cursor.take_any(HINTS) or top(cursor):
        pass
    replaces = cursor.take("OR") and cursor.next().up == "REPLACE"
    tokens = cursor.tokens
    if cursor.peek().up in ("ALL", "FIRST") and cursor.peek(1).up in ("INTO", "WHEN"):
        targets = [Cursor(tokens, n + 1).name() for n, t in enumerate(tokens) if t.up == "INTO" and t.kind is Kind.WORD]
        return [Touch("insert", _TABLE, t, at=verb) for t in targets if t] + read_touches(tokens, verb, reads)
    overwrite = cursor.take("OVERWRITE")
    cursor.take("INTO")
    if cursor.take("LOCAL", "DIRECTORY") or cursor.take("DIRECTORY"):
        return [
            Touch("write_file", AssetKind.FILE, Name(strip_quotes(cursor.peek().text)), Scope.ALL, at=verb),
            *read_touches(tokens, verb, reads),
        ]
    cursor.take("TABLE")
    if cursor.take("FUNCTION"):
        return _outside(cursor, verb, tokens, reads)
    if cursor.peek().up in ("OPENROWSET", "OPENQUERY", "OPENDATASOURCE") and cursor.peek(1).text == "(":
        return [*_outside(cursor, verb, tokens, reads)]
    name = name_or_nothing(cursor)
    partition = cursor.take("PARTITION")
    if partition:
        cursor.skip_brackets()
    if cursor.take("REPLACE", "WHERE") or cursor.take("REPLACE", "USING") or cursor.take("REPLACE", "ON"):  # Databricks
        overwrite = partition = True
    if cursor.take("AS"):
        cursor.next()
    columns = _column_list(cursor)
    rows = read_touches(cursor.rest(), verb, reads)
    sources_of = tuple(t.name.key for t in rows)
    upsert = replaces or verb.up in ("REPLACE", "UPSERT") or has(tokens, "ON", "CONFLICT", "DO", "UPDATE") or _updates_on_conflict(tokens)
    family = "insert_overwrite" if overwrite else "upsert" if upsert else "insert"
    scope = (Scope.SOME if partition else Scope.ALL) if overwrite else Scope.SOME
    touch = Touch(family, _TABLE, name, scope, columns=columns, at=verb, sources=sources_of)
    if overwrite:
        touch.traits += (Trait.REPLACES,)
    elif len(rows) == 0 and find(tokens, "VALUES") > 0 and sum(t.kind is Kind.CUT for t in tokens) == 0:
        values = items(tokens[find(tokens, "VALUES") + 1 :])
        touch.scope = Scope.ONE if len(values) == 1 else Scope.SOME
    touch.where = judge(where_of(cursor.rest()), "", script.budget, frozenset()).parts if sources_of and where_of(cursor.rest()) else ()
    return [touch, *_goes_out(touch, rows), *rows]


def _goes_out(touch: Touch, rows: list[Touch]) -> list[Touch]:
    """Rows of a table from which messages go out to people."""
    if not holds_messages(touch.name.text):
        return []
    many = touch.scope is not Scope.ONE
    scope = Scope.ALL if rows and all(r.scope is Scope.ALL for r in rows) else touch.scope
    traits = (Trait.PEOPLE, Trait.REPEATED) if many else (Trait.PEOPLE,)
    return [Touch("queue_message", AssetKind.EMAIL, touch.name, scope, traits, at=touch.at)]


def _outside(cursor: Cursor, verb: Token, tokens: list[Token], reads: list[Read] | None) -> list[Touch]:
    """INSERT INTO FUNCTION s3('...') of ClickHouse, INTO OPENROWSET(...) of SQL Server: rows go to a file or another server."""
    function = cursor.name() or NAMELESS
    inside = cursor.bracketed()
    texts = [without_secrets(string_value(t)) for t in inside if t.kind is Kind.STRING]
    address = next((t for t in texts if "://" in t or t.startswith("@")), "")
    rows = read_touches(cursor.rest(), verb, reads)
    bucket = function.key.startswith(("s3", "gcs", "azure", "hdfs", "oss")) or address.startswith(("s3:", "gs:"))
    kind = AssetKind.BUCKET if bucket else AssetKind.URL if address else AssetKind.DATABASE
    named = Name(
        address or (texts[0] if texts and function.key in ("remote", "remotesecure", "file", "mysql", "postgresql") else function.text)
    )
    columns = tuple(dict.fromkeys(c for r in rows for c in r.columns))
    return [Touch("export", kind, named, Scope.ALL, columns=columns, sources=tuple(r.name.key for r in rows), at=verb), *rows]


def _updates_on_conflict(tokens: list[Token]) -> bool:
    at = next((n for n, t in enumerate(tokens) if t.up == "CONFLICT" or (t.up == "DUPLICATE" and t.kind is Kind.WORD)), -1)
    return at >= 0 and any(t.up == "UPDATE" for t in tokens[at:])


def _column_list(cursor: Cursor) -> tuple[str, ...]:
    """``(a, b, c)`` where every item is a name; moves past it only then."""
    start = cursor.at
    parts = items(cursor.bracketed())
    if parts and all(len(p) == 1 and p[0].kind in (Kind.WORD, Kind.QUOTED) for p in parts) and parts[0][0].up not in ("SELECT", "WITH"):
        return tuple(strip_quotes(p[0].text) for p in parts)
    cursor.at = start
    return ()


def read_merge(cursor: Cursor, script: Script, verb: Token, reads: list[Read] | None) -> list[Touch]:
    """MERGE: a write, and a delete where a branch deletes."""
    tokens = cursor.tokens
    cursor.next()
    cursor.take("WITH", "SCHEMA", "EVOLUTION")
    cursor.take("INTO")
    name = name_or_nothing(cursor)
    rows = read_touches(cursor.rest(), verb, reads, frozenset({name.key}))
    columns = tuple(
        dict.fromkeys(
            c
            for n, t in enumerate(tokens)
            if t.up == "SET"
            for c in (
                strip_quotes(p[2].text if p[1:2] and p[1].text == "." and len(p) > 2 else p[0].text) for p in items(_branch(tokens, n))
            )
        )
    )
    on = _condition(tokens, script, name)
    changes = any(t.up == "UPDATE" and t.kind is Kind.WORD and tokens[n - 1].up != "ON" for n, t in enumerate(tokens) if n)
    adds = any(t.up == "INSERT" and t.kind is Kind.WORD for t in tokens)
    found = []
    if changes or adds:
        own = Touch("merge" if changes else "insert", _TABLE, name, Scope.SOME, columns=columns, at=verb)
        own.sources = tuple(r.name.key for r in rows)
        found.append(_every_row(own, script, tokens) if changes and on.always else own)
    deletes = next((n for n, t in enumerate(tokens) if n and t.up == "DELETE" and tokens[n - 1].up != "ON"), -1)
    if deletes > 0:
        found.append(_deletes(tokens, deletes, name, on, script))
    return found + rows


def _condition(tokens: list[Token], script: Script, name: Name) -> Filter:
    """What the ON of a MERGE asks for."""
    at = find(tokens, "ON", start=1)
    stop = find(tokens, "WHEN", start=at + 1) if at > 0 else -1
    return judge(tokens[at + 1 : stop], script.dialect, script.budget, frozenset(), None, name.text) if 0 < at < stop else NONE


def _every_row(touch: Touch, script: Script, tokens: list[Token]) -> Touch:
    at = tokens[find(tokens, "ON", start=1)]
    touch.scope, touch.traits = Scope.ALL, (*touch.traits, Trait.ALWAYS_TRUE)
    touch.notes += (script.note(f"Nothing on line {script.line(at.start)} ties a row to one of the new data.", at.start, tokens[-1].end),)
    return touch


def _deletes(tokens: list[Token], at: int, name: Name, on: Filter, script: Script) -> Touch:
    """The branch of a MERGE that deletes. Where no row can match, ``NOT MATCHED BY SOURCE`` without a condition takes them all."""
    when = max((n for n, t in enumerate(tokens[:at]) if t.up == "WHEN"), default=0)
    branch = tokens[when:at]
    missing = has(branch, "NOT", "MATCHED", "BY", "SOURCE")
    touch = Touch("merge_delete_missing" if missing else "merge_delete", _TABLE, name, Scope.SOME, at=tokens[at])
    plain = find(branch, "AND") < 0
    if plain and (on.never if missing else on.always):
        return _every_row(touch, script, tokens)
    if missing:
        touch.scope = Scope.UNKNOWN if plain else Scope.SOME  # what the new data leaves out, all of the old data perhaps
        touch.notes = (script.note("It deletes every row that the new data does not hold.", tokens[at].start, tokens[at].end),)
    return touch


def _branch(tokens: list[Token], start: int) -> list[Token]:
    stop = find(tokens, "WHEN", "WHERE", "OUTPUT", "DELETE", start=start + 1)
    return [t for t in tokens[start + 1 : stop if stop > 0 else len(tokens)] if t.text != ","][:0] or tokens[
        start + 1 : stop if stop > 0 else len(tokens)
    ]
