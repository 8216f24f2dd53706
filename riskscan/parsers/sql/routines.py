"""Procedures, functions, triggers, events and tasks: their definition, and the stretch of text that holds their body."""

from __future__ import annotations

from riskscan.model.asset import AssetKind, Match
from riskscan.model.effect import Scope, Trait
from riskscan.parsers.sql.bodies import reaches_out
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import NAMELESS, Cursor, Name, find, has, string_value
from riskscan.parsers.sql.nested import routines_of
from riskscan.parsers.sql.script import Script
from riskscan.parsers.sql.touch import Inner, Reading, Touch


def read_routine(cursor: Cursor, script: Script, verb: Token, word: str, modifiers: list[str]) -> Reading:
    """A procedure, function or trigger: the definition, and its body for later."""
    name = cursor.name() or NAMELESS
    tokens = cursor.tokens
    family = "replace_routine" if {"REPLACE", "ALTER"} & set(modifiers) else "create_routine"
    kind = AssetKind.JOB if word in ("EVENT", "TASK", "ALERT") else AssetKind.FUNCTION
    trigger_on = ""
    found = []
    if word == "TRIGGER":
        at = find(tokens, "ON", start=cursor.at)
        table = Cursor(tokens, at + 1).name() if at > 0 else None
        if script.dialect == "tsql" and at > 0 and (whole := _WHOLE.get(tokens[at + 1].up)) and tokens[at + 1].kind is Kind.WORD:
            return _of_the_server(cursor, script, verb, name, whole)
        trigger_on = table.text if table else ""
        found.append(Touch("create_trigger", AssetKind.TABLE if table else kind, table or name, Scope.ALL, at=verb))
    else:
        found.append(Touch(family, kind, name, Scope.ALL, at=verb))
    at = next((n for n, t in enumerate(tokens[:-2]) if t.up == "EXECUTE" and tokens[n + 1].up in ("FUNCTION", "PROCEDURE")), -1)
    called = Cursor(tokens, at + 2).name() if word == "TRIGGER" and at > 0 else None
    if word == "PACKAGE":
        return Reading(found, _of_package(cursor, name))
    inner = _body(cursor, word) if called is None else Inner(start=tokens[at].start, end=tokens[-1].end)
    language = next(
        (tokens[n + 1].up.strip("'\"") for n, t in enumerate(tokens[:-1]) if t.up == "LANGUAGE" and tokens[n + 1].text != "="), ""
    )
    if inner is None:
        return Reading(found)
    calls, scheduled = called.key if called else "", word == "EVENT"
    reaches = reaches_out(language, word, tokens, script.dialect)
    body = Inner(
        inner.text, inner.start, inner.end, False, name.key, trigger_on, language, calls, scheduled, word in ("FUNCTION", "MACRO"), reaches,
        job=word in ("EVENT", "TASK", "ALERT"),
    )  # fmt: skip
    return Reading(found, [body])


_WHOLE = {
    "ALL": (AssetKind.SERVER, Name("the database server")),
    "DATABASE": (AssetKind.DATABASE, Name("{current database}", Match.UNKNOWN)),
}


def _of_the_server(cursor: Cursor, script: Script, verb: Token, name: Name, whole: tuple[AssetKind, Name]) -> Reading:
    """SQL Server: a trigger that starts with changes of structure, or with each sign-in (``ON ALL SERVER FOR LOGON``)."""
    kind, target = whole
    touch = Touch("create_trigger", kind, target, Scope.ALL, at=verb)
    if has(cursor.tokens, "FOR", "LOGON") or has(cursor.tokens, "AFTER", "LOGON"):
        touch.traits = (Trait.OUTAGE,)
        touch.notes = (script.note("It runs at each sign-in. A fault in it keeps everybody out.", verb.start, verb.end),)
    body = _body(cursor, "TRIGGER")
    if body is None:
        return Reading([touch])
    return Reading([touch], [Inner(body.text, body.start, body.end, False, name.key, target.text)])


def _of_package(cursor: Cursor, name: Name) -> list[Inner]:
    """The routines of an Oracle package, each for its own callers; last what runs when the package is first used."""
    tokens = cursor.rest()
    routines, rest = routines_of(tokens)
    found = [Inner(start=r.body[0].start, end=r.body[-1].end, runs=False, name=f"{name.key}.{r.name}") for r in routines]
    begin = next((t for t in rest if t.up == "BEGIN" and t.kind is Kind.WORD), None)
    return found if begin is None else [*found, Inner(start=begin.start, end=tokens[-1].end, runs=False, name=name.key)]


_TRANSITIONS = frozenset({"NEW", "OLD", "PARENT", "ROW", "TABLE", "NEW_TABLE", "OLD_TABLE"})


def _body(cursor: Cursor, word: str) -> Inner | None:
    """The stretch of text that holds the statements of a routine."""
    tokens, start = cursor.tokens, cursor.at
    then = find(tokens, "THEN", start=start) if word == "ALERT" else -1  # IF (EXISTS (...)) THEN what it does
    if 0 < then < len(tokens) - 1:
        return Inner(start=tokens[then + 1].start, end=tokens[-1].end)
    for token in tokens[start:]:
        if token.kind is Kind.DOLLAR:
            return Inner(start=token.start + len(token.up), end=token.end - len(token.up))
    begin = next((n for n in range(start, len(tokens)) if tokens[n].up == "BEGIN" and tokens[n].kind is Kind.WORD), -1)
    for n in range(start, len(tokens) - 1):
        if tokens[n].up in ("AS", "IS", "RETURN") and tokens[n].kind is Kind.WORD:
            following = tokens[n + 1]
            if tokens[n - 1].up in _TRANSITIONS or tokens[n - 1].up == "EXECUTE" or tokens[n - 1].kind is Kind.VARIABLE:
                continue  # REFERENCING NEW AS n; EXECUTE AS CALLER, AS USER x; @count AS int
            if following.kind is Kind.STRING:
                return Inner(text=string_value(following))
            if tokens[n].up in ("AS", "IS") and (begin < 0 or n < begin) and following.up not in ("EXECUTE", "CALLER", "OWNER"):
                return Inner(start=following.start, end=tokens[-1].end)
    if begin >= 0:
        return Inner(start=tokens[begin].start, end=tokens[-1].end)
    marks = ("ROW", "STATEMENT", "DO") if word in ("TRIGGER", "EVENT") else ("AS",)
    at = next((n for n in range(len(tokens) - 2, start, -1) if tokens[n].up in marks), -1)
    if at < 0 or tokens[at + 1].up in ("EXECUTE",):
        called = find(tokens, "EXECUTE", start=start)
        return Inner(start=tokens[called].start, end=tokens[-1].end) if called > 0 else None
    if tokens[at + 1].up in ("FOLLOWS", "PRECEDES"):
        at += 2  # MySQL: the order among triggers
    return Inner(start=tokens[min(at + 1, len(tokens) - 1)].start, end=tokens[-1].end)
