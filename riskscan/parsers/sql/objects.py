"""Statements that make and remove objects: CREATE, DROP, UNDROP."""

# ruff: noqa: E501
from __future__ import annotations

from riskscan.knowledge.secrets import is_secret
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Scope, Trait
from riskscan.parsers.sql.bodies import reaches_out
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import NAMELESS, Cursor, Name, find, has, items, string_value, strip_quotes
from riskscan.parsers.sql.script import Script
from riskscan.parsers.sql.sources import read_touches
from riskscan.parsers.sql.touch import Inner, Reading, Touch
from riskscan.parsers.sql.trees import Read, output_columns, tree_of
from riskscan.parsers.sql.where import judge, where_of

KINDS = {
    "TABLE": AssetKind.TABLE, "VIEW": AssetKind.VIEW, "SCHEMA": AssetKind.SCHEMA, "DATABASE": AssetKind.DATABASE, "DATASET": AssetKind.SCHEMA,
    "CATALOG": AssetKind.DATABASE, "KEYSPACE": AssetKind.SCHEMA, "FUNCTION": AssetKind.FUNCTION, "PROCEDURE": AssetKind.FUNCTION, "PROC": AssetKind.FUNCTION,
    "ROUTINE": AssetKind.FUNCTION, "AGGREGATE": AssetKind.FUNCTION, "PACKAGE": AssetKind.FUNCTION, "MACRO": AssetKind.FUNCTION, "TRIGGER": AssetKind.FUNCTION,
    "ROLE": AssetKind.IDENTITY, "USER": AssetKind.IDENTITY, "LOGIN": AssetKind.IDENTITY, "GROUP": AssetKind.IDENTITY, "SHARE": AssetKind.OTHER,
    "WAREHOUSE": AssetKind.CLUSTER, "TASK": AssetKind.JOB, "EVENT": AssetKind.JOB, "JOB": AssetKind.JOB, "PIPE": AssetKind.PIPELINE, "STREAM": AssetKind.TOPIC,
    "STAGE": AssetKind.BUCKET, "SECRET": AssetKind.SECRET, "CREDENTIAL": AssetKind.SECRET, "SERVER": AssetKind.SERVER, "TABLESPACE": AssetKind.OTHER,
    "DICTIONARY": AssetKind.TABLE, "SNAPSHOT": AssetKind.TABLE, "MODEL": AssetKind.OTHER,
}  # fmt: skip
_WORDS = frozenset(
    [
        "OR", "REPLACE", "TEMP", "TEMPORARY", "GLOBAL", "LOCAL", "PRIVATE", "UNLOGGED", "TRANSIENT", "VOLATILE", "EXTERNAL", "FOREIGN",
        "MATERIALIZED", "SECURE", "RECURSIVE", "EDITIONABLE", "NONEDITIONABLE", "FORCE", "UNIQUE", "CLUSTERED", "NONCLUSTERED",
        "BITMAP", "FULLTEXT", "SPATIAL", "COLUMNSTORE", "HYBRID", "DYNAMIC", "ICEBERG", "EVENT", "CONSTRAINT", "VIRTUAL", "LIVE",
        "STREAMING", "REFRESH", "ALTER", "AGGREGATE", "PUBLIC", "ICEBERG", "SNAPSHOT", "STORAGE", "LINKED", "IMMUTABLE", "SEARCH",
        "VECTOR",
    ]
)  # fmt: skip
_OTHER = [
    "INDEX",
    "SEQUENCE",
    "TYPE",
    "DOMAIN",
    "EXTENSION",
    "SYNONYM",
    "POLICY",
    "RULE",
    "COLLATION",
    "OPERATOR",
    "CAST",
    "AGGREGATE",
    "PUBLICATION",
    "SUBSCRIPTION",
    "LANGUAGE",
    "STATISTICS",
    "INTEGRATION",
    "FORMAT",
]
_ROUTINES = frozenset(
    [
        "FUNCTION", "PROCEDURE", "PROC", "TRIGGER", "PACKAGE", "EVENT", "TASK", "MACRO",
    ]
)  # fmt: skip
_KEEPS = frozenset(
    [
        "INDEX", "POLICY", "STATISTICS", "RULE", "SYNONYM", "SEQUENCE", "TYPE", "DOMAIN", "EXTENSION", "CONSTRAINT",
    ]
)  # fmt: skip


def _what(cursor: Cursor) -> tuple[list[str], str]:
    """(the words before it, the word for the object): ``OR REPLACE TEMP TABLE`` -> ([OR, REPLACE, TEMP], TABLE)."""
    modifiers: list[str] = []
    while cursor.peek().kind is Kind.WORD:
        token = cursor.peek()
        following = cursor.peek(1)
        if token.up == "DEFINER" and following.text == "=":
            cursor.at += 2
            while cursor.more() and cursor.peek().up not in KINDS and cursor.peek().up != "SQL":
                cursor.at += 1
            cursor.take("SQL", "SECURITY", cursor.peek(2).up)
            continue
        if token.up == "ALGORITHM" and following.text == "=":
            cursor.at += 3
            continue
        if token.up == "SEMANTIC" or (
            token.up in _WORDS
            and (
                following.kind is Kind.WORD
                and (
                    following.up in _WORDS
                    or following.up in KINDS
                    or following.up in _OTHER
                    or following.up == "DEFINER"
                    or following.up == "CREATE"
                )
            )
        ):
            modifiers.append(token.up)
            cursor.at += 1
            continue
        break
    token = cursor.next()
    word = token.up
    for first, second in (
        ("ROW", "ACCESS"),
        ("ACCESS", "POLICY"),
        ("MASKING", "POLICY"),
        ("NETWORK", "POLICY"),
        ("FILE", "FORMAT"),
        ("RESOURCE", "MONITOR"),
        ("SECURITY", "POLICY"),
        ("EVENT", "TRIGGER"),
    ):
        if word == first and cursor.peek().up == second:
            cursor.at += 1
            if cursor.peek().up == "POLICY":
                cursor.at += 1
            return modifiers, "TRIGGER" if second == "TRIGGER" else "POLICY" if "POLICY" in (first, second) or first == "ROW" else second
    cursor.take("BODY")
    return modifiers, word


def read_drop(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    """DROP of anything, several objects each, with CASCADE and PURGE."""
    cursor.next()
    _, word = _what(cursor)
    if word == "OWNED":
        cursor.take("BY")
        return [Touch("drop_owned", AssetKind.IDENTITY, cursor.name() or NAMELESS, Scope.ALL, (Trait.CASCADE,), at=verb)]
    if word in ("PREPARE",):
        return []
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
        on = cursor.name() if cursor.peek(1).up != "CLUSTER" and cursor.take("ON") else None
        names.append(Name(f"{on.text}.{name.text}", on.match) if on else name)
        if not cursor.take(","):
            break
        cursor.take("IF", "EXISTS")
    rest = [t.up for t in cursor.rest()]
    traits: tuple[Trait, ...] = (Trait.CASCADE,) if "CASCADE" in rest else ()
    if "PURGE" in rest or ("SYNC" in rest and script.dialect == "clickhouse"):
        traits += (Trait.UNDO_REMOVED,)
    if word == "POLICY":
        traits += (Trait.CATCH_REMOVED,)
    family = "drop_minor" if word in _KEEPS and word not in ("POLICY",) else "drop_catch" if word == "POLICY" else "drop"
    if word not in KINDS and family == "drop":
        family = "drop_minor" if word in _OTHER else "drop"
    return [Touch(family, kind, n, Scope.ALL, traits, at=verb) for n in names or [NAMELESS]]


def read_create(cursor: Cursor, script: Script, verb: Token, reads: list[Read] | None) -> Reading:
    """CREATE of anything, with CREATE OR REPLACE, CREATE TABLE AS, and the bodies of procedures."""
    cursor.next()
    modifiers, word = _what(cursor)
    for prefix in (("CONCURRENTLY",), ("IF", "NOT", "EXISTS"), ("CONCURRENTLY",)):
        cursor.take(*prefix)
    kind = KINDS.get(word, AssetKind.OTHER)
    if word == "INDEX":
        return Reading([_index(cursor, verb)])
    if word in ("USER", "ROLE", "LOGIN", "GROUP"):
        return Reading(read_identity(cursor, script, verb, "create_identity"))
    if word in _ROUTINES:
        return _routine(cursor, script, verb, word, modifiers)
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
    if word == "SCHEMA" and cursor.take("AUTHORIZATION"):
        return Reading([Touch("create", kind, cursor.name() or NAMELESS, Scope.ALL, at=verb)])
    name = cursor.name() or NAMELESS
    replace = "REPLACE" in modifiers
    if kind is AssetKind.TABLE:
        return Reading(_table(cursor, script, verb, reads, name, modifiers))
    if kind is AssetKind.VIEW:
        rows = read_touches(cursor.rest(), verb, reads)
        family = "replace_view" if replace or "ALTER" in modifiers else "create"
        tree = tree_of(cursor.tokens, script.dialect, script.budget) if rows else None
        columns = output_columns(tree) if tree is not None else ()
        return Reading([Touch(family, kind, name, Scope.ALL, columns=columns, at=verb, sources=tuple(r.name.key for r in rows)), *rows])
    traits = secret_traits(cursor.rest())
    if replace and kind in (AssetKind.SCHEMA, AssetKind.DATABASE, AssetKind.BUCKET):
        return Reading([Touch("replace", kind, name, Scope.ALL, (Trait.REPLACES, *traits), at=verb)])
    family = "create_share" if word == "SHARE" else "replace_object" if replace else "create"
    return Reading([Touch(family, kind, name, Scope.ALL, traits, at=verb)])


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
    temporary = temporary and "GLOBAL" not in modifiers
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
    family = "create_temp" if temporary else "replace_table" if "REPLACE" in modifiers else "create_as" if rows else "create"
    touch = Touch(family, AssetKind.TABLE, name, Scope.ALL, columns=columns, at=verb, sources=tuple(r.name.key for r in rows))
    touch.where = judge(_last_where(tokens), "", script.budget, frozenset()).parts
    touch.unsure = bool(touch.where)
    if family == "replace_table":
        touch.traits += (Trait.REPLACES,)
        own = [r for r in rows if r.name.key == name.key]
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


def _last_where(tokens: list[Token]) -> list[Token]:
    return where_of(tokens) or where_of(Cursor(tokens, max(find(tokens, "AS"), 0) + 1).bracketed())


_NOT_COLUMNS = frozenset(
    [
        "CONSTRAINT", "PRIMARY", "FOREIGN", "UNIQUE", "CHECK", "INDEX", "KEY", "EXCLUDE", "LIKE", "PERIOD", "FULLTEXT", "SPATIAL",
        "PROJECTION", "SELECT", "WITH",
    ]
)  # fmt: skip


def table_items(tokens: list[Token]) -> list[list[Token]]:
    """The items between the brackets of CREATE TABLE; none where the brackets hold a query."""
    at = next((n for n, t in enumerate(tokens) if t.text == "("), -1)
    if at < 0 or any(t.up in ("AS", "SELECT", "LIKE", "CLONE") for t in tokens[:at]):
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


def secret_traits(tokens: list[Token]) -> tuple[Trait, ...]:
    """SECRET where a password or key stands in plain sight: ``PASSWORD 'x'``, ``IDENTIFIED BY 'x'``, ``AWS_SECRET_KEY = 'x'``."""
    for index, token in enumerate(tokens[:-1]):
        if token.kind is not Kind.WORD:
            continue
        following = tokens[index + 1 : index + 4]
        value = next((t for t in following if t.kind is Kind.STRING or (token.up == "BY" and t.kind in (Kind.QUOTED, Kind.WORD))), None)
        named = token.up in ("PASSWORD", "SECRET") or (token.up == "BY" and index and tokens[index - 1].up == "IDENTIFIED")
        if value is None or any(t.text in (",", "(", ")") for t in following[: following.index(value)]):
            continue
        text = string_value(value)
        shown = text.startswith(("{", "$", "<", "&", ":")) or not text or "_hole_" in text
        if (named and not shown and value.up not in ("NULL", "VALUES", "RANDOM")) or is_secret(token.text, text):
            return (Trait.SECRET,)
    return ()


_ADMIN = frozenset(
    [
        "SUPERUSER", "SYSADMIN", "ACCOUNTADMIN", "SECURITYADMIN", "DBA", "SUPER", "BYPASSRLS", "DB_OWNER", "ORGADMIN", "RDS_SUPERUSER",
        "CONTROL",
    ]
)  # fmt: skip


def admin_traits(tokens: list[Token]) -> tuple[Trait, ...]:
    """ADMIN where every right is given."""
    return (Trait.ADMIN,) if any(strip_quotes(t.text).upper() in _ADMIN for t in tokens) else ()


def read_identity(cursor: Cursor, script: Script, verb: Token, family: str) -> list[Touch]:
    """CREATE or ALTER USER, ROLE, LOGIN, with passwords and rights."""
    found = []
    while True:
        cursor.take("IF", "EXISTS")
        quoted = cursor.next() if cursor.peek().kind is Kind.STRING and cursor.peek().text[:1] == "'" else None
        name = Name(string_value(quoted)) if quoted else cursor.name() or NAMELESS
        if cursor.peek().text == "@" or (quoted and cursor.peek().text.startswith("@")):
            cursor.at += 2
        traits = admin_traits(cursor.rest()) + secret_traits(cursor.rest())
        found.append(Touch(family, AssetKind.IDENTITY, name, Scope.ALL, traits, at=verb))
        if not (cursor.take(",") and cursor.peek().kind in (Kind.WORD, Kind.STRING, Kind.QUOTED)):
            return found


def _routine(cursor: Cursor, script: Script, verb: Token, word: str, modifiers: list[str]) -> Reading:
    """A procedure, function or trigger: the definition, and its body for later."""
    name = cursor.name() or NAMELESS
    tokens = cursor.tokens
    family = "replace_routine" if {"REPLACE", "ALTER"} & set(modifiers) else "create_routine"
    kind = AssetKind.JOB if word in ("EVENT", "TASK") else AssetKind.FUNCTION
    trigger_on = ""
    found = []
    if word == "TRIGGER":
        at = find(tokens, "ON", start=cursor.at)
        table = Cursor(tokens, at + 1).name() if at > 0 else None
        trigger_on = table.text if table else ""
        found.append(Touch("create_trigger", AssetKind.TABLE if table else kind, table or name, Scope.ALL, at=verb))
    else:
        found.append(Touch(family, kind, name, Scope.ALL, at=verb))
    at = next((n for n, t in enumerate(tokens[:-2]) if t.up == "EXECUTE" and tokens[n + 1].up in ("FUNCTION", "PROCEDURE")), -1)
    called = Cursor(tokens, at + 2).name() if word == "TRIGGER" and at > 0 else None
    inner = _body(cursor, word) if called is None else Inner(start=tokens[at].start, end=tokens[-1].end)
    language = next(
        (tokens[n + 1].up.strip("'\"") for n, t in enumerate(tokens[:-1]) if t.up == "LANGUAGE" and tokens[n + 1].text != "="), ""
    )
    if inner is None:
        return Reading(found)
    calls, scheduled = called.key if called else "", word == "EVENT"
    reaches = reaches_out(language, word, tokens, script.dialect)
    body = Inner(inner.text, inner.start, inner.end, False, name.key, trigger_on, language, calls, scheduled, word == "FUNCTION", reaches)
    return Reading(found, [body])


def _body(cursor: Cursor, word: str) -> Inner | None:
    """The stretch of text that holds the statements of a routine."""
    tokens, start = cursor.tokens, cursor.at
    for token in tokens[start:]:
        if token.kind is Kind.DOLLAR:
            return Inner(start=token.start + len(token.up), end=token.end - len(token.up))
    begin = next((n for n in range(start, len(tokens)) if tokens[n].up == "BEGIN" and tokens[n].kind is Kind.WORD), -1)
    for n in range(start, len(tokens) - 1):
        if tokens[n].up in ("AS", "IS", "RETURN") and tokens[n].kind is Kind.WORD:
            following = tokens[n + 1]
            if following.kind is Kind.STRING:
                return Inner(text=string_value(following))
            if tokens[n].up in ("AS", "IS") and (begin < 0 or n < begin) and following.up not in ("EXECUTE", "CALLER", "OWNER"):
                return Inner(start=following.start, end=tokens[-1].end)
    if begin >= 0:
        return Inner(start=tokens[begin].start, end=tokens[-1].end)
    marks = ("ROW", "STATEMENT", "DO") if word in ("TRIGGER", "EVENT") else ("AS",)
    at = next((n for n in range(len(tokens) - 2, start, -1) if tokens[n].up in marks), -1)
    if at < 0 or tokens[at + 1].up in ("EXECUTE",):
        called = find(tokens, "EXECUTE", start=start)
        return Inner(start=tokens[called].start, end=tokens[-1].end) if called > 0 else None
    return Inner(start=tokens[at + 1].start, end=tokens[-1].end)
