"""Lines for the program that sends the SQL: psql, SQL*Plus, sqlcmd, mysql, sqlite3."""

from __future__ import annotations

import re

from riskscan.knowledge.secrets import without_secrets
from riskscan.model.artifact import Artifact, Language, plain_origin
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Context, Safe, Safety, Scope, Trait
from riskscan.model.findings import Embedded, Reference
from riskscan.parsers.sql.lexer import Token, lexer_for
from riskscan.parsers.sql.magic import bare_cell
from riskscan.parsers.sql.names import Cursor, Name
from riskscan.parsers.sql.script import Script
from riskscan.parsers.sql.touch import DYNAMIC, Reading, Touch

_FILE_LINE = re.compile(
    r"(?i)^(?:\\i[r]?\s+|\\include(?:_relative)?\s+|\\\.\s*|@@?\s*|start\s+|source\s+|\.read\s+|:r\s+)['\"]?([^'\";\s]+)['\"]?"
)
_SHELL_LINE = re.compile(r"(?i)^(?:\\!|!!?|host\s|system\s|\.(?:shell|system)\s|:!!)\s*(.+)$")
_CONNECT_LINE = re.compile(r"(?i)^(?:\\c(?:onnect)?|connect|conn|:connect|\.open)\s+(.+)$")
_SPOOL_LINE = re.compile(r"(?i)^(?:spool\s+|\\o\s+|\\out\s+|\.output\s+|\.once\s+|:out\s+)(\S+)")


def embed_shell(text: str, token: Token, script: Script, offset: int) -> None:
    """Hands a shell command on to be read by the parser of its language."""
    line, column = script.index.place(offset)
    artifact = Artifact(script.artifact.path, Language.SHELL, text, origin=plain_origin(text, line, column), holes=script.artifact.holes)
    safe = (Safe(Safety.NOT_CALLED, "Nothing in this file calls it.", script.at(token)),) if script.not_called else ()
    script.embedded.append(Embedded(artifact, Context(safe_evidence=safe)))


def read_client(token: Token, script: Script) -> Reading:
    """A line for psql, SQL*Plus, sqlcmd, mysql or sqlite3."""
    text = token.text.strip()
    if text.startswith("%"):
        return Reading(understood=not bare_cell(script, token.start, token.end))
    if text.startswith("!") and script.dialect == "snowflake":  # SnowSQL
        text = text[1:].strip() if re.match(r"(?i)!\s*(source|load|system|spool|exit|quit)\b", text) else ""
        text = re.sub(r"(?i)^load\b", "source", text)
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
