"""Statements that make and remove objects: CREATE, DROP, UNDROP."""

from __future__ import annotations

from riskscan.model.asset import AssetKind
from riskscan.model.effect import Safe, Safety, Scope, Trait
from riskscan.parsers.sql.columns import table_columns
from riskscan.parsers.sql.identities import read_identity, secret_traits
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import NAMELESS, Cursor, Name, find, has, string_value
from riskscan.parsers.sql.routines import read_routine
from riskscan.parsers.sql.script import Script
from riskscan.parsers.sql.sources import read_touches
from riskscan.parsers.sql.touch import Inner, Reading, Touch
from riskscan.parsers.sql.trees import Read, output_columns, tree_of
from riskscan.parsers.sql.what import KEEPS, KINDS, OTHER, what
from riskscan.parsers.sql.where import judge, where_of

_ROUTINES = frozenset(
    [
        "FUNCTION", "PROCEDURE", "PROC", "TRIGGER", "PACKAGE", "EVENT", "TASK", "MACRO", "ALERT",
    ]
)  # fmt: skip
_WHOLE = (("ALL", "SERVER"), ("SERVER",), ("DATABASE",))


def read_drop(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    """DROP of anything, several objects each, with CASCADE and PURGE."""
    cursor.next()
    modifiers, word = what(cursor)
    if word == "OWNED":
        cursor.take("BY")
        return [Touch("drop_owned", AssetKind.IDENTITY, cursor.name() or NAMELESS, Scope.ALL, (Trait.CASCADE,), at=verb)]
    if word == "PREPARE":
        return []
    if word == "ALL":  # DROP ALL ROW ACCESS POLICIES ON t
        at = find(cursor.tokens, "ON")
        table = Cursor(cursor.tokens, at + 1).name() if at > 0 else None
        return [Touch("catch_removed", AssetKind.TABLE, table or NAMELESS, Scope.ALL, (Trait.CATCH_REMOVED,), at=verb)]
    cursor.take("CONCURRENTLY")
    cursor.take("IF", "EXISTS")
    kind = KINDS.get(word, AssetKind.OTHER)
    names: list[Name] = []
    while True:
        quoted = kind is AssetKind.IDENTITY and cursor.peek().kind is Kind.STRING and cursor.peek().text[:1] == "'"
        name = Name(string_value(cursor.next())) if quoted else cursor.name()
        if name is None:
            break
        if quoted and cursor.peek().text.startswith("@"):
            cursor.at += 2 if cursor.peek().text == "@" else 1
        cursor.skip_brackets()
        if script.dialect == "tsql" and any(cursor.take("ON", *whole) for whole in _WHOLE):
            names.append(name)  # a trigger or a trace of the whole server or database
            break
        on = cursor.name() if cursor.peek(1).up != "CLUSTER" and cursor.take("ON") else None
        names.append(Name(f"{on.text}.{name.text}", on.match) if on else name)
        if not cursor.take(","):
            break
        cursor.take("IF", "EXISTS")
    rest = [t.up for t in cursor.rest()]
    kind, traits = _with_all_in_it(word, kind, rest, script.dialect)
    guards = word in ("POLICY", "NETWORK", "AUDIT")
    if guards:
        traits += (Trait.CATCH_REMOVED,)
    family = "drop_catch" if guards else "drop_minor" if word in KEEPS else "drop"
    if word not in KINDS and family == "drop":
        family = "drop_minor" if word in OTHER else "drop"
    found = [Touch(family, kind, n, Scope.ALL, traits, at=verb) for n in names or [NAMELESS]]
    if {"TEMP", "TEMPORARY"} & set(modifiers):
        for touch in found:
            touch.safe += (Safe(Safety.SCRATCH, "It is a temporary table or a scratch place.", script.at(verb)),)
    return found


def _with_all_in_it(word: str, kind: AssetKind, rest: list[str], dialect: str) -> tuple[AssetKind, tuple[Trait, ...]]:
    """What goes along: CASCADE, and what could undo it. An account of Oracle is a schema, and a tablespace may go with its tables."""
    traits: tuple[Trait, ...] = (Trait.CASCADE,) if "CASCADE" in rest else ()
    if word == "USER" and traits and dialect in ("oracle", ""):
        kind = AssetKind.SCHEMA
    if word == "TABLESPACE" and {"INCLUDING", "CONTENTS"} <= set(rest):
        kind, traits = AssetKind.SCHEMA, (Trait.CASCADE,)
    if "PURGE" in rest or ("SYNC" in rest and dialect == "clickhouse"):
        traits += (Trait.UNDO_REMOVED,)
    return kind, traits


def read_create(cursor: Cursor, script: Script, verb: Token, reads: list[Read] | None) -> Reading:
    """CREATE of anything, with CREATE OR REPLACE, CREATE TABLE AS, and the bodies of procedures."""
    cursor.next()
    modifiers, word = what(cursor)
    for prefix in (("CONCURRENTLY",), ("IF", "NOT", "EXISTS"), ("CONCURRENTLY",)):
        cursor.take(*prefix)
    kind = KINDS.get(word, AssetKind.OTHER)
    if word == "INDEX":
        return Reading([_index(cursor, verb)])
    if word in ("USER", "ROLE", "LOGIN", "GROUP"):
        return Reading(read_identity(cursor, script, verb, "create_identity"))
    if word in _ROUTINES:
        return read_routine(cursor, script, verb, word, modifiers)
    if word == "POLICY":
        name = cursor.name() or NAMELESS
        table = cursor.name() if cursor.take("ON") else None
        open_to_all = has(cursor.rest(), "USING", "(", "TRUE", ")")
        return Reading(
            [
                Touch(
                    "policy",
                    AssetKind.TABLE if table else AssetKind.OTHER,
                    table or name,
                    Scope.ALL,
                    (Trait.PUBLIC,) if open_to_all else (),
                    at=verb,
                )
            ]
        )
    if word == "RULE":
        at = find(cursor.tokens, "TO", start=cursor.at)
        table = Cursor(cursor.tokens, at + 1).name() if at > 0 else None
        return _rule(cursor, script, verb, table or NAMELESS)
    if word == "SCHEMA" and cursor.take("AUTHORIZATION"):
        return Reading([Touch("create", kind, cursor.name() or NAMELESS, Scope.ALL, at=verb)])
    name = cursor.name() or NAMELESS
    replace = "REPLACE" in modifiers
    if kind is AssetKind.TABLE:
        return Reading(_table(cursor, script, verb, reads, name, modifiers))
    if kind is AssetKind.VIEW:
        rows = read_touches(cursor.rest(), verb, reads)
        temporary = bool({"TEMP", "TEMPORARY"} & set(modifiers))
        family = "create_temp" if temporary else "replace_view" if replace or "ALTER" in modifiers else "create"
        tree = tree_of(cursor.tokens, script.dialect, script.budget) if rows else None
        columns = output_columns(tree) if tree is not None else ()
        return Reading([Touch(family, kind, name, Scope.ALL, columns=columns, at=verb, sources=tuple(r.name.key for r in rows)), *rows])
    traits = secret_traits(cursor.rest())
    outside = kind is AssetKind.BUCKET and has(cursor.rest(), "URL", "=")  # its files stand elsewhere and stay
    if replace and kind in (AssetKind.SCHEMA, AssetKind.DATABASE, AssetKind.BUCKET) and not outside:
        return Reading([Touch("replace", kind, name, Scope.ALL, (Trait.REPLACES, *traits), at=verb)])
    traits += (Trait.MONEY,) if word in ("CAPACITY", "RESERVATION") else ()
    family = "create_share" if word == "SHARE" else "replace_object" if replace else "create"
    return Reading([Touch(family, kind, name, Scope.ALL, traits, at=verb)])


def _rule(cursor: Cursor, script: Script, verb: Token, table: Name) -> Reading:
    """``CREATE RULE r AS ON DELETE TO t DO ALSO INSERT ...``; ``DO INSTEAD NOTHING`` drops the changes."""
    tokens, name = cursor.tokens, cursor.name()
    touch = Touch("create_trigger", AssetKind.TABLE, table, Scope.ALL, at=verb)
    at = find(tokens, "DO", start=cursor.at)
    body = Cursor(tokens, at + 1)
    body.take_any({"ALSO", "INSTEAD"})
    if at < 0 or not body.more() or name is None:
        return Reading([touch])
    if body.peek().up == "NOTHING":
        touch.notes += (script.note("Such changes are dropped without a word from then on.", tokens[at].start, tokens[-1].end),)
        return Reading([touch])
    inside = body.bracketed() if body.peek().text == "(" else body.rest()
    return Reading(
        [touch], [Inner(start=inside[0].start, end=inside[-1].end, runs=False, name=name.key, trigger_on=table.text)] if inside else []
    )


def _index(cursor: Cursor, verb: Token) -> Touch:
    concurrent = any(t.up in ("CONCURRENTLY", "ONLINE") for t in cursor.tokens)
    at = find(cursor.tokens, "ON")
    cursor = Cursor(cursor.tokens, at + 1 if at > 0 else len(cursor.tokens))
    cursor.take("ONLY")
    return Touch(
        "create_index_online" if concurrent else "create_index",
        AssetKind.TABLE,
        cursor.name() or NAMELESS,
        Scope.ALL,
        () if concurrent else (Trait.LOCKS,),
        at=verb,
    )


def _table(cursor: Cursor, script: Script, verb: Token, reads: list[Read] | None, name: Name, modifiers: list[str]) -> list[Touch]:
    tokens = cursor.tokens
    temporary = bool({"TEMP", "TEMPORARY", "VOLATILE", "PRIVATE"} & set(modifiers)) or name.text.startswith("#")
    temporary = temporary and not ("GLOBAL" in modifiers and script.dialect in ("oracle", ""))  # there the table stays, only its rows go
    rows = read_touches(cursor.rest(), verb, reads)
    like = find(cursor.rest(), "CLONE", "COPY")
    if like >= 0:
        base = Cursor(cursor.rest(), like + 1).name()
        rows += [Touch("select", AssetKind.TABLE, base, Scope.ALL, at=verb)] if base else []
    rest = cursor.rest()
    whole = next((n for n in range(1, len(rest) - 1) if rest[n].up == "TABLE" and rest[n - 1].up == "AS"), -1)
    if whole > 0 and (base := Cursor(rest, whole + 1).name()):
        rows.append(Touch("select", AssetKind.TABLE, base, Scope.ALL, columns=("*",), at=verb))
    columns = table_columns(rest)
    selects = find(tokens, "SELECT", "WITH") > 0 and bool(rows)
    if selects and not columns:
        tree = tree_of(tokens, script.dialect, script.budget)
        columns = output_columns(tree) if tree is not None else ()
    replaced = "replace_view" if "DYNAMIC" in modifiers else "replace_table"  # a dynamic table is filled by its own query
    family = "create_temp" if temporary else replaced if "REPLACE" in modifiers else "create_as" if rows else "create"
    touch = Touch(family, AssetKind.TABLE, name, Scope.ALL, columns=columns, at=verb, sources=tuple(r.name.key for r in rows))
    touch.where = judge(_last_where(tokens), "", script.budget, frozenset()).parts
    touch.unsure = bool(touch.where)
    if family == "replace_table":
        touch.traits += (Trait.REPLACES,)
        own = [r for r in rows if r.name.key == name.key]
        if own and _leaves_out_columns(tokens):
            touch.traits += (Trait.LOSES_COLUMNS,)
        if own and own[0].scope is not Scope.ALL:
            where = _last_where(tokens)
            touch.traits += (Trait.LOSES_HISTORY,)
            if where:
                line = script.line(where[0].start)
                touch.notes += (
                    script.note(
                        f"The filter on line {line} keeps only part of the rows. The others are gone.", where[0].start, where[-1].end
                    ),
                )
    touch.unsure = False
    return [touch, *rows]


def _leaves_out_columns(tokens: list[Token]) -> bool:
    """``SELECT * EXCEPT (a)``, ``SELECT * EXCLUDE (a)``."""
    return any(
        star.text == "*" and word.up in ("EXCEPT", "EXCLUDE") and bracket.text == "("
        for star, word, bracket in zip(tokens, tokens[1:], tokens[2:], strict=False)
    )


def _last_where(tokens: list[Token]) -> list[Token]:
    return where_of(tokens) or where_of(Cursor(tokens, max(find(tokens, "AS"), 0) + 1).bracketed())
