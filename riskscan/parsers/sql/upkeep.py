"""Upkeep: VACUUM, REINDEX, OPTIMIZE, REFRESH, DBCC, and copies of the whole: BACKUP, RESTORE, FLASHBACK, PURGE."""

from __future__ import annotations

from riskscan.knowledge.secrets import without_secrets
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Scope, Trait
from riskscan.parsers.sql.counters import warned
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import NAMELESS, Cursor, Name, find, has, items, string_value
from riskscan.parsers.sql.script import Script
from riskscan.parsers.sql.touch import Touch
from riskscan.parsers.sql.what import KINDS

_SERVER = Name("the database server")
_CACHES = frozenset({"FREEPROCCACHE", "FREESYSTEMCACHE", "DROPCLEANBUFFERS", "TRACEON", "TRACEOFF", "WRITEPAGE", "SETCPUWEIGHT"})
_CACHED = frozenset({"databricks", "spark", "hive"})  # REFRESH only forgets what was cached
_WHAT = {"INDEX": AssetKind.OTHER, "DATABASE": AssetKind.DATABASE, "SYSTEM": AssetKind.DATABASE, "SCHEMA": AssetKind.SCHEMA}
_HOW = frozenset({"FULL", "FREEZE", "VERBOSE", "ANALYZE", "SORT", "DELETE", "REINDEX", "RECLUSTER", "ONLY", "BOOST"})


def maintenance(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    """VACUUM, REINDEX, CLUSTER, OPTIMIZE; a rebuild holds the table, and keeping no old version removes what could undo a change."""
    tokens = cursor.tokens
    given = [[t.up for t in part] for part in items(cursor.bracketed())]
    options = {part[0] for part in given if part and part[-1] not in ("FALSE", "OFF", "0")}
    while cursor.peek().up in _HOW and cursor.peek(1).text != "." and verb.up == "VACUUM":
        options.add(cursor.next().up)
    if verb.up == "VACUUM" and cursor.peek().up == "INTO":
        return [Touch("write_file", AssetKind.FILE, Name(without_secrets(string_value(cursor.peek(1)))), Scope.ALL, at=verb)]
    kind = _WHAT.get(cursor.peek().up, AssetKind.TABLE) if verb.up == "REINDEX" else AssetKind.TABLE
    for word in ("TABLE", "INDEX", "DATABASE", "SCHEMA", "SYSTEM", "CONCURRENTLY", "VERBOSE"):
        cursor.take(word)
    name = cursor.name() or Name("all tables")
    if has(tokens, "DRY", "RUN"):
        return [Touch("show_system", AssetKind.OTHER, Name("the files that it would delete"), Scope.SOME, at=verb)]
    retain = find(tokens, "RETAIN")
    if retain > 0 and tokens[retain + 1 : retain + 2] and tokens[retain + 1].text in ("0", "0.0"):
        return [Touch("undo_removed", AssetKind.TABLE, name, Scope.ALL, (Trait.UNDO_REMOVED,), at=verb)]
    rebuilds = "FULL" in options and script.dialect not in ("redshift", "databricks")
    reindexes = verb.up == "REINDEX" and not (has(tokens, "CONCURRENTLY") or script.dialect == "sqlite")
    repacks = verb.up == "CLUSTER" or (verb.up == "REPACK" and not has(tokens, "CONCURRENTLY") and "CONCURRENTLY" not in options)
    cursor.skip_brackets()
    more = [n for part in items(cursor.rest()) if verb.up == "VACUUM" and cursor.peek().text == "," and (n := Cursor(part).name())]
    locking = repacks or rebuilds or reindexes
    family, traits = ("maintain_locking", (Trait.LOCKS,)) if locking else ("maintain", ())
    return [Touch(family, kind, n, Scope.ALL, traits, at=verb) for n in (name, *more)]


def refresh(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    """REFRESH MATERIALIZED VIEW fills it again; Spark's REFRESH only forgets what was cached."""
    at = find(cursor.tokens, "VIEW", "TABLE")
    view = at > 0 and cursor.tokens[at].up == "VIEW"
    if script.dialect in _CACHED and not view:
        return []
    tail = Cursor(cursor.tokens, at + 1 if at > 0 else 1)
    concurrent = tail.take("CONCURRENTLY") or script.dialect not in ("postgres", "")
    return [Touch("refresh", AssetKind.VIEW, tail.name() or NAMELESS, Scope.ALL, () if concurrent else (Trait.LOCKS,), at=verb)]


def console(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    """SQL Server's DBCC: most of it looks; some of it sets counters, moves pages, or throws damaged pages away."""
    word = cursor.next().up
    inside = cursor.bracketed()
    name = Name(string_value(inside[0])) if inside and inside[0].kind is Kind.STRING else Cursor(inside).name() or NAMELESS
    words = {t.up for t in inside} | {t.up for t in cursor.rest()}
    if "REPAIR_ALLOW_DATA_LOSS" in words:
        kind = AssetKind.TABLE if word == "CHECKTABLE" else AssetKind.DATABASE
        return [Touch("drop_partition", kind, name, Scope.UNKNOWN, at=verb)]
    if word == "CHECKIDENT":
        touch = Touch("set_sequence", AssetKind.TABLE, name, Scope.ALL, at=verb)
        return [warned(touch, inside[-1].text)] if "RESEED" in words else []
    if word.startswith("SHRINK") or word == "CLEANTABLE":
        kind = AssetKind.TABLE if word == "CLEANTABLE" else AssetKind.DATABASE
        return [Touch("maintain_locking", kind, name, Scope.ALL, (Trait.LOCKS,), at=verb)]
    if word == "CLONEDATABASE":
        clone = Cursor(items(inside)[-1]).name() if len(items(inside)) > 1 else None
        return [Touch("create", AssetKind.DATABASE, clone or name, Scope.ALL, at=verb)]
    return [Touch("alter_system", AssetKind.SERVER, _SERVER, Scope.ALL, at=verb)] if word in _CACHES else []


def backup_or_restore(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    """BACKUP and RESTORE of anything, FLASHBACK, UNDROP, PURGE; ATTACH opens a file and changes nothing."""
    word = verb.up
    if cursor.peek().up == "RECYCLEBIN" or cursor.peek().up == "DBA_RECYCLEBIN":
        return [Touch("undo_removed", AssetKind.DATABASE, Name("the recycle bin"), Scope.ALL, (Trait.UNDO_REMOVED,), at=verb)]
    if word == "PURGE" and cursor.take_any({"BINARY", "MASTER"}):
        return [Touch("undo_removed", AssetKind.SERVER, Name("the log of all changes"), Scope.ALL, (Trait.UNDO_REMOVED,), at=verb)]
    if word == "RESTORE" and cursor.peek().up in ("FILELISTONLY", "HEADERONLY", "VERIFYONLY", "LABELONLY"):
        return []
    kind = KINDS.get(cursor.peek().up, AssetKind.TABLE)
    if cursor.peek().up in KINDS or cursor.peek().up == "LOG":
        kind = AssetKind.DATABASE if cursor.next().up == "LOG" else kind
    name = cursor.name() or (Name(string_value(cursor.peek())) if cursor.more() else NAMELESS)
    if word == "FLASHBACK" and has(cursor.tokens, "BEFORE", "DROP"):
        return [Touch("undrop", kind, name, Scope.ALL, at=verb)]
    if word in ("RESTORE", "FLASHBACK"):
        return [Touch("restore", kind, name, Scope.ALL, (Trait.REPLACES,), at=verb)]
    if word == "PURGE":
        return [Touch("undo_removed", kind, name, Scope.ALL, (Trait.UNDO_REMOVED,), at=verb)]
    if word == "BACKUP":
        to = max(find(cursor.tokens, "TO", "DISK", "URL", start=cursor.at), 0)
        target = next((t for t in cursor.tokens[to:] if t.kind is Kind.STRING), None)
        file = Name(without_secrets(string_value(target))) if target else NAMELESS
        return [Touch("write_file", AssetKind.FILE, file, Scope.ALL, at=verb)]
    return [Touch("undrop", kind, name, Scope.ALL, at=verb)] if word == "UNDROP" else []
