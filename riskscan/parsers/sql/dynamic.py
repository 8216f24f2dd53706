"""CALL, EXEC and EXECUTE: procedures, programs of the operating system, and SQL that stands in a text."""

from __future__ import annotations

import re

from riskscan.knowledge.secrets import without_secrets
from riskscan.model.artifact import only_hole
from riskscan.model.asset import AssetKind, Match
from riskscan.model.effect import Scope, Trait
from riskscan.parsers.sql.client import embed_shell
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import Cursor, Name, find, items, string_value
from riskscan.parsers.sql.procedures import procedure
from riskscan.parsers.sql.script import Script
from riskscan.parsers.sql.strings import text_of
from riskscan.parsers.sql.touch import DYNAMIC, Inner, Reading, Touch

_SHELLS = frozenset({"XP_CMDSHELL"})
_STRING_RUNNERS = frozenset({"SP_EXECUTESQL", "SP_EXECUTE", "SP_SQLEXEC"})
_EVERY = frozenset({"SP_MSFOREACHTABLE", "SP_MSFOREACHDB"})
_TEXT_NAMES = frozenset({"FORMAT", "CONCAT", "QUERY", "SQL", "STMT", "V_SQL", "L_SQL", "SQL_STMT"})
_EXECUTES_TEXT = frozenset({"postgres", "redshift", ""})  # EXECUTE in a body always takes a text


def read_call(cursor: Cursor, script: Script, verb: Token) -> Reading:
    """CALL and EXEC: a procedure, a text of SQL, a program of the operating system, a task, or a prepared statement."""
    cursor.next()
    if cursor.take("IMMEDIATE"):
        return dynamic(cursor, script, verb)
    if verb.up == "EXECUTE" and cursor.peek().up == "TASK" and cursor.peek(1).kind in (Kind.WORD, Kind.QUOTED):
        cursor.next()
        return _call(cursor, verb, AssetKind.JOB)
    if verb.up == "EXECUTE" and (cursor.take("FUNCTION") or cursor.take("PROCEDURE") or cursor.take("BLOCK")):
        return _call(cursor, verb, AssetKind.FUNCTION)
    if cursor.peek().kind is Kind.VARIABLE and cursor.peek(1).text == "=":
        cursor.at += 2
    first, start = cursor.peek(), cursor.at
    if first.text == "(" or first.kind in (Kind.STRING, Kind.DOLLAR, Kind.VARIABLE) or cursor.take("AS"):
        return dynamic(cursor, script, verb)
    name = cursor.name()
    if name is None:
        return dynamic(cursor, script, verb)
    if name.key in script.prepared and verb.up == "EXECUTE":
        return _prepared(script.prepared[name.key], script, verb)
    base = name.base.upper()
    if base in _SHELLS:
        return _xp_cmdshell(cursor, script, verb)
    if base in _STRING_RUNNERS:
        return dynamic(cursor, script, verb)
    if base in _EVERY:
        return _on_every(cursor, name, verb)
    if base in ("SP_ADD_JOBSTEP", "SP_UPDATE_JOBSTEP"):
        return Reading(procedure(name, cursor, verb), _step_of_a_job(cursor, script))
    in_body = script.in_body and script.dialect in _EXECUTES_TEXT and cursor.peek().text != "."
    if verb.up == "EXECUTE" and name.base == name.text and (base in _TEXT_NAMES or in_body):
        return dynamic(Cursor(cursor.tokens, start), script, verb)
    runs = [Inner(name=name.key, runs=True)] if name.match is Match.EXACT else []
    return Reading(procedure(name, cursor, verb), runs)


def _call(cursor: Cursor, verb: Token, kind: AssetKind) -> Reading:
    name = cursor.name() or DYNAMIC
    return Reading([Touch("call", kind, name, Scope.UNKNOWN, at=verb)], [Inner(name=name.key, runs=True)])


def _prepared(tokens: list[Token], script: Script, verb: Token) -> Reading:
    """The statement that PREPARE kept: it stands in the file, or in a text."""
    if tokens and tokens[0].kind in (Kind.STRING, Kind.VARIABLE):
        return dynamic(Cursor(tokens), script, verb)
    return Reading([], [Inner(start=tokens[0].start, end=tokens[-1].end)] if tokens else [])


def _on_every(cursor: Cursor, name: Name, verb: Token) -> Reading:
    """``sp_MSforeachtable 'TRUNCATE TABLE ?'``: the command on every table of the database."""
    touches = procedure(name, cursor, verb)
    text = next((string_value(t) for t in cursor.rest() if t.kind is Kind.STRING), "")
    known = re.sub(r"\[?\?\]?", "${every_table}" if name.key.endswith("table") else "${every_database}", text)
    return Reading(touches, [Inner(text=known, repeated=True)] if known else [])


def _step_of_a_job(cursor: Cursor, script: Script) -> list[Inner]:
    """The command of a step of SQL Server's own jobs: SQL, or a command of the operating system."""
    given: dict[str, Token] = {}
    for part in items(cursor.rest()):
        if len(part) == 3 and part[1].text == "=" and part[2].kind in (Kind.STRING, Kind.VARIABLE):
            given[part[0].text.lower()] = part[2]
    command, kind = given.get("@command"), given.get("@subsystem")
    if command is None:
        return []
    text = string_value(command) if command.kind is Kind.STRING else script.texts.get(command.up.lower(), ("", False))[0]
    word = string_value(kind).upper() if kind is not None and kind.kind is Kind.STRING else "TSQL"
    if word == "CMDEXEC" and command.kind is Kind.STRING:
        embed_shell(text, command, script, command.start + command.text.find("'") + 1)
    return [Inner(text=text, scheduled=True)] if word == "TSQL" and text else []


def _xp_cmdshell(cursor: Cursor, script: Script, verb: Token) -> Reading:
    token = next((t for t in cursor.rest() if t.kind in (Kind.STRING, Kind.VARIABLE)), None)
    if token is not None and token.kind is Kind.STRING:
        text = string_value(token)
        embed_shell(text, token, script, token.start + token.text.find("'") + 1)
        name = Name(without_secrets((text.split() or ["a command"])[0]))
        return Reading([Touch("shell", AssetKind.PROGRAM, name, Scope.ALL, at=verb)])
    text, known = script.texts.get(token.up.lower(), ("", False)) if token is not None else ("", False)
    first = (text.split() or [""])[0]
    if known or (first and "$" not in first):
        return Reading([Touch("shell", AssetKind.PROGRAM, Name(without_secrets(first)), Scope.ALL, (Trait.DYNAMIC,), at=verb)])
    return Reading([Touch("shell", AssetKind.PROGRAM, Name("{command}", Match.UNKNOWN), Scope.ALL, (Trait.DYNAMIC,), at=verb)])


def dynamic(cursor: Cursor, script: Script, verb: Token) -> Reading:
    """SQL in a text: read where the text is known, else an effect that says that it is not."""
    remote = _linked_server(cursor.tokens, verb)
    if cursor.peek().kind is Kind.VARIABLE and cursor.peek(1).text == "=":  # sp_executesql @stmt = N'...'
        cursor.at += 2
    bracketed = cursor.peek().text == "("
    tokens = cursor.rest()
    if bracketed:
        inside = cursor.bracketed()
        tokens = inside if verb.up != "EXECUTE" or cursor.peek().kind is not Kind.SIGN or not cursor.more() else tokens
    while len(tokens) > 1 and tokens[-1].up == "END" and find(tokens, "CASE") < 0:
        tokens = tokens[:-1]  # of the block around it
    stop = find(tokens, "USING", "INTO", "AT")
    tokens = tokens[: stop if stop > 0 else len(tokens)]
    if len(tokens) == 1 and tokens[0].kind is Kind.DOLLAR:
        body = tokens[0]
        return Reading(remote, [Inner(start=body.start + len(body.up), end=body.end - len(body.up))])
    parts = items(tokens)
    text, known = text_of(parts[0] if parts else [], script)
    if re.match(r"\s*[A-Za-z(\[]", text) and not only_hole(text):
        touches = [] if known else [Touch("dynamic", AssetKind.PROGRAM, DYNAMIC, Scope.UNKNOWN, (Trait.DYNAMIC,), at=verb)]
        return Reading(remote + touches, [Inner(text=text, guessed=not known)])
    return Reading([*remote, Touch("dynamic", AssetKind.PROGRAM, DYNAMIC, Scope.UNKNOWN, (Trait.DYNAMIC,), at=verb)])


def _linked_server(tokens: list[Token], verb: Token) -> list[Touch]:
    """``EXEC ('...') AT other``: it runs on another server."""
    at = find(tokens, "AT")
    name = Cursor(tokens, at + 1).name() if at > 1 and tokens[at - 1].text == ")" else None
    return [Touch("remote_sql", AssetKind.DATABASE, name, Scope.ALL, at=verb)] if name else []
