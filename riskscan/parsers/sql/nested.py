"""Routines inside others: those of an Oracle package, and those that a routine declares for itself before its own BEGIN."""

from __future__ import annotations

from dataclasses import dataclass

from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import strip_quotes

_CLOSED_BY_WORD = frozenset({"IF", "LOOP", "WHILE", "REPEAT", "FOR"})
HEADERS = frozenset({"PROCEDURE", "FUNCTION"})


@dataclass(slots=True)
class Depth:
    """Counts open blocks word by word. ``owed``: routines whose BEGIN is still to come."""

    open: int = 0
    owed: int = 1
    header: bool = False
    brackets: int = 0

    @property
    def done(self) -> bool:
        """True where all that was opened is closed."""
        return self.open == 0 and self.owed == 0

    def feed(self, token: Token, before: str, following: str) -> None:
        """Takes the next token, with the words around it."""
        if token.text in "()" and token.kind is Kind.SIGN:
            self.brackets += 1 if token.text == "(" else -1
        elif token.text == ";":
            self.header = False
        if token.kind is not Kind.WORD:
            return
        if self.open == 0 and token.up in HEADERS:
            self.header = True
        elif self.open == 0 and self.header and self.brackets == 0 and token.up in ("IS", "AS"):
            self.header, self.owed = False, self.owed + 1
        elif token.up == "BEGIN":
            self.owed -= self.open == 0 and self.owed > 0
            self.open += 1
        elif token.up == "CASE" and before != "END":
            self.open += 1
        elif token.up == "END" and following not in _CLOSED_BY_WORD:
            self.owed -= self.open == 0 and self.owed > 0
            self.open -= self.open > 0


@dataclass(frozen=True, slots=True)
class Routine:
    """A routine of a package: its name (lower case), and the tokens after IS up to its END."""

    name: str
    body: list[Token]


def routines_of(tokens: list[Token]) -> tuple[list[Routine], list[Token]]:
    """(the routines that a package defines, what is left: declarations, and statements that run when it is first used)."""
    found: list[Routine] = []
    rest: list[Token] = []
    at = 0
    while at < len(tokens):
        start = _body_start(tokens, at) if tokens[at].up in HEADERS and tokens[at].kind is Kind.WORD else -1
        if start < 0:
            rest.append(tokens[at])
            at += 1
            continue
        stop = _body_end(tokens, start)
        found.append(Routine(strip_quotes(tokens[at + 1].text).lower(), tokens[start:stop]))
        at = stop + 1
    return [r for r in found if r.body], rest


def _body_start(tokens: list[Token], at: int) -> int:
    """Index after the IS of a routine that begins at ``at``; -1 for one that is only announced."""
    brackets = 0
    for index in range(at + 1, len(tokens) - 1):
        token = tokens[index]
        brackets += (token.text == "(") - (token.text == ")")
        if brackets == 0 and token.text == ";":
            return -1
        if brackets == 0 and token.up in ("IS", "AS") and token.kind is Kind.WORD:
            return index + 1
    return -1


def _body_end(tokens: list[Token], start: int) -> int:
    """Index of the semicolon after the END of the body that begins at ``start``."""
    depth = Depth()
    for index in range(start, len(tokens)):
        token = tokens[index]
        if token.text == ";" and depth.done:
            return index
        depth.feed(token, tokens[index - 1].up, tokens[index + 1].up if index + 1 < len(tokens) else "")
    return len(tokens)
