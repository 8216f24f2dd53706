"""Where a script repeats itself: FOR, WHILE, LOOP and REPEAT of every procedural dialect, as stretches of the text."""

from __future__ import annotations

from riskscan.parsers.sql.lexer import Kind, Token

_CLOSERS = frozenset({"LOOP", "WHILE", "REPEAT", "FOR"})


def loops(tokens: list[Token]) -> list[tuple[int, int]]:
    """(start, end) of each loop in the tokens of a script or body, in offsets.

    A loop ends with END LOOP (WHILE, REPEAT, FOR). The WHILE of SQL Server has no end of its own: it holds what stands after its condition.
    """
    found: list[tuple[int, int]] = []
    opened: list[int] = []
    for index, token in enumerate(tokens):
        if token.kind is not Kind.WORD:
            continue
        before = tokens[index - 1].up if index else ""
        following = tokens[index + 1].up if index + 1 < len(tokens) else ""
        if token.up == "END" and following in _CLOSERS and opened:
            found.append((opened.pop(), token.end))
        elif (
            (token.up == "LOOP" and before != "END")
            or (token.up == "REPEAT" and before != "END" and following != "(")
            or (token.up == "DO" and _heads(tokens, index))
        ):
            opened.append(token.start)
        elif token.up == "WHILE" and before != "END" and (block := _after_while(tokens, index)) is not None:
            found.append(block)
    return found


def _heads(tokens: list[Token], at: int) -> bool:
    """Does WHILE or FOR ... stand before this DO, in the same statement?"""
    for token in reversed(tokens[max(0, at - 60) : at]):
        if token.text == ";":
            return False
        if token.up in ("WHILE", "FOR") and token.kind is Kind.WORD:
            return True
    return False


def _after_while(tokens: list[Token], at: int) -> tuple[int, int] | None:
    """SQL Server: from BEGIN to its END; None for a WHILE with LOOP or DO."""
    depth = 0
    for index in range(at + 1, len(tokens)):
        token = tokens[index]
        if token.kind is Kind.SIGN:
            depth += (token.text == "(") - (token.text == ")")
        if depth or token.kind is not Kind.WORD:
            continue
        if token.up in ("LOOP", "DO"):
            return None
        if token.up == "BEGIN":
            return token.start, _end_of(tokens, index)
        if token.up in ("DELETE", "UPDATE", "INSERT", "EXEC", "EXECUTE", "MERGE", "TRUNCATE"):
            return token.start, token.end
    return None


def _end_of(tokens: list[Token], at: int) -> int:
    depth = 0
    for token in tokens[at:]:
        if token.kind is Kind.WORD and token.up in ("BEGIN", "CASE"):
            depth += 1
        elif token.kind is Kind.WORD and token.up == "END":
            depth -= 1
            if depth == 0:
                return token.end
    return tokens[-1].end
