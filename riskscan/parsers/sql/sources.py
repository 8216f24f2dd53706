"""The tables that a statement reads, from its tree where there is one, else from its tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from riskscan.knowledge.secrets import without_secrets
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Scope, Trait
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import Cursor, Name, string_value
from riskscan.parsers.sql.touch import Touch
from riskscan.parsers.sql.trees import Read

_FROM_CALLS = frozenset(
    [
        "EXTRACT", "SUBSTRING", "SUBSTR", "TRIM", "OVERLAY", "POSITION", "DATE_PART", "BOTH", "LEADING", "TRAILING",
    ]
)  # fmt: skip
NOT_NAMES = frozenset(
    [
        "SELECT", "WHERE", "ON", "USING", "JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "OUTER", "NATURAL", "GROUP", "ORDER",
        "HAVING", "LIMIT", "UNION", "EXCEPT", "INTERSECT", "SET", "VALUES", "AS", "LATERAL", "UNNEST", "TABLE", "WHEN", "THEN",
        "RETURNING", "WINDOW", "QUALIFY", "FETCH", "OFFSET", "FOR", "INTO", "WITH", "OPTION", "ASOF", "ANTI", "SEMI", "ANY", "ALL",
        "TABLESAMPLE", "PIVOT", "UNPIVOT", "MATCH_RECOGNIZE", "FINAL", "SAMPLE", "PREWHERE", "CONNECT", "START", "OUTPUT", "MINUS",
        "GLOBAL", "APPLY", "STRAIGHT_JOIN", "PARTITION",
    ]
)  # fmt: skip
_FILES = re.compile(r"(?i)(parquet|csv|json|orc|avro|text|binaryfile)\..*/")  # Spark: FROM parquet.`/mnt/x`
_NEXT = frozenset({"FROM", "JOIN", "USING", "STRAIGHT_JOIN", "APPLY"})
_HARMLESS = frozenset({"dual", "inserted", "deleted", "sysibm.sysdummy1"})


_FORMATS = frozenset(
    {"DELTA", "PARQUET", "CSV", "JSON", "ORC", "AVRO", "ICEBERG", "TEXT", "HUDI", "JDBC", "BTREE", "GIN", "GIST", "HASH", "BRIN"}
)
_HINTS = frozenset(
    {"NOLOCK", "READUNCOMMITTED", "UPDLOCK", "HOLDLOCK", "ROWLOCK", "TABLOCK", "TABLOCKX", "READPAST", "XLOCK", "PAGLOCK"}
)  # t(NOLOCK)


@dataclass(slots=True)
class Source:
    """A table in a FROM or JOIN, with the name that the statement gives it."""

    name: Name
    alias: str
    scope: Scope
    at: Token
    columns: list[str] = field(default_factory=list)


def with_names(tokens: list[Token]) -> frozenset[str]:
    """Names defined by WITH: ``name [(columns)] AS [NOT MATERIALIZED] (``. Lower case."""
    if not any(t.up == "WITH" for t in tokens):
        return frozenset()
    found = set()
    for index, token in enumerate(tokens[:-2]):
        if token.kind not in (Kind.WORD, Kind.QUOTED) or (index and tokens[index - 1].up not in ("WITH", ",", "RECURSIVE", ";")):
            continue
        cursor = Cursor(tokens, index + 1)
        cursor.skip_brackets()
        if cursor.take("AS"):
            cursor.take("NOT")
            cursor.take("MATERIALIZED")
            if cursor.peek().text == "(":
                found.add(token.text.strip('"`[]').lower())
        elif tokens[index - 1].up == "WITH" and tokens[index + 1].text == "(" and tokens[index + 2].up in ("SELECT", "WITH"):
            found |= _without_as(Cursor(tokens, index))
    return frozenset(found)


def _without_as(cursor: Cursor) -> set[str]:
    """``WITH a (SELECT ...), b (SELECT ...)``: some systems let AS be left out."""
    found = set()
    while cursor.peek().kind in (Kind.WORD, Kind.QUOTED) and (cursor.peek(1).text == "(" or cursor.peek(1).up == "AS"):
        found.add(cursor.next().text.strip('"`[]').lower())
        cursor.take("AS")
        cursor.skip_brackets()
        if not cursor.take(","):
            break
    return found


def sources(tokens: list[Token]) -> list[Source]:
    """All tables after FROM, JOIN and USING at any depth, in order, without names of WITH and without functions."""
    named = with_names(tokens)
    found: list[Source] = []
    calls = _call_brackets(tokens)
    closes = _closes(tokens)
    match = _matches(tokens)
    for index, token in enumerate(tokens):
        if token.kind is not Kind.WORD or token.up not in _NEXT or calls[index] in _FROM_CALLS:
            continue
        before = tokens[index - 1].up if index else ""
        if token.up == "FROM" and before in ("DISTINCT", "DELETE"):
            continue
        if token.up == "USING" and (
            index + 1 < len(tokens) and tokens[index + 1].up in _FORMATS and "." not in [t.text for t in tokens[index + 2 : index + 3]]
        ):
            continue  # the format of the storage
        if token.up == "USING" and (index + 1 >= len(tokens) or before in ("INDEX", "OPERATOR") or _joins_on_columns(tokens, index)):
            continue
        scope = _scope_at(tokens, index, closes[index], match)
        found += _list_after(Cursor(tokens, index + 1), token, scope, named, match)
    return found


def _joins_on_columns(tokens: list[Token], index: int) -> bool:
    return tokens[index + 1].text == "(" and index + 2 < len(tokens) and tokens[index + 2].up not in ("SELECT", "WITH", "(")


def _call_brackets(tokens: list[Token]) -> list[str]:
    """For each token, the word before the innermost open bracket."""
    stack: list[str] = [""]
    found = []
    for index, token in enumerate(tokens):
        if token.text == "(" and token.kind is Kind.SIGN:
            stack.append(tokens[index - 1].up if index else "")
        elif token.text == ")" and token.kind is Kind.SIGN and len(stack) > 1:
            stack.pop()
        found.append(stack[-1])
    return found


def _closes(tokens: list[Token]) -> list[int]:
    """For each token, the index of the bracket that closes the pair around it."""
    found = [len(tokens)] * len(tokens)
    stack: list[int] = [len(tokens)]
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        if token.text == ")" and token.kind is Kind.SIGN:
            stack.append(index)
        elif token.text == "(" and token.kind is Kind.SIGN and len(stack) > 1:
            stack.pop()
        found[index] = stack[-1]
    return found


def _matches(tokens: list[Token]) -> dict[int, int]:
    """Index of each opening bracket -> index of the one that closes it."""
    stack: list[int] = []
    found: dict[int, int] = {}
    for index, token in enumerate(tokens):
        if token.text == "(" and token.kind is Kind.SIGN:
            stack.append(index)
        elif token.text == ")" and token.kind is Kind.SIGN and stack:
            found[stack.pop()] = index
    return found


def _scope_at(tokens: list[Token], index: int, stop: int, match: dict[int, int]) -> Scope:
    while index < stop:
        token = tokens[index]
        index = match.get(index, index) + 1
        if token.kind is Kind.WORD:
            if token.up in ("WHERE", "LIMIT", "HAVING", "QUALIFY", "FETCH", "PREWHERE"):
                return Scope.SOME
            if token.up in ("UNION", "EXCEPT", "INTERSECT", "MINUS"):
                break
    return Scope.ALL


def _list_after(cursor: Cursor, at: Token, scope: Scope, named: frozenset[str], match: dict[int, int]) -> list[Source]:
    """``a [AS] x, b y``: the names after FROM, up to the first thing that is none."""
    found: list[Source] = []
    while True:
        for word in ("LATERAL", "ONLY", "OUTER"):
            cursor.take(word)
        if cursor.peek().text == "(":
            if cursor.peek(1).up not in ("SELECT", "WITH", "VALUES"):
                cursor.at += 1  # FROM (a JOIN b ...)
                continue
            cursor.at = match.get(cursor.at, len(cursor.tokens)) + 1
        elif cursor.peek().up in NOT_NAMES and cursor.peek().kind is Kind.WORD:
            break
        else:
            source = _one(cursor, at, scope, named)
            if source is None and cursor.peek().text != "(":
                break
            unfolds = source is not None and source.name.key.split(".")[0] in {f.alias for f in found}  # FROM t, t.items
            if source is not None and source.name.text and not unfolds:
                found.append(source)
        alias = _alias(cursor)
        if found and not found[-1].alias:
            found[-1].alias = alias or found[-1].name.base.lower()
        if cursor.peek().text != ",":
            break
        cursor.at += 1
    return found


def _one(cursor: Cursor, at: Token, scope: Scope, named: frozenset[str]) -> Source | None:
    if cursor.peek().kind is Kind.STRING and cursor.peek().text[:1] == "'":
        cursor.at += 1
        return Source(Name(""), "-", scope, at)
    first = cursor.peek()
    name = cursor.name()
    if name is None:
        return None
    is_call = cursor.peek().text == "(" and cursor.peek(1).up not in _HINTS
    if cursor.peek().text == "(" and not is_call:
        cursor.skip_brackets()
    if is_call:
        cursor.skip_brackets()
    harmless = name.key in named or name.key in _HARMLESS or name.text.startswith("@") or (first.kind is Kind.NUMBER)
    if is_call or harmless:
        return Source(Name(""), "-", scope, at)
    return Source(name, "", scope, at)


def _alias(cursor: Cursor) -> str:
    if cursor.take("AS"):
        token = cursor.next()
        cursor.skip_brackets()
        return token.text.strip('"`[]').lower()
    token = cursor.peek()
    if token.kind is Kind.QUOTED or (token.kind is Kind.WORD and token.up not in NOT_NAMES):
        cursor.at += 1
        cursor.skip_brackets()
        return token.text.strip('"`[]').lower()
    return ""


def variable_aliases(tokens: list[Token]) -> dict[str, Name]:
    """SQL Server: ``FROM @rows AS r`` gives a table variable another name. Alias (lower case) -> variable."""
    found: dict[str, Name] = {}
    for index, token in enumerate(tokens[:-1]):
        before = tokens[index - 1] if index else token
        if token.kind is not Kind.VARIABLE or not (before.text == "," or (before.kind is Kind.WORD and before.up in _NEXT)):
            continue
        alias = _alias(Cursor(tokens, index + 1))
        if alias:
            found[alias] = Name(token.text)
    return found


def read_touches(tokens: list[Token], verb: Token, reads: list[Read] | None, but: frozenset[str] = frozenset()) -> list[Touch]:
    """One read for each table. Where the tree gave ``reads``, its columns and scopes; ``but``: names (lower case) that are the target."""
    seen: dict[str, Touch] = {}
    from_tree = {".".join(r.parts).lower(): r for r in reads} if reads is not None else {}
    for source in sources(tokens):
        if source.name.key in but:
            continue
        tree = from_tree.get(source.name.key) or next(
            (r for key, r in from_tree.items() if key.rpartition(".")[2].endswith(source.name.base.lower())), None
        )
        columns = tuple(tree.columns) if tree else ()
        scope = tree.scope if tree and tree.scope is not Scope.UNKNOWN else source.scope
        known = seen.get(source.name.key)
        if known is None and _FILES.match(source.name.text):
            path = source.name.text.partition(".")[2]
            kind = AssetKind.BUCKET if "://" in path else AssetKind.FILE
            seen[source.name.key] = Touch("read_file", kind, Name(path), Scope.ALL, at=verb)
        elif known is None:
            seen[source.name.key] = Touch("select", AssetKind.TABLE, source.name, scope, columns=columns, at=verb, unsure=reads is None)
        else:
            known.scope = _wider(known.scope, scope)
            known.columns = tuple(dict.fromkeys((*known.columns, *columns)))
    return list(seen.values())


def _wider(one: Scope, other: Scope) -> Scope:
    return Scope.ALL if Scope.ALL in (one, other) else one


def file_touches(tokens: list[Token], verb: Token, dialect: str) -> list[Touch]:
    """What is read from files right in a FROM: DuckDB's ``FROM 'x.parquet'``, Snowflake's ``FROM @stage/x``."""
    found = []
    for index, token in enumerate(tokens[:-1]):
        if token.kind is not Kind.WORD or token.up not in ("FROM", "JOIN"):
            continue
        following = tokens[index + 1]
        if following.kind is Kind.STRING and dialect == "duckdb":
            text = without_secrets(string_value(following))
            kind = AssetKind.BUCKET if text.startswith(("s3:", "gs:", "r2:", "az:")) else AssetKind.URL if "://" in text else AssetKind.FILE
            found.append(Touch("read_file", kind, Name(text), Scope.ALL, at=verb))
        elif following.text.startswith("@") and dialect == "snowflake":
            text, end = following.text, following.end
            for more in tokens[index + 2 :]:
                if more.start != end or more.text in ("(", ")", ",", ";"):
                    break
                text, end = text + more.text, more.end
            found.append(Touch("read_file", AssetKind.BUCKET, Name(without_secrets(text)), Scope.ALL, at=verb))
    return found


def columns_trait(columns: tuple[str, ...]) -> tuple[Trait, ...]:
    """PERSONAL where a column's name says so."""
    from riskscan.knowledge.personal import is_personal

    return (Trait.PERSONAL,) if any(is_personal(c) for c in columns) else ()
