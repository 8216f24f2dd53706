"""ALTER of what is no table: indexes, shares, publications, types, row rules, warehouses, owners."""

from __future__ import annotations

import re

from riskscan.model.asset import AssetKind
from riskscan.model.effect import Scope, Trait
from riskscan.parsers.sql.lexer import Token
from riskscan.parsers.sql.names import NAMELESS, Cursor, Name, find, has, text_of
from riskscan.parsers.sql.touch import Touch
from riskscan.parsers.sql.what import KINDS

_COMPUTE = frozenset({"WAREHOUSE", "MONITOR", "CAPACITY", "RESERVATION"})
_FEW = frozenset({"PUBLICATION", "SUBSCRIPTION", "TYPE", "POLICY", "RULE", "COPIES"})


def read_object(cursor: Cursor, verb: Token, word: str, name: Name) -> Touch | None:
    """ALTER of an object with actions of its own; None for tables and what is altered like them."""
    if word in ("SHARE", "DATASHARE"):
        return _share(cursor, verb, name)
    if word in _FEW:
        return _few(cursor, verb, word, name)
    return _compute(cursor, verb, name) if word in _COMPUTE else None


def read_authorization(cursor: Cursor, verb: Token) -> Touch:
    """SQL Server: ALTER AUTHORIZATION ON DATABASE::Sales TO sa."""
    cursor.take("ON")
    kind = AssetKind.TABLE
    if cursor.peek(1).text == "::":
        kind = KINDS.get(cursor.next().up, AssetKind.TABLE)
        cursor.take("::")
    return Touch("owner", kind, cursor.name() or NAMELESS, Scope.ALL, at=verb)


def read_index(cursor: Cursor, verb: Token) -> Touch:
    """ALTER INDEX i [ON t]: a rebuild holds the table, an index that is switched off is as good as gone."""
    name = cursor.name() or NAMELESS
    table = cursor.name() if cursor.take("ON") else None
    words = {t.up for t in cursor.rest()}
    kind, target = (AssetKind.TABLE, table) if table else (AssetKind.OTHER, name)
    if words & {"DISABLE", "UNUSABLE", "INVISIBLE"}:
        return Touch("drop_minor", AssetKind.OTHER, Name(f"{table.text}.{name.text}") if table else name, Scope.ALL, at=verb)
    if "REBUILD" in words and "ONLINE" not in words:
        return Touch("maintain_locking", kind, target, Scope.ALL, (Trait.LOCKS,), at=verb)
    return Touch("alter_minor", kind, target, Scope.ALL, at=verb)


def _share(cursor: Cursor, verb: Token, name: Name) -> Touch:
    """Others outside read what a share holds: ADD ACCOUNTS lets them in, ADD TABLE puts more in."""
    words = [t.up for t in cursor.rest()]
    opens = words[:1] in (["ADD"], ["SET"]) and bool({"ACCOUNTS", "CONSUMERS", "TABLE", "SCHEMA", "RECIPIENT"} & set(words))
    open_to_all = "PUBLICACCESSIBLE" in words and "TRUE" in words
    if opens or open_to_all:
        return Touch("grant", AssetKind.OTHER, name, Scope.ALL, (Trait.OUTSIDE, *((Trait.PUBLIC,) if open_to_all else ())), at=verb)
    return Touch("revoke" if words[:1] == ["REMOVE"] else "alter", AssetKind.OTHER, name, Scope.ALL, at=verb)


def _few(cursor: Cursor, verb: Token, word: str, name: Name) -> Touch:
    """Objects whose actions are few: publications, subscriptions, types, row rules."""
    words = [t.up for t in cursor.rest()]
    if word == "POLICY":
        table = Cursor(cursor.tokens, find(cursor.tokens, "ON") + 1).name() if find(cursor.tokens, "ON") > 0 else None
        open_to_all = has(cursor.rest(), "(", "TRUE", ")")
        kind = AssetKind.TABLE if table else AssetKind.OTHER
        return Touch("policy", kind, table or name, Scope.ALL, (Trait.PUBLIC,) if open_to_all else (), at=verb)
    if word == "TYPE" and words[:2] in (["ADD", "VALUE"], ["OWNER", "TO"]):
        return Touch("alter_minor" if words[0] == "ADD" else "owner", AssetKind.OTHER, name, Scope.ALL, at=verb)
    if words[:1] in (["DISABLE"], ["SUSPEND"]) or words[:2] == ["DROP", "PUBLICATION"]:
        return Touch("suspend", AssetKind.OTHER, name, Scope.ALL, at=verb)
    traits = (Trait.STRUCTURE,) if word == "TYPE" and words[:1] in (["RENAME"], ["DROP"], ["ALTER"]) else ()
    return Touch("rename" if words[:2] == ["RENAME", "TO"] else "alter", AssetKind.OTHER, name, Scope.ALL, traits, at=verb)


def _compute(cursor: Cursor, verb: Token, name: Name) -> Touch:
    """What is billed while it runs: stopped, or made larger or never to stop by itself."""
    words = text_of(cursor.rest()).upper()
    if re.match(r"SUSPEND|ABORT", words):
        return Touch("suspend", AssetKind.CLUSTER, name, Scope.ALL, at=verb)
    costs = re.search(r"(WAREHOUSE_SIZE|MAX_CLUSTER_COUNT|SLOT_COUNT|CREDIT_QUOTA)\b|AUTO_SUSPEND\s*=\s*(0|NULL)\b", words)
    on = re.search(r"AUTO_SUSPEND\s*=\s*(0|NULL)\b", words)  # it never stops by itself
    traits = ((Trait.MONEY,) if costs else ()) + ((Trait.ENDLESS,) if on else ())
    return Touch("alter", AssetKind.CLUSTER, name, Scope.ALL, traits, at=verb)
