"""SQL text to tokens with offsets, tolerant of every dialect and of templates; it never fails on any text.

Comments are set apart, templates (``{{ ref('x') }}``, ``${var}``, ``%s``) become tokens, and the list of rows of a long INSERT is cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

BACKSLASH = frozenset(
    [
        "mysql", "bigquery", "snowflake", "databricks", "spark", "hive", "clickhouse", "redshift",
    ]
)  # fmt: skip
HASH_COMMENT = frozenset({"mysql", "bigquery"})
NO_DOLLAR = frozenset({"mysql", "bigquery", "tsql", "oracle", "sqlite"})
FLAT_COMMENTS = frozenset(
    [
        "mysql", "oracle", "sqlite", "bigquery", "snowflake", "spark", "databricks", "hive",
    ]
)  # fmt: skip
ROWS_KEPT = 40  # of a VALUES list


class Kind(StrEnum):
    """What a token is."""

    WORD = "word"
    QUOTED = "quoted"  # an identifier in quotes; in some dialects "double quotes" are a string
    STRING = "string"
    DOLLAR = "dollar"  # $$ ... $$
    NUMBER = "number"
    VARIABLE = "variable"  # @x, @stage
    PARAMETER = "parameter"  # :x, %s, ?, ${x}, &x, {{ x }}
    TEMPLATE = "template"  # {{ ref('x') }}, {{ source('a', 'b') }}, {{ this }}
    SIGN = "sign"
    COMMAND = "command"  # a line for the client: \connect x
    CUT = "cut"  # rows that were passed over


@dataclass(frozen=True, slots=True)
class Token:
    """A token: ``up`` is the upper-cased text of words, else the text; offsets are those of the whole text."""

    kind: Kind
    text: str
    up: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with its signs."""

    text: str
    start: int
    end: int


_PREFIXED = r"(?:[NnEeBbXxRr]|[Uu]&)?"
_PATTERN = r"""
 (?P<space>\s+)
|(?P<line>--[^\n]*)
|(?P<block>/\*)
|(?P<jinja>\{\{(?:"[^"\n]*+"|'[^'\n]*+'|[^}"']|\}(?!\}))*+\}\}|\{\{.*?\}\}|\{%.*?%\}|\{\#.*?\#\})
|(?P<qstring>[nN]?[qQ]'(?:\[.*?\]'|\(.*?\)'|\{.*?\}'|<.*?>'|(?P<qd>[^\s\[({<]).*?(?P=qd)'))
|(?P<triple>(?:[rRbB]{0,2})(?:@TRIPLE@\"\"\".*?\"\"\"))
|(?P<estring>[eE]'(?:[^'\\]|\\.|'')*+'?)
|(?P<string>@PREFIX@'@SINGLE@*+'?)
|(?P<dquoted>"@DOUBLE@*+"?)
|(?P<btick>`(?:[^`]|``)*+`?)
|(?P<bracket>(?<![\w\])])\[@BRACKET@\])
|(?P<dollar>\$(?:[A-Za-z_]\w*)?\$)
|(?P<param>%\(\w+\)s|%s\b|(?<![\w:\])'"]):'\w+'|(?<![\w:\])'"]):"\w+"|(?<![\w:\])'"]):[A-Za-z_]\w*|\$\{[^}\n]*\}|\$\(\w+\)|\$\d+|(?<!&)&&?[A-Za-z_]\w*\.?|\?)
|(?P<variable>@@?[A-Za-z_~%#][\w$#]*|@~)
|(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)
|(?P<word>\#{0,2}[^\W\d][\w$\#]*)
|(?P<meta>\\[^\n]*)
|(?P<sign>::|:=|<=>|<>|!=|>=|<=|\|\||=>|->>|->|&&|.)
"""
_ROW = re.compile(
    r"(?:\s*+\((?:[^()'\"\\]++|'(?:[^'\\]|''|\\.)*+'|\"[^\"]*+\"|\((?:[^()'\"]++|'(?:[^'\\]|''|\\.)*+')*+\))*+\)\s*+,)++", re.S
)


@lru_cache(maxsize=8)
def _compiled(backslash: bool, brackets: bool, triple: bool) -> re.Pattern[str]:
    single, double = (r"(?:[^'\\]|\\.|'')", r'(?:[^"\\]|\\.|"")') if backslash else (r"(?:[^']|'')", r'(?:[^"]|"")')
    pattern = _PATTERN.replace("@PREFIX@", _PREFIXED).replace("@SINGLE@", single).replace("@DOUBLE@", double)
    pattern = pattern.replace("@TRIPLE@", r"'''.*?'''|" if triple else "")  # elsewhere ''' begins a text with a quote in it
    pattern = pattern.replace("@BRACKET@", r"(?:[^\]\n]|\]\])+" if brackets else r"[A-Za-z_@\#][^\]\n,()']*")
    return re.compile(pattern, re.X | re.S)


_KINDS = {
    "qstring": Kind.STRING, "triple": Kind.STRING, "estring": Kind.STRING, "string": Kind.STRING, "dquoted": Kind.QUOTED,
    "btick": Kind.QUOTED, "bracket": Kind.QUOTED, "param": Kind.PARAMETER, "variable": Kind.VARIABLE, "number": Kind.NUMBER,
    "word": Kind.WORD, "meta": Kind.COMMAND, "sign": Kind.SIGN,
}  # fmt: skip


@dataclass(slots=True)
class Lexer:
    """Tokens of ``text[position:end]`` one by one; the splitter may move ``position`` (COPY data, client lines)."""

    text: str
    dialect: str = ""
    position: int = 0
    end: int = -1
    backslash: bool = False
    comments: list[Comment] = field(default_factory=list)
    unclosed: list[int] = field(default_factory=list)
    templates: bool = False
    delimiter: str = ""

    def __post_init__(self) -> None:
        if self.end < 0:
            self.end = len(self.text)

    def tokens(self) -> Iterator[Token]:
        """All tokens from the position on."""
        pattern = _compiled(self.backslash, self.dialect == "tsql", self.dialect == "bigquery")
        opened = 0  # start of a VALUES list: counts rows
        while self.position < self.end:
            match = pattern.match(self.text, self.position, self.end)
            if match is None:  # cannot be: the last branch takes any character
                self.position += 1
                continue
            group = match.lastgroup or "sign"
            if group == "qd":
                group = "qstring"
            token = self._token(group, match)
            if token is None:
                continue
            yield token
            if token.up == "VALUES":
                opened = 1
            elif opened and token.text == ")" and self.text[self.position : self.position + 1] == ",":
                opened += 1
                if opened > ROWS_KEPT:
                    yield from self._cut()
                    opened = 0
            elif token.text == ";":
                opened = 0

    def _cut(self) -> Iterator[Token]:
        """Passes over the further rows of a VALUES list, one token for all of them."""
        start = self.position
        rows = _ROW.match(self.text, start + 1, self.end)
        if rows is not None:
            self.position = rows.end() - 1
            yield Token(Kind.CUT, "", "", start, self.position)

    def _token(self, group: str, match: re.Match[str]) -> Token | None:
        start, end = match.span()
        self.position = end
        if group in ("space", "line", "block", "jinja", "dollar"):
            return self._special(group, match)
        raw = match[0]
        if self.delimiter and group == "word" and raw.find(self.delimiter) > 0:  # END$$
            raw = raw[: raw.find(self.delimiter)]
            self.position = end = start + len(raw)
        if group == "word" and raw[0] == "#" and self.dialect in HASH_COMMENT:
            self._comment_line(start)
            return None
        if raw == "#" and (self.dialect in HASH_COMMENT or self._line_begins(start)):
            self._comment_line(start)
            return None
        if raw == "*" and self.dialect == "mysql" and self.text.startswith("*/", start):
            self.position = start + 2  # the end of /*!40000 ... */
            return None
        if raw == "//" or (raw == "/" and self.text.startswith("//", start) and (self._line_begins(start) or self._stands_alone(start))):
            self._comment_line(start)
            return None
        self._check_closed(group, raw, start)
        return Token(_KINDS[group], raw, raw.upper() if group == "word" else raw, start, end)

    def _special(self, group: str, match: re.Match[str]) -> Token | None:
        start = match.start()
        if group == "line":
            self.comments.append(Comment(match[0], start, match.end()))
        elif group == "block":
            self._block(start)
        elif group == "jinja":
            return self._template(match)
        elif group == "dollar":
            return self._dollar(match)
        return None

    def _check_closed(self, group: str, raw: str, start: int) -> None:
        if group in ("string", "estring", "dquoted", "btick"):
            quote = raw[-1] if len(raw) > 1 else ""
            opening = next(c for c in raw if c in "'\"`")
            if quote != opening or raw.count(opening) < 2:
                self.unclosed.append(start)

    def _line_begins(self, start: int) -> bool:
        line = self.text.rfind("\n", 0, start) + 1
        return not self.text[line:start].strip()

    def _stands_alone(self, start: int) -> bool:
        """Snowflake: ``//`` begins a comment, but not inside ``file:///tmp``."""
        return self.dialect == "snowflake" and self.text[start - 1 : start] in (" ", "\t", ";", ")", ",")

    def _comment_line(self, start: int) -> None:
        stop = self.text.find("\n", start, self.end)
        self.position = self.end if stop < 0 else stop
        self.comments.append(Comment(self.text[start : self.position], start, self.position))

    def _block(self, start: int) -> None:
        """A block comment; nested ones in dialects that nest. MySQL runs what stands in ``/*!40000 ... */``."""
        executed = re.compile(r"/\*M?!\d*").match(self.text, start, self.end)
        if executed and self.dialect == "mysql":
            self.position = executed.end()
            return
        depth, at = 1, start + 2
        nested = self.dialect not in FLAT_COMMENTS
        signs = re.compile(r"/\*|\*/")
        while depth:
            sign = signs.search(self.text, at, self.end)
            if sign is None:
                self.unclosed.append(start)
                at = self.end
                break
            at = sign.end()
            if sign[0] == "*/":
                depth -= 1
            elif nested:
                depth += 1
        self.position = at
        self.comments.append(Comment(self.text[start:at], start, at))

    def _template(self, match: re.Match[str]) -> Token | None:
        self.templates = True
        raw = match[0]
        if not raw.startswith("{{") or re.match(r"\{\{-?\s*config\b", raw):
            return None
        named = re.match(r"\{\{-?\s*(ref|source|this)\b", raw)
        return Token(Kind.TEMPLATE if named else Kind.PARAMETER, raw, raw, match.start(), match.end())

    def _dollar(self, match: re.Match[str]) -> Token | None:
        tag, start = match[0], match.start()
        stop = -1 if self.dialect in NO_DOLLAR else self.text.find(tag, match.end(), self.end)
        if stop < 0:
            if self.dialect not in NO_DOLLAR and tag == "$$":
                self.unclosed.append(start)
            return Token(Kind.SIGN, tag, tag, start, match.end())
        self.position = stop + len(tag)
        return Token(Kind.DOLLAR, self.text[start : self.position], tag, start, self.position)


def lexer_for(text: str, dialect: str, start: int = 0, end: int = -1) -> Lexer:
    """A lexer with the quoting of the dialect; where that leaves a quote open and the other one does not, the other one."""
    return Lexer(text, dialect, start, end, dialect in BACKSLASH)


def balanced(text: str, dialect: str) -> bool:
    """True where the quoting of the dialect closes every quote of the text."""
    lexer = lexer_for(text, dialect)
    for _ in lexer.tokens():
        pass
    return not lexer.unclosed
