"""What a whole script calls, and the statements of a block that was kept whole."""

from __future__ import annotations

from itertools import pairwise

from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import strip_quotes
from riskscan.parsers.sql.split import Statement


def calls_of(statements: list[Statement]) -> frozenset[str]:
    """Lower-case last parts of names that stand before a bracket outside definitions: ``SELECT f(1)``."""
    found = set()
    for statement in statements:
        words = statement.tokens
        if [t.up for t in words[:2]] in (["ALTER", "TASK"], ["ALTER", "ALERT"]) and words[-1].up == "RESUME":
            found.add(strip_quotes(words[-2].text).lower())
        if statement.tokens[0].up in ("CREATE", "ALTER", "DROP", "GRANT", "REVOKE", "COMMENT"):
            continue
        for token, following in pairwise(statement.tokens):
            if following.text == "(" and token.kind in (Kind.WORD, Kind.QUOTED):
                found.add(token.text.strip('"`[]').lower())
    return frozenset(found)


def open_block(tokens: list[Token]) -> list[list[Token]]:
    """The statements of a block that was kept whole, cut at every semicolon; BEGIN and END words go."""
    found: list[list[Token]] = [[]]
    skipping = False
    for index, token in enumerate(tokens):
        following = tokens[index + 1].up if index + 1 < len(tokens) else ""
        if token.text == ";":
            skipping = False
            found.append([])
        elif skipping:
            continue
        elif not found[-1] and token.up == "END" and following in ("LOOP", "IF", "CASE", "WHILE", "REPEAT", "FOR"):
            skipping = True
        elif token.up == "BEGIN" and following in ("TRAN", "TRANSACTION"):
            found[-1].append(token)
        elif not found[-1] and token.up in ("BEGIN", "END", "TRY", "CATCH", "DECLARE") and token.kind is Kind.WORD:
            continue
        else:
            found[-1].append(token)
    return [part for part in found if part]
