"""Values in a statement that only the run knows, and what the statement would do were they the worst that they may be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from riskscan.model.artifact import has_hole
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import parameter_name, text_of

_Known = TypeVar("_Known")
_WORST = ("0", "false", "OFF", "NONE", "minimal", "'0.0.0.0/0'")  # values of a setting that take a guard or the way back
_SETTING = re.compile(r"(?i)=|\bTO\b|\bSET\b")


def is_open(token: Token) -> bool:
    """True for a parameter, a variable of the client, or a part of the text that is put in when it runs."""
    return token.kind is Kind.PARAMETER or (token.kind is Kind.VARIABLE and not token.text.startswith("@@")) or has_hole(token.text)


def open_name(token: Token) -> str:
    """What such a value is called."""
    return token.text if has_hole(token.text) else parameter_name(token)


def at_worst(tokens: Sequence[Token], known: Callable[[str], _Known | None]) -> Iterator[tuple[str, _Known]]:
    """(name of the value, what is known) for the first of the worst values with which a setting is a known one."""
    at = next((n for n, token in enumerate(tokens) if n and is_open(token)), -1)
    if at < 0 or not _SETTING.search(text_of(list(tokens[:at]))):
        return
    for value in _WORST:
        found = known(text_of([*tokens[:at], replace(tokens[at], text=value, kind=Kind.WORD), *tokens[at + 1 :]]))
        if found is not None:
            yield open_name(tokens[at]), found
            return
