"""Reading tokens one after another, and the dotted names among them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from riskscan.model.asset import Match
from riskscan.parsers.sql.lexer import Kind, Token

_REF = re.compile(r"ref\(\s*(?:['\"]([^'\"]+)['\"]\s*,\s*)?['\"]([^'\"]+)['\"]")
_SOURCE = re.compile(r"source\(\s*['\"]([^'\"]+)['\"]\s*,\s*['\"]([^'\"]+)['\"]")
_PIECES = (Kind.WORD, Kind.PARAMETER, Kind.TEMPLATE, Kind.NUMBER, Kind.VARIABLE)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as an effect shows it. ``base`` is its last part; ``quoted`` when it stood in quotes."""

    text: str
    match: Match = Match.EXACT
    aliases: tuple[str, ...] = ()

    @property
    def base(self) -> str:
        """The last part of a dotted name."""
        return self.text.rpartition(".")[2]

    @property
    def key(self) -> str:
        """The name for comparing: lower case."""
        return self.text.lower()


NAMELESS = Name("", Match.UNKNOWN)


def strip_quotes(text: str) -> str:
    """An identifier without its quotes."""
    if text[:1] in "\"`'" and len(text) > 1:
        quote = text[0]
        return text[1:].removesuffix(quote).replace(quote * 2, quote)
    if text[:1] == "[":
        return text[1:].removesuffix("]")
    return text


def string_value(token: Token, *, triple: bool = True) -> str:
    """The text that a string token stands for; ``triple``: three quotes hold a text, as in BigQuery."""
    raw = token.text
    if token.kind is Kind.DOLLAR:
        return raw[len(token.up) : -len(token.up)] if len(raw) >= 2 * len(token.up) else raw
    if re.match(r"[nN]?[qQ]'", raw):
        body = raw[raw.index("'") + 1 : -1]
        return body[1:-1]
    raw = re.sub(r"^(?:[NnEeBbXxRr]|[Uu]&)(?=['\"])", "", raw)
    if len(raw) > 5 and raw[:3] in ("'''", '"""') and triple:
        return raw[3:-3]
    return strip_quotes(raw)


def parameter_name(token: Token) -> str:
    """What a parameter is called: ``table`` for ``:table``, ``{{ table }}``, ``${table}``, ``&table``, ``%(table)s``."""
    words = re.findall(r"[A-Za-z_][\w.]*", token.text)
    if token.text.startswith("%(") or token.text == "%s":
        words = words[:1] if token.text != "%s" else []
    return words[-1] if words else "value"


class Cursor:
    """A place in the tokens of one statement; reading past the end gives an empty token."""

    __slots__ = ("at", "tokens")

    def __init__(self, tokens: list[Token], at: int = 0) -> None:
        self.tokens = tokens
        self.at = at

    def peek(self, ahead: int = 0) -> Token:
        """The token ``ahead`` of the next one."""
        index = self.at + ahead
        if 0 <= index < len(self.tokens):
            return self.tokens[index]
        end = self.tokens[-1].end if self.tokens else 0
        return Token(Kind.SIGN, "", "", end, end)

    def next(self) -> Token:
        """The next token; moves past it."""
        token = self.peek()
        self.at += 1
        return token

    def more(self) -> bool:
        """True while tokens are left."""
        return self.at < len(self.tokens)

    def take(self, *words: str) -> bool:
        """Moves past these words if all of them come next, in this order."""
        if all(self.peek(n).up == word and self.peek(n).kind is not Kind.QUOTED for n, word in enumerate(words)):
            self.at += len(words)
            return True
        return False

    def take_any(self, words: frozenset[str] | set[str]) -> str:
        """Moves past one word of the set and returns it; empty where none comes next."""
        token = self.peek()
        if token.kind is Kind.WORD and token.up in words:
            self.at += 1
            return token.up
        return ""

    def skip_brackets(self) -> bool:
        """Moves past ``( ... )`` if it comes next."""
        if self.peek().text != "(":
            return False
        depth = 0
        while self.more():
            text = self.next().text
            depth += (text == "(") - (text == ")")
            if depth == 0:
                break
        return True

    def bracketed(self) -> list[Token]:
        """The tokens inside ``( ... )`` if it comes next, else none; moves past it."""
        start = self.at
        if not self.skip_brackets():
            return []
        stop = self.at - 1 if self.tokens[self.at - 1].text == ")" else self.at
        return self.tokens[start + 1 : stop]

    def rest(self) -> list[Token]:
        """All tokens from here on."""
        return self.tokens[self.at :]

    def name(self) -> Name | None:
        """A dotted name if one comes next; moves past it."""
        start = self.at
        if self.peek().up == "IDENTIFIER" and self.peek(1).text == "(":
            return self._identifier_call()
        parts: list[str] = []
        pattern = False
        known = False
        aliases: tuple[str, ...] = ()
        while True:
            if self.peek().text == "." and parts:  # db..table
                self.at += 1
                continue
            piece = self._piece()
            if piece is None:
                break
            text, exact, anything, more = piece
            aliases = aliases or more
            parts.append(text)
            pattern |= not exact
            known |= anything
            if self.peek().text == "." and (self.at < len(self.tokens)):
                self.at += 1
                continue
            break
        if not parts:
            self.at = start
            return None
        if self.peek().text == "@" and self.peek(1).kind is Kind.WORD:  # Oracle: table@link
            self.at += 2
        if parts[-1].startswith("#"):
            parts = parts[-1:]  # SQL Server: dbo.#t and tempdb..#t are #t
        match = Match.EXACT if not pattern else Match.PATTERN if known else Match.UNKNOWN
        return Name(".".join(parts), match, aliases)

    def _identifier_call(self) -> Name:
        self.at += 1
        inside = self.bracketed()
        if len(inside) == 1 and inside[0].kind is Kind.STRING:
            return Name(string_value(inside[0]))
        words = re.findall(r"[A-Za-z_]\w*", "".join(t.text for t in inside))
        return Name("{" + (words[-1] if words else "name") + "}", Match.UNKNOWN)

    def _piece(self) -> tuple[str, bool, bool, tuple[str, ...]] | None:
        """One part of a dotted name: (text, exact, has a known word, aliases); adjacent tokens without a space are one part."""
        token = self.peek()
        if token.kind in (Kind.QUOTED, Kind.STRING) and token.text[:1] in '"`[':
            self.at += 1
            text = strip_quotes(token.text)
            shown, exact = show_parameters(text)
            return shown, exact, bool(re.sub(r"\{[^}]*\}|_hole_\d+_|\W", "", shown)), ()
        if token.kind not in (Kind.WORD, Kind.PARAMETER, Kind.TEMPLATE, Kind.VARIABLE):
            return None
        text, exact, known = "", True, False
        aliases: tuple[str, ...] = ()
        end = token.start
        while self.peek().start == end and self.more():
            token = self.peek()
            if token.kind is Kind.TEMPLATE:
                shown, more = template_name(token.text)
                text, known = text + shown, known or "{" not in shown
                exact &= "{" not in shown
                aliases = more
            elif token.kind is Kind.PARAMETER:
                shown, closed = "{" + parameter_name(token) + "}", False
                text, exact = text + shown, closed
                if token.text.startswith("&") and token.text.endswith("."):
                    end = token.end
                    self.at += 1
                    if self.peek().text == ".":
                        break
                    continue
            elif token.kind in _PIECES or (token.text == "-" and self._hyphenated(text)):
                shown, plain = show_parameters(token.text)
                text, exact = text + shown, exact and plain
                known |= bool(re.sub(r"\{[^}]*\}|_hole_\d+_|\W", "", shown))
            else:
                break
            end = token.end
            self.at += 1
        return text, exact, known, aliases

    def _hyphenated(self, text: str) -> bool:
        """BigQuery's ``my-project.data.t`` without quotes: a sign between two words without a space, and a dot later."""
        following = self.peek(1)
        dotted = any(self.peek(n).text == "." and self.peek(n).start == self.peek(n - 1).end for n in (2, 4))
        return bool(text) and following.start == self.peek().end and following.kind in (Kind.WORD, Kind.NUMBER) and dotted


def show_parameters(text: str) -> tuple[str, bool]:
    """(a quoted name with its unknown parts as ``{name}``, True where nothing is unknown).

    ``_hole_3_`` stays as it is: the caller, who has the artifact, shows its name.
    """
    shown = re.sub(r"\{\{\s*-?\s*([\w.]+)[^}]*\}\}|\$\{([^}]*)\}|\$\((\w+)\)", lambda m: "{" + next(g for g in m.groups() if g) + "}", text)
    return shown, shown == text and not re.search(r"_hole_\d+_|\{\w+\}", text)


def template_name(text: str) -> tuple[str, tuple[str, ...]]:
    """(name, aliases) of ``{{ ref('x') }}``, ``{{ source('a', 'b') }}`` and ``{{ this }}``."""
    found = _REF.search(text)
    if found:
        return found[2], (f"ref:{found[2]}",)
    found = _SOURCE.search(text)
    if found:
        return f"{found[1]}.{found[2]}", (f"source:{found[1]}.{found[2]}",)
    return ("{this}", ()) if "this" in text else ("{name}", ())


def items(tokens: list[Token], separator: str = ",") -> list[list[Token]]:
    """Tokens split at a separator outside brackets."""
    found: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.text in "([" and token.kind is Kind.SIGN) - (token.text in ")]" and token.kind is Kind.SIGN)
        if depth == 0 and token.up == separator:
            found.append([])
        else:
            found[-1].append(token)
    return [item for item in found if item]


def find(tokens: list[Token], *words: str, start: int = 0, depth: int = 0) -> int:
    """Index of the first of the words outside brackets (``depth`` 0), or -1."""
    level = 0
    wanted = set(words)
    for index in range(start, len(tokens)):
        token = tokens[index]
        if token.kind is Kind.SIGN:
            level += (token.text == "(") - (token.text == ")")
        elif level <= depth and token.up in wanted and token.kind is Kind.WORD:
            return index
    return -1


def has(tokens: list[Token], *words: str) -> bool:
    """True where these words follow each other somewhere in the tokens."""
    first = words[0]
    for index, token in enumerate(tokens):
        if (
            token.up == first
            and token.kind is not Kind.QUOTED
            and all(index + n < len(tokens) and tokens[index + n].up == word for n, word in enumerate(words))
        ):
            return True
    return False


def text_of(tokens: list[Token]) -> str:
    """The tokens with one space between them."""
    return " ".join(t.text for t in tokens)
