"""Procedures, functions, triggers, events and tasks: their definition, and the stretch of text that holds their body."""

from __future__ import annotations

from riskscan.model.asset import AssetKind
from riskscan.model.effect import Scope
from riskscan.parsers.sql.bodies import reaches_out
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import NAMELESS, Cursor, find, string_value
from riskscan.parsers.sql.script import Script
from riskscan.parsers.sql.touch import Inner, Reading, Touch


def read_routine(cursor: Cursor, script: Script, verb: Token, word: str, modifiers: list[str]) -> Reading:
    """A procedure, function or trigger: the definition, and its body for later."""
    name = cursor.name() or NAMELESS
    tokens = cursor.tokens
    family = "replace_routine" if {"REPLACE", "ALTER"} & set(modifiers) else "create_routine"
    kind = AssetKind.JOB if word in ("EVENT", "TASK") else AssetKind.FUNCTION
    trigger_on = ""
    found = []
    if word == "TRIGGER":
        at = find(tokens, "ON", start=cursor.at)
        table = Cursor(tokens, at + 1).name() if at > 0 else None
        trigger_on = table.text if table else ""
        found.append(Touch("create_trigger", AssetKind.TABLE if table else kind, table or name, Scope.ALL, at=verb))
    else:
        found.append(Touch(family, kind, name, Scope.ALL, at=verb))
    at = next((n for n, t in enumerate(tokens[:-2]) if t.up == "EXECUTE" and tokens[n + 1].up in ("FUNCTION", "PROCEDURE")), -1)
    called = Cursor(tokens, at + 2).name() if word == "TRIGGER" and at > 0 else None
    inner = _body(cursor, word) if called is None else Inner(start=tokens[at].start, end=tokens[-1].end)
    language = next(
        (tokens[n + 1].up.strip("'\"") for n, t in enumerate(tokens[:-1]) if t.up == "LANGUAGE" and tokens[n + 1].text != "="), ""
    )
    if inner is None:
        return Reading(found)
    calls, scheduled = called.key if called else "", word == "EVENT"
    reaches = reaches_out(language, word, tokens, script.dialect)
    body = Inner(
        inner.text, inner.start, inner.end, False, name.key, trigger_on, language, calls, scheduled, word in ("FUNCTION", "MACRO"), reaches
    )
    return Reading(found, [body])


_TRANSITIONS = frozenset({"NEW", "OLD", "PARENT", "ROW", "TABLE", "NEW_TABLE", "OLD_TABLE"})


def _body(cursor: Cursor, word: str) -> Inner | None:
    """The stretch of text that holds the statements of a routine."""
    tokens, start = cursor.tokens, cursor.at
    for token in tokens[start:]:
        if token.kind is Kind.DOLLAR:
            return Inner(start=token.start + len(token.up), end=token.end - len(token.up))
    begin = next((n for n in range(start, len(tokens)) if tokens[n].up == "BEGIN" and tokens[n].kind is Kind.WORD), -1)
    for n in range(start, len(tokens) - 1):
        if tokens[n].up in ("AS", "IS", "RETURN") and tokens[n].kind is Kind.WORD:
            following = tokens[n + 1]
            if tokens[n - 1].up in _TRANSITIONS:
                continue  # REFERENCING NEW AS n
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
