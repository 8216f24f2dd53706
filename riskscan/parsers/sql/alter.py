"""ALTER of anything: one touch for each thing that it changes."""

from __future__ import annotations

import re

from riskscan.model.asset import AssetKind
from riskscan.model.effect import Scope, Trait
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import NAMELESS, Cursor, Name, find, has, items, strip_quotes
from riskscan.parsers.sql.objects import KINDS, _what, read_identity
from riskscan.parsers.sql.script import Script
from riskscan.parsers.sql.touch import Touch

_RETENTION = re.compile(
    r"(?i)(DATA_RETENTION_TIME_IN_DAYS|MAX_DATA_EXTENSION_TIME_IN_DAYS)\s*=\s*0\b|(deletedFileRetentionDuration|logRetentionDuration)'?\s*=\s*'?\s*(interval\s+)?'?0\b|SYSTEM_VERSIONING\s*=\s*OFF|max_time_travel_hours\s*=\s*0|DROP\s+SYSTEM\s+VERSIONING|NO\s+FLASHBACK\s+ARCHIVE|FLASHBACK\s+OFF|NOARCHIVELOG|RECOVERY\s+SIMPLE"
)
_CATCH = re.compile(
    r"(?i)\bDISABLE\s+(TRIGGER|ROW\s+LEVEL\s+SECURITY|RULE|CONSTRAINT|ALL\s+TRIGGERS|PRIMARY)|\bNO\s+FORCE\s+ROW\s+LEVEL|\bNOCHECK\s+CONSTRAINT|\bSET\s+session_replication_role\s*=?\s*'?replica|\bUNSET\s+(MASKING|ROW\s+ACCESS)|\bDROP\s+(ALL\s+)?ROW\s+ACCESS\s+POLIC|DISABLE\s+KEYS|UNSET\s+\w*POLICY"
)
_HARMLESS = re.compile(
    r"(?i)^(CLUSTER\s+BY|COMMENT|SET\s+COMMENT|SET\s+TBLPROPERTIES\s*\(\s*'comment|SET\s+STATISTICS|SET\s+OPTIONS\s*\(\s*description|RESUME\s+RECLUSTER|SET\s+TAG|ALTER\s+COLUMN\s+\S+\s+COMMENT)"
)
_OWNER = re.compile(r"(?i)^(OWNER\s+TO|SET\s+OWNER|AUTHORIZATION)")
_CONSTRAINT = frozenset(
    [
        "CONSTRAINT", "PRIMARY", "FOREIGN", "INDEX", "KEY", "CHECK", "PARTITION", "PARTITIONS", "NOT", "DEFAULT", "IDENTITY",
        "EXPRESSION", "CLUSTERING", "FEATURE", "SEARCH", "UNUSED", "STATISTICS", "PROJECTION", "ROW", "ALL",
    ]
)  # fmt: skip


def read_alter(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    """ALTER TABLE, VIEW, SCHEMA, DATABASE, ROLE, SYSTEM, WAREHOUSE, ..."""
    cursor.next()
    _, word = _what(cursor)
    if word == "SYSTEM":
        return _system(cursor, script, verb)
    if word == "DEFAULT" and cursor.take("PRIVILEGES"):
        from riskscan.parsers.sql.access import read_default_privileges

        return read_default_privileges(cursor, script, verb)
    if word in ("USER", "ROLE", "LOGIN", "GROUP"):
        if word == "ROLE" and any(t.up == "MEMBER" for t in cursor.tokens):
            from riskscan.parsers.sql.access import read_member

            return read_member(cursor, verb)
        return read_identity(cursor, script, verb, "alter_identity")
    kind = KINDS.get(word, AssetKind.OTHER)
    for prefix in (("IF", "EXISTS"), ("ONLY",)):
        cursor.take(*prefix)
    if word == "INDEX":
        return [Touch("alter_minor", kind, cursor.name() or NAMELESS, Scope.ALL, at=verb)]
    name = cursor.name() or NAMELESS
    if name.text.upper() == "CURRENT":
        name = Name("{current database}")
    if cursor.take("ON") and cursor.peek().text != "CLUSTER":
        cursor.name()
    if cursor.take("*"):
        pass
    return _actions(cursor, script, verb, kind, name)


def _system(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    rest = _text(cursor.rest())
    if re.match(r"(?i)(KILL|DISCONNECT)", rest):
        return [Touch("kill", AssetKind.OTHER, Name("a running session"), Scope.ONE, at=verb)]
    if re.match(r"(?i)(SHUTDOWN)", rest):
        return [Touch("shutdown", AssetKind.SERVER, Name("the database server"), Scope.ALL, (Trait.OUTAGE,), at=verb)]
    return [Touch("alter_system", AssetKind.SERVER, Name("the database server"), Scope.ALL, at=verb)]


def _text(tokens: list[Token]) -> str:
    return " ".join(t.text for t in tokens)


def _actions(cursor: Cursor, script: Script, verb: Token, kind: AssetKind, name: Name) -> list[Touch]:
    """The comma-separated actions; those alike become one touch."""
    found: dict[str, Touch] = {}
    rest = cursor.rest()
    if script.dialect == "clickhouse" and rest and (at := find(rest, "UPDATE")) >= 0:
        return _mutation(rest[at:], script, verb, name)
    for action in items(rest) or [[]]:
        for touch in _action(action, script, verb, kind, name):
            key = f"{touch.family} {touch.kind} {touch.name.key}"
            known = found.setdefault(key, touch)
            if known is not touch:
                known.traits = tuple(dict.fromkeys((*known.traits, *touch.traits)))
                known.columns += touch.columns
    changes = [t for t in found.values() if t.family != "alter_minor"]
    return changes or list(found.values())


def _action(tokens: list[Token], script: Script, verb: Token, kind: AssetKind, name: Name) -> list[Touch]:
    text = re.sub(r"\s*([=.()])\s*", r"\1", _text(tokens))
    touch = Touch("alter", kind, name, Scope.ALL, at=verb)
    cursor = Cursor(tokens)
    first = cursor.peek().up
    if _RETENTION.search(text):
        touch.family, touch.traits = "undo_removed", (Trait.UNDO_REMOVED,)
        return [touch]
    if _CATCH.search(text):
        touch.family, touch.traits = "catch_removed", (Trait.CATCH_REMOVED,)
        return [touch]
    if _OWNER.match(text):
        touch.family = "owner"
        return [touch]
    if _HARMLESS.match(text) or not tokens:
        touch.family = "alter_minor"
        return [touch]
    if first == "SWAP" or has(tokens, "EXCHANGE", "PARTITION"):
        other = Cursor(tokens, find(tokens, "WITH", "TABLE") + (2 if has(tokens, "WITH", "TABLE") else 1)).name() or NAMELESS
        swap = Touch("swap", kind, name, Scope.ALL, (Trait.REPLACES,), at=verb)
        return [swap, Touch("swap", kind, other, Scope.ALL, (Trait.REPLACES,), at=verb)]
    if first == "DROP":
        return _drop(cursor, verb, kind, name)
    if first in ("RENAME", "CHANGE") or (has(tokens, "RENAME", "TO")):
        return [_rename(cursor, touch)]
    if first == "DELETE" or (first == "UPDATE" and script.dialect == "clickhouse"):
        return _mutation(tokens, script, verb, name)
    if first == "ADD" or first == "ADD_COLUMNS":
        touch.family = "add_column" if _adds_column(tokens) else "add_constraint"
        touch.columns = _added(tokens) if touch.family == "add_column" else ()
        return [touch]
    return [_other(cursor, touch, text)]


def _mutation(tokens: list[Token], script: Script, verb: Token, name: Name) -> list[Touch]:
    """ClickHouse: ALTER TABLE t DELETE WHERE ..., UPDATE a = 1 WHERE ..."""
    from riskscan.parsers.sql.data import filtered
    from riskscan.parsers.sql.where import judge, where_of

    where = where_of(tokens)
    touch = Touch("delete" if tokens[0].up == "DELETE" else "update", AssetKind.TABLE, name, at=verb)
    return [filtered(touch, judge(where, script.dialect, script.budget, frozenset()), script, where)]


def _other(cursor: Cursor, touch: Touch, text: str) -> Touch:
    first = cursor.peek().up
    if first in ("ALTER", "MODIFY") and not re.search(r"(?i)\b(SET|DROP)\s+DEFAULT\b|SET\s+STATISTICS|SET\s+STORAGE", text):
        touch.family, touch.traits = "alter_column", (Trait.STRUCTURE,)
        if re.search(r"(?i)\bTYPE\b|^ALTER\s+COLUMN\s+\S+\s+\w+|^MODIFY", text):
            touch.traits += (Trait.LOCKS,)
        cursor.next()
        cursor.take("COLUMN")
        touch.columns = (strip_quotes(cursor.peek().text),)
    elif first == "SET" and cursor.peek(1).up == "SCHEMA":
        touch.family, touch.traits = "rename", (Trait.STRUCTURE,)
    elif first in ("SUSPEND", "DISABLE", "OFFLINE", "ABORT"):
        touch.family = "suspend"
    elif re.search(r"(?i)\b(SET\s+(OFFLINE|SINGLE_USER)|CLOSE)\b", text):
        touch.family, touch.traits = "suspend", (Trait.OUTAGE,)
    return touch


def _rename(cursor: Cursor, touch: Touch) -> Touch:
    touch.family, touch.traits = "rename", (Trait.STRUCTURE,)
    cursor.next()
    if cursor.peek().up not in ("TO", "AS", "CONSTRAINT", "INDEX", "KEY"):
        cursor.take("COLUMN")
        column = cursor.peek()
        if column.kind in (Kind.WORD, Kind.QUOTED):
            touch.columns = (strip_quotes(column.text),)
            touch.family = "rename_column"
            touch.traits += (Trait.LOSES_COLUMNS,)
    elif cursor.peek().up in ("CONSTRAINT", "INDEX", "KEY"):
        touch.family, touch.traits = "alter_minor", ()
    return touch


def _drop(cursor: Cursor, verb: Token, kind: AssetKind, name: Name) -> list[Touch]:
    cursor.next()
    cascade = (Trait.CASCADE,) if any(t.up == "CASCADE" for t in cursor.rest()) else ()
    word = cursor.peek().up
    if word in ("PARTITION", "PARTITIONS", "DETACHED"):
        return [Touch("drop_partition", AssetKind.TABLE, name, Scope.SOME, at=verb)]
    if kind is not AssetKind.TABLE or (word in _CONSTRAINT and cursor.peek().kind is Kind.WORD):
        return [Touch("alter_constraint", kind, name, Scope.ALL, cascade, at=verb)]
    cursor.take("COLUMN")
    cursor.take("COLUMNS")
    cursor.take("IF", "EXISTS")
    inside = cursor.bracketed()
    columns = [strip_quotes(p[0].text) for p in items(inside)] if inside else [strip_quotes(cursor.peek().text)]
    traits = (Trait.STRUCTURE, Trait.LOSES_COLUMNS, *cascade)
    return [
        Touch("drop_column", AssetKind.COLUMN, Name(f"{name.text}.{c}", name.match), Scope.ALL, traits, (c,), at=verb) for c in columns if c
    ]


def _adds_column(tokens: list[Token]) -> bool:
    word = tokens[1] if len(tokens) > 1 else tokens[0]
    return not (word.kind is Kind.WORD and word.up in _CONSTRAINT | {"UNIQUE", "FULLTEXT", "SPATIAL", "EXCLUDE", "VALUE"})


def _added(tokens: list[Token]) -> tuple[str, ...]:
    cursor = Cursor(tokens, 1)
    cursor.take("COLUMN")
    cursor.take("COLUMNS")
    cursor.take("IF", "NOT", "EXISTS")
    inside = cursor.bracketed()
    if inside:
        return tuple(strip_quotes(p[0].text) for p in items(inside))
    return (strip_quotes(cursor.peek().text),) if cursor.more() else ()
