"""A script to its statements: ``;``, GO, DELIMITER, ``/`` lines, client commands, COPY data, and bodies of procedures kept whole."""

# ruff: noqa: E501
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from riskscan.parsers.sql.lexer import Comment, Kind, Lexer, Token
from riskscan.parsers.sql.nested import Depth

_TRANSACTION = frozenset(
    [
        "TRAN", "TRANSACTION", "WORK", "ISOLATION", "READ", "DEFERRED", "IMMEDIATE", "EXCLUSIVE", "DISTRIBUTED", "NAME", "CONCURRENT",
    ]
)  # fmt: skip
_BODIES = (["WITH", "FUNCTION"], ["WITH", "PROCEDURE"])
_ROUTINES = frozenset({"PROCEDURE", "PROC", "FUNCTION", "TRIGGER", "PACKAGE", "EVENT", "TASK", "ALERT"})
_CLIENT = re.compile(
    r"(?i)[ \t]*(?:(@@?(?![\w$]*\s*(?:=|:=))\??[\w./\\$&{}-]+[^\n]*)|((?:pro(?:mpt)?|spo(?:ol)?|whenever|rem|remark|acc(?:ept)?|undef(?:ine)?|def(?:ine)?|tti(?:tle)?|bti(?:tle)?|cl(?:ear)?|ho(?:st)?|"
    r"col(?:umn)?|conn(?:ect)?|ed(?:it)?|repf(?:ooter)?|reph(?:eader)?|disc(?:onnect)?|pau(?:se)?|exit|quit|start|source|system|var(?:iable)?|pri(?:nt)?|sho(?:w)?\s+err(?:ors)?)\b[^\n]*)|(set\s+(?:echo|feedback|feed|serveroutput|serverout|time|verify|ver|heading|head|pagesize|linesize|lines|define|"
    r"termout|term|timing|autocommit|sqlblanklines|trimspool|trims|trimout|trim|long|pages|colsep|escape|scan|autotrace|sqlprompt|tab|wrap|arraysize|document|longchunksize)\b[^\n]*)"
    r"|(:(?:r|setvar|connect|on\s+error|out|error|serverlist|!!)\b[^\n]*)|(!!?[^\n=][^\n]*)|(\.[A-Za-z]+\b[^\n]*))"
)
_SQLPLUS = re.compile(
    r"(?i)[ \t]*(?:set\s+(?!transaction\b|role\b|constraints?\b)\w+|sho(?:w)?\s+\w+|l(?:ist)?(?=[ \t]*\r?$)|desc(?:ribe)?\s+\S+"
    r"|bre(?:ak)?\s+on|comp(?:ute)?\s+\w+|timi(?:ng)?\s+\w+|store\s+set|archive\s+log)\b[^\n]*",
    re.M,
)  # all that SQL*Plus keeps for itself; of SET, the database has TRANSACTION, ROLE and CONSTRAINTS
_DOCUMENT = re.compile(r"(?im)[ \t]*doc(?:ument)?[ \t]*\r?\n(?:(?!#[ \t]*\r?$)[^\n]*\n)*#[ \t]*\r?$")  # a remark of many lines
_MAGIC = re.compile(r"%(sql|python|pyspark|md|sh|fs|scala|r|run|pip)\b")
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.S)
_GAP = re.compile(r"(?s)(?:[\s;]+|--[^\n]*(?:\n|\Z)|/\*(?!M?!|\+).*?\*/)*")  # comments before a line for the client
_LINE_ONLY = re.compile(
    r"(?i)\s*(exit|quit|start|col(umn)?|conn(ect)?|ed(it)?|source|system|ho(st)?|def(ine)?|undef|var(iable)?|cl(ear)?|pau(se)?|pro|spo|acc|disc|tti|bti)\b"
)
_GO = re.compile(r"(?im)^[ \t]*GO[ \t]*(?:\d+)?[ \t]*;?[ \t]*(?:--[^\n]*)?$")
_DELIMITER = re.compile(r"(?i)[ \t]*delimiter[ \t]+(\S+)[^\n]*")
_BRANCH = re.compile(r"\\(?:if|elif|else|endif)\b")
_SLASH = re.compile(r"[ \t]*/[ \t]*$", re.M)


_CELL_ENDS = re.compile(r"^-- COMMAND -+\s*$", re.M)


def _cell_end(text: str, start: int, end: int) -> int:
    """Where the cell of a notebook that begins at ``start`` ends."""
    stop = _CELL_ENDS.search(text, start, end)
    return stop.start() if stop else end


@dataclass(slots=True)
class Statement:
    """Tokens of one statement without its terminator; ``batch`` counts GO batches. Never empty."""

    tokens: list[Token]
    batch: int = 0
    client: bool = False  # a line for the client program: psql, SQL*Plus, sqlcmd, sqlite3

    @property
    def start(self) -> int:
        """Offset of the first token."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Offset after the last token."""
        return self.tokens[-1].end


@dataclass(slots=True)
class _State:
    """What is open while a statement is being gathered."""

    tokens: list[Token] = field(default_factory=list)
    depth: int = 0  # BEGIN ... END, CASE ... END
    block: bool = False  # semicolons inside do not end it
    until_batch: bool = False  # T-SQL: a module's body runs to the end of the batch
    begun: bool = False
    brackets: int = 0
    nested: Depth = field(default_factory=Depth)  # Oracle: routines inside the one that is open


class Splitter:
    """Splits what a lexer yields. ``inside``: a body, where ``DECLARE`` and ``BEGIN`` have no client lines around them."""

    def __init__(self, lexer: Lexer, inside: bool = False) -> None:
        self.lexer = lexer
        self.inside = inside
        self.delimiter = ""
        self.batch = 0
        self.state = _State()
        oracle_like = lexer.dialect in ("oracle", "")
        self.slash = oracle_like and not inside
        self.go = lexer.dialect in ("tsql", "") and not inside

    def statements(self) -> Iterator[Statement]:
        """All statements in order."""
        lexer = self.lexer
        stream = lexer.tokens()
        while True:
            if not self.state.tokens and not self.inside:
                client = self._client_line()
                if client is not None:
                    yield client
                    continue
            token = next(stream, None)
            if token is None:
                break
            if self.delimiter and lexer.text.startswith(self.delimiter, token.start):
                lexer.position = token.start + len(self.delimiter)
                yield from self._flush()
            elif self._ends_batch(token):
                yield from self._flush()
            elif token.kind is Kind.COMMAND and self.state.tokens and _BRANCH.match(token.text):
                continue  # psql chooses between parts of one statement
            elif token.kind is Kind.COMMAND:
                yield from self._flush()
                yield Statement([token], self.batch, client=True)
            elif self._past_one_line(token):
                lexer.position = token.start
                yield from self._flush()
            elif token.text == ";" and not self.delimiter and not self._holds():
                done = list(self._flush())
                yield from done
                self._pass_copy_data(done)
            else:
                self._add(token)
        yield from self._flush()

    def _flush(self) -> Iterator[Statement]:
        tokens, self.state = self.state.tokens, _State()
        while tokens and tokens[-1].text == ";":
            tokens.pop()
        if tokens:
            yield Statement(tokens, self.batch)

    def _line(self, position: int) -> tuple[int, int]:
        text = self.lexer.text
        start = text.rfind("\n", 0, position) + 1
        stop = text.find("\n", position, self.lexer.end)
        stop = self.lexer.end if stop < 0 else stop
        return start, stop - (stop > start and text[stop - 1] == "\r")

    def _past_one_line(self, token: Token) -> bool:
        """SQL*Plus: EXEC ends with its line, unless the line ends with a hyphen."""
        held = self.state.tokens
        if self.lexer.dialect != "oracle" or self.inside or not held or held[0].up not in ("EXEC", "EXECUTE"):
            return False
        return len(held) > 1 and self.state.brackets < 1 and held[-1].text != "-" and "\n" in self.lexer.text[held[-1].end : token.start]

    def _ends_batch(self, token: Token) -> bool:
        """GO and ``/`` on a line of their own end what came before."""
        if token.up == "GO" and self.go:
            start, stop = self._line(token.start)
            alone = not self.state.tokens and not self.lexer.text[token.end : stop].strip(" \t;")  # DROP TABLE x; GO
            if alone or _GO.fullmatch(self.lexer.text, start, stop):
                self.lexer.position = stop
                self.batch += 1
                return True
        if token.text == "/" and self.slash:
            start, stop = self._line(token.start)
            if _SLASH.fullmatch(self.lexer.text, start, stop):
                return True
        return False

    def _client_line(self) -> Statement | None:
        """A whole line for the client program at the start of a statement; moves the lexer past it."""
        lexer = self.lexer
        gap = _GAP.match(lexer.text, lexer.position, lexer.end)
        at = gap.end() if gap else lexer.position
        delimiter = _DELIMITER.match(lexer.text, at, lexer.end)
        if delimiter:
            self.delimiter = lexer.delimiter = "" if delimiter[1] == ";" else delimiter[1]
            lexer.position = at = delimiter.end()
            return self._client_line()
        magic = _MAGIC.match(lexer.text, at, lexer.end) if lexer.dialect in ("", "databricks", "spark") else None
        if magic is not None and magic[1] == "sql":
            lexer.position = magic.end()
            return self._client_line()
        if magic is not None:
            lexer.position = _cell_end(lexer.text, at, lexer.end)
            raw = lexer.text[at : lexer.position].rstrip()
            return Statement([Token(Kind.COMMAND, raw, raw, at, at + len(raw))], self.batch, client=True)
        match = _CLIENT.match(lexer.text, at, lexer.end)
        if match is None or not self._is_client(match[0]):
            own = (_SQLPLUS, _DOCUMENT) if lexer.dialect == "oracle" else ()
            match = next((m for pattern in own if (m := pattern.match(lexer.text, at, lexer.end))), None)
        if match is None:
            return None
        lexer.comments += [Comment(c[0], c.start(), c.end()) for c in _COMMENT.finditer(lexer.text, lexer.position, at)]
        lexer.position = self._goes_on(at, match.end())
        raw = lexer.text[at : lexer.position].strip()
        return Statement([Token(Kind.COMMAND, raw, raw, at, lexer.position)], self.batch, client=True)

    def _goes_on(self, at: int, end: int) -> int:
        """SQL*Plus: a line that ends with a hyphen goes on in the next one. The end of the last."""
        text = self.lexer.text
        while self.lexer.dialect == "oracle" and end < self.lexer.end and re.search(r"\s-\s*$", text[at:end]):
            at, stop = end, text.find("\n", end + 1, self.lexer.end)
            end = stop if stop >= 0 else self.lexer.end
        return end

    def _is_client(self, line: str) -> bool:
        dialect = self.lexer.dialect
        first = line.strip()[:1]
        if first == ".":
            return dialect in ("", "sqlite", "duckdb")
        if first == "!" and dialect == "snowflake":
            return True
        if first in ":!":
            return dialect in ("", "tsql", "oracle", "mysql")
        if first == "@":
            return dialect in ("", "oracle")
        if re.match(r"(?i)\s*(source|system)\s", line):
            return dialect in ("", "mysql") and "=" not in line
        if re.match(r"(?i)\s*(pri(nt)?|def(ine)?)\b", line) and dialect:
            return dialect == "oracle"
        if _LINE_ONLY.match(line):
            bare = re.sub(r"'[^']*'|\"[^\"]*\"", "", line)
            return dialect in ("", "oracle") and not re.search(r"(?i)\bstart\s+(transaction|slave|replica|with)\b|=", bare)
        return dialect in ("", "oracle")

    def _pass_copy_data(self, done: list[Statement]) -> None:
        """Skips the rows after ``COPY t FROM STDIN;`` up to the line ``\\.``."""
        for statement in done:
            words = [t.up for t in statement.tokens[:400]]
            if words[0] == "COPY" and "STDIN" in words and "FROM" in words:
                stop = re.compile(r"^\\\.[ \t]*$", re.M).search(self.lexer.text, self.lexer.position, self.lexer.end)
                if stop:
                    self.lexer.position = stop.end()

    def _holds(self) -> bool:
        """True where a semicolon stands inside a body."""
        state = self.state
        if state.brackets > 0 and (self._in_rule() or any(t.up == "OPENROWSET" for t in state.tokens[-12:])):
            return True  # what stands in its brackets may be set apart by semicolons
        if state.until_batch or (state.block and (state.depth > 0 or not state.begun)):
            return True
        if state.block and state.tokens[0].up == "WITH":  # WITH FUNCTION f ... END; SELECT ...
            ends = max((n for n, t in enumerate(state.tokens) if t.up == "END"), default=0)
            return not any(t.up == "SELECT" for t in state.tokens[ends:])
        return (
            state.block and self.lexer.dialect in ("", "oracle") and state.tokens[0].up in ("CREATE", "DECLARE") and not state.nested.done
        )

    def _in_rule(self) -> bool:
        words = [t.up for t in self.state.tokens[:5]]
        return words[0] == "CREATE" and "RULE" in words

    def _add(self, token: Token) -> None:
        state = self.state
        state.tokens.append(token)
        if state.block:
            state.nested.feed(token, self._before(), self._peek() if token.up == "END" else "")
        if token.text in "()" and token.kind is Kind.SIGN:
            state.brackets += 1 if token.text == "(" else -1
        if token.kind is not Kind.WORD:
            return
        if token.up == "BEGIN":
            self._begin()
        elif token.up == "CASE" and state.block:
            if self._before() != "END":
                state.depth += 1
        elif token.up == "END" and state.block:
            self._end(token)
        elif len(state.tokens) <= 8 and not state.block:
            self._open(token)

    def _before(self) -> str:
        tokens = self.state.tokens
        return tokens[-2].up if len(tokens) > 1 else ""

    def _peek(self) -> str:
        match = re.compile(r"\s*(\w+|\S)?").match(self.lexer.text, self.lexer.position, self.lexer.end)
        return (match[1] or "").upper() if match else ""

    def _begin(self) -> None:
        state = self.state
        following = self._peek()
        if following in _TRANSACTION or (following in (";", "") and len(state.tokens) == 1 and not self._begins_block()):
            return
        if len(state.tokens) == 1 or state.block:
            state.block = state.begun = True
            state.depth += 1

    def _begins_block(self) -> bool:
        return False

    def _end(self, token: Token) -> None:
        state = self.state
        following = self._peek()
        if following in ("IF", "LOOP", "WHILE", "REPEAT", "FOR"):
            return
        if following in ("TRY",) or state.depth > 0:
            state.depth -= 1
        if state.depth < 0:
            state.depth = 0
        if state.depth == 0 and not state.begun:
            state.begun = True  # a package ends with END name

    def _open(self, token: Token) -> None:
        """Does this word, near the start, open a body that holds semicolons?"""
        state = self.state
        words = [t.up for t in state.tokens]
        dialect = self.lexer.dialect
        if words[0] == "DECLARE" and len(words) == 2 and dialect in ("", "oracle", "snowflake") and not token.text.startswith("@"):
            state.block = self._declares_block()
        elif dialect in ("", "oracle") and (words in _BODIES or (words[0] == "CREATE" and words[-2:] == ["TYPE", "BODY"])):
            state.block = True
        elif words[0] in ("CREATE", "ALTER") and token.up in _ROUTINES and "TABLE" not in words and "GRANT" not in words:
            if words[0] == "ALTER" and dialect != "tsql":
                return
            if dialect == "tsql":
                state.until_batch = words[-1] != "TASK"
            else:
                state.block, state.begun = self._has_body(token.up)

    def _declares_block(self) -> bool:
        ahead = self.lexer.text[self.lexer.position : min(self.lexer.position + 4000, self.lexer.end)]
        return re.search(r"(?i)\bbegin\b", ahead) is not None and not re.match(
            r"(?i)\s*(insensitive\s+|scroll\s+|binary\s+)*cursor\b", ahead
        )

    def _has_body(self, what: str) -> tuple[bool, bool]:
        """(a body follows, it has none that must BEGIN): from what stands ahead, up to the first quote of a body or BEGIN."""
        end = min(self.lexer.position + 20_000, self.lexer.end)
        ahead = self.lexer.text[self.lexer.position : end]
        sign = re.search(r"(?is)\$\w*\$|\bas\s*'|\bbegin\b|;", ahead)
        if sign is None:
            return False, True
        if sign[0] == ";":
            ends = r"(?i)\bend\b" if what == "PACKAGE" else r"(?i)\bbegin\b"  # one that only announces has no BEGIN
            oracle = (
                re.search(r"(?is)\b(is|as)\b", ahead[: sign.start()])
                and re.search(ends, ahead)
                and what in ("PROCEDURE", "FUNCTION", "PACKAGE", "TRIGGER")
            )
            return (True, False) if oracle and self.lexer.dialect in ("", "oracle") else (False, True)
        if sign[0].lower() == "begin":
            return True, False
        return False, True
