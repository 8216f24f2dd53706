"""Texts of SQL that a script puts together: what is known of them, and what a variable holds."""

from __future__ import annotations

import re

from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import Cursor, items, parameter_name, string_value
from riskscan.parsers.sql.script import Script

_JOINS = frozenset({"+", "||", "&"})
_QUOTES = frozenset({"QUOTENAME", "QUOTE_IDENT", "QUOTE_LITERAL", "QUOTE_NULLABLE"})  # what they give can only be a name or a value
_KEEPS = frozenset({"N", "TRIM", "RTRIM", "LTRIM", "REPLACE", "CAST", "CONVERT", "TO_CLOB", "ISNULL", "COALESCE"})


def text_of(tokens: list[Token], script: Script) -> tuple[str, bool]:
    """(text, True where all of it is known) of an expression; an unknown part becomes ``${name}``."""
    while len(tokens) > 2 and tokens[0].text == "(" and not Cursor(tokens, _after(tokens)).more():
        tokens = tokens[1:-1]
    text, known = "", True
    for part in _joined(tokens):
        more, sure = _one(part, script)
        if more.startswith("${") and text.endswith("}"):
            more = ""
        text, known = text + more, known and sure
    return text, known


def _after(tokens: list[Token]) -> int:
    cursor = Cursor(tokens)
    cursor.skip_brackets()
    return cursor.at


def _joined(tokens: list[Token]) -> list[list[Token]]:
    """The parts of ``a + b || c``, brackets kept whole."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        if token.kind is Kind.SIGN:
            depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.text in _JOINS:
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def _one(part: list[Token], script: Script) -> tuple[str, bool]:
    first = part[0]
    plain = [t for t in part if t.text not in ("(", ")")]
    if all(t.kind in (Kind.STRING, Kind.DOLLAR) or (t.kind is Kind.QUOTED and t.text[0] == '"') for t in part):
        return "".join(string_value(t, triple=script.dialect == "bigquery") for t in part), True
    held = first.up.lower().lstrip(":") if first.kind is Kind.PARAMETER else first.up.lower()
    if len(part) == 1 and held in script.texts:
        return script.texts[held]
    call = first.kind is Kind.WORD and len(part) > 1 and part[1].text == "("
    arguments = items(Cursor(part, 1).bracketed()) if call else []
    if call and first.up in ("CONCAT", "CONCAT_WS") and arguments:
        pieces = [text_of(a, script) for a in (arguments if first.up == "CONCAT" else arguments[1:])]
        glue = text_of(arguments[0], script)[0] if first.up == "CONCAT_WS" else ""
        return glue.join(text for text, _ in pieces), all(sure for _, sure in pieces)
    if (first.up == "FORMAT" or (len(plain) > 1 and plain[0].up not in _KEEPS)) and plain[1:2] and plain[1].kind is Kind.STRING:
        said = string_value(plain[1])
        quoted = first.up == "FORMAT" and script.dialect in ("postgres", "redshift", "") and not re.search(r"%(?:\d+\$)?[-\d]*s", said)
        return re.sub(r"%(?:\d+\$)?[sILtT]", "${name}", said), quoted
    if call and first.up in _KEEPS and arguments:
        return text_of(arguments[0], script)[0], False
    whole = call and not Cursor(part, _after(part[1:]) + 1).more()
    if whole and first.up in _QUOTES:
        return "${name}", True
    named = next((t for t in reversed(plain) if t.kind in (Kind.WORD, Kind.VARIABLE, Kind.PARAMETER, Kind.QUOTED)), first)
    shown = ".".join(t.text for t in part if t.text != ".") if all(t.kind is Kind.WORD or t.text == "." for t in part) else ""
    return "${" + (re.sub(r"[^\w.]", "", shown) or re.sub(r"\W", "", parameter_name(named))) + "}", False


def remember_text(tokens: list[Token], script: Script) -> None:
    """``SET @sql = '...'``, ``SET @sql += '...'``, ``DECLARE @sql nvarchar(max) = N'...'``, ``v_sql := '...'``: keeps the text for EXEC."""
    sign = next((n for n, t in enumerate(tokens) if t.text in ("=", ":=") or (t.up == "DEFAULT" and t.kind is Kind.WORD)), -1)
    if sign <= 0 or sign + 1 >= len(tokens):
        return
    left = [t for t in tokens[:sign] if t.text != "+"]
    adds = tokens[sign - 1].text == "+"
    name = next((t for t in left if t.kind is Kind.VARIABLE), left[1] if tokens[0].up in ("DECLARE", "LET") and len(left) > 1 else left[-1])
    value = tokens[sign + 1 :]
    if value[:1] and value[0].up == "SELECT":
        value = value[1:]
    key = name.up.lower()
    if any(t.up in ("FROM", "SELECT") and t.kind is Kind.WORD for t in value) or not any(
        t.kind in (Kind.STRING, Kind.DOLLAR) or t.up.lower() in script.texts for t in value
    ):
        if not adds:
            script.texts.pop(key, None)
        return
    text, known = text_of(value, script)
    if adds:
        before, sure = script.texts.get(key, ("", False))
        text, known = before + text, known and sure
    script.texts[key] = (text, known)
