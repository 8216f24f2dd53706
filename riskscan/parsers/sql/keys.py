"""What names single rows of a table in a filter: ``column = value``, ``IN (values)`` and short ranges of a key."""

# ruff: noqa: E501
from __future__ import annotations

import re
from dataclasses import dataclass

from riskscan.model.artifact import has_hole
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import items, strip_quotes

LISTED = 50  # literals in one IN list that still count as naming the rows
_KEYS = frozenset(
    [
        "id", "uuid", "guid", "pk", "email", "key", "rowid", "objectid", "_id", "sku", "slug", "username", "login", "code", "number",
        "isbn", "ssn", "ctid",
    ]
)  # fmt: skip
_KEY_ENDINGS = ("id", "uuid", "guid", "key", "pk", "email", "code", "number", "no", "sk", "hash", "name")
_TYPED = frozenset(
    {"UUID", "DATE", "TIMESTAMP", "TIMESTAMPTZ", "TIME", "INTERVAL", "N", "X", "B", "NUMERIC", "BIGNUMERIC", "JSON", "DATETIME"}
)
_PREFIXES = frozenset(
    [
        "tbl", "t", "tb", "dim", "fact", "fct", "stg", "raw", "src", "app", "core", "vw", "v", "hist", "dbo", "mst", "mstr", "tmp", "f", "d",
        "base", "int", "mart", "snap", "new", "old", "live", "main",
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Own:
    """What names single rows of the changed table: its primary key where known, prefixes that mean it, the stem of its name."""

    keys: frozenset[str]
    owners: frozenset[str] | None
    stem: str

    def never_null(self) -> frozenset[str]:
        """Columns (lower case) that always hold a value above zero or a text."""
        return self.keys or frozenset({"id", "pk", "rowid", f"{self.stem}_id" if self.stem else "id"})


def stem_of(table: str) -> str:
    """What one row of the table is called: ``order`` for ``sales.dim_orders``; empty where the name is not known."""
    base = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", strip_quotes(table.rpartition(".")[2])).lower()
    if "{" in base or has_hole(base):
        return ""
    words = [w for w in base.split("_") if w]
    while len(words) > 1 and (words[0] in _PREFIXES or len(words[0]) <= 2):
        words = words[1:]
    if len(words) > 1 and words[-1] in ("tbl", "table", "v", "vw", "view", "history", "archive", "dim", "fact"):
        words = words[:-1]
    return "_".join([*words[:-1], _singular(words[-1])]) if words else ""


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "uses")) and len(word) > 4:
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def bare(tokens: list[Token]) -> list[Token]:
    """Without the brackets around the whole."""
    while len(tokens) > 2 and tokens[0].text == "(" and tokens[-1].text == ")":
        depth = 0
        for index, token in enumerate(tokens):
            depth += (token.text == "(") - (token.text == ")")
            if depth == 0 and index < len(tokens) - 1:
                return tokens
        tokens = tokens[1:-1]
    return tokens


def conjuncts(tokens: list[Token]) -> list[list[Token]]:
    """Parts at AND, but not at the AND of BETWEEN."""
    parts: list[list[Token]] = []
    for part in items(tokens, "AND"):
        if parts and any(t.up == "BETWEEN" for t in parts[-1]) and not any(t.up == "AND" for t in parts[-1]):
            parts[-1] = [*parts[-1], Token(Kind.WORD, "AND", "AND", 0, 0), *part]
        else:
            parts.append(part)
    return parts


def pinned(tokens: list[Token], own: Own) -> tuple[str, int]:
    """(column, how many values) of ``column = value``, ``IN (values)`` and ``BETWEEN 3 AND 7``; (empty, 0) for anything else."""
    tokens, between = _few_between(tokens)
    sign = next((n for n, t in enumerate(tokens) if t.text == "=" or t.up == "IN"), -1)
    if sign <= 0:
        return "", 0
    left, right = tokens[:sign], tokens[sign + 1 :]
    if tokens[sign].text == "=" and not is_column(left):
        left, right = right, left
    if not is_column(left):
        return "", 0
    if own.owners is not None and (len(left) < 3 or strip_quotes(left[-3].text).lower() not in own.owners):
        return "", 0
    if own.owners is None and len(left) >= 3 and own.stem and not _means(strip_quotes(left[-3].text).lower(), own.stem):
        return "", 0
    column = strip_quotes(left[-1].text)
    if tokens[sign].text == "=":
        return column, between if is_value(right) else 0
    inside = bare([*right]) if right and right[0].text == "(" else []
    values = items(inside)
    if not values or len(values) > LISTED or any(t.kind is Kind.PARAMETER or has_hole(t.text) for t in inside):
        return "", 0
    return column, len(values) if all(is_value(value) for value in values) else 0


def _few_between(tokens: list[Token]) -> tuple[list[Token], int]:
    """``a BETWEEN 3 AND 7`` as ``a = 7`` with the 5 values that it stands for; anything else as it is, with 1."""
    at = next((n for n, t in enumerate(tokens) if t.up == "BETWEEN"), -1)
    if at < 1 or len(tokens) != at + 4 or not (tokens[at + 1].text.isdecimal() and tokens[at + 3].text.isdecimal()):
        return tokens, 1
    count = int(tokens[at + 3].text) - int(tokens[at + 1].text) + 1
    if not 0 < count <= LISTED or tokens[at - 1].up == "NOT":
        return tokens, 1
    return [*tokens[:at], Token(Kind.SIGN, "=", "=", 0, 0), tokens[at + 3]], count


def _means(prefix: str, stem: str) -> bool:
    """Can the prefix of a column be the only table there is: its name, or a short alias?"""
    return stem_of(prefix) == stem or len(prefix) <= 3 or stem.endswith(stem_of(prefix))


def is_column(tokens: list[Token]) -> bool:
    """True for the name of a column, with or without its table."""
    names = [t for t in tokens if t.text != "."]
    return (
        bool(names)
        and len(tokens) == 2 * len(names) - 1
        and all(t.kind in (Kind.WORD, Kind.QUOTED) and not has_hole(t.text) for t in names)
    )


def is_value(tokens: list[Token]) -> bool:
    """A literal, a parameter or a variable, perhaps with a cast."""
    tokens = [t for t in bare(tokens) if t.text not in ("-", "+")]
    if len(tokens) >= 3 and tokens[1].text == "::":
        tokens = tokens[:1]
    if len(tokens) == 2 and tokens[0].up in _TYPED and tokens[1].kind is Kind.STRING:
        tokens = tokens[1:]  # UUID '...'
    if len(tokens) != 1:
        return False
    token = tokens[0]
    return token.kind in (Kind.STRING, Kind.NUMBER, Kind.PARAMETER, Kind.VARIABLE) or token.text[:1] == '"' or has_hole(token.text)


def is_key(column: str, own: Own) -> bool:
    """Does the column name single rows of this table? Another table's key (``customer_id`` on orders) names many."""
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", column).lower()
    if own.keys:
        return own.keys == {column.lower()} or plain in ("uuid", "guid", "rowid", "ctid")
    if plain in _KEYS:
        return True
    ending = next((e for e in _KEY_ENDINGS if plain.endswith("_" + e)), "")
    stem = plain.removesuffix("_" + ending) if ending else ""
    if not stem and own.stem and plain == own.stem.replace("_", "") + "id":
        return True  # orderid
    return bool(stem) and bool(own.stem) and stem == own.stem and ending != "name"
