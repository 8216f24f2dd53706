"""Counters that give out numbers: sequences, identity columns."""

from __future__ import annotations

import re

from riskscan.model.asset import AssetKind
from riskscan.model.effect import Scope, Trait
from riskscan.parsers.sql.lexer import Token
from riskscan.parsers.sql.names import Name, text_of
from riskscan.parsers.sql.touch import Touch

_RESTART = re.compile(r"(?i)\bRESTART\b(?:\s+(?:WITH\s+)?(\d+))?")


def warned(touch: Touch, number: str) -> Touch:
    """The touch of a counter that is set. A fixed ``number`` at the start of all (0 or 1) makes new rows fail on the numbers given out."""
    if number.strip() in ("0", "1"):
        touch.traits += (Trait.OUTAGE,)
    return touch


def restarted(tokens: list[Token], kind: AssetKind, name: Name, verb: Token) -> Touch | None:
    """``ALTER SEQUENCE s RESTART WITH 1``, ``ALTER TABLE t ALTER COLUMN id RESTART``; None where nothing starts again."""
    found = _RESTART.search(text_of(tokens))
    if found is None:
        return None
    return warned(Touch("set_sequence", kind, name, Scope.ALL, at=verb), found[1] or "1")
