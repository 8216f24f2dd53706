"""What a filter says: which part of the rows it leaves in."""

# ruff: noqa: E501
from __future__ import annotations

import re
from dataclasses import dataclass

from riskscan.model.artifact import has_hole
from riskscan.model.effect import Scope
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import find, items, strip_quotes
from riskscan.parsers.sql.tautology import always_true
from riskscan.parsers.sql.trees import Budget

LISTED = 50  # literals in one IN list that still count as naming the rows
_KEYS = frozenset(
    [
        "id", "uuid", "guid", "pk", "email", "key", "rowid", "objectid", "_id", "sku", "slug", "username", "login", "code", "number",
        "isbn", "ssn",
    ]
)  # fmt: skip
_KEY_ENDINGS = ("_id", "_uuid", "_guid", "_key", "_pk", "_email", "_code", "_number", "_no", "_sk", "_hash")
_GROUPS = frozenset(
    [
        "tenant", "country", "status", "type", "category", "region", "org", "organization", "organisation", "company", "store", "shop",
        "batch", "group", "role", "department", "dept", "team", "state", "currency", "language", "lang", "locale", "campaign", "source",
        "parent", "site", "workspace", "project", "zip", "postal", "post", "area", "error", "reason", "class", "product_type",
        "channel", "owner", "created_by", "updated_by", "warehouse", "brand", "market", "segment", "plan", "tier", "run", "job",
        "import", "load", "file", "version", "year", "month", "day", "date",
    ]
)  # fmt: skip
_ENDS = (
    "RETURNING",
    "ORDER",
    "LIMIT",
    "GROUP",
    "HAVING",
    "OPTION",
    "OUTPUT",
    "QUALIFY",
    "WINDOW",
    "UNION",
    "EXCEPT",
    "INTERSECT",
    "LOG",
    "FETCH",
    "FOR",
)


@dataclass(frozen=True, slots=True)
class Filter:
    """``by_key``: its rows are named by key. ``parts``: its AND-ed conditions, normalised, for comparing two filters."""

    scope: Scope
    always: bool = False
    by_key: int = 0  # how many keys are named; 0: not by key
    parts: tuple[str, ...] = ()


NONE = Filter(Scope.ALL)


def where_of(tokens: list[Token], start: int = 0) -> list[Token]:
    """The tokens between WHERE and what ends it; empty where there is no WHERE outside brackets."""
    at = find(tokens, "WHERE", start=start)
    if at < 0:
        return []
    stop = find(tokens, *_ENDS, start=at + 1)
    return tokens[at + 1 : stop if stop > 0 else len(tokens)]


def judge(tokens: list[Token], dialect: str, budget: Budget, keys: frozenset[str], owners: frozenset[str] | None = None) -> Filter:
    """What the tokens of a WHERE leave in. ``keys``: primary-key columns; ``owners``: prefixes that mean the changed table, None for any."""
    if not tokens:
        return NONE
    parts = tuple(sorted("".join(t.up if t.kind is Kind.WORD else t.text for t in part) for part in items(_open(tokens), "AND")))
    if len(tokens) == 1 and (tokens[0].kind is Kind.PARAMETER or has_hole(tokens[0].text)):
        return Filter(Scope.UNKNOWN, parts=parts)
    if any(t.up == "CURRENT" for t in tokens[:1]):
        return Filter(Scope.ONE, by_key=1, parts=parts)
    if always_true(tokens, dialect, keys | {"id"}, budget):
        return Filter(Scope.ALL, always=True, parts=parts)
    named = _named(tokens, keys, owners)
    return Filter(Scope.ONE if named else Scope.SOME, by_key=named, parts=parts)


def _open(tokens: list[Token]) -> list[Token]:
    """Without the brackets around the whole."""
    while len(tokens) > 2 and tokens[0].text == "(" and tokens[-1].text == ")":
        depth = 0
        for index, token in enumerate(tokens):
            depth += (token.text == "(") - (token.text == ")")
            if depth == 0 and index < len(tokens) - 1:
                return tokens
        tokens = tokens[1:-1]
    return tokens


def _named(tokens: list[Token], keys: frozenset[str], owners: frozenset[str] | None, level: int = 0) -> int:
    """How many rows the filter names by key: at least one AND-ed part must, and every OR-ed one."""
    tokens = _open(tokens)
    if level > 8:
        return 0
    choices = items(tokens, "OR")
    if len(choices) > 1:
        counts = [_named(choice, keys, owners, level + 1) for choice in choices]
        return sum(counts) if all(counts) and sum(counts) <= LISTED else 0
    parts = _conjuncts(tokens)
    if len(parts) > 1:
        counts = [c for part in parts if (c := _named(part, keys, owners, level + 1))]
        return min(counts) if counts else 0
    return _key_part(tokens, keys, owners)


def _conjuncts(tokens: list[Token]) -> list[list[Token]]:
    """Parts at AND, but not at the AND of BETWEEN."""
    parts: list[list[Token]] = []
    for part in items(tokens, "AND"):
        if parts and any(t.up == "BETWEEN" for t in parts[-1]) and not any(t.up == "AND" for t in parts[-1]):
            parts[-1] = [*parts[-1], Token(Kind.WORD, "AND", "AND", 0, 0), *part]
        else:
            parts.append(part)
    return parts


def _key_part(tokens: list[Token], keys: frozenset[str], owners: frozenset[str] | None) -> int:
    sign = next((n for n, t in enumerate(tokens) if t.text == "=" or t.up == "IN"), -1)
    if sign <= 0:
        return 0
    left, right = tokens[:sign], tokens[sign + 1 :]
    if tokens[sign].text == "=" and not _is_column(left):
        left, right = right, left
    if not _is_column(left) or not _is_key(left, keys, owners):
        return 0
    if tokens[sign].text == "=":
        return 1 if _is_value(right) else 0
    inside = _open([*right]) if right and right[0].text == "(" else []
    values = items(inside)
    if not values or len(values) > LISTED or any(t.kind is Kind.PARAMETER or has_hole(t.text) for t in inside):
        return 0
    return len(values) if all(_is_value(value) for value in values) else 0


def _is_column(tokens: list[Token]) -> bool:
    names = [t for t in tokens if t.text != "."]
    return (
        bool(names)
        and len(tokens) == 2 * len(names) - 1
        and all(t.kind in (Kind.WORD, Kind.QUOTED) and not has_hole(t.text) for t in names)
    )


def _is_value(tokens: list[Token]) -> bool:
    """A literal, a parameter or a variable, perhaps with a cast."""
    tokens = [t for t in _open(tokens) if t.text not in ("-", "+")]
    if len(tokens) >= 3 and tokens[1].text == "::":
        tokens = tokens[:1]
    if len(tokens) == 2 and tokens[0].kind is Kind.WORD and tokens[1].kind is Kind.STRING:
        tokens = tokens[1:]  # UUID '...'
    if len(tokens) != 1:
        return False
    token = tokens[0]
    return token.kind in (Kind.STRING, Kind.NUMBER, Kind.PARAMETER, Kind.VARIABLE) or token.text[:1] == '"' or has_hole(token.text)


def _is_key(tokens: list[Token], keys: frozenset[str], owners: frozenset[str] | None) -> bool:
    """Does the column look like one that names single rows?"""
    raw = strip_quotes(tokens[-1].text)
    if owners is not None and (len(tokens) < 3 or strip_quotes(tokens[-3].text).lower() not in owners):
        return False
    column = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", raw).lower()
    if column in _KEYS or raw.lower() in keys:
        return True
    ending = next((e for e in _KEY_ENDINGS if column.endswith(e)), "")
    return bool(ending) and column.removesuffix(ending).split("_")[-1] not in _GROUPS
