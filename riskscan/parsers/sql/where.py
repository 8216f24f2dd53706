"""What a filter says: which part of the rows it leaves in."""

# ruff: noqa: E501
from __future__ import annotations

import re
from dataclasses import dataclass

from riskscan.model.artifact import has_hole
from riskscan.model.effect import Scope
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import find, items, strip_quotes
from riskscan.parsers.sql.sources import sources
from riskscan.parsers.sql.tautology import always_true, never_true
from riskscan.parsers.sql.ties import untied
from riskscan.parsers.sql.trees import Budget

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
    never: bool = False  # lets no row through
    unless_null: str = ""  # the column that is all that it asks for: IS NOT NULL
    apart: bool = False  # it speaks of other tables alone: all rows or none
    open_ended: bool = False  # ``@id IS NULL OR id = @id``: without a value it keeps nothing out


@dataclass(frozen=True, slots=True)
class _Own:
    """What names single rows of the changed table: its primary key where known, prefixes that mean it, the stem of its name."""

    keys: frozenset[str]
    owners: frozenset[str] | None
    stem: str

    def never_null(self) -> frozenset[str]:
        """Columns (lower case) that always hold a value above zero or a text."""
        return self.keys or frozenset({"id", "pk", "rowid", f"{self.stem}_id" if self.stem else "id"})


NONE = Filter(Scope.ALL)


def where_of(tokens: list[Token], start: int = 0) -> list[Token]:
    """The tokens between WHERE and what ends it; empty where there is no WHERE outside brackets."""
    at = find(tokens, "WHERE", start=start)
    if at < 0:
        return []
    stop = find(tokens, *_ENDS, start=at + 1)
    return tokens[at + 1 : stop if stop > 0 else len(tokens)]


def judge(
    tokens: list[Token], dialect: str, budget: Budget, keys: frozenset[str], owners: frozenset[str] | None = None, table: str = ""
) -> Filter:
    """What the tokens of a WHERE leave in.

    ``keys``: the whole primary key where it is known; ``owners``: prefixes that mean the changed table, None for any; ``table``: its name.
    """
    if not tokens:
        return NONE
    parts = _parts(tokens)
    if len(tokens) == 1 and (tokens[0].kind is Kind.PARAMETER or has_hole(tokens[0].text)):
        return Filter(Scope.UNKNOWN, parts=parts)
    if any(t.up == "CURRENT" for t in tokens[:1]):
        return Filter(Scope.ONE, by_key=1, parts=parts)
    own = _Own(keys, owners, _stem(table))
    if always_true(tokens, dialect, own.never_null(), budget):
        return Filter(Scope.ALL, always=True, parts=parts)
    if never_true(tokens, dialect, budget):
        return Filter(Scope.SOME, never=True, parts=parts)
    inside = _open(tokens)
    if _apart(inside):
        return Filter(Scope.ALL, parts=parts, apart=True)
    if _asks_only_for_a_value(inside):
        return Filter(Scope.SOME, parts=parts, unless_null=strip_quotes(inside[-4].text))
    wide = next((c for c in (_open(part) for part in items(inside, "OR")) if _asks_only_for_a_value(c)), None)
    if wide is not None and len(items(inside, "OR")) > 1:
        return Filter(Scope.SOME, parts=parts, unless_null=strip_quotes(wide[-4].text))
    if _open_without_value(tokens, own):
        return Filter(Scope.UNKNOWN, parts=parts, open_ended=True)
    named = _named(tokens, own)
    return Filter(Scope.ONE if named else Scope.SOME, by_key=named, parts=parts)


def _asks_only_for_a_value(tokens: list[Token]) -> bool:
    return [t.up for t in tokens[-3:]] == ["IS", "NOT", "NULL"] and _is_column(tokens[:-3])


def _apart(tokens: list[Token]) -> bool:
    """``EXISTS (SELECT 1 FROM other)`` with nothing that ties it to the changed row."""
    at = 1 if tokens[0].up == "NOT" else 0
    if len(tokens) < at + 5 or tokens[at].up != "EXISTS" or _open(tokens[at + 1 :]) == tokens[at + 1 :]:
        return False
    body = _open(tokens[at + 1 :])
    if any(t.up in ("JOIN", "LATERAL", "UNION", "HAVING", "APPLY") or t.kind is Kind.PARAMETER for t in body) or find(body, "FROM") < 0:
        return False
    where, tables = where_of(body), sources(body)
    if not tables or any(not s.name.text for s in tables):
        return False
    return not where or untied(where, (), {s.alias or s.name.base.lower() for s in tables})


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


def _parts(tokens: list[Token]) -> tuple[str, ...]:
    """The AND-ed conditions as texts for comparing two filters; one text where an OR stands among them."""
    inside = _open(tokens)
    conditions = [inside] if find(inside, "OR") >= 0 else _conjuncts(inside)
    return tuple(sorted("".join(t.up if t.kind is Kind.WORD else t.text for t in part) for part in conditions))


def _stem(table: str) -> str:
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


def _open_without_value(tokens: list[Token], own: _Own) -> bool:
    """``@id IS NULL OR id = @id``, ``id = ISNULL(@id, id)``: one AND-ed part, and every other part, falls away where no value comes."""
    return all(_falls_away(part) for part in _conjuncts(_open(tokens)))


def _falls_away(part: list[Token]) -> bool:
    part = _open(part)
    for choice in items(part, "OR"):
        words = [t.up for t in _open(choice)]
        given = bool(choice) and _open(choice)[0].kind in (Kind.VARIABLE, Kind.PARAMETER)
        if _without_column(_open(choice)):
            return True
        if given and len(words) == 3 and (words[1:] == ["IS", "NULL"] or (words[1] == "=" and words[2] in ("''", "NULL", "0"))):
            return True
    at = next((n for n, t in enumerate(part) if t.up in ("ISNULL", "COALESCE", "NVL", "IFNULL") and part[n + 1 : n + 2]), -1)
    if at < 2 or part[at - 1].text not in ("=", "LIKE") or part[-1].text != ")" or part[at + 1].text != "(":
        return False
    values = items(part[at + 2 : -1])
    column = [t.up for t in part[: at - 1]]
    return len(values) == 2 and values[0][0].kind in (Kind.VARIABLE, Kind.PARAMETER) and [t.up for t in values[1]][-1:] == column[-1:]


def _without_column(tokens: list[Token]) -> bool:
    """``:all = 1``: a condition on nothing but what is handed in, which lets every row through or none."""
    plain = all(t.kind in (Kind.PARAMETER, Kind.VARIABLE, Kind.NUMBER, Kind.STRING, Kind.SIGN) for t in tokens)
    return (
        plain and any(t.kind in (Kind.PARAMETER, Kind.VARIABLE) for t in tokens) and all(t.text not in ("(", ")", ",", ".") for t in tokens)
    )


def _named(tokens: list[Token], own: _Own, level: int = 0) -> int:
    """How many rows the filter names by key: the AND-ed parts must name the whole key, and every OR-ed one too."""
    tokens = _open(tokens)
    if level > 8:
        return 0
    choices = items(tokens, "OR")
    if len(choices) > 1:
        counts = [_named(choice, own, level + 1) for choice in choices]
        return sum(counts) if all(counts) and sum(counts) <= LISTED else 0
    parts = _conjuncts(tokens)
    pinned: dict[str, int] = {}
    counts = []
    for part in parts:
        inner = _open(part)
        if len(items(inner, "OR")) > 1 or len(_conjuncts(inner)) > 1:
            counts.append(_named(inner, own, level + 1))
            continue
        column, count = _pinned(inner, own)
        if count:
            pinned[column] = count
    lower = {column.lower(): count for column, count in pinned.items()}
    if own.keys and own.keys <= lower.keys():
        product = 1
        for column in own.keys:
            product *= lower[column]
        counts.append(product if product <= LISTED else 0)
    counts += [count for column, count in pinned.items() if _is_key(column, own)]
    return min((c for c in counts if c), default=0)


def _conjuncts(tokens: list[Token]) -> list[list[Token]]:
    """Parts at AND, but not at the AND of BETWEEN."""
    parts: list[list[Token]] = []
    for part in items(tokens, "AND"):
        if parts and any(t.up == "BETWEEN" for t in parts[-1]) and not any(t.up == "AND" for t in parts[-1]):
            parts[-1] = [*parts[-1], Token(Kind.WORD, "AND", "AND", 0, 0), *part]
        else:
            parts.append(part)
    return parts


def _pinned(tokens: list[Token], own: _Own) -> tuple[str, int]:
    """(column, how many values) of ``column = value``, ``IN (values)`` and ``BETWEEN 3 AND 7``; (empty, 0) for anything else."""
    tokens, between = _few_between(tokens)
    sign = next((n for n, t in enumerate(tokens) if t.text == "=" or t.up == "IN"), -1)
    if sign <= 0:
        return "", 0
    left, right = tokens[:sign], tokens[sign + 1 :]
    if tokens[sign].text == "=" and not _is_column(left):
        left, right = right, left
    if not _is_column(left):
        return "", 0
    if own.owners is not None and (len(left) < 3 or strip_quotes(left[-3].text).lower() not in own.owners):
        return "", 0
    if own.owners is None and len(left) >= 3 and own.stem and not _means(strip_quotes(left[-3].text).lower(), own.stem):
        return "", 0
    column = strip_quotes(left[-1].text)
    if tokens[sign].text == "=":
        return column, between if _is_value(right) else 0
    inside = _open([*right]) if right and right[0].text == "(" else []
    values = items(inside)
    if not values or len(values) > LISTED or any(t.kind is Kind.PARAMETER or has_hole(t.text) for t in inside):
        return "", 0
    return column, len(values) if all(_is_value(value) for value in values) else 0


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
    return _stem(prefix) == stem or len(prefix) <= 3 or stem.endswith(_stem(prefix))


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
    if len(tokens) == 2 and tokens[0].up in _TYPED and tokens[1].kind is Kind.STRING:
        tokens = tokens[1:]  # UUID '...'
    if len(tokens) != 1:
        return False
    token = tokens[0]
    return token.kind in (Kind.STRING, Kind.NUMBER, Kind.PARAMETER, Kind.VARIABLE) or token.text[:1] == '"' or has_hole(token.text)


def _is_key(column: str, own: _Own) -> bool:
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
