"""ALTER of anything: one touch for each thing that it changes."""

from __future__ import annotations

import re
from dataclasses import replace

from riskscan.knowledge.sql.server_guards import guard_off
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Scope, Trait
from riskscan.model.span import Note
from riskscan.parsers.sql.access import read_default_privileges, read_member
from riskscan.parsers.sql.actions import action_of
from riskscan.parsers.sql.alter_objects import read_authorization, read_index, read_object
from riskscan.parsers.sql.counters import restarted
from riskscan.parsers.sql.identities import read_identity
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import NAMELESS, Cursor, Name, find, has, items, strip_quotes, text_of
from riskscan.parsers.sql.open_values import at_worst
from riskscan.parsers.sql.script import Script
from riskscan.parsers.sql.session import server_setting
from riskscan.parsers.sql.touch import Touch
from riskscan.parsers.sql.what import KINDS, what

_CONSTRAINT = frozenset(
    [
        "CONSTRAINT", "PRIMARY", "FOREIGN", "INDEX", "KEY", "CHECK", "PARTITION", "PARTITIONS", "NOT", "DEFAULT", "IDENTITY",
        "EXPRESSION", "CLUSTERING", "FEATURE", "SEARCH", "UNUSED", "STATISTICS", "PROJECTION", "ROW", "ALL",
    ]
)  # fmt: skip


def read_alter(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    """ALTER TABLE, VIEW, SCHEMA, DATABASE, ROLE, SYSTEM, WAREHOUSE, ..."""
    cursor.next()
    _, word = what(cursor)
    if word == "SYSTEM":
        return _system(cursor, script, verb)
    if word in ("SESSION", "CLUSTER") and cursor.peek().up in ("SET", "UNSET", "ENABLE", "DISABLE", "CLOSE", "ADVISE", "SYNC", "FORCE"):
        return []  # settings of this session alone
    if word == "ACCOUNT" or cursor.peek().up in _OF_ALL.get(word, ()):
        return _of_all(cursor, script, verb, word)
    if word == "DEFAULT" and cursor.take("PRIVILEGES"):
        return read_default_privileges(cursor, script, verb)
    if word in ("USER", "ROLE", "LOGIN", "GROUP"):
        member = any(t.up == "MEMBER" for t in cursor.tokens)
        return read_member(cursor, verb) if member else read_identity(cursor, script, verb, "alter_identity")
    for prefix in (("IF", "EXISTS"), ("ONLY",)):
        cursor.take(*prefix)
    if word == "AUTHORIZATION":
        return [read_authorization(cursor, verb)]
    if word == "INDEX":
        return [read_index(cursor, verb)]
    name = cursor.name() or NAMELESS
    if KINDS.get(word) is AssetKind.FUNCTION:
        cursor.skip_brackets()
    if name.text.upper() == "CURRENT":
        name = Name("{current database}")
    if cursor.take("ON"):
        cursor.take("CLUSTER")
        if cursor.name() is None and cursor.peek().kind is Kind.STRING:
            cursor.next()
    cursor.take("*")
    counter = restarted(cursor.rest(), AssetKind.OTHER, name, verb) if word == "SEQUENCE" else None
    own = counter or read_object(cursor, verb, word, name)
    return [own] if own is not None else _actions(cursor, script, verb, KINDS.get(word, AssetKind.OTHER), name)


_OF_ALL = {
    "DATABASE": frozenset(
        ["NOARCHIVELOG", "ARCHIVELOG", "FLASHBACK", "OPEN", "CLOSE", "MOUNT", "BEGIN", "END", "FORCE", "DATAFILE", "TEMPFILE"]
    ),
    "SERVER": frozenset(["CONFIGURATION"]),
    "INSTANCE": frozenset(["ROTATE", "ENABLE", "DISABLE", "RELOAD"]),
}


def _of_all(cursor: Cursor, script: Script, verb: Token, word: str) -> list[Touch]:
    """ALTER ACCOUNT SET ..., ALTER SERVER CONFIGURATION, and ALTER DATABASE without a name."""
    if word in ("SERVER", "INSTANCE"):
        return [Touch("alter_system", AssetKind.SERVER, Name("the database server"), Scope.ALL, at=verb)]
    kind, name = (AssetKind.SERVER, Name("the whole account")) if word == "ACCOUNT" else (AssetKind.DATABASE, Name("{current database}"))
    found = _actions(cursor, script, verb, kind, name)
    for touch in found:
        touch.family = "alter_system" if touch.family == "alter" else touch.family
    return found


def _system(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    rest = text_of(cursor.rest())
    if re.match(r"(?i)(KILL|DISCONNECT)", rest):
        return [Touch("kill", AssetKind.OTHER, Name("a running session"), Scope.ONE, at=verb)]
    if re.match(r"(?i)(SHUTDOWN)", rest):
        return [Touch("shutdown", AssetKind.SERVER, Name("the database server"), Scope.ALL, (Trait.OUTAGE,), at=verb)]
    worse = [
        replace(server_setting(rest, verb), traits=(off[0],), notes=(Note(off[1]),), only_if=name)
        for name, off in at_worst(cursor.rest(), guard_off)
    ]
    return [server_setting(rest, verb), *(touch for touch in worse if guard_off(rest) is None)]


def _actions(cursor: Cursor, script: Script, verb: Token, kind: AssetKind, name: Name) -> list[Touch]:
    """The comma-separated actions; those alike become one touch."""
    found: dict[str, Touch] = {}
    if not cursor.take("WITH", "CHECK"):  # SQL Server: are the rows that stand there checked?
        cursor.take("WITH", "NOCHECK")
    rest = cursor.rest()
    if script.dialect == "clickhouse" and rest and (at := find(rest, "UPDATE")) >= 0:
        return _mutation(rest[at:], script, verb, name)
    for action in _each(rest, script):
        for touch in (*_action(action, script, verb, kind, name), *_open_action(action, script, verb, kind, name)):
            key = f"{touch.family} {touch.kind} {touch.name.key} {touch.only_if}"
            known = found.setdefault(key, touch)
            if known is not touch:
                known.traits = tuple(dict.fromkeys((*known.traits, *touch.traits)))
                known.columns += touch.columns
    changes = [t for t in found.values() if t.family != "alter_minor"]
    return changes if any(not t.only_if for t in changes) else list(found.values())


def _open_action(tokens: list[Token], script: Script, verb: Token, kind: AssetKind, name: Name) -> list[Touch]:
    """What an action would be, were the value that only the run knows the worst that it may be."""
    plain = _spelled(text_of(tokens))
    found = at_worst(tokens, lambda text: action_of(_spelled(text), script.dialect))
    return [
        Touch(known.family, kind, name, known.scope, known.traits, at=verb, only_if=decides)
        for decides, known in found
        if known.traits and known is not action_of(plain, script.dialect)
    ]


def _spelled(text: str) -> str:
    """The words of an action as the table of actions spells them."""
    return re.sub(r"\s*([=.()])\s*", r"\1", text)


def _each(rest: list[Token], script: Script) -> list[list[Token]]:
    """The actions; SQL Server's ``DROP COLUMN x, y`` and ``ADD a int, b int`` go on with the verb of the first."""
    found: list[list[Token]] = []
    for action in items(rest) or [[]]:
        head = found[-1] if found else []
        column = len(head) > 2 and head[0].up == "DROP" and head[1].up in ("COLUMN", "CONSTRAINT")
        if script.dialect == "tsql" and column and action and action[0].up not in ("COLUMN", "CONSTRAINT", "DROP", "ADD", "ALTER"):
            action = [*head[:2], *action]
        elif (script.dialect == "tsql" and column and action and action[0].up in ("COLUMN", "CONSTRAINT")) or (
            script.dialect == "tsql" and head and head[0].up == "ADD" and action and action[0].up not in ("DROP", "ADD", "ALTER")
        ):
            action = [head[0], *action]
        found.append(action)
    return found


def _action(tokens: list[Token], script: Script, verb: Token, kind: AssetKind, name: Name) -> list[Touch]:
    text = _spelled(text_of(tokens))
    touch = Touch("alter", kind, name, Scope.ALL, at=verb)
    cursor = Cursor(tokens)
    first = cursor.peek().up
    again = restarted(tokens, kind, name, verb) if first == "ALTER" and kind is AssetKind.TABLE else None
    if again is not None:
        return [again]
    known = action_of(text, script.dialect)
    if known is not None and known.family == "drop_partition" and script.dialect in ("postgres", "greenplum"):
        return [Touch("detach_partition", kind, name, Scope.SOME, at=verb)]
    if known is not None:
        touch.family, touch.traits, touch.scope = known.family, known.traits, known.scope
        if known.family == "replace_columns":
            touch.columns = _added(tokens)
        return [touch]
    if not tokens:
        touch.family = "alter_minor"
        return [touch]
    if first == "SWAP" or has(tokens, "EXCHANGE", "PARTITION"):
        other = Cursor(tokens, find(tokens, "WITH", "TABLE") + (2 if has(tokens, "WITH", "TABLE") else 1)).name() or NAMELESS
        swap = Touch("swap", kind, name, Scope.ALL, (Trait.REPLACES,), at=verb)
        return [swap, Touch("swap", kind, other, Scope.ALL, (Trait.REPLACES,), at=verb)]
    moved = _moved(tokens, verb, name)
    if moved:
        return moved
    if first == "DROP" or (first == "SET" and cursor.peek(1).up == "UNUSED"):
        cursor.at += first == "SET"
        return _drop(cursor, script, verb, kind, name)
    if first in ("RENAME", "CHANGE") or (has(tokens, "RENAME", "TO")):
        return [_rename(cursor, touch)]
    if first == "CHECK" and cursor.peek(1).up == "CONSTRAINT":  # a rule is switched on again
        touch.family, touch.traits = "add_constraint", (Trait.LOCKS,)
        return [touch]
    if first == "DELETE" or (first == "UPDATE" and script.dialect == "clickhouse"):
        return _mutation(tokens, script, verb, name)
    if first in ("ADD", "ADD_COLUMNS") and kind in (AssetKind.TABLE, AssetKind.VIEW):
        touch.family = "add_column" if _adds_column(tokens) else "add_constraint"
        touch.traits = () if touch.family == "add_column" else (Trait.LOCKS,)
        touch.columns = _added(tokens) if touch.family == "add_column" else ()
        return [touch]
    return [_other(cursor, touch, text)]


def _moved(tokens: list[Token], verb: Token, name: Name) -> list[Touch]:
    """Rows that change their table: SWITCH [PARTITION n] TO b, MOVE PARTITION p TO TABLE b, APPEND FROM b, REPLACE PARTITION p FROM b."""
    first, part = tokens[0].up, Scope.SOME if has(tokens, "PARTITION") or has(tokens, "PART") else Scope.ALL
    at = find(tokens, "TO") if first in ("SWITCH", "MOVE") else find(tokens, "FROM")
    if (
        first not in ("SWITCH", "MOVE", "APPEND", "REPLACE", "ATTACH")
        or at < 0
        or (first in ("REPLACE", "MOVE", "ATTACH") and part is Scope.ALL)
    ):
        return []
    tail = Cursor(tokens, at + 1)
    if not tail.take("TABLE") and first == "MOVE":
        return []
    other = tail.name() or NAMELESS
    if first in ("SWITCH", "MOVE"):
        return [Touch("move_rows", AssetKind.TABLE, name, part, at=verb), Touch("insert", AssetKind.TABLE, other, Scope.SOME, at=verb)]
    if first == "APPEND":
        return [Touch("move_rows", AssetKind.TABLE, other, Scope.ALL, at=verb), Touch("insert", AssetKind.TABLE, name, Scope.SOME, at=verb)]
    family, traits = ("insert_overwrite", (Trait.REPLACES,)) if first == "REPLACE" else ("insert", ())
    return [
        Touch(family, AssetKind.TABLE, name, Scope.SOME, traits, at=verb),
        Touch("select", AssetKind.TABLE, other, Scope.SOME, at=verb),
    ]


def _mutation(tokens: list[Token], script: Script, verb: Token, name: Name) -> list[Touch]:
    """ClickHouse: ALTER TABLE t DELETE WHERE ..., UPDATE a = 1 WHERE ..."""
    from riskscan.parsers.sql.data import filtered
    from riskscan.parsers.sql.where import judge, where_of

    where = where_of(tokens)
    touch = Touch("delete" if tokens[0].up == "DELETE" else "update", AssetKind.TABLE, name, at=verb)
    return [filtered(touch, judge(where, script.dialect, script.budget, frozenset()), script, where)]


def _other(cursor: Cursor, touch: Touch, text: str) -> Touch:
    first = cursor.peek().up
    if (
        first in ("ALTER", "MODIFY")
        and touch.kind in (AssetKind.TABLE, AssetKind.VIEW)
        and not re.search(r"(?i)\b(SET|DROP)\s+DEFAULT\b|SET\s+STATISTICS|SET\s+STORAGE", text)
    ):
        touch.family, touch.traits = "alter_column", (Trait.STRUCTURE,)
        if re.search(r"(?i)\bTYPE\b|^ALTER\s+COLUMN\s+\S+\s+\w+|^MODIFY", text):
            touch.traits += (Trait.LOCKS,)
        touch.family = "widen_column" if _holds_all(cursor.tokens) else touch.family
        touch.traits = () if touch.family == "widen_column" else touch.traits
        cursor.next()
        cursor.take("COLUMN")
        inside = cursor.bracketed()
        touch.columns = tuple(strip_quotes(p[0].text) for p in items(inside)) if inside else (strip_quotes(cursor.peek().text),)
    elif first == "SET" and cursor.peek(1).up == "SCHEMA":
        touch.family, touch.traits = "rename", (Trait.STRUCTURE,)
    elif first in ("SUSPEND", "DISABLE", "OFFLINE", "ABORT"):
        touch.family = "suspend"
    elif re.search(r"(?i)\b(SET\s+(OFFLINE|SINGLE_USER)|CLOSE)\b", text):
        touch.family, touch.traits = "suspend", (Trait.OUTAGE,)
    return touch


_HOLDS_ALL = frozenset({"TEXT", "LONGTEXT", "CLOB", "NCLOB", "STRING", "NTEXT"})
_LONG = frozenset({"VARCHAR", "NVARCHAR"})
_BESIDE = frozenset({"ALTER", "MODIFY", "COLUMN", "SET", "DATA", "TYPE", "NULL"})


def _holds_all(tokens: list[Token]) -> bool:
    """``ALTER COLUMN a TYPE text``, ``MODIFY a LONGTEXT``, ``ALTER COLUMN a VARCHAR(MAX)``: every value that stands there still fits."""
    words = [t.up for t in tokens if t.up not in _BESIDE]
    if len(words) == 2:
        return words[1] in _HOLDS_ALL or (words[1] in _LONG and "TYPE" in {t.up for t in tokens})
    return len(words) == 5 and words[1] in _LONG and words[2:] == ["(", "MAX", ")"]


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


def _drop(cursor: Cursor, script: Script, verb: Token, kind: AssetKind, name: Name) -> list[Touch]:
    cursor.next()
    cascade = (Trait.CASCADE,) if any(t.up == "CASCADE" for t in cursor.rest()) else ()
    word = cursor.peek().up
    rule = word in _CONSTRAINT and cursor.peek().kind is Kind.WORD
    if kind is AssetKind.OTHER and not rule:
        return [Touch("alter", kind, name, Scope.ALL, cascade, at=verb)]
    if kind is not AssetKind.TABLE or rule or (script.dialect == "tsql" and word not in ("COLUMN", "IF")):  # there DROP x is a rule
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
