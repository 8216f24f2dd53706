"""Statements about the session and the server: SET, LOCK, VACUUM, KILL, FLUSH, BACKUP, PREPARE."""

# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Callable

from riskscan.knowledge.secrets import without_secrets
from riskscan.knowledge.sql.server_guards import guard_off
from riskscan.model.asset import AssetKind, Match
from riskscan.model.effect import Scope, Trait
from riskscan.model.span import Note
from riskscan.parsers.sql.identities import secret_traits
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import NAMELESS, Cursor, Name, find, has, items, string_value
from riskscan.parsers.sql.script import Script
from riskscan.parsers.sql.touch import Reading, Touch
from riskscan.parsers.sql.upkeep import backup_or_restore, console, maintenance, refresh

SERVER = Name("the database server")
_OWN_DATABASE = Name("{current database}", Match.UNKNOWN)
_SPARK = frozenset({"databricks", "spark", "hive", "trino"})


def read_session(cursor: Cursor, script: Script, verb: Token) -> Reading:
    """All other statements of a session and a server; not understood where no reader knows the first word."""
    reader = _READERS.get(verb.up)
    if reader is None:
        return Reading(understood=False)
    cursor.next()
    found = reader(cursor, script, verb)
    return Reading(understood=False) if found is None else Reading(found)


def _kill(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    return [Touch("kill", AssetKind.OTHER, Name("a running session"), Scope.ONE, at=verb)]


def _shutdown(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    return [Touch("shutdown", AssetKind.SERVER, SERVER, Scope.ALL, (Trait.OUTAGE,), at=verb)]


def _reassign(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    owned = cursor.take("OWNED", "BY")
    return [Touch("owner", AssetKind.IDENTITY, cursor.name() or NAMELESS, Scope.ALL, at=verb)] if owned else []


def _lock(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    """LOCK TABLE a, b IN x MODE; MySQL's LOCK TABLES a WRITE, b READ, where READ too keeps writers out."""
    if cursor.take("INSTANCE"):
        return [Touch("lock", AssetKind.SERVER, SERVER, Scope.ALL, (Trait.LOCKS,), at=verb)]
    cursor.take_any({"TABLES", "TABLE"})
    stop = find(cursor.tokens, "IN", start=cursor.at)
    listed = items(cursor.tokens[cursor.at : stop if stop > 0 else len(cursor.tokens)])
    mode = [t.up for t in cursor.tokens[stop + 1 :]] if stop > 0 else []
    if mode[:2] in (["ACCESS", "SHARE"], ["ROW", "SHARE"], ["ROW", "EXCLUSIVE"]):
        return []  # what every read or change takes anyway
    names = []
    for part in listed:
        own = Cursor(part)
        own.take("ONLY")
        names.append(own.name() or NAMELESS)
    return [Touch("lock", AssetKind.TABLE, n, Scope.ALL, (Trait.LOCKS,), at=verb) for n in names or [NAMELESS]]


def _flush(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    if has(cursor.tokens, "READ", "LOCK"):
        return [Touch("lock", AssetKind.DATABASE, Name("all tables"), Scope.ALL, (Trait.LOCKS,), at=verb)]
    return []


def _rename(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    cursor.take("TABLE")
    kind = AssetKind.IDENTITY if cursor.take("USER") else AssetKind.TABLE
    names = [Cursor(part).name() for part in items(cursor.rest())]
    return [Touch("rename", kind, name, Scope.ALL, (Trait.STRUCTURE,), at=verb) for name in names if name]


def _exchange(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    cursor.take_any({"TABLES", "DICTIONARIES"})
    names: list[Name | None] = []
    while True:
        names += [cursor.name(), cursor.name() if cursor.take("AND") else None]
        if not cursor.take(","):
            break
    return [Touch("swap", AssetKind.TABLE, n, Scope.ALL, (Trait.REPLACES,), at=verb) for n in names if n]


def _disable(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    at = find(cursor.tokens, "ON")
    whole = at > 0 and cursor.tokens[at + 1 : at + 2] and cursor.tokens[at + 1].up in ("DATABASE", "ALL")
    name = None if whole or at < 0 else Cursor(cursor.tokens, at + 1).name()
    kind = AssetKind.TABLE if name else AssetKind.DATABASE
    return [Touch("catch_removed", kind, name or _OWN_DATABASE, Scope.ALL, (Trait.CATCH_REMOVED,), at=verb)]


def _repair(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    cursor.take("TABLE")
    return [Touch("maintain_locking", AssetKind.TABLE, cursor.name() or NAMELESS, Scope.ALL, (Trait.LOCKS,), at=verb)]


def _partitions(cursor: Cursor, script: Script, verb: Token) -> list[Touch] | None:
    """MSCK [REPAIR] TABLE t [ADD | DROP | SYNC PARTITIONS]: the list of partitions is made to fit the files; no file is touched."""
    cursor.take("REPAIR")
    if not cursor.take("TABLE"):
        return None
    return [Touch("maintain", AssetKind.TABLE, cursor.name() or NAMELESS, Scope.ALL, at=verb)]


def _system(cursor: Cursor, script: Script, verb: Token) -> list[Touch] | None:
    """ClickHouse: stops the server, a background service, or a copy of a table; else a setting of the server."""
    words = [t.up for t in cursor.rest()]
    if not words:
        return None
    if words[0] in ("SHUTDOWN", "KILL"):
        return _shutdown(cursor, script, verb)
    if words[:2] in (["DROP", "REPLICA"], ["DROP", "DATABASE"]):
        return [Touch("drop_copy_feed", AssetKind.OTHER, Name("a copy of the data"), Scope.ALL, at=verb)]
    return [Touch("alter_system", AssetKind.SERVER, SERVER, Scope.ALL, at=verb)]


def _security(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    at = find(cursor.tokens, "ON")
    name = Cursor(cursor.tokens, at + 2).name() if at > 0 else None
    return [Touch("policy", AssetKind.OTHER, name or NAMELESS, Scope.ALL, at=verb)]


def server_setting(text: str, verb: Token) -> Touch:
    """A setting of the whole server, and what it takes away where it switches off a guard."""
    touch = Touch("alter_system", AssetKind.SERVER, SERVER, Scope.ALL, at=verb)
    off = guard_off(text)
    if off is not None:
        touch.traits, touch.notes = (off[0],), (Note(off[1]),)
    return touch


def _set(cursor: Cursor, script: Script, verb: Token) -> list[Touch] | None:
    """Most settings end with the session; these reach further, or take a guard away."""
    first, text = cursor.peek(), " ".join(t.text for t in cursor.rest()).lower()
    if first.up == "PASSWORD":
        at = find(cursor.tokens, "FOR")
        who = cursor.tokens[at + 1] if at > 0 and at + 1 < len(cursor.tokens) else None
        name = Name(string_value(who)) if who is not None and who.kind is Kind.STRING else Name("the own account")
        return [Touch("alter_identity", AssetKind.IDENTITY, name, Scope.ALL, secret_traits(cursor.tokens), at=verb)]
    if first.up in ("GLOBAL", "PERSIST", "PERSIST_ONLY") or first.up.upper() in ("@@GLOBAL", "@@PERSIST"):
        return [server_setting(text, verb)]
    replica = "session_replication_role" in first.text.lower() and "replica" in text.rpartition("session_replication_role")[2]
    retention = "retentiondurationcheck" in text and text.rstrip().endswith("false")
    if replica or retention:
        return [Touch("catch_removed", AssetKind.OTHER, Name("the changes that follow"), Scope.ALL, at=verb)]
    return None


def _pragma(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    words = [t.text.lower() for t in cursor.rest()]
    if words[:1] == ["writable_schema"] and words[-1:] and words[-1].strip("'\"") in ("on", "1", "true", "reset"):
        return [Touch("catch_removed", AssetKind.OTHER, Name("the changes that follow"), Scope.ALL, at=verb)]
    return []


def _reset(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    """MySQL: RESET MASTER throws the logs of changes away; RESET REPLICA ALL forgets where copies come from."""
    if cursor.take("MASTER") or cursor.take("BINARY", "LOGS"):
        return [Touch("undo_removed", AssetKind.SERVER, Name("the log of all changes"), Scope.ALL, (Trait.UNDO_REMOVED,), at=verb)]
    if cursor.take_any({"SLAVE", "REPLICA"}):
        return [Touch("drop_copy_feed", AssetKind.OTHER, Name("the link to the main server"), Scope.ALL, at=verb)]
    if cursor.take("PERSIST"):
        return [Touch("alter_system", AssetKind.SERVER, SERVER, Scope.ALL, at=verb)]
    return []


def _replica(cursor: Cursor, script: Script, verb: Token) -> list[Touch] | None:
    """STOP REPLICA, CHANGE REPLICATION SOURCE TO: the copy falls behind, or follows another server."""
    if verb.up == "STOP" and cursor.take_any({"SLAVE", "REPLICA", "GROUP_REPLICATION", "ALL"}):
        return [Touch("suspend", AssetKind.JOB, Name("copying to this server"), Scope.ALL, at=verb)]
    if verb.up == "CHANGE" and cursor.take_any({"MASTER", "REPLICATION"}):
        return [Touch("alter_system", AssetKind.SERVER, SERVER, Scope.ALL, secret_traits(cursor.tokens), at=verb)]
    return None


def _plugin(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    if not cursor.take_any({"PLUGIN", "COMPONENT", "SONAME"}):
        return []
    if verb.up == "UNINSTALL":
        return [Touch("alter_system", AssetKind.SERVER, SERVER, Scope.ALL, at=verb)]
    library = next((t for t in reversed(cursor.tokens) if t.kind is Kind.STRING), None)
    return [Touch("shell", AssetKind.PROGRAM, Name(string_value(library)) if library else NAMELESS, Scope.ALL, at=verb)]


def _detach(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    """ClickHouse: the table is no longer there for anyone; elsewhere a file of this session is closed."""
    if script.dialect != "clickhouse":
        return []
    kind = AssetKind.VIEW if cursor.take("VIEW") else AssetKind.DATABASE if cursor.take("DATABASE") else AssetKind.TABLE
    cursor.take_any({"TABLE", "DICTIONARY"})
    cursor.take("IF", "EXISTS")
    return [Touch("suspend", kind, cursor.name() or NAMELESS, Scope.ALL, (Trait.STRUCTURE,), at=verb)]


def _prepare(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    """Keeps the statement for EXECUTE; nothing happens before."""
    name = cursor.name()
    at = find(cursor.tokens, "FROM", "AS", start=cursor.at)
    if name is not None and at > 0:
        script.prepared[name.key] = cursor.tokens[at + 1 :]
    return []


def _import(cursor: Cursor, script: Script, verb: Token) -> list[Touch] | None:
    if cursor.take("FOREIGN", "SCHEMA"):
        at = find(cursor.tokens, "INTO")
        return [
            Touch("create", AssetKind.SCHEMA, (Cursor(cursor.tokens, at + 1).name() if at > 0 else None) or NAMELESS, Scope.ALL, at=verb)
        ]
    if cursor.take("DATABASE"):
        name = Name("the statements in " + without_secrets(string_value(cursor.peek())))
        return [Touch("dynamic", AssetKind.PROGRAM, name, Scope.UNKNOWN, (Trait.DYNAMIC,), at=verb)]
    return None


def _export(cursor: Cursor, script: Script, verb: Token) -> list[Touch] | None:
    if not cursor.take("DATABASE"):
        return None
    return [Touch("write_file", AssetKind.FILE, Name(without_secrets(string_value(cursor.peek()))), Scope.ALL, at=verb)]


_Reader = Callable[[Cursor, Script, Token], list[Touch] | None]
_READERS: dict[str, _Reader] = {
    "KILL": _kill, "CANCEL": _kill, "SHUTDOWN": _shutdown, "RESTART": _shutdown, "REASSIGN": _reassign, "LOCK": _lock, "FLUSH": _flush, "RENAME": _rename,
    "EXCHANGE": _exchange, "DISABLE": _disable, "NOAUDIT": _disable, "REPAIR": _repair, "MSCK": _partitions, "SYSTEM": _system, "SECURITY": _security, "SET": _set,
    "PRAGMA": _pragma, "RESET": _reset, "STOP": _replica, "CHANGE": _replica, "INSTALL": _plugin, "UNINSTALL": _plugin, "DETACH": _detach,
    "PREPARE": _prepare, "IMPORT": _import, "EXPORT": _export, "VACUUM": maintenance, "REINDEX": maintenance, "CLUSTER": maintenance, "REPACK": maintenance,
    "OPTIMIZE": maintenance, "REFRESH": refresh, "DBCC": console, "ATTACH": backup_or_restore, "RESTORE": backup_or_restore,
    "BACKUP": backup_or_restore, "FLASHBACK": backup_or_restore, "UNDROP": backup_or_restore, "PURGE": backup_or_restore,
}  # fmt: skip
