"""Several statements in what one semicolon ended: after THEN, ELSE, BEGIN; in T-SQL also where a line begins a new one."""

from __future__ import annotations

from collections.abc import Iterator

from riskscan.parsers.sql.lexer import Kind, Token

STARTS = frozenset(
    [
        "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "DROP", "CREATE", "ALTER", "GRANT", "REVOKE", "DENY", "CALL",
        "EXEC", "EXECUTE", "PERFORM", "KILL", "LOCK", "VACUUM", "COPY", "DECLARE", "SET", "PRINT", "RAISE", "RAISERROR", "THROW",
        "RETURN", "COMMIT", "ROLLBACK", "USE", "WITH", "IF", "WHILE", "BULK", "DISABLE", "SHUTDOWN", "SIGNAL", "REPLACE",
    ]
)  # fmt: skip
_OPENERS = frozenset(
    [
        "THEN", "ELSE", "BEGIN", "TRY", "CATCH", "LOOP", "ATOMIC", "DO", "END", "REPEAT",
    ]
)  # fmt: skip
_NOT_AFTER = frozenset(
    [
        "UNION", "ALL", "EXCEPT", "INTERSECT", "MINUS", "ON", "FOR", "AFTER", "BEFORE", "OF", ",", "(", "AS", "GRANT", "REVOKE", "DENY",
        "OR", "INSTEAD", "INTO", "EXPLAIN", "ANALYZE", "NOT", "=", "ONLY", "DISTINCT", ")_WITH",
    ]
)  # fmt: skip
_WHOLE = frozenset(
    [
        "CREATE", "MERGE", "GRANT", "REVOKE", "DENY", "EXPLAIN", "ALTER", "DO",
    ]
)  # fmt: skip


def pieces(tokens: list[Token], text: str, dialect: str) -> Iterator[list[Token]]:
    """The statements in what a semicolon ended: after THEN, ELSE, BEGIN; in T-SQL also where a line begins a new one."""
    if tokens[0].up in _LINES and dialect != "tsql":
        yield from _by_line(tokens, text)
        return
    if tokens[0].up in _WHOLE and (dialect != "tsql" or defines_routine(tokens)):
        yield tokens
        return
    start, depth = 0, 0
    for index, token in enumerate(tokens):
        if token.kind is Kind.SIGN:
            depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and index > start and token.kind is Kind.WORD and token.up in STARTS and _begins(tokens, start, index, text, dialect):
            yield tokens[start:index]
            start = index
    if start < len(tokens):
        yield tokens[start:]


_LINES = frozenset({"SET", "SHOW", "DESC", "DESCRIBE", "LIST", "USE", "PRINT", "PRAGMA"})
_HEAVY = frozenset({"DROP", "TRUNCATE", "DELETE", "ALTER", "CREATE", "INSERT", "UPDATE", "GRANT", "REVOKE", "MERGE"})


def _by_line(tokens: list[Token], text: str) -> Iterator[list[Token]]:
    """A setting without a semicolon ends where a line begins with a statement that changes something."""
    start = 0
    for index in range(1, len(tokens) - 1):
        token, following = tokens[index], tokens[index + 1]
        begins = token.kind is Kind.WORD and token.up in _HEAVY and following.kind in (Kind.WORD, Kind.QUOTED)
        if begins and "\n" in text[tokens[index - 1].end : token.start] and tokens[index - 1].text not in (",", "=", "(", ":="):
            yield tokens[start:index]
            start = index
            break
    yield tokens[start:]


def defines_routine(tokens: list[Token]) -> bool:
    """CREATE or ALTER of a procedure, function or trigger: in SQL Server all that follows in its batch is its body."""
    words = [t.up for t in tokens[:5]]
    at = 3 if words[1:3] in (["OR", "ALTER"], ["OR", "REPLACE"]) else 1
    return words[0] in ("CREATE", "ALTER") and len(words) > at and words[at] in ("PROC", "PROCEDURE", "FUNCTION", "TRIGGER")


def _begins(tokens: list[Token], start: int, index: int, text: str, dialect: str) -> bool:
    token, before, first = tokens[index], tokens[index - 1], tokens[start].up
    following = tokens[index + 1].up if index + 1 < len(tokens) else ""
    if following == "(" and token.up in ("UPDATE", "REPLACE", "TRUNCATE", "INSERT", "IF"):
        return token.up == "IF" and before.up in _OPENERS
    if first == "ALTER" and token.up == "MERGE" and following == "RANGE":
        return False
    if first == "MERGE" and token.up in ("UPDATE", "INSERT", "DELETE", "SET"):
        return False
    if (
        before.up in _OPENERS
        and before.kind is Kind.WORD
        and first not in _WHOLE
        and first not in ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
    ):
        return True
    if before.up in _NOT_AFTER and first != "SET":
        return False
    if (
        first in ("IF", "WHILE")
        and dialect in ("tsql", "")
        and token.up not in ("WITH", "SET")
        and "THEN" not in {t.up for t in tokens[start:index]}
    ):
        return True
    if dialect != "tsql" or "\n" not in text[before.end : token.start]:
        return (
            dialect == "tsql"
            and before.text == ")"
            and token.up in ("DELETE", "UPDATE", "TRUNCATE", "DROP")
            and first in ("INSERT", "EXEC")
        )
    return not _continues(tokens[start:index], first, token.up)


def _continues(piece: list[Token], first: str, verb: str) -> bool:
    """Does the verb still belong to the statement that is open?"""
    words = _outside(piece)
    if first == "WITH":
        return not words & {"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE"} - {"WITH"} or verb == "SET"
    if first == "INSERT" and verb in ("SELECT", "EXEC", "EXECUTE", "WITH"):
        return not words & {"VALUES", "SELECT", "EXEC", "EXECUTE"}
    if verb == "SET":
        return (first in ("UPDATE", "ALTER") and "SET" not in words) or first == "MERGE"
    if verb == "WITH" and first in ("CREATE", "BULK", "RESTORE", "BACKUP", "ALTER", "GRANT"):
        return True
    if first == "CREATE" and verb == "SELECT":
        return piece[-1].text != ")"
    return first == "ALTER" and verb in ("ALTER", "DROP", "REPLACE")


def _outside(piece: list[Token]) -> set[str]:
    """The words outside brackets."""
    depth, found = 0, set()
    for token in piece:
        if token.kind is Kind.SIGN:
            depth += (token.text == "(") - (token.text == ")")
        elif depth == 0 and token.kind is Kind.WORD:
            found.add(token.up)
    return found
