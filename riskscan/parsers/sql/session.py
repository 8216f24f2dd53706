"""Statements about the session, the server and other programs: SET, LOCK, VACUUM, KILL, CALL, EXECUTE, and lines for the client."""

# ruff: noqa: E501
from __future__ import annotations

import re

from riskscan.knowledge.secrets import without_secrets
from riskscan.knowledge.sql.functions import SHOWING_PROCEDURES
from riskscan.model.artifact import Artifact, Language, only_hole, plain_origin
from riskscan.model.asset import AssetKind, Match
from riskscan.model.effect import Scope, Trait
from riskscan.model.findings import Embedded, Reference
from riskscan.parsers.sql.lexer import Kind, Token, lexer_for
from riskscan.parsers.sql.names import NAMELESS, Cursor, Name, find, has, items, parameter_name, string_value, strip_quotes
from riskscan.parsers.sql.script import Script
from riskscan.parsers.sql.sources import read_touches
from riskscan.parsers.sql.touch import Inner, Reading, Touch

DYNAMIC = Name("SQL that is put together when it runs", Match.UNKNOWN)
SHELLS = frozenset({"XP_CMDSHELL"})
STRING_RUNNERS = frozenset({"SP_EXECUTESQL", "SP_EXECUTE", "SP_SQLEXEC"})
_FILE_LINE = re.compile(
    r"(?i)^(?:\\i[r]?\s+|\\include(?:_relative)?\s+|\\\.\s*|@@?\s*|start\s+|source\s+|\.read\s+|:r\s+)['\"]?([^'\";\s]+)['\"]?"
)
_SHELL_LINE = re.compile(r"(?i)^(?:\\!|!!?|host\s|system\s|\.(?:shell|system)\s|:!!)\s*(.+)$")
_CONNECT_LINE = re.compile(r"(?i)^(?:\\c(?:onnect)?|connect|conn|:connect|\.open)\s+(.+)$")
_SPOOL_LINE = re.compile(r"(?i)^(?:spool\s+|\\o\s+|\\out\s+|\.output\s+|\.once\s+|:out\s+)(\S+)")


def embed_shell(text: str, token: Token, script: Script, offset: int) -> None:
    """Hands a shell command on to be read by the parser of its language."""
    line, column = script.index.place(offset)
    script.embedded.append(
        Embedded(Artifact(script.artifact.path, Language.SHELL, text, origin=plain_origin(text, line, column), holes=script.artifact.holes))
    )


def read_client(token: Token, script: Script) -> Reading:
    """A line for psql, SQL*Plus, sqlcmd, mysql or sqlite3."""
    text = token.text.strip()
    file = _FILE_LINE.match(text)
    if file and file[1] not in ("|",):
        script.references.append(Reference(_with_ending(file[1], text), script.at(token), Language.SQL))
        return Reading()
    shell = _SHELL_LINE.match(text)
    if shell:
        embed_shell(shell[1], token, script, token.start + token.text.find(shell[1]))
        return Reading()  # the reader of that language tells what the command does
    if re.match(r"(?i)\\copy\b", text):
        return _psql_copy(token, script)
    if re.match(r"(?i)\\gexec\b", text):
        return Reading([Touch("dynamic", AssetKind.PROGRAM, DYNAMIC, Scope.UNKNOWN, (Trait.DYNAMIC,), at=token)])
    spool = _SPOOL_LINE.match(text)
    if spool and spool[1].upper() not in ("OFF", "OUT") and not spool[1].startswith("|"):
        return Reading([Touch("write_file", AssetKind.FILE, Name(spool[1].strip("'\";")), Scope.ALL, at=token)])
    if re.match(r"(?i)\.(import|load|restore)\b", text):
        words = text.split()
        family = "copy_in" if words[0].lower() == ".import" else "insert_overwrite" if words[0].lower() == ".restore" else "shell"
        return Reading([Touch(family, AssetKind.TABLE if family != "shell" else AssetKind.PROGRAM, Name(words[-1]), Scope.SOME, at=token)])
    return Reading()


def _with_ending(path: str, line: str) -> str:
    """SQL*Plus adds ``.sql`` where a file has no ending."""
    return path if "." in path.rsplit("/", 1)[-1] or not line.lower().startswith(("@", "start")) else path + ".sql"


def connection_of(text: str) -> str:
    """The target that a connect line names, without credentials; empty where it is no connect line or names none."""
    match = _CONNECT_LINE.match(text.strip())
    if not match:
        return ""
    words = [w for w in without_secrets(match[1]).split() if not w.startswith("-")]
    if not words:
        return ""
    first = next((w.partition("=")[2] for w in words if w.lower().startswith(("dbname=", "host="))), words[0])
    return re.sub(r"^[^@\s]*/[^@\s]*@", "", first.strip("'\";"))


def _psql_copy(token: Token, script: Script) -> Reading:
    from riskscan.parsers.sql.transfer import read_copy

    lexer = lexer_for(script.artifact.text, "postgres", token.start + 1, token.end)
    tokens = list(lexer.tokens())
    if not tokens:
        return Reading(understood=False)
    found = read_copy(Cursor(tokens), script, token, None)
    return Reading(found)


def read_call(cursor: Cursor, script: Script, verb: Token) -> Reading:
    """CALL and EXEC: a procedure, a text of SQL, a program of the operating system, or a prepared statement."""
    cursor.next()
    if cursor.take("IMMEDIATE"):
        return dynamic(cursor, script, verb)
    if verb.up == "EXECUTE" and (cursor.take("FUNCTION") or cursor.take("PROCEDURE") or cursor.take("BLOCK")):
        pass
    if cursor.peek().kind is Kind.VARIABLE and cursor.peek(1).text == "=":
        cursor.at += 2
    first = cursor.peek()
    if first.text == "(" or first.kind in (Kind.STRING, Kind.DOLLAR, Kind.VARIABLE) or cursor.take("AS"):
        return dynamic(cursor, script, verb)
    name = cursor.name()
    if name is None:
        return dynamic(cursor, script, verb)
    base = name.base.upper()
    if base in SHELLS:
        return _xp_cmdshell(cursor, script, verb)
    if base in STRING_RUNNERS or (
        verb.up == "EXECUTE" and base in ("FORMAT", "QUERY", "SQL", "STMT", "V_SQL", "L_SQL", "SQL_STMT") and name.base == name.text
    ):
        return dynamic(cursor if base in STRING_RUNNERS else Cursor(cursor.tokens, cursor.at - 1), script, verb)
    return Reading(_procedure(name, base, cursor, verb), [Inner(name=name.key, runs=True)] if name.match is Match.EXACT else [])


_ADMIN_PROCEDURES = {
    "SP_RENAME": "rename", "SP_DROPSERVER": "drop", "SP_CONFIGURE": "alter_system", "SP_ADDROLEMEMBER": "grant_role", "SP_ADDSRVROLEMEMBER": "grant_role",
    "SP_ADD_JOB": "create_job", "SP_ADD_JOBSTEP": "create_job", "SP_DELETE_JOB": "drop_job", "SP_UPDATE_JOB": "drop_job",
    "SP_ADDLINKEDSERVER": "create", "SP_ADDLINKEDSRVLOGIN": "create_identity", "XP_DELETE_FILE": "remove_files", "XP_REGWRITE": "alter_system",
    "XP_REGDELETEKEY": "alter_system", "XP_REGDELETEVALUE": "alter_system", "SP_OACREATE": "shell", "SP_OAMETHOD": "shell",
    "SP_DROPUSER": "drop", "SP_REVOKEDBACCESS": "drop", "SP_CYCLE_ERRORLOG": "alter_system", "XP_SENDMAIL": "mail",
    "SP_DETACH_DB": "drop", "SP_SEND_DBMAIL": "mail", "SP_ADDLOGIN": "create_identity", "SP_DROPLOGIN": "drop",
}  # fmt: skip


_DATABASES = frozenset({"SP_DETACH_DB"})


def shows_only(name: Name, rest: list[Token]) -> bool:
    """A procedure of SQL Server itself that shows and changes nothing; ``sp_configure`` shows where it is given no value."""
    holder = name.key.rpartition(".")[0]
    if holder not in ("", "sys", "dbo", "master", "master.", "master.dbo", "master.sys", "msdb.", "msdb.dbo"):
        return False
    base = name.base.lower()
    return base in SHOWING_PROCEDURES or (base == "sp_configure" and not any(t.text == "," for t in rest))


def _procedure(name: Name, base: str, cursor: Cursor, verb: Token) -> list[Touch]:
    family = _ADMIN_PROCEDURES.get(base)
    if shows_only(name, cursor.rest()):
        return [Touch("show_system", AssetKind.OTHER, Name("the lists of the database server"), Scope.SOME, at=verb)]
    first = next((t for t in cursor.rest() if t.kind is Kind.STRING), None)
    if base in ("SP_MSFOREACHTABLE", "SP_MSFOREACHDB"):
        return [
            Touch(
                "dynamic",
                AssetKind.PROGRAM,
                Name("a command on every table" if base.endswith("TABLE") else "a command on every database"),
                Scope.ALL,
                (Trait.REPEATED, Trait.DYNAMIC),
                at=verb,
            )
        ]
    if family is None:
        return [Touch("call", AssetKind.FUNCTION, name, Scope.UNKNOWN, at=verb)]
    target = Name(string_value(first)) if first is not None else NAMELESS
    kinds = {
        "rename": AssetKind.TABLE,
        "grant_role": AssetKind.IDENTITY,
        "mail": AssetKind.EMAIL,
        "create_identity": AssetKind.IDENTITY,
        "alter_system": AssetKind.SERVER,
        "create_job": AssetKind.JOB,
        "drop_job": AssetKind.JOB,
        "remove_files": AssetKind.FILE,
        "shell": AssetKind.PROGRAM,
    }
    if base in _DATABASES:
        kinds["drop"] = AssetKind.DATABASE
    traits = {"rename": (Trait.STRUCTURE,), "mail": (Trait.PEOPLE,)}.get(family, ())
    admin = any(strip_quotes(t.text).lower() in ("sysadmin", "db_owner") for t in cursor.rest())
    if family == "mail":
        at = next((n for n, t in enumerate(cursor.tokens) if t.text.lower() == "@recipients"), -1)
        target = Name(string_value(cursor.tokens[at + 2])) if 0 < at < len(cursor.tokens) - 2 else NAMELESS
    return [Touch(family, kinds.get(family, AssetKind.OTHER), target, Scope.ALL, traits + ((Trait.ADMIN,) if admin else ()), at=verb)]


def _xp_cmdshell(cursor: Cursor, script: Script, verb: Token) -> Reading:
    token = next((t for t in cursor.rest() if t.kind in (Kind.STRING, Kind.VARIABLE)), None)
    if token is not None and token.kind is Kind.STRING:
        text = string_value(token)
        embed_shell(text, token, script, token.start + token.text.find("'") + 1)
        name = Name(without_secrets((text.split() or ["a command"])[0]))
        return Reading([Touch("shell", AssetKind.PROGRAM, name, Scope.ALL, at=verb)])
    return Reading([Touch("shell", AssetKind.PROGRAM, Name("{command}", Match.UNKNOWN), Scope.ALL, (Trait.DYNAMIC,), at=verb)])


def dynamic(cursor: Cursor, script: Script, verb: Token) -> Reading:
    """SQL in a text: read where the text is known, else an effect that says that it is not."""
    tokens = cursor.bracketed() if cursor.peek().text == "(" else cursor.rest()
    stop = find(tokens, "USING", "INTO", "AT")
    tokens = [t for t in tokens[: stop if stop > 0 else len(tokens)] if t.text not in ("(", ")")]
    parts = items(tokens)
    text, known = _text_of(parts[0] if parts else [], script)
    if re.match(r"\s*[A-Za-z(]", text) and not only_hole(text):
        family = "dynamic_known" if known else "dynamic"
        traits = () if known else (Trait.DYNAMIC,)
        touches = [] if known else [Touch(family, AssetKind.PROGRAM, DYNAMIC, Scope.UNKNOWN, traits, at=verb)]
        return Reading(touches, [Inner(text=text)])
    return Reading([Touch("dynamic", AssetKind.PROGRAM, DYNAMIC, Scope.UNKNOWN, (Trait.DYNAMIC,), at=verb)])


def _text_of(tokens: list[Token], script: Script) -> tuple[str, bool]:
    """(text, True where all of it is known) of a concatenation; an unknown part becomes ``${name}``."""
    text, known = "", True
    if (tokens and tokens[0].up == "FORMAT") or (
        len(tokens) > 1 and tokens[0].kind is Kind.WORD and tokens[1].kind is Kind.STRING and tokens[0].up != "N"
    ):
        values = [t for t in tokens if t.kind is Kind.STRING][:1]
        return (re.sub(r"%(?:\d+\$)?[sIL]", "${name}", string_value(values[0])) if values else ""), False
    for token in tokens:
        if token.kind in (Kind.STRING, Kind.DOLLAR) or (token.kind is Kind.QUOTED and token.text[0] == '"'):
            text += string_value(token)
        elif token.text in ("+", "||", ".", ","):
            continue
        elif token.kind in (Kind.VARIABLE, Kind.WORD) and token.up.lower() in script.texts and len(tokens) == 1:
            return script.texts[token.up.lower()], True
        else:
            known = False
            if not text.endswith("}"):
                text += "${" + re.sub(r"\W", "", parameter_name(token)) + "}"
    return text, known


def remember_text(tokens: list[Token], script: Script) -> None:
    """``SET @sql = '...'``, ``DECLARE @sql nvarchar(max) = N'...'``, ``v_sql := '...'``: keeps the text for EXEC."""
    sign = next((n for n, t in enumerate(tokens) if t.text in ("=", ":=")), -1)
    if sign <= 0 or sign + 1 >= len(tokens):
        return
    name = next((t for t in tokens[:sign] if t.kind is Kind.VARIABLE), tokens[sign - 1])
    value = tokens[sign + 1 :]
    if any(t.kind is Kind.STRING for t in value) and all(
        t.kind in (Kind.STRING, Kind.VARIABLE, Kind.WORD) or t.text in ("+", "||") for t in value
    ):
        text, known = _text_of(value, script)
        script.texts.pop(name.up.lower(), None)
        if known:
            script.texts[name.up.lower()] = text


def read_session(cursor: Cursor, script: Script, verb: Token) -> Reading:  # noqa: PLR0912 - one branch a word
    """All other statements of a session and a server."""
    word, tokens = verb.up, cursor.tokens
    cursor.next()
    if word == "KILL":
        return Reading([Touch("kill", AssetKind.OTHER, Name("a running session"), Scope.ONE, at=verb)])
    if word in ("SHUTDOWN", "RESTART"):
        return Reading([Touch("shutdown", AssetKind.SERVER, Name("the database server"), Scope.ALL, (Trait.OUTAGE,), at=verb)])
    if word == "REASSIGN":
        return Reading(
            [Touch("owner", AssetKind.IDENTITY, cursor.name() or NAMELESS, Scope.ALL, at=verb)] if cursor.take("OWNED", "BY") else []
        )
    if word == "LOCK":
        cursor.take("TABLES")
        cursor.take("TABLE")
        return Reading([Touch("lock", AssetKind.TABLE, cursor.name() or NAMELESS, Scope.ALL, (Trait.LOCKS,), at=verb)])
    if word in ("VACUUM", "REINDEX", "CLUSTER", "OPTIMIZE"):
        return Reading([_maintenance(cursor, tokens, script, verb)])
    if word == "REFRESH":
        concurrent = has(tokens, "CONCURRENTLY")
        at = find(tokens, "VIEW", "TABLE")
        tail = Cursor(tokens, at + 1 if at > 0 else 1)
        tail.take("CONCURRENTLY")
        return Reading(
            [Touch("refresh", AssetKind.VIEW, tail.name() or NAMELESS, Scope.ALL, () if concurrent else (Trait.LOCKS,), at=verb)]
        )
    if word == "RENAME":
        cursor.take("TABLE")
        cursor.take("USER")
        return Reading(
            [
                Touch("rename", AssetKind.TABLE, n, Scope.ALL, (Trait.STRUCTURE,), at=verb)
                for p in items(cursor.rest())
                if (n := Cursor(p).name())
            ]
        )
    if word == "EXCHANGE":
        cursor.take("TABLES")
        names = [cursor.name(), cursor.name() if cursor.take("AND") else None]
        return Reading([Touch("swap", AssetKind.TABLE, n, Scope.ALL, (Trait.REPLACES,), at=verb) for n in names if n])
    if word in ("DISABLE", "NOAUDIT"):
        at = find(tokens, "ON")
        name = Cursor(tokens, at + 1).name() if at > 0 else None
        return Reading([Touch("catch_removed", AssetKind.TABLE, name or NAMELESS, Scope.ALL, (Trait.CATCH_REMOVED,), at=verb)])
    if word == "REPAIR":
        cursor.take("TABLE")
        return Reading([Touch("maintain_locking", AssetKind.TABLE, cursor.name() or NAMELESS, Scope.ALL, (Trait.LOCKS,), at=verb)])
    if word == "SYSTEM" and cursor.more():
        return Reading([_clickhouse_system(cursor, verb)])
    if word == "SECURITY":
        at = find(tokens, "ON")
        name = Cursor(tokens, at + 2).name() if at > 0 else None
        return Reading([Touch("policy", AssetKind.OTHER, name or NAMELESS, Scope.ALL, at=verb)])
    if word in ("ATTACH", "RESTORE", "BACKUP", "FLASHBACK", "UNDROP", "PURGE"):
        return Reading(_whole(cursor, word, verb))
    return Reading(understood=False)


def _clickhouse_system(cursor: Cursor, verb: Token) -> Touch:
    """SYSTEM: stops the server, a background service, or a copy of a table; else a setting of the server."""
    words = [t.up for t in cursor.rest()]
    server = Name("the database server")
    if words[0] in ("SHUTDOWN", "KILL"):
        return Touch("shutdown", AssetKind.SERVER, server, Scope.ALL, (Trait.OUTAGE,), at=verb)
    if words[:2] in (["DROP", "REPLICA"], ["DROP", "DATABASE"]):
        return Touch("drop_copy_feed", AssetKind.OTHER, Name("a copy of the data"), Scope.ALL, at=verb)
    return Touch("alter_system", AssetKind.SERVER, server, Scope.ALL, at=verb)


def _maintenance(cursor: Cursor, tokens: list[Token], script: Script, verb: Token) -> Touch:
    options = _options(cursor)
    full = verb.up in ("CLUSTER",) or "FULL" in options or (verb.up == "REINDEX" and not has(tokens, "CONCURRENTLY"))
    for word in ("TABLE", "INDEX", "DATABASE", "SCHEMA", "CONCURRENTLY", "VERBOSE", "ANALYZE", "FULL"):
        cursor.take(word)
    name = cursor.name() or Name("all tables")
    retain = find(tokens, "RETAIN")
    if retain > 0 and tokens[retain + 1 : retain + 2] and tokens[retain + 1].text in ("0", "0.0"):
        return Touch("undo_removed", AssetKind.TABLE, name, Scope.ALL, (Trait.UNDO_REMOVED,), at=verb)
    return Touch("maintain_locking" if full else "maintain", AssetKind.TABLE, name, Scope.ALL, (Trait.LOCKS,) if full else (), at=verb)


def _options(cursor: Cursor) -> set[str]:
    found = {t.up for t in cursor.bracketed()}
    while cursor.peek().up in ("FULL", "FREEZE", "VERBOSE", "ANALYZE"):
        found.add(cursor.next().up)
    return found


def _whole(cursor: Cursor, word: str, verb: Token) -> list[Touch]:
    from riskscan.parsers.sql.objects import KINDS

    kind = KINDS.get(cursor.peek().up, AssetKind.TABLE)
    if cursor.peek().up in KINDS or cursor.peek().up in ("LOG", "RECYCLEBIN"):
        if cursor.peek().up == "RECYCLEBIN":
            return [Touch("undo_removed", AssetKind.DATABASE, Name("the recycle bin"), Scope.ALL, (Trait.UNDO_REMOVED,), at=verb)]
        cursor.next()
    name = cursor.name() or Name(string_value(cursor.peek())) if cursor.more() else NAMELESS
    if word == "RESTORE" and kind is AssetKind.DATABASE:
        return [Touch("restore", kind, name, Scope.ALL, (Trait.REPLACES,), at=verb)]
    if word == "FLASHBACK":
        return [Touch("restore", kind, name, Scope.ALL, (Trait.REPLACES,), at=verb)]
    if word == "PURGE":
        return [Touch("undo_removed", kind, name, Scope.ALL, (Trait.UNDO_REMOVED,), at=verb)]
    if word == "BACKUP":
        target = next((t for t in cursor.rest() if t.kind is Kind.STRING), None)
        return [
            Touch("write_file", AssetKind.FILE, Name(without_secrets(string_value(target))) if target else NAMELESS, Scope.ALL, at=verb)
        ]
    return [Touch("undrop", kind, name, Scope.ALL, at=verb)] if word == "UNDROP" else []


__all__ = ["connection_of", "dynamic", "read_call", "read_client", "read_session", "read_touches", "remember_text"]
