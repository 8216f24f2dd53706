"""Accounts: CREATE and ALTER of users and roles, passwords in plain sight, and rights that are every right."""

from __future__ import annotations

from riskscan.knowledge.secrets import is_secret
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Scope, Trait
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import NAMELESS, Cursor, Name, string_value, strip_quotes
from riskscan.parsers.sql.script import Script
from riskscan.parsers.sql.touch import Touch


def secret_traits(tokens: list[Token]) -> tuple[Trait, ...]:
    """SECRET where a password or key stands in plain sight: ``PASSWORD 'x'``, ``IDENTIFIED BY 'x'``, ``AWS_SECRET_KEY = 'x'``."""
    for index, token in enumerate(tokens[:-1]):
        if token.kind is not Kind.WORD:
            continue
        following = tokens[index + 1 : index + 4]
        value = next((t for t in following if t.kind is Kind.STRING or (token.up == "BY" and t.kind in (Kind.QUOTED, Kind.WORD))), None)
        named = token.up in ("PASSWORD", "SECRET") or (token.up == "BY" and index and tokens[index - 1].up == "IDENTIFIED")
        if value is None or any(t.text in (",", "(", ")") for t in following[: following.index(value)]):
            continue
        text = string_value(value)
        shown = text.startswith(("{", "$", "<", "&", ":")) or not text or "_hole_" in text
        if (named and not shown and value.up not in ("NULL", "VALUES", "RANDOM")) or is_secret(token.text, text):
            return (Trait.SECRET,)
    return ()


_ADMIN = frozenset(
    [
        "SUPERUSER", "SYSADMIN", "ACCOUNTADMIN", "SECURITYADMIN", "DBA", "SUPER", "BYPASSRLS", "DB_OWNER", "ORGADMIN", "RDS_SUPERUSER",
        "CONTROL", "CREATEUSER",
    ]
)  # fmt: skip


def admin_traits(tokens: list[Token]) -> tuple[Trait, ...]:
    """ADMIN where every right is given."""
    return (Trait.ADMIN,) if any(strip_quotes(t.text).upper() in _ADMIN for t in tokens) else ()


def read_identity(cursor: Cursor, script: Script, verb: Token, family: str) -> list[Touch]:
    """CREATE or ALTER USER, ROLE, LOGIN, with passwords and rights."""
    found = []
    while True:
        cursor.take("IF", "EXISTS")
        quoted = cursor.next() if cursor.peek().kind is Kind.STRING and cursor.peek().text[:1] == "'" else None
        name = Name(string_value(quoted)) if quoted else cursor.name() or NAMELESS
        if cursor.peek().text == "@" or (quoted and cursor.peek().text.startswith("@")):
            cursor.at += 2
        traits = admin_traits(cursor.rest()) + secret_traits(cursor.rest())
        found.append(Touch(family, AssetKind.IDENTITY, name, Scope.ALL, traits, at=verb))
        if not (cursor.take(",") and cursor.peek().kind in (Kind.WORD, Kind.STRING, Kind.QUOTED)):
            return found
