"""Statements that change who may do what: GRANT, REVOKE, DENY, default privileges, members of roles."""

from __future__ import annotations

import re
from dataclasses import replace

from riskscan.model.asset import AssetKind
from riskscan.model.effect import Scope, Trait
from riskscan.parsers.sql.identities import admin_traits
from riskscan.parsers.sql.lexer import Token
from riskscan.parsers.sql.names import NAMELESS, Cursor, Name, find, has, items, strip_quotes, text_of
from riskscan.parsers.sql.open_values import is_open, open_name
from riskscan.parsers.sql.script import Script
from riskscan.parsers.sql.touch import Touch
from riskscan.parsers.sql.what import KINDS, PHRASES

_EVERYONE = frozenset({"PUBLIC", "ALLUSERS", "ALLAUTHENTICATEDUSERS", "ANONYMOUS", "GUEST", "ACCOUNT USERS"})


_ADMIN_ROLES = re.compile(r"(?i)roles/(owner|editor|bigquery\.(admin|dataOwner)|\w*\.?admin\b)")  # Google Cloud
_OTHERS = frozenset({"OBJECT", "SEQUENCE", "LANGUAGE", "DATASHARE", "ROUTINE", "TYPE", "INTEGRATION", "FILE", "DOMAIN"})
_OUTSIDERS = frozenset({"SHARE", "RECIPIENT", "ACCOUNT", "NAMESPACE"})


def grantees(tokens: list[Token], word: str) -> list[str]:
    """The names after TO or FROM."""
    at = find(tokens, word)
    if at < 0:
        return []
    stop = find(tokens, "WITH", "CASCADE", "RESTRICT", "GRANTED", "AS", "COPY", "REVOKE", start=at + 1)
    found = []
    for part in items(tokens[at + 1 : stop if stop > 0 else len(tokens)]):
        left = [t for t in part if t.up not in ("ROLE", "USER", "GROUP", "DATABASE", "SHARE", "IDENTIFIED", "BY", "@", "APPLICATION")]
        name = Cursor(left).name()
        found += [name.text] if name is not None else [strip_quotes(t.text) for t in left[:1]]
    return found


def read_grant(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    """GRANT and REVOKE of rights on things, of roles to users, and DENY."""
    cursor.next()
    tokens = cursor.tokens
    take_away = verb.up in ("REVOKE", "DENY")
    cursor.take("GRANT", "OPTION", "FOR")
    whom = grantees(tokens, "TO") or grantees(tokens, "FROM")
    on = find(tokens, "ON")
    rights = tokens[1 : on if on > 0 else max(find(tokens, "TO", "FROM"), 1)]
    traits: tuple[Trait, ...] = ()
    if not take_away:
        if any(w.upper() in _EVERYONE or w == "%" for w in whom):
            traits += (Trait.PUBLIC,)
        if any(t.up in ("ALL", "OWNERSHIP", "ANY") for t in rights) or admin_traits(rights) or _ADMIN_ROLES.search(text_of(rights)):
            traits += (Trait.ADMIN,)
    if any(t.up == "CASCADE" for t in tokens):
        traits += (Trait.CASCADE,)
    family = "revoke" if take_away else "grant"
    if on < 0:
        role = Name(", ".join(w for w in whom) or "{account}")
        return [Touch(f"{family}_role", AssetKind.IDENTITY, role, Scope.ALL, traits, at=verb)]
    if not take_away and goes_outside(tokens):
        traits += (Trait.OUTSIDE,)
    runs = bool(rights) and rights[0].up in ("EXEC", "EXECUTE")  # a right to run: what it is given on is a routine
    objects = _objects(Cursor(tokens, on + 1))
    if runs:
        objects = [(AssetKind.FUNCTION if kind is AssetKind.TABLE else kind, name) for kind, name in objects]
    passed_on = not take_away and has(tokens, "WITH", "GRANT", "OPTION")
    notes = (script.note("Who gets the rights may pass them on to others.", verb.start, tokens[-1].end),) if passed_on else ()
    found = [Touch(family, kind, name, Scope.ALL, traits, notes=notes, sources=tuple(whom), at=verb) for kind, name in objects]
    anyone = "" if take_away or Trait.PUBLIC in traits else _open_grantee(tokens)
    return [*found, *(replace(touch, traits=(*touch.traits, Trait.PUBLIC), only_if=anyone) for touch in found if anyone)]


def _open_grantee(tokens: list[Token]) -> str:
    """The name of the value that says who gets the rights, where only the run knows it."""
    at = find(tokens, "TO")
    return open_name(tokens[at + 1]) if 0 < at < len(tokens) - 1 and is_open(tokens[at + 1]) else ""


def goes_outside(tokens: list[Token]) -> bool:
    """True where rights go to a share, a recipient or another account: others outside read the data."""
    at = find(tokens, "TO")
    return at > 0 and at + 2 < len(tokens) and tokens[at + 1].up in _OUTSIDERS


def _objects(cursor: Cursor) -> list[tuple[AssetKind, Name]]:
    """What rights are given on: ``TABLE a, b``, ``ALL TABLES IN SCHEMA s``, ``SCHEMA::s``, ``*.*``, ``db.*``."""
    for word in ("ALL", "FUTURE"):
        if cursor.take(word):
            at = find(cursor.rest(), "IN")
            if at < 0:
                break
            cursor.at += at + 1
            kind = KINDS.get(cursor.next().up, AssetKind.SCHEMA)
            return [(kind, name) for name in _names(cursor)]
    if cursor.peek().text == "*":
        return [(AssetKind.DATABASE, Name("*.*" if cursor.peek(1).text == "." else "*"))]
    if cursor.take("ACCOUNT"):
        return [(AssetKind.SERVER, Name("the whole account"))]
    if cursor.peek().up == "FOREIGN":
        cursor.at += 1
    kind = AssetKind.TABLE
    class_ends = next((n for n, t in enumerate(cursor.rest()[:5]) if t.text == "::"), 0)  # SQL Server: DATABASE SCOPED CREDENTIAL::x
    if class_ends > 1:
        kind = KINDS.get(cursor.peek(class_ends - 1).up, AssetKind.OTHER)
        cursor.at += class_ends + 1
    elif (known := next((known for words, known in PHRASES if cursor.take(*words)), "")) and cursor.peek().text not in (".", ","):
        kind = KINDS.get(known, AssetKind.OTHER)
    elif cursor.peek().up in KINDS and cursor.peek(1).text not in (".", ",", "") and cursor.peek(1).up not in ("TO", "FROM"):
        kind = KINDS[cursor.next().up]
        cursor.take("::")
    elif cursor.peek().up in _OTHERS and cursor.peek(1).text not in (".", ","):
        kind = AssetKind.OTHER if cursor.next().up != "OBJECT" else AssetKind.TABLE
        cursor.take("::")
    found = [(kind if not n.text.endswith(".*") else AssetKind.SCHEMA, Name(n.text.removesuffix(".*"), n.match)) for n in _names(cursor)]
    return found or [(kind, NAMELESS)]


def _names(cursor: Cursor) -> list[Name]:
    found: list[Name] = []
    while True:
        name = cursor.name()
        if name is None:
            break
        if cursor.peek().text == "*":
            cursor.at += 1
            name = Name(f"{name.text}.*", name.match)
        cursor.skip_brackets()
        found.append(name)
        if not cursor.take(","):
            break
    return found or [NAMELESS]


def read_default_privileges(cursor: Cursor, script: Script, verb: Token) -> list[Touch]:
    """ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT ...: who may use what is made later."""
    at = find(cursor.tokens, "SCHEMA")
    name = Cursor(cursor.tokens, at + 1).name() if at > 0 else None
    inner = find(cursor.tokens, "GRANT", "REVOKE")
    given = read_grant(Cursor(cursor.tokens[inner:]), script, cursor.tokens[inner]) if inner > 0 else []
    traits = given[0].traits if given else ()
    sources = given[0].sources if given else ()
    target = name or Name("all new tables")
    return [
        Touch("default_privileges", AssetKind.SCHEMA, target, Scope.ALL, traits, sources=sources, at=verb),
        *(
            Touch("default_privileges", AssetKind.SCHEMA, target, Scope.ALL, touch.traits, sources=sources, at=verb, only_if=touch.only_if)
            for touch in given
            if touch.only_if
        ),
    ]


def read_member(cursor: Cursor, verb: Token) -> list[Touch]:
    """T-SQL: ALTER ROLE db_owner ADD MEMBER jane."""
    role = cursor.name() or NAMELESS
    at = find(cursor.tokens, "MEMBER")
    member = Cursor(cursor.tokens, at + 1).name() or NAMELESS
    family = "revoke_role" if any(t.up == "DROP" for t in cursor.tokens) else "grant_role"
    admin = admin_traits(cursor.tokens[:at]) if family == "grant_role" else ()
    return [Touch(family, AssetKind.IDENTITY, member if member.text else role, Scope.ALL, admin, at=verb)]
