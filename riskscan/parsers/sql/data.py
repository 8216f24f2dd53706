"""Statements that read or change rows: SELECT, INSERT, UPDATE, DELETE, MERGE, TRUNCATE."""

from __future__ import annotations

from riskscan.model.asset import AssetKind, Match
from riskscan.model.effect import Safe, Safety, Scope, Trait
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import NAMELESS, Cursor, Name, find, has, items, strip_quotes
from riskscan.parsers.sql.script import Script
from riskscan.parsers.sql.sources import read_touches, sources, variable_aliases
from riskscan.parsers.sql.ties import untied
from riskscan.parsers.sql.touch import Touch
from riskscan.parsers.sql.trees import Read, reads_in
from riskscan.parsers.sql.where import Filter, judge, where_of

HINTS = frozenset({"LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE", "QUICK", "CONCURRENT"})
_TABLE = AssetKind.TABLE
_INTO_VARIABLES = frozenset({"mysql", "oracle", "snowflake", "bigquery", "databricks", "spark", "trino", "clickhouse"})


def name_or_nothing(cursor: Cursor) -> Name:
    """The name that comes next, or one that says nothing; ``OPENQUERY(other, '...')`` is a table of another server."""
    if cursor.peek().up in ("OPENQUERY", "OPENROWSET", "OPENDATASOURCE") and cursor.peek(1).text == "(":
        cursor.next()
        inside = cursor.bracketed()
        server = strip_quotes(inside[0].text) if inside else "another server"
        return Name("{table of " + server + "}", Match.UNKNOWN)
    return cursor.name() or NAMELESS


def top(cursor: Cursor) -> bool:
    """Moves past ``TOP (n) [PERCENT]``; True where it stood there."""
    if not cursor.take("TOP"):
        return False
    if not cursor.skip_brackets():
        cursor.at += 1
    cursor.take("PERCENT")
    return True


def filtered(touch: Touch, found: Filter, script: Script, tokens: list[Token]) -> Touch:
    """The touch with what its filter says: scope, always true, named by key."""
    touch.scope, touch.where = found.scope, found.parts
    verb = touch.at or tokens[0]
    if found.always:
        touch.traits += (Trait.ALWAYS_TRUE,)
        touch.notes += (
            script.note(f"The filter on line {script.line(tokens[0].start)} keeps nothing out.", tokens[0].start, tokens[-1].end),
        )
    elif found.never:
        text = f"The filter on line {script.line(tokens[0].start)} lets no row through."
        touch.safe += (Safe(Safety.DRY_RUN, text, script.span(tokens[0].start, tokens[-1].end)),)
    elif found.apart:
        text = f"The filter on line {script.line(tokens[0].start)} asks about another table only. It takes every row or none."
        touch.notes += (script.note(text, tokens[0].start, tokens[-1].end),)
    elif found.spares:
        kept = "one" if found.spares == 1 else str(found.spares)
        touch.notes += (script.note(f"It takes all rows but the {kept} that it names.", tokens[0].start, tokens[-1].end),)
    elif found.unless_null:
        text = f"It takes every row where {found.unless_null} is filled in. That may be all of them."
        touch.notes += (script.note(text, tokens[0].start, tokens[-1].end),)
    elif found.open_ended:
        text = f"Without a value the filter on line {script.line(tokens[0].start)} keeps nothing out."
        touch.notes += (script.note(text, tokens[0].start, tokens[-1].end),)
    elif found.by_key and tokens:
        count = "one row" if found.by_key == 1 else f"{found.by_key} rows"
        text = f"It names {count} by key (line {script.line(verb.start)})."
        touch.safe += (Safe(Safety.BY_KEY, text, script.span(tokens[0].start, tokens[-1].end)),)
    return touch


def read_select(tokens: list[Token], script: Script, verb: Token, reads: list[Read] | None) -> list[Touch]:
    """SELECT and what reads like it; ``SELECT ... INTO t`` makes a table, ``INTO OUTFILE`` a file."""
    into = find(tokens, "INTO")
    if reads is None and into > 0 and tokens[into + 1 : into + 2] and tokens[into + 1].up in ("OUTFILE", "DUMPFILE"):
        after = find(tokens, "FROM", start=into)
        reads = reads_in([*tokens[:into], *(tokens[after:] if after > 0 else [])], script.dialect, script.budget)
    found = read_touches(tokens, verb, reads)
    for touch in found:
        touch.at = verb
    where = where_of(tokens)
    if where and len(found) == 1:
        judged = judge(where, script.dialect, script.budget, script.keys.get(found[0].name.key, frozenset()), None, found[0].name.text)
        if judged.by_key and found[0].scope is Scope.SOME and sum(t.up == "SELECT" for t in tokens) == 1:
            found[0].scope = Scope.ONE
    variables = (script.in_body and script.dialect != "tsql") or script.dialect in _INTO_VARIABLES
    if into > 0 and not (variables and tokens[into + 1 : into + 2] and tokens[into + 1].up not in ("OUTFILE", "DUMPFILE")):
        return _into(tokens, into, verb, found, script) + found
    if has(tokens, "FOR", "UPDATE") and found:
        found[0].notes += (script.note("It holds the rows it reads until it ends.", verb.start, verb.end),)
    return found


def _into(tokens: list[Token], into: int, verb: Token, reads: list[Touch], script: Script) -> list[Touch]:
    cursor = Cursor(tokens, into + 1)
    if cursor.take_any({"OUTFILE", "DUMPFILE"}):
        token = cursor.peek()
        return [
            Touch(
                "write_file",
                AssetKind.FILE,
                Name(strip_quotes(token.text)),
                Scope.ALL,
                at=verb,
                columns=tuple(dict.fromkeys(c for r in reads for c in r.columns)),
                sources=tuple(r.name.key for r in reads),
            )
        ]
    temporary = bool(cursor.take_any({"TEMP", "TEMPORARY", "UNLOGGED"}))
    cursor.take("TABLE")
    token = cursor.peek()
    name = cursor.name()
    if name is None or token.kind in (Kind.VARIABLE, Kind.PARAMETER) or cursor.peek().text == "," or has(tokens, "BULK", "COLLECT"):
        return []  # into variables
    family = "create_temp" if temporary or name.text.startswith("#") else "select_into"
    touch = Touch(family, _TABLE, name, Scope.ALL, at=verb, sources=tuple(r.name.key for r in reads))
    touch.where = judge(where_of(cursor.rest()), "", script.budget, frozenset()).parts if where_of(cursor.rest()) else ()
    return [touch]


def read_update(cursor: Cursor, script: Script, verb: Token, reads: list[Read] | None) -> list[Touch]:
    """UPDATE in all its forms; an alias (``UPDATE o SET ... FROM orders o``) becomes the table."""
    cursor.next()
    while cursor.take_any(HINTS):
        pass
    limited = top(cursor)
    cursor.take("ONLY")
    if cursor.take("OR"):
        cursor.next()
    name = name_or_nothing(cursor)
    tokens = cursor.tokens
    alias = _own_alias(cursor)
    others = (
        sources(cursor.rest())
        if cursor.peek().text != ","
        else sources([Token(Kind.WORD, "FROM", "FROM", verb.start, verb.end), *tokens[1:]])
    )
    resolved = next((s.name for s in others if s.alias == name.key and s.name.key != name.key), name)
    resolved = variable_aliases(tokens).get(resolved.key, resolved)
    starts = find(tokens, "SET")
    columns = _set_columns(tokens, starts)
    where = where_of(tokens, max(starts, 0))
    limited |= find(tokens, "LIMIT", start=max(starts, 0)) > 0
    top_from = find(tokens, "FROM", start=max(starts, 0))
    joined = top_from > 0 or find(tokens[: max(starts, 0)], "JOIN") > 0 or any(t.text == "," for t in tokens[1 : max(starts, 1)])
    owners = frozenset({alias, name.key, resolved.base.lower(), name.base.lower()} - {""}) if joined else None
    touch = Touch("update", _TABLE, resolved, columns=columns, at=verb)
    found = judge(where, script.dialect, script.budget, script.keys.get(resolved.key, frozenset()), owners, resolved.text)
    _finish(touch, found, where, script, limited or (joined and _join_narrows(tokens, starts)))
    narrowed = limited or found.never or found.always or has(tokens, "JOIN")
    if top_from > 0 and not narrowed:
        _every_row_where_untied(touch, where, {s.alias or s.name.base.lower() for s in others}, owners or frozenset(), script)
    rows = read_touches(cursor.rest(), verb, reads, frozenset({name.key, resolved.key}))
    touch.sources = tuple(r.name.key for r in rows)
    return [touch, *rows]


def _join_narrows(tokens: list[Token], starts: int) -> bool:
    """An INNER JOIN with ON keeps rows out, as far as we know; a LEFT JOIN does not."""
    join = next((n for n, t in enumerate(tokens) if t.up == "JOIN" and t.kind is Kind.WORD), -1)
    return join > 0 and tokens[join - 1].up not in ("LEFT", "OUTER", "FULL", "CROSS") and has(tokens[join:], "ON")


def _finish(touch: Touch, found: Filter, where: list[Token], script: Script, limited: bool) -> None:
    if touch.name.key == "sqlite_sequence":
        touch.family = "set_sequence"  # the counters of SQLite's own keys
    filtered(touch, found, script, where)
    if limited and found.scope is Scope.ALL:
        touch.scope, touch.limited = Scope.SOME, True
        touch.traits = tuple(t for t in touch.traits if t is not Trait.ALWAYS_TRUE)


def _every_row_where_untied(touch: Touch, where: list[Token], others: set[str], owners: frozenset[str], script: Script) -> None:
    """The scope of a change whose conditions speak of the other tables alone."""
    if not untied(where, owners, others - owners):
        return
    touch.scope = Scope.ALL
    text = f"Nothing on line {script.line(where[0].start)} ties the rows to the other table, so every row is taken."
    touch.notes = (script.note(text, where[0].start, where[-1].end),)


def _own_alias(cursor: Cursor) -> str:
    cursor.take("AS")
    token = cursor.peek()
    if token.kind in (Kind.WORD, Kind.QUOTED) and token.up not in (
        "SET",
        "JOIN",
        "INNER",
        "LEFT",
        "USING",
        "WHERE",
        "FROM",
        "PARTITION",
        "WITH",
        "CROSS",
        "RIGHT",
    ):
        cursor.at += 1
        return strip_quotes(token.text).lower()
    return ""


def _set_columns(tokens: list[Token], starts: int) -> tuple[str, ...]:
    if starts < 0:
        return ()
    stop = find(tokens, "WHERE", "FROM", "RETURNING", "OUTPUT", "LIMIT", start=starts + 1)
    found = []
    for part in items(tokens[starts + 1 : stop if stop > 0 else len(tokens)]):
        sign = next((n for n, t in enumerate(part) if t.text in ("=", "+=", "-=")), -1)
        if sign > 0 and part[sign - 1].kind in (Kind.WORD, Kind.QUOTED):
            found.append(strip_quotes(part[sign - 1].text))
    return tuple(dict.fromkeys(found))


def read_delete(cursor: Cursor, script: Script, verb: Token, reads: list[Read] | None) -> list[Touch]:
    """DELETE in all its forms, with several targets in MySQL (``DELETE a, b FROM a JOIN b``)."""
    cursor.next()
    while cursor.take_any(HINTS):
        pass
    limited = top(cursor)
    tokens = cursor.tokens
    targets: list[Name] = []
    explicit = not cursor.take("FROM")
    cursor.take("ONLY")
    while True:
        name = name_or_nothing(cursor) if not targets and cursor.peek().up.startswith("OPEN") else cursor.name()
        if name is None:
            break
        targets.append(Name(name.text.removesuffix(".*").removesuffix("."), name.match, name.aliases))
        if cursor.peek().text == "." and cursor.peek(1).text == "*":
            cursor.at += 2
        if not cursor.take(","):
            break
    alias = _own_alias(cursor)
    others = sources(tokens)
    aliases = {s.alias: s.name for s in others if s.name.text} | variable_aliases(tokens)
    where = where_of(tokens)
    limited |= find(tokens, "LIMIT") > 0
    top_from = find(tokens, "FROM", start=2) > 0 or find(tokens, "USING") > 0 or find(tokens, "JOIN") > 0
    joined = top_from and (not explicit or has(tokens, "JOIN") or find(tokens, "USING") > 0 or len(others) > 1)
    found: list[Touch] = []
    for name in targets or [NAMELESS]:
        second = find(tokens, "FROM", start=2) > 0 and "." not in name.text  # DELETE FROM o FROM dbo.Orders AS o
        resolved = aliases.get(name.key, name) if explicit or second or find(tokens, "USING") > 0 else name
        owners = frozenset({alias, name.key, name.base.lower(), resolved.base.lower()} - {""}) if joined else None
        touch = Touch("delete", _TABLE, resolved, at=verb)
        judged = judge(where, script.dialect, script.budget, script.keys.get(resolved.key, frozenset()), owners, resolved.text)
        _finish(touch, judged, where, script, limited or (joined and _join_narrows(tokens, 0)))
        if find(tokens, "USING") > 0 and not (limited or judged.never or judged.always or has(tokens, "JOIN")):
            _every_row_where_untied(touch, where, {s.alias or s.name.base.lower() for s in others}, owners or frozenset(), script)
        found.append(touch)
    but = frozenset({t.name.key for t in found} | {t.key for t in targets})
    inner = read_touches(tokens, verb, reads, but)
    return found + inner


def read_truncate(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    """TRUNCATE [TABLE] a, b [RESTART IDENTITY] [CASCADE]."""
    cursor.next()
    if cursor.take("ALL", "TABLES", "FROM") or cursor.take("DATABASE"):  # ClickHouse
        cursor.take("IF", "EXISTS")
        return [Touch("truncate", AssetKind.SCHEMA, cursor.name() or NAMELESS, Scope.ALL, at=verb)]
    cursor.take("TABLE")
    cursor.take("IF", "EXISTS")
    cursor.take("ONLY")
    names: list[Name] = []
    while True:
        name = cursor.name()
        if name is None:
            break
        names.append(name)
        cursor.take("*")
        if not cursor.take(","):
            break
        cursor.take("ONLY")
    traits = (Trait.CASCADE,) if any(t.up in ("CASCADE",) for t in cursor.rest()) else ()
    scope = Scope.SOME if has(cursor.rest(), "PARTITION") or has(cursor.rest(), "PARTITIONS") else Scope.ALL
    return [Touch("truncate", _TABLE, n, scope, traits, at=verb) for n in names or [Name("", Match.UNKNOWN)]]
