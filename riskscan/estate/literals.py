"""Programs in other languages: the tables that their SQL texts name. Only quoted text is read, and only where it is plainly SQL.

Names alone are taken (after FROM, JOIN, INTO, UPDATE), never what the statement would do in detail.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from riskscan.estate import fetches
from riskscan.estate.effects import stores
from riskscan.estate.piece import Around, Gather, Source
from riskscan.model.asset import AssetKind, key_of
from riskscan.model.estate import EdgeKind, Estate
from riskscan.model.evidence import Method

ENDINGS = frozenset(
    {".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".java", ".kt", ".scala", ".go", ".rb", ".php", ".cs", ".rs", ".vb", ".R", ".r", ".pl"}
)
_SQL = re.compile(r"(?i)\b(select\b[^;]{1,3000}?\bfrom|insert\s+into|update\s+[\w.\"`\[\]]+\s+set|delete\s+from|merge\s+into)\b")
_QUOTED = r'"""(.*?)"""|\$?@\$?"((?:[^"]|"")*)"|`([^`]*)`|"((?:[^"\\\n]|\\.)*)"|\'((?:[^\'\\\n]|\\.)*)\''
_REMARKS = {"//": r"//[^\n]*|/\*.*?\*/", "#": r"(?<![\w$&{])#(?!\{)[^\n]*|/\*.*?\*/", "#//": r"(?<![\w$&{:])(?:#|//)(?!\{)[^\n]*|/\*.*?\*/"}
_TEXTS = {sort: re.compile(f"{_QUOTED}|{remark}", re.S) for sort, remark in _REMARKS.items()}
_SORTS = {".rb": "#", ".R": "#", ".r": "#", ".pl": "#", ".php": "#//"}  # all others: //
_ENTITY = re.compile(
    r"@Table\s*\((?P<java>[^)]*)\)|@Entity\s*\(\s*(?:\{[^}]*?\bname\s*:\s*)?['\"](?P<typeorm>\w[\w.]*)['\"]"
    r"|\[Table\s*\(\s*\"(?P<net>[\w.]+)\"(?:\s*,\s*Schema\s*=\s*\"(?P<netschema>\w+)\")?|\bself\.table_name\s*=\s*['\"](?P<rails>[\w.]+)['\"]"
    r"|\bprotected\s+\$table\s*=\s*['\"](?P<laravel>[\w.]+)['\"]|\btableName\s*:\s*['\"](?P<sequelize>[\w.]+)['\"]"
)
_CALL = re.compile(
    r"\.(?P<into>saveAsTable|insertInto)\s*\(\s*['\"](?P<made>[\w.]+)['\"]"
    r"|(?:\bDB::table|(?<![\w.])knex|\bspark\.(?:read\.)?table|\bsqlContext\.table)\s*\(\s*['\"](?P<used>[\w.]+)['\"]"
)
_NAMED = re.compile(r"\b(name|schema)\s*=\s*\"(\w+)\"")
_HERE = re.compile(r"<<[-~]?['\"]?(\w+)['\"]?[^\n]*\n(.*?)\n\s*\1\b", re.S)
_TABLE = r"[\"`\[]?([A-Za-z_][\w$]*[\"`\]]?(?:\s*\.\s*[\"`\[]?[A-Za-z_][\w$]*[\"`\]]?){0,2})"
_READS = re.compile(rf"(?i)\b(?:from|join|using)\s+(?!lateral\b|unnest\b|select\b|generate_series\b){_TABLE}(?!\s*[\w.]*\()")
_WRITES = re.compile(
    rf"(?i)\b(?:insert\s+(?:ignore\s+)?into|merge\s+into|update|delete\s+from|truncate\s+table|replace\s+into)\s+(?:only\s+)?{_TABLE}"
)
_COMMON = re.compile(r"(?i)(?:\bwith(?:\s+recursive)?|,)\s+([a-z_]\w*)\s*(?:\([^)]*\)\s*)?as\s*(?:not\s+)?(?:materialized\s*)?\(")
_NOT_NAMES = frozenset(
    [
        "select",
        "set",
        "where",
        "values",
        "the",
        "a",
        "an",
        "this",
        "that",
        "dual",
        "only",
        "if",
        "now",
        "current_date",
        "extract",
        "trim",
        "substring",
        "each",
        "all",
    ]
)
_JOINED = re.compile(r"\s*[+.&]\s*")
_QUOTES = str.maketrans("", "", '"`[]')
_STEPS_ASIDE = re.compile(
    r"(^|/)(tests?|__tests__|spec|specs|fixtures|testdata|examples?|dist|build|public|static|assets)/|[._-](test|spec|min)\.\w+$"
)


def wants(path: PurePosixPath, text: str) -> bool:
    """Source files that hold something like SQL, or the address of a file store."""
    return (
        path.suffix in ENDINGS
        and not _STEPS_ASIDE.search(str(path))
        and (
            _SQL.search(text) is not None
            or "s3://" in text
            or "gs://" in text
            or _ENTITY.search(text) is not None
            or _CALL.search(text) is not None
            or fetches.has_calls(path.suffix, text)
        )
    )


def read(source: Source, around: Around) -> Estate:
    """One program and the tables that it names."""
    gather = Gather("code", source.path)
    actor = key_of(AssetKind.PROGRAM, source.path)
    _entities(gather, source, actor)
    _calls(gather, source, actor)
    if fetches.has_calls(source.posix.suffix, source.text):
        fetches.calls(gather, source, actor)
    for text, places in _texts(source.text, _TEXTS[_SORTS.get(source.posix.suffix, "//")]):
        if _SQL.search(text):
            _tables(gather, source, text, places, actor)
    if "s3://" in source.text or "gs://" in source.text:
        gather.asset(AssetKind.PROGRAM, source.path, 1)
        stores(gather, source.text, (actor,))
    return gather.estate()


def _tables(gather: Gather, source: Source, text: str, places: list[tuple[int, int]], actor: str) -> None:
    """Edges for the tables that one SQL text names; names that the text makes for itself (WITH) are its own."""
    own = {m[1].lower() for m in _COMMON.finditer(text)}
    written = {m.start(1) for m in _WRITES.finditer(text)}
    for pattern in (_WRITES, _READS):
        for match in pattern.finditer(text):
            name = re.sub(r"\s+", "", match[1]).translate(_QUOTES)
            if name.lower() in own or name.lower() in _NOT_NAMES or (pattern is _READS and match.start(1) in written):
                continue
            start, at = max(p for p in places if p[0] <= match.start(1))
            line = source.text.count("\n", 0, at + match.start(1) - start) + 1
            table = gather.asset(AssetKind.TABLE, name, line, method=Method.MATCHED)
            gather.asset(AssetKind.PROGRAM, source.path, 1)
            ends = (actor, table, EdgeKind.WRITES) if pattern is _WRITES else (table, actor, EdgeKind.FEEDS)
            gather.edge(*ends, line, Method.RESOLVED)


def _entities(gather: Gather, source: Source, actor: str) -> None:
    """Tables that a class stands for, in the words of the usual object mappers."""
    for match in _ENTITY.finditer(source.text):
        found = {name: value for name, value in match.groupdict().items() if value}
        if "java" in found:
            said = dict(_NAMED.findall(found["java"]))
            name = ".".join(p for p in (said.get("schema", ""), said.get("name", "")) if p) if said.get("name") else ""
        else:
            name = next((value for key, value in found.items() if key != "netschema"), "")
            name = f"{found['netschema']}.{name}" if "netschema" in found else name
        if name:
            line = source.text.count("\n", 0, match.start()) + 1
            gather.asset(AssetKind.PROGRAM, source.path, 1)
            gather.edge(gather.asset(AssetKind.TABLE, name, line, method=Method.MATCHED), actor, EdgeKind.FEEDS, line, Method.RESOLVED)


def _calls(gather: Gather, source: Source, actor: str) -> None:
    """Tables that a call of a query builder or of Spark names, outside remarks."""
    if not _CALL.search(source.text):
        return
    pattern = _TEXTS[_SORTS.get(source.posix.suffix, "//")]
    plain = pattern.sub(lambda m: m[0] if m.lastindex else re.sub(r"[^\n]", " ", m[0]), source.text)
    for match in _CALL.finditer(plain):
        line = plain.count("\n", 0, match.start()) + 1
        gather.asset(AssetKind.PROGRAM, source.path, 1)
        table = gather.asset(AssetKind.TABLE, match["made"] or match["used"], line, method=Method.MATCHED)
        ends = (actor, table, EdgeKind.WRITES) if match["into"] else (table, actor, EdgeKind.FEEDS)
        gather.edge(*ends, line, Method.RESOLVED)


def _texts(text: str, pattern: re.Pattern[str]) -> list[tuple[str, list[tuple[int, int]]]]:
    """Every quoted text with its places, as (offset in it, offset in the file); texts put together by ``+`` or ``.`` are one.

    Remarks are passed over.
    """
    found: list[tuple[str, list[tuple[int, int]]]] = []
    end = -1
    for match in pattern.finditer(text):
        if match.lastindex is None:
            continue  # a remark
        group = match.lastindex
        content = match[group] or ""
        if end >= 0 and match.start() - end < 200 and _JOINED.fullmatch(text, end, match.start()):
            before, places = found[-1]
            places.append((len(before), match.start(group)))
            found[-1] = (before + content, places)
        else:
            found.append((content, [(0, match.start(group))]))
        end = match.end()
    return found + [(m[2], [(0, m.start(2))]) for m in _HERE.finditer(text)]
