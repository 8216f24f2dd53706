"""Functions that do more than give a value: found by name before a bracket, anywhere in a statement."""

from __future__ import annotations

import re

from riskscan.knowledge.secrets import without_secrets
from riskscan.knowledge.sql.functions import FUNCTIONS, SideEffect
from riskscan.model.asset import AssetKind, Match
from riskscan.model.effect import Scope, Trait
from riskscan.parsers.sql.counters import warned
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import Cursor, Name, items, string_value, strip_quotes
from riskscan.parsers.sql.open_values import is_open, open_name
from riskscan.parsers.sql.pieces import STARTS
from riskscan.parsers.sql.script import Script
from riskscan.parsers.sql.touch import DYNAMIC, Inner, Reading, Touch

_CHANGES = re.compile(
    r"(?i)\s*(?:delete|update|insert|merge|truncate|drop|alter|create|grant|revoke)\b"
)  # what else is read there stays there
_RUNS = re.compile(rf"(?is)\s*(?:{'|'.join(sorted(STARTS))}|BEGIN|REFRESH|ANALYZE|REINDEX|UNLOAD|OPTIMIZE)\b|.*;\s*$")


def calls_in(tokens: list[Token], script: Script) -> Reading:
    """What the functions called in a statement do, those of the script's own included."""
    found = Reading()
    for index, token in enumerate(tokens[:-1]):
        if tokens[index + 1].text != "(" or token.kind not in (Kind.WORD, Kind.QUOTED):
            continue
        name, first = _dotted(tokens, index)
        if name in script.routines and not (first and tokens[first - 1].up in ("INTO", "UPDATE", "TABLE", "CALL", "EXECUTE")):
            found.inner.append(Inner(name=name, runs=True))
        if name in script.foreign and not (first and tokens[first - 1].up in ("CALL", "EXECUTE", "EXEC")):
            found.touches.append(Touch("call", AssetKind.FUNCTION, Name(name), Scope.UNKNOWN, at=tokens[first], unsure=True))
        if first and tokens[first - 1].up == "FUNCTION":
            continue  # INSERT INTO FUNCTION s3(...) is where rows go
        own = name.removeprefix("sys.")  # Oracle: the owner of its own packages
        effect = FUNCTIONS.get(name) or FUNCTIONS.get(own) or FUNCTIONS.get(name.rpartition(".")[2])
        if effect is not None and effect.fits(script.dialect):
            found.touches.append(_counted(_touch(effect, tokens, index, first), tokens, index))
            if effect.runs_sql:
                found.inner += _texts(tokens, index, effect)
                found.touches += _any_statement(tokens, index, first)
    return found


def _any_statement(tokens: list[Token], index: int, first: int) -> list[Touch]:
    """What the last argument may say, where only the run knows that statement."""
    arguments = _arguments(tokens, index)
    last = arguments[-1] if len(arguments) > 1 else []
    if len(last) != 1 or not is_open(last[0]):
        return []
    return [Touch("dynamic", AssetKind.PROGRAM, DYNAMIC, Scope.UNKNOWN, (Trait.DYNAMIC,), at=tokens[first], only_if=open_name(last[0]))]


def _dotted(tokens: list[Token], index: int) -> tuple[str, int]:
    """(lower-case dotted name that ends at ``index``, index of its first token)."""
    parts = [strip_quotes(tokens[index].text).lower()]
    while index >= 2 and tokens[index - 1].text == "." and tokens[index - 2].kind in (Kind.WORD, Kind.QUOTED):
        index -= 2
        parts.insert(0, strip_quotes(tokens[index].text).lower())
    return ".".join(parts), index


def _arguments(tokens: list[Token], index: int) -> list[list[Token]]:
    return items(Cursor(tokens, index + 1).bracketed())


def _value(argument: list[Token]) -> str:
    """The text of an argument; ``name => 'x'`` counts as ``'x'``."""
    strings = [t for t in argument if t.kind in (Kind.STRING, Kind.DOLLAR)]
    plain = all(t.kind in (Kind.STRING, Kind.DOLLAR) for t in argument) or (len(argument) > 1 and argument[1].text in ("=>", "=", ":="))
    cast = len(argument) == 3 and argument[1].text == "::"
    return string_value(strings[0]) if len(strings) == 1 and (plain or cast) else ""


def _touch(effect: SideEffect, tokens: list[Token], index: int, first: int) -> Touch:
    given = [_value(a) for a in _arguments(tokens, index)]
    known = given[effect.target] if 0 <= effect.target < len(given) else ""
    name = Name(without_secrets(known)) if known else Name(effect.called, Match.EXACT if effect.target < 0 else Match.UNKNOWN)
    scope = Scope.ONE if effect.one and not _reads_many(tokens) else Scope.ALL
    traits = effect.traits + ((Trait.REPEATED,) if effect.one and scope is Scope.ALL else ())
    return Touch(effect.family, effect.kind, name, scope, traits, at=tokens[first])


def _counted(touch: Touch, tokens: list[Token], index: int) -> Touch:
    given = _arguments(tokens, index) if touch.family == "set_sequence" else []
    number = given[1][0].text if len(given) > 1 and len(given[1]) == 1 else ""
    return warned(touch, number)


def _reads_many(tokens: list[Token]) -> bool:
    """``SELECT f(pid) FROM sessions`` calls it once for each row."""
    return any(t.up == "FROM" and t.kind is Kind.WORD for t in tokens)


def _texts(tokens: list[Token], index: int, effect: SideEffect) -> list[Inner]:
    """The SQL that stands in the last text argument, read as part of the script."""
    texts = [v for a in _arguments(tokens, index) if (v := _value(a)) and (" " in v.strip() or v.rstrip().endswith(";"))]
    if effect.family == "create_job":  # its other texts say when: '0 3 * * *', 'trunc(sysdate) + 1'
        texts = [v for v in texts if _RUNS.match(v)] or [v for v in texts if "(" not in v]
    if not texts or not (effect.here or (effect.family == "remote_sql" and _CHANGES.match(texts[-1]))):
        return []
    return [Inner(text=texts[-1], scheduled=effect.family == "create_job")]
