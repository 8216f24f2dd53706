"""Statements that carry data between tables and files, buckets, programs and other systems."""

from __future__ import annotations

import re

from riskscan.knowledge.places import LOCAL_HOSTS
from riskscan.knowledge.secrets import without_secrets
from riskscan.model.asset import AssetKind, Match
from riskscan.model.effect import Scope, Trait
from riskscan.parsers.sql.client import embed_shell
from riskscan.parsers.sql.identities import secret_traits
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import NAMELESS, Cursor, Name, find, has, parameter_name, string_value, strip_quotes, text_of
from riskscan.parsers.sql.open_values import is_open, open_name
from riskscan.parsers.sql.script import Script
from riskscan.parsers.sql.sources import read_touches
from riskscan.parsers.sql.touch import Touch
from riskscan.parsers.sql.trees import Read, reads_in

_URL = re.compile(r"(?i)^(s3n?|s3a|gs|gcs|azure|wasbs?|abfss?|https?|oss|adl|hdfs|ftp|sftp|dbfs)://?")
_KEYS = re.compile(r"(?i)aws_secret_access_key\s*=\s*[^\s;'{$<:]+")
_STORES = frozenset(
    [
        "s3", "s3n", "s3a", "gs", "gcs", "azure", "wasb", "wasbs", "abfs", "abfss", "oss", "adl",
    ]
)  # fmt: skip


def place_of(token: Token) -> tuple[str, AssetKind, Name]:
    """(family, kind, name) of where data goes: a URL is sent, a path is written, ``@stage`` is sent."""
    text = without_secrets(string_value(token)) if token.kind in (Kind.STRING, Kind.QUOTED) else token.text
    if token.kind is Kind.PARAMETER:
        return "export", AssetKind.URL, Name("{" + parameter_name(token) + "}", Match.UNKNOWN)
    scheme = _URL.match(text)
    if scheme:
        kind = AssetKind.BUCKET if scheme[1].lower() in _STORES else AssetKind.URL
        return "export", kind, Name(text)
    if text.startswith("@"):
        return "export", AssetKind.BUCKET, Name(text)
    return "write_file", AssetKind.FILE, Name(text)


_REPLACES = re.compile(
    r"(?i)\bOVERWRITE\s*=?\s*TRUE\b|\bALLOWOVERWRITE\b|\bOVERWRITE(?:_OR_IGNORE)?\s*(?=[,)]|$)|\bOVERWRITE(?:_OR_IGNORE)?\s+TRUE\b|\bmode\s*=?\s*'overwrite'"
)
_EMPTIES = re.compile(r"(?i)\bCLEANPATH\b|\bOVERWRITE\s*(?=[,)]|$)")


def _replaced(touch: Touch, tokens: list[Token], script: Script) -> list[Touch]:
    """What was in the place before: files of the same names are replaced, or the whole folder is emptied first."""
    said = text_of(tokens)
    if touch.family not in ("export", "write_file") or not (_REPLACES.search(said) or _EMPTIES.search(said)):
        return []
    if _EMPTIES.search(said) and (script.dialect in ("duckdb", "redshift") or "CLEANPATH" in said.upper()):
        return [Touch("remove_files", touch.kind, touch.name, Scope.ALL, at=touch.at)]
    touch.notes += (script.note("Files that are there by the same names are replaced.", tokens[0].start, tokens[-1].end),)
    return []


def _out(token: Token, verb: Token, reads: list[Touch], script: Script, tokens: list[Token]) -> list[Touch]:
    family, kind, name = place_of(token)
    columns = tuple(c for r in reads for c in r.columns)
    out = Touch(family, kind, name, Scope.ALL, columns=columns, sources=tuple(r.name.key for r in reads), at=verb)
    return [out, *_replaced(out, tokens, script), *reads]


def _to_program(target: Token, verb: Token, rows: list[Touch], script: Script) -> list[Touch]:
    """``COPY ... TO PROGRAM 'curl -T - https://x'``: the program runs on the server; an address in it gets the data."""
    text = string_value(target)
    embed_shell(text, target, script, target.start + target.text.find("'") + 1)
    sources, columns = tuple(r.name.key for r in rows), tuple(dict.fromkeys(c for r in rows for c in r.columns))
    found = [Touch("copy_to_program", AssetKind.PROGRAM, Name(text), Scope.ALL, sources=sources, columns=columns, at=verb)]
    address = re.search(r"\bhttps?://[^\s'\"|;&]+", text)
    if address is not None and re.split(r"[/:]", address[0])[3] not in LOCAL_HOSTS:
        name = Name(without_secrets(address[0]))
        found.insert(
            0, Touch("export", AssetKind.URL, name, Scope.ALL, (Trait.OUTSIDE,), columns=columns, sources=sources, at=verb)
        )  # fmt: skip
    return found


def read_copy(cursor: Cursor, script: Script, verb: Token, reads: list[Read] | None) -> list[Touch]:
    """COPY of Postgres, Redshift, Snowflake, DuckDB, Databricks: both directions, also TO and FROM PROGRAM."""
    cursor.next()
    into = cursor.take("INTO")
    start = cursor.peek()
    if into and (start.kind is Kind.VARIABLE or start.text == "@" or (start.kind is Kind.STRING and _URL.match(string_value(start)))):
        return _unload(cursor, script, verb)
    if into and is_open(start) and _from_a_table(cursor):
        return _unload(cursor, script, verb)
    inside = cursor.bracketed() if start.text == "(" else []
    if inside and reads is None:
        reads = reads_in(inside, script.dialect, script.budget)
    name = None if inside else cursor.name()
    rows = read_touches(inside, verb, reads) if inside else []
    direction = find(cursor.tokens, "TO", "FROM", start=cursor.at)
    if direction < 0:
        return [Touch("copy_in", AssetKind.TABLE, name or NAMELESS, at=verb)]
    tail = Cursor(cursor.tokens, direction + 1)
    program = tail.take("PROGRAM")
    target = tail.peek()
    if cursor.tokens[direction].up == "TO":
        rows = rows or ([Touch("select", AssetKind.TABLE, name, Scope.ALL, at=verb)] if name else [])
        if program:
            return [*_to_program(target, verb, rows, script), *rows]
        return rows if target.up in ("STDOUT",) else _out(target, verb, rows, script, tail.rest())
    found = [Touch("copy_in", AssetKind.TABLE, name or NAMELESS, Scope.SOME, at=verb)]
    if program:
        embed_shell(string_value(target), target, script, target.start + target.text.find("'") + 1)
        found.append(Touch("copy_from_program", AssetKind.PROGRAM, Name(string_value(target)), Scope.ALL, at=verb))
    elif target.kind is Kind.STRING:
        found.append(_file_read(target, verb))
    elif into:
        found += _stage_read(tail, verb)
    by_role = "aws_iam_role=" in string_text(tail.rest())
    if (secret_traits(tail.rest()) and not by_role) or _KEYS.search(string_text(tail.rest())):
        found[0].traits += (Trait.SECRET,)
    purges = next((n for n, t in enumerate(cursor.tokens) if t.up == "PURGE" and t.kind is Kind.WORD), -1)
    if purges > 0 and cursor.tokens[-1 if purges + 2 >= len(cursor.tokens) else purges + 2].up == "TRUE":
        stage = next((t.name for t in found if t.family == "read_file"), NAMELESS)
        found.append(Touch("remove_files", AssetKind.BUCKET, stage, Scope.ALL, at=verb))
    return found


def _from_a_table(cursor: Cursor) -> bool:
    """True where the rows come from a table or query: Snowflake then writes to a place, whatever that is called."""
    at = find(cursor.tokens, "FROM", start=cursor.at)
    after = cursor.tokens[at + 1 :] if at > 0 else []
    if not after or after[0].kind is Kind.STRING or after[0].text.startswith(("@", "'")):
        return False
    inside = Cursor(after).bracketed() if after[0].text == "(" else []
    begins = find(inside, "FROM")
    return not inside or (begins > 0 and not inside[begins + 1 : begins + 2][0].text.startswith("@"))


def string_text(tokens: list[Token]) -> str:
    """The texts in quotes among the tokens, one after the other."""
    return " ".join(string_value(t) for t in tokens if t.kind is Kind.STRING)


def _stage_read(cursor: Cursor, verb: Token) -> list[Touch]:
    """Where COPY INTO takes its rows from: ``@stage/path``, or ``(SELECT ... FROM @stage)``."""
    if cursor.peek().text == "(":
        inside = cursor.bracketed()
        at = find(inside, "FROM")
        cursor = Cursor(inside, at + 1 if at >= 0 else len(inside))
    start = cursor.peek()
    if start.kind is Kind.STRING:
        return [_file_read(start, verb)]
    if start.kind is Kind.VARIABLE or start.text == "@":
        return [Touch("read_file", AssetKind.BUCKET, Name(stage_name(cursor)), Scope.ALL, at=verb)]
    return []


def _file_read(token: Token, verb: Token) -> Touch:
    text = without_secrets(string_value(token))
    scheme = _URL.match(text)
    kind = AssetKind.FILE if not scheme else AssetKind.BUCKET if scheme[1].lower() in _STORES else AssetKind.URL
    return Touch("read_file", kind, Name(text), Scope.ALL, at=verb)


def stage_name(cursor: Cursor) -> str:
    """``@db.schema.stage/path/`` from adjacent tokens."""
    token = cursor.next()
    text, end = string_value(token) if token.kind is Kind.STRING else token.text, token.end
    while cursor.more() and cursor.peek().start == end and cursor.peek().text not in ("(", ";", ","):
        token = cursor.next()
        text, end = text + token.text, token.end
    return without_secrets(text)


def _unload(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    """Snowflake: COPY INTO @stage FROM t."""
    first = cursor.peek()
    name = stage_name(cursor)
    target = Name("{" + open_name(first) + "}", Match.UNKNOWN) if is_open(first) and first.kind is not Kind.VARIABLE else Name(name)
    at = find(cursor.tokens, "FROM", start=cursor.at)
    rows: list[Touch] = []
    if at > 0:
        tail = Cursor(cursor.tokens, at + 1)
        if tail.peek().text == "(":
            inside = tail.bracketed()
            rows = read_touches(inside, verb, reads_in(inside, script.dialect, script.budget))
        else:
            table = tail.name()
            rows = [Touch("select", AssetKind.TABLE, table, Scope.ALL, columns=("*",), at=verb)] if table else []
    kind = AssetKind.BUCKET if not name.startswith("http") else AssetKind.URL
    columns = tuple(dict.fromkeys(c for r in rows for c in r.columns))
    keys = find(cursor.tokens, "CREDENTIALS") > 0  # keys in the statement: no store that the account itself was given
    traits = (Trait.OUTSIDE,) if keys else ()
    out = Touch("export", kind, target, Scope.ALL, traits, columns=columns, sources=tuple(r.name.key for r in rows), at=verb)
    return [out, *_replaced(out, cursor.tokens, script), *rows]


def read_unload(cursor: Cursor, script: Script, verb: Token, reads: list[Read] | None) -> list[Touch]:
    """UNLOAD ('SELECT ...') TO 's3://...' and EXPORT DATA OPTIONS(uri=...) AS SELECT."""
    from riskscan.parsers.sql.lexer import lexer_for

    tokens = cursor.tokens
    inside = next((t for t in tokens[:4] if t.kind in (Kind.STRING, Kind.DOLLAR)), None)
    query = list(lexer_for(string_value(inside), script.dialect).tokens()) if inside is not None else tokens
    begins = find(query, "SELECT", "WITH", "FROM")
    known = reads_in(query[max(begins, 0) :], script.dialect, script.budget) if begins >= 0 else reads
    rows = read_touches(query, verb, known)
    after = tokens.index(inside) + 1 if inside is not None else 1
    target = next((t for t in tokens[after:] if t.kind in (Kind.STRING, Kind.PARAMETER, Kind.QUOTED)), None)
    if target is None:
        return rows
    return _out(target, verb, rows, script, tokens)


def read_load(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    """LOAD DATA INFILE ... INTO TABLE, BULK INSERT t FROM 'f', IMPORT INTO, LOAD DATA INTO (BigQuery, Hive)."""
    tokens = cursor.tokens
    if len(tokens) == 2:
        if tokens[1].kind is Kind.STRING and re.search(r"[/\\]|\.(?:so|dll|dylib)$", string_value(tokens[1])):
            return [Touch("shell", AssetKind.PROGRAM, Name(string_value(tokens[1])), Scope.ALL, at=verb)]  # a library of machine code
        return []  # LOAD httpfs: more functions for this session
    at = max(find(tokens, "INTO"), find(tokens, "INSERT"))
    tail = Cursor(tokens, at + 1 if at > 0 else 1)
    tail.take("TABLE")
    overwrite, replaces = has(tokens, "OVERWRITE"), any(t.up == "REPLACE" for t in tokens[:8])
    if overwrite:
        tail = Cursor(tokens, find(tokens, "OVERWRITE") + 1)
        tail.take("INTO")
        tail.take("TABLE")
    found = [
        Touch(
            "insert_overwrite" if overwrite else "upsert" if replaces else "copy_in",
            AssetKind.TABLE,
            (tail.name() if at > 0 or tail.peek().up != "FROM" else None) or NAMELESS,
            Scope.ALL if overwrite else Scope.SOME,
            at=verb,
        )
    ]
    texts = [t for t in tokens if t.kind is Kind.STRING]
    source = next((t for t in texts if _URL.match(string_value(t))), texts[0] if texts else None)
    return found + ([_file_read(source, verb)] if source is not None else [])


def read_stage_file(cursor: Cursor, verb: Token) -> list[Touch]:
    """Snowflake PUT, GET, REMOVE."""
    cursor.next()
    if verb.up in ("REMOVE", "RM"):
        return [Touch("remove_files", AssetKind.BUCKET, Name(stage_name(cursor)), Scope.ALL, at=verb)]
    first, second = stage_name(cursor), stage_name(cursor)
    if verb.up == "PUT":
        return [Touch("export", AssetKind.BUCKET, Name(second), Scope.SOME, at=verb)]
    return [
        Touch("write_file", AssetKind.FILE, Name(strip_quotes(second)), Scope.SOME, at=verb),
        Touch("read_file", AssetKind.BUCKET, Name(first), Scope.ALL, at=verb),
    ]
