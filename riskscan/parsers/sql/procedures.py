"""Procedures that come with a database server and what they do, by their name."""

# ruff: noqa: E501
from __future__ import annotations

from riskscan.knowledge.sql.functions import FUNCTIONS, SHOWING_PROCEDURES
from riskscan.knowledge.sql.packages import of_package
from riskscan.model.asset import AssetKind, Match
from riskscan.model.effect import Scope, Trait
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import NAMELESS, Cursor, Name, items, string_value, strip_quotes
from riskscan.parsers.sql.touch import Touch

_KNOWN = {
    "SP_RENAME": "rename", "SP_DROPSERVER": "drop", "SP_CONFIGURE": "alter_system", "SP_ADDROLEMEMBER": "grant_role", "SP_ADDSRVROLEMEMBER": "grant_role",
    "SP_ADD_JOB": "create_job", "SP_ADD_JOBSTEP": "create_job", "SP_UPDATE_JOBSTEP": "create_job", "SP_ADD_JOBSCHEDULE": "create_job", "SP_ADD_SCHEDULE": "create_job", "SP_ATTACH_SCHEDULE": "create_job", "SP_ADD_JOBSERVER": "create_job", "SP_DELETE_JOB": "drop_job", "SP_UPDATE_JOB": "alter",
    "SP_ADDLINKEDSERVER": "create", "SP_ADDLINKEDSRVLOGIN": "create_identity", "XP_DELETE_FILE": "remove_files", "XP_REGWRITE": "alter_system",
    "XP_REGDELETEKEY": "alter_system", "XP_INSTANCE_REGWRITE": "alter_system", "XP_INSTANCE_REGDELETEKEY": "alter_system", "XP_INSTANCE_REGDELETEVALUE": "alter_system", "XP_REGDELETEVALUE": "alter_system", "SP_OACREATE": "shell", "SP_OAMETHOD": "shell",
    "SP_DROPUSER": "drop", "SP_REVOKEDBACCESS": "drop", "SP_CYCLE_ERRORLOG": "alter_system", "XP_SENDMAIL": "mail",
    "SP_DETACH_DB": "drop", "SP_SEND_DBMAIL": "mail", "SP_ADDLOGIN": "create_identity", "SP_DROPLOGIN": "drop",
    "ROLLBACK_TO_SNAPSHOT": "restore", "ROLLBACK_TO_TIMESTAMP": "restore", "SET_CURRENT_SNAPSHOT": "restore", "CHERRYPICK_SNAPSHOT": "insert",
    "EXPIRE_SNAPSHOTS": "maintain", "REMOVE_ORPHAN_FILES": "maintain", "REWRITE_DATA_FILES": "maintain", "REWRITE_MANIFESTS": "maintain",
    "DROP_STATS": "alter_minor", "SP_UPDATESTATS": "maintain", "SP_RECOMPILE": "alter_minor", "SP_FULLTEXT_CATALOG": "maintain",
    "SP_PURGE_JOBHISTORY": "reset_statistics", "SP_DELETE_BACKUPHISTORY": "reset_statistics", "SP_DROPROLEMEMBER": "revoke_role", "SP_DROPSRVROLEMEMBER": "revoke_role",
    "SP_CHANGEDBOWNER": "owner", "SP_START_JOB": "call", "SP_STOP_JOB": "suspend", "SP_INVOKE_EXTERNAL_REST_ENDPOINT": "http",
    "SP_ADDEXTENDEDPROPERTY": "alter_minor", "SP_UPDATEEXTENDEDPROPERTY": "alter_minor", "SP_DROPEXTENDEDPROPERTY": "alter_minor",
}  # fmt: skip
_KINDS = {
    "rename": AssetKind.TABLE, "grant_role": AssetKind.IDENTITY, "revoke_role": AssetKind.IDENTITY, "mail": AssetKind.EMAIL,
    "create_identity": AssetKind.IDENTITY, "alter_system": AssetKind.SERVER, "create_job": AssetKind.JOB, "drop_job": AssetKind.JOB,
    "remove_files": AssetKind.FILE, "shell": AssetKind.PROGRAM, "restore": AssetKind.TABLE, "insert": AssetKind.TABLE, "maintain": AssetKind.TABLE,
    "alter_minor": AssetKind.TABLE, "call": AssetKind.JOB, "suspend": AssetKind.JOB, "http": AssetKind.URL,
}  # fmt: skip
_TRAITS = {"rename": (Trait.STRUCTURE,), "mail": (Trait.PEOPLE,), "restore": (Trait.REPLACES,)}
_OPENS = frozenset({"xp_cmdshell", "ole automation procedures", "ad hoc distributed queries", "clr enabled", "external scripts enabled"})
_DATABASES = frozenset({"SP_DETACH_DB", "SP_CHANGEDBOWNER"})
_SCHEMA_FIRST = frozenset({"ROLLBACK_TO_SNAPSHOT", "DROP_STATS"})  # Trino: schema, table, number
_MASTER = ("", "sys", "dbo", "master", "master.", "master.dbo", "master.sys", "msdb.", "msdb.dbo")


def shows_only(name: Name, rest: list[Token]) -> bool:
    """A procedure of SQL Server itself that shows and changes nothing; ``sp_configure`` shows where it is given no value."""
    if name.key.rpartition(".")[0] not in _MASTER:
        return False
    base = name.base.lower()
    return (
        base in SHOWING_PROCEDURES or base.startswith("sysmail_help_") or (base == "sp_configure" and not any(t.text == "," for t in rest))
    )


def _given(rest: list[Token]) -> dict[str, Token]:
    """Named arguments (lower case) and their values: ``@enabled = 0``."""
    return {part[0].text.lower(): part[2] for part in items(rest) if len(part) == 3 and part[1].text == "="}


def _named(rest: list[Token], family: str) -> Name | None:
    """What named arguments say: ``@job_name = N'x'``; ``@level0name = N'dbo', @level1name = N't'`` of a description."""
    given = _given(rest)
    wanted = ("@level0name", "@level1name") if family == "alter_minor" else ("@job_name",) if "@job_name" in given else ("@job_id",)
    found = [given[w] for w in wanted if w in given]
    if not found:
        return None
    known = all(t.kind is Kind.STRING for t in found)
    texts = [string_value(t) if t.kind is Kind.STRING else "{" + t.text.lstrip("@") + "}" for t in found]
    return Name(".".join(texts), Match.EXACT if known else Match.UNKNOWN)


def procedure(name: Name, cursor: Cursor, verb: Token) -> list[Touch]:
    """What calling the procedure does; a call of a routine that we do not know otherwise."""
    base, rest = name.base.upper(), cursor.rest()
    if shows_only(name, rest):
        return [Touch("show_system", AssetKind.OTHER, Name("the lists of the database server"), Scope.SOME, at=verb)]
    if base in ("SP_MSFOREACHTABLE", "SP_MSFOREACHDB"):
        what = Name("a command on every table" if base.endswith("TABLE") else "a command on every database")
        return [Touch("dynamic", AssetKind.PROGRAM, what, Scope.ALL, (Trait.REPEATED, Trait.DYNAMIC), at=verb)]
    quiet = of_package(name.key)
    if quiet is not None and name.key not in FUNCTIONS:
        return [Touch(quiet, AssetKind.OTHER, Name("the figures that the database plans with"), Scope.SOME, at=verb)] if quiet else []
    family = _KNOWN.get(base)
    if family is None or not (base.startswith(("SP_", "XP_")) or ".system." in "." + name.key):
        return [Touch("call", AssetKind.FUNCTION, name, Scope.UNKNOWN, at=verb)]
    texts = [t for t in rest if t.kind is Kind.STRING]
    opened = base == "SP_CONFIGURE" and bool(texts) and string_value(texts[0]).lower() in _OPENS and bool(rest) and rest[-1].text == "1"
    if opened:
        return [Touch("catch_removed", AssetKind.SERVER, Name("the database server"), Scope.ALL, (Trait.CATCH_REMOVED,), at=verb)]
    target = Name(string_value(texts[0])) if texts else NAMELESS
    kind = AssetKind.DATABASE if base in _DATABASES else _KINDS.get(family, AssetKind.OTHER)
    if base == "SP_UPDATE_JOB":
        off = _given(rest).get("@enabled")
        family, kind = ("suspend" if off is not None and off.text == "0" else "alter"), AssetKind.JOB
    if kind is AssetKind.JOB or family == "alter_minor":
        target = _named(rest, family) or target
    if not target.text and family == "alter_system":
        target = Name("the database server")
    if base in _SCHEMA_FIRST and len(texts) > 1 and "." not in target.text:
        target = Name(f"{target.text}.{string_value(texts[1])}")
    traits: tuple[Trait, ...] = _TRAITS.get(family, ())
    if any(strip_quotes(t.text).lower() in ("sysadmin", "db_owner") for t in rest) and family == "grant_role":
        traits += (Trait.ADMIN,)
    if family == "mail":
        at = next((n for n, t in enumerate(cursor.tokens) if t.text.lower() == "@recipients"), -1)
        target = Name(string_value(cursor.tokens[at + 2])) if 0 < at < len(cursor.tokens) - 2 else NAMELESS
    return [Touch(family, kind, target, Scope.ALL, traits, at=verb)]
