"""Bodies of routines that are no list of statements: one expression, code in another language, and parts of a template."""

from __future__ import annotations

import re

from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import has
from riskscan.parsers.sql.split import Statement

SQL_LANGUAGES = frozenset({"", "SQL", "PLPGSQL", "PLSQL", "SQLSCRIPT", "TSQL"})
_SCRIPT_LANGUAGES = frozenset({"JS", "JAVASCRIPT"})
_CLOSED = frozenset({"snowflake", "bigquery", "databricks", "spark"})  # a function has no way out unless it is given one
_VERBS = frozenset(
    [
        "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "DROP", "CREATE", "ALTER", "GRANT", "REVOKE", "CALL", "EXEC",
        "EXECUTE",
        "COPY", "DECLARE", "SET", "RETURN", "WITH", "IF", "WHILE", "BEGIN", "FROM", "VALUES", "UNLOAD", "PERFORM", "KILL", "REPLACE",
        "TABLE", "FOR", "LET", "RAISE", "NULL", "COMMIT", "ROLLBACK", "USE", "SHOW", "LOCK", "DO",
    ]
)  # fmt: skip
_CONFIG = re.compile(r"\{\{-?\s*config\s*\((.*?)\)\s*-?\}\}", re.S)
_HOOK = re.compile(r"""\b(?:pre|post)_hook\s*=\s*(\[.*?\]|"[^"\n]*"|'[^'\n]*')""", re.S)
_SAID = re.compile(r"""(?<![\w}])(?:"([^"\n]{6,})"|'([^'\n]{6,})')""")
_MACRO = re.compile(
    r"\{%[-+]?\s*(?:macro|test|materialization)\b\s*([A-Za-z_]\w*)?.*?%\}.*?"
    r"\{%[-+]?\s*end(?:macro|test|materialization)\s*[-+]?%\}",
    re.S,
)


def reaches_out(language: str, word: str, tokens: list[Token], dialect: str) -> bool:
    """Can code in this language, in a routine of this kind, do more than give a value?

    A function of a warehouse has no session and no network unless the definition gives it one; a procedure always has a session.
    """
    if language in SQL_LANGUAGES:
        return False
    if has(tokens, "EXTERNAL_ACCESS_INTEGRATIONS") or has(tokens, "WITH", "CONNECTION"):
        return True
    return word != "FUNCTION" or not (dialect in _CLOSED or language in _SCRIPT_LANGUAGES)


def as_query(statements: list[Statement]) -> list[Statement]:
    """The one expression that a function gives back, as a query; statements stay as they are."""
    if len(statements) != 1 or statements[0].client:
        return statements
    tokens = statements[0].tokens
    first = next((t for t in tokens if t.text != "("), tokens[0])
    if (first.kind is Kind.WORD and first.up in _VERBS) or any(t.text in (";", ":=") for t in tokens):
        return statements
    return [Statement([Token(Kind.WORD, "SELECT", "SELECT", tokens[0].start, tokens[0].start), *tokens], statements[0].batch)]


def only_templates(tokens: list[Token]) -> bool:
    """Nothing but ``{{ calls }}`` of a template, with words after ``#`` between them."""
    return any(t.text.startswith("{{") for t in tokens) and all(t.text.startswith(("{{", "#")) for t in tokens)


def hooks(text: str) -> list[tuple[int, int, str]]:
    """(start, end, SQL) of each statement that a dbt model runs before or after it is built."""
    found = []
    for block in _CONFIG.finditer(text) if "_hook" in text else ():
        for hook in _HOOK.finditer(text, block.start(1), block.end(1)):
            found += [(said.start(), said.end(), said[1] or said[2]) for said in _SAID.finditer(text, hook.start(1), hook.end(1))]
    return found


def macros(text: str) -> list[tuple[int, int, bool]]:
    """(start, end, something else in the text calls it) of each block that a template only defines."""
    found = []
    for block in _MACRO.finditer(text) if "{%" in text else ():
        outside = text[: block.start()] + text[block.end() :]
        called = bool(block[1]) and re.search(rf"\b{re.escape(block[1])}\s*\(", outside) is not None
        found.append((block.start(), block.end(), called))
    return found
