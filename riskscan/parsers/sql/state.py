"""The state of a session while its script is read: transaction, savepoints, target, who may write, and checks of row counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from riskscan.model.span import Note, Span
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import Cursor, string_value
from riskscan.parsers.sql.script import Script
from riskscan.parsers.sql.split import Statement

DDL_STAYS = frozenset({"postgres", "tsql", "sqlite", "duckdb", "redshift"})  # a change of structure is part of the transaction
_COMMITTING = frozenset({"ANALYZE", "CHECK", "FLUSH", "REPAIR", "CACHE", "RESET", "COMMENT", "AUDIT", "NOAUDIT"})  # MySQL, Oracle
_TELLS = frozenset({"NOTICE", "INFO", "WARNING", "LOG", "DEBUG"})
_COUNTS = re.compile(r"(?i)@@ROWCOUNT|\bROW_COUNT\b|SQL%ROWCOUNT|\bcount\s*\(|\bNOT\s+FOUND\b|\bSQLROWCOUNT\b")


@dataclass(frozen=True, slots=True)
class Check:
    """A statement that stops the transaction when a count is not the expected one. ``rows``: it asks for those of the statement before."""

    at: int  # where it asks for the count
    rows: bool
    words: frozenset[str]
    place: Span


@dataclass(slots=True)
class Session:
    """What holds at the statement that is being read."""

    script: Script
    within: str = ""
    transaction: int = 0
    count: int = 0
    rolled_back: set[int] = field(default_factory=set)
    checks: dict[int, list[Check]] = field(default_factory=dict)
    session_reads: Span | None = None
    transaction_reads: Span | None = None
    savepoints: set[str] = field(default_factory=set)
    autocommit: bool = False
    told_next: list[Note] = field(default_factory=list)  # sentences for the next effect
    opened_at: Span | None = None  # the BEGIN of the transaction that is open
    limited_waits: bool = False  # SET lock_timeout or statement_timeout
    limit: bool = False  # SET ROWCOUNT n: every statement stops after n rows
    database: str = ""
    statements: list[Statement] = field(default_factory=list)

    def _open(self) -> None:
        self.count += 1
        self.transaction = self.count

    def _commit(self) -> None:
        self.transaction = 0
        self.opened_at = None
        self.transaction_reads = None
        self.savepoints.clear()

    def _control(self, tokens: list[Token], controlled: bool) -> bool:
        """Transactions and targets; True where the piece is nothing else."""
        up = tokens[0].up
        rest = [t.up for t in tokens[1:]]
        if starts_transaction(tokens):
            place = self.script.at(tokens[0])
            if self.opened_at is not None and self.script.dialect in ("postgres", "sqlite", "duckdb", "mysql"):
                text = f"Line {place.start_line} opens a transaction inside another. The first COMMIT then saves both."
                if self.script.dialect == "mysql":
                    text = f"Line {place.start_line} opens a transaction inside another. That saves the first one at once."
                self.told_next.append(Note(text, place))
            self._open()
            self.opened_at = place
            self._modes(tokens)
            return True
        if up in ("SAVE", "SAVEPOINT") and rest:
            self.savepoints.add(rest[-1])
        if up in ("COMMIT", "ROLLBACK", "ABORT") or (up == "END" and (not rest or rest[0] in ("TRANSACTION", "WORK")) and not controlled):
            if "TO" in rest or "PREPARED" in rest or (controlled and up != "COMMIT") or set(rest) & self.savepoints:
                return True
            if up in ("ROLLBACK", "ABORT") and self.transaction:
                self.rolled_back.add(self.transaction)
            self._commit()
            if self.script.dialect == "oracle" and not self.autocommit:
                self._open()
            return True
        if up in _COMMITTING and self.script.dialect in ("mysql", "oracle"):
            self._commit()
        if up in ("SET", "PRAGMA"):
            self._settings(tokens, rest)
        self._target(tokens)
        return False

    def _modes(self, tokens: list[Token]) -> None:
        """READ ONLY and READ WRITE of the transaction that is open."""
        rest = [t.up for t in tokens]
        pairs = set(pairwise(rest))
        if ("READ", "ONLY") in pairs:
            self.transaction_reads = self.script.at(tokens[0])
        elif ("READ", "WRITE") in pairs:
            self.transaction_reads = None

    def _settings(self, tokens: list[Token], rest: list[str]) -> None:
        """SET: who may write, and when changes are saved."""
        first = rest[0].lstrip("@") if rest else ""
        pairs = set(pairwise(rest))
        on = rest[-1:] in (["1"], ["ON"], ["TRUE"], ["'ON'"])
        if "CHARACTERISTICS" in rest or (first == "SESSION" and "TRANSACTION" in rest):
            if ("READ", "ONLY") in pairs or ("READ", "WRITE") in pairs:
                self.session_reads = self.script.at(tokens[0]) if ("READ", "ONLY") in pairs else None
        elif "DEFAULT_TRANSACTION_READ_ONLY" in rest or "QUERY_ONLY" in rest:
            self.session_reads = self.script.at(tokens[0]) if on else None
        elif first == "TRANSACTION" and (self.transaction or self.script.dialect == "oracle"):
            self._modes(tokens)
        elif "AUTOCOMMIT" in {r.lstrip("@") for r in rest[:2]}:
            self._open() if rest[-1] in ("0", "OFF") else self._commit()
        elif {"LOCK_TIMEOUT", "STATEMENT_TIMEOUT"} & set(rest[:2]):
            self.limited_waits = rest[-1].strip("'") not in ("0", "DEFAULT")
        elif first == "ROWCOUNT":
            self.limit = rest[-1] != "0"
        elif "IMPLICIT_TRANSACTIONS" in rest and rest[-1] == "ON":
            self._open()

    def _target(self, tokens: list[Token]) -> None:
        cursor = Cursor(tokens, 1)
        if tokens[0].up == "USE" and cursor.peek().up not in ("ROLE", "WAREHOUSE", "SECONDARY"):
            cursor.take_any({"DATABASE", "SCHEMA", "CATALOG"})
            name = cursor.name()
            if name is not None:
                self.within = self.database = name.text
        elif tokens[0].up in ("SET", "ALTER"):
            self._schema(tokens)

    def _schema(self, tokens: list[Token]) -> None:
        """``SET search_path TO sales``, ``ALTER SESSION SET CURRENT_SCHEMA = sales``: one schema, after the database."""
        words = [t.up for t in tokens]
        at = next((n for n, word in enumerate(words[:6]) if word in ("SEARCH_PATH", "CURRENT_SCHEMA")), -1)
        if at < 0 and words[0] == "SET":
            at = 1 if words[1:2] == ["SCHEMA"] else -1
        if at < 0 or (words[0] == "ALTER" and words[1:2] != ["SESSION"]):
            return
        cursor = Cursor(tokens, at + 1)
        for word in ("=", "TO"):
            cursor.take(word)
        names = [string_value(t) for t in cursor.rest() if t.kind in (Kind.WORD, Kind.QUOTED, Kind.STRING)]
        named = [n for n in names if n.lower() not in ("$user", "pg_catalog", "default", "public")]
        only = len(named) == 1 and len(names) == 1
        self.within = ".".join(p for p in (self.database, named[0] if only else "") if p)

    def _checks(self, tokens: list[Token], transaction: int) -> None:
        """A statement that raises when a count is not the expected one."""
        if not transaction:
            return
        text = self.script.artifact.text[tokens[0].start : tokens[-1].end]
        body = next((t for t in tokens if t.kind is Kind.DOLLAR), None)
        listed = re.findall(r"[A-Z_]+|'", string_value(body).upper()) if body is not None else [t.up for t in tokens]
        words = frozenset(listed)
        if (
            self._stops(listed)
            and ("IF" in words or "ASSERT" in words or "CASE" in words)
            and _COUNTS.search(text)
            and tokens[0].up in ("DO", "IF", "ASSERT", "BEGIN", "DECLARE", "SELECT")
        ):
            rows = not re.search(r"(?i)\bcount\s*\(", text)
            asks = _COUNTS.search(self.script.artifact.text, tokens[0].start, tokens[-1].end)
            at = asks.start() if asks else tokens[0].start
            if _saved_before(tokens, at):
                return
            place = self.script.span(tokens[0].start, tokens[-1].end)
            self.checks.setdefault(transaction, []).append(Check(at, rows, words, place))

    def _stops(self, words: list[str]) -> bool:
        """Does it end the transaction? RAISE NOTICE only tells, and RAISERROR alone goes on."""
        if set(words) & {"THROW", "SIGNAL", "ASSERT", "RAISE_APPLICATION_ERROR", "ROLLBACK"}:
            return True
        if any(a == "RAISE" and b not in _TELLS for a, b in pairwise([*words, ""])):
            return True
        return "RAISERROR" in words and ("RETURN" in words or any(t.up == "CATCH" for s in self.statements for t in s.tokens))


def _saved_before(tokens: list[Token], at: int) -> bool:
    """Does a COMMIT stand before this offset, with no transaction opened after it? Then the check comes too late."""
    saved = False
    for token, following in pairwise(tokens):
        if token.start >= at:
            break
        if token.kind is Kind.WORD and token.up == "COMMIT":
            saved = True
        elif token.up == "BEGIN" and following.up in ("TRAN", "TRANSACTION"):
            saved = False
    return saved


def starts_transaction(tokens: list[Token]) -> bool:
    """BEGIN that opens a transaction and no block; START TRANSACTION."""
    up = tokens[0].up
    following = tokens[1].up if len(tokens) > 1 else ""
    if any(t.up == "BEGIN" and n.up in ("TRAN", "TRANSACTION") for t, n in pairwise(tokens[:9])):
        return True
    if up == "BEGIN":
        return (
            following in ("", "TRAN", "TRANSACTION", "WORK", "ISOLATION", "READ", "DEFERRED", "IMMEDIATE", "EXCLUSIVE", "NAME", "NOT")
            and following != "NOT"
        )
    return up == "START" and following == "TRANSACTION"
