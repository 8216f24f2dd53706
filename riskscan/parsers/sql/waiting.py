"""Who has to wait while a statement runs, put beside what it does: PostgreSQL and MySQL, from measured and documented tables."""

from __future__ import annotations

import re
from itertools import pairwise

from riskscan.knowledge.sql.waits import Wait, wait_of
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Trait
from riskscan.model.span import Note
from riskscan.parsers.sql.lexer import Token
from riskscan.parsers.sql.names import Cursor, items, text_of
from riskscan.parsers.sql.script import Script
from riskscan.parsers.sql.touch import Touch

_KINDS = (AssetKind.TABLE, AssetKind.COLUMN, AssetKind.VIEW, AssetKind.OTHER)
_VERBS = frozenset({"ALTER", "CREATE", "DROP", "TRUNCATE", "REINDEX", "CLUSTER", "VACUUM", "REFRESH", "LOCK"})
_CHANGES_SHAPE = frozenset({"ALTER", "CREATE", "REINDEX", "CLUSTER"})
_KNOWN = ("postgres", "mysql")


def pauses(tokens: list[Token]) -> bool:
    """``WAITFOR DELAY '00:10:00'``, ``SELECT pg_sleep(600)``, ``DO SLEEP(600)``."""
    if tokens[0].up == "WAITFOR":
        return True
    return any(t.up in ("PG_SLEEP", "PG_SLEEP_FOR", "SLEEP") and f.text == "(" for t, f in pairwise(tokens))


def add_waits(tokens: list[Token], touches: list[Touch], script: Script, *, in_transaction: bool, limited: bool) -> None:
    """Sets LOCKS on the touches of a statement that holds others up for long, and takes it from those that do not.

    ``limited``: the script sets how long a statement may wait for its lock.
    """
    if script.dialect not in _KNOWN or not touches or tokens[0].up not in _VERBS:
        return
    waits = _waits(tokens, script.dialect)
    first = next((t for t in touches if t.kind in _KINDS and t.family != "select"), None)
    if not waits or first is None:
        return
    long = any(w.long for w in waits)
    for touch in touches:
        if touch.family == "lock":
            continue  # it is there to be held
        kept = tuple(t for t in touch.traits if t is not Trait.LOCKS)
        touch.traits = kept + ((Trait.LOCKS,) if long and touch is first else ())
        touch.family = "maintain" if touch.family == "maintain_locking" and not long else touch.family
    of_index = tokens[0].up == "DROP" and tokens[1].up == "INDEX"
    limited = limited or script.dialect != "postgres" or not (tokens[0].up in _CHANGES_SHAPE or of_index)
    first.waits += tuple(Note(text, script.at(tokens[0])) for text in _texts(waits, in_transaction, limited))


def _waits(tokens: list[Token], dialect: str) -> list[Wait]:
    if tokens[0].up != "ALTER":
        found = wait_of(_plain(tokens), dialect, action=False)
        return [found] if found else []
    if len(tokens) < 4 or tokens[1].up != "TABLE":
        return []
    cursor = Cursor(tokens, 2)
    for words in (("IF", "EXISTS"), ("ONLY",)):
        cursor.take(*words)
    cursor.name()
    cursor.take("*")
    return [w for action in items(cursor.rest()) if (w := wait_of(_plain(action), dialect, action=True))]


def _plain(tokens: list[Token]) -> str:
    return re.sub(r"\s*([=.()])\s*", r"\1", text_of(tokens[:80]))


def _texts(waits: list[Wait], in_transaction: bool, limited: bool) -> list[str]:
    found = []
    rewrites = any(w.rewrites and not w.at_once for w in waits)
    long = [w for w in waits if w.long]
    who = "everybody, even those who only read," if any(w.readers for w in long or waits) else "everybody who changes rows"
    if long:
        why = "writes the whole table anew" if any(w.rewrites for w in long) else "reads the whole table"
        found.append(f"It {why}. Until it is done, {who} must wait.")
    elif rewrites:
        found.append("It writes the whole table anew. Others can go on meanwhile.")
    if any(w.others for w in waits):
        found.append("The table that it refers to is held too.")
    if any(w.fails for w in waits):
        found.append("It will fail where the table already holds rows.")
    if in_transaction and any(w.alone for w in waits):
        found.append("It will fail here: it cannot run inside a transaction.")
    if not limited and any(w.writers for w in waits):
        found.append("It sets no limit on its own waiting. Everybody else queues behind it.")
    return found
