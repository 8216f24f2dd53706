"""What a filter says: which part of the rows it leaves in."""

from __future__ import annotations

from dataclasses import dataclass

from riskscan.model.artifact import has_hole
from riskscan.model.effect import Scope
from riskscan.parsers.sql.keys import LISTED, Own, bare, conjuncts, is_column, is_key, pinned, stem_of
from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.names import find, items, strip_quotes
from riskscan.parsers.sql.nearly_all import spares, takes_all
from riskscan.parsers.sql.sources import sources
from riskscan.parsers.sql.tautology import always_true, never_true
from riskscan.parsers.sql.ties import untied
from riskscan.parsers.sql.trees import Budget

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
    spares: int = 0  # how many rows it names by key to leave them out: all others are taken
    open_ended: bool = False  # ``@id IS NULL OR id = @id``: without a value it keeps nothing out


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
    own = Own(keys, owners, stem_of(table))
    if always_true(tokens, dialect, own.never_null(), budget) or any(takes_all(part, own) for part in items(bare(tokens), "OR")):
        return Filter(Scope.ALL, always=True, parts=parts)
    if never_true(tokens, dialect, budget):
        return Filter(Scope.SOME, never=True, parts=parts)
    inside = bare(tokens)
    spared = spares(inside, own) if len(items(inside, "AND")) == 1 and len(items(inside, "OR")) == 1 else 0
    if spared:
        return Filter(Scope.UNKNOWN, parts=parts, spares=spared)
    if _apart(inside):
        return Filter(Scope.ALL, parts=parts, apart=True)
    if _asks_only_for_a_value(inside):
        return Filter(Scope.SOME, parts=parts, unless_null=strip_quotes(inside[-4].text))
    wide = next((c for c in (bare(part) for part in items(inside, "OR")) if _asks_only_for_a_value(c)), None)
    if wide is not None and len(items(inside, "OR")) > 1:
        return Filter(Scope.UNKNOWN, parts=parts, unless_null=strip_quotes(wide[-4].text))  # the rest of the filter counts for nothing
    if _open_without_value(tokens, own):
        return Filter(Scope.UNKNOWN, parts=parts, open_ended=True)
    named = _named(tokens, own)
    return Filter(Scope.ONE if named else Scope.SOME, by_key=named, parts=parts)


def _asks_only_for_a_value(tokens: list[Token]) -> bool:
    return [t.up for t in tokens[-3:]] == ["IS", "NOT", "NULL"] and is_column(tokens[:-3])


def _apart(tokens: list[Token]) -> bool:
    """``EXISTS (SELECT 1 FROM other)`` with nothing that ties it to the changed row."""
    at = 1 if tokens[0].up == "NOT" else 0
    if len(tokens) < at + 5 or tokens[at].up != "EXISTS" or bare(tokens[at + 1 :]) == tokens[at + 1 :]:
        return False
    body = bare(tokens[at + 1 :])
    if any(t.up in ("JOIN", "LATERAL", "UNION", "HAVING", "APPLY") or t.kind is Kind.PARAMETER for t in body) or find(body, "FROM") < 0:
        return False
    where, tables = where_of(body), sources(body)
    if not tables or any(not s.name.text for s in tables):
        return False
    return not where or untied(where, (), {s.alias or s.name.base.lower() for s in tables})


def _parts(tokens: list[Token]) -> tuple[str, ...]:
    """The AND-ed conditions as texts for comparing two filters; one text where an OR stands among them."""
    inside = bare(tokens)
    conditions = [inside] if find(inside, "OR") >= 0 else conjuncts(inside)
    return tuple(sorted("".join(t.up if t.kind is Kind.WORD else t.text for t in part) for part in conditions))


def _open_without_value(tokens: list[Token], own: Own) -> bool:
    """``@id IS NULL OR id = @id``, ``id = ISNULL(@id, id)``: one AND-ed part, and every other part, falls away where no value comes."""
    return all(_falls_away(part) for part in conjuncts(bare(tokens)))


def _falls_away(part: list[Token]) -> bool:
    part = bare(part)
    for choice in items(part, "OR"):
        words = [t.up for t in bare(choice)]
        given = bool(choice) and bare(choice)[0].kind in (Kind.VARIABLE, Kind.PARAMETER)
        if _without_column(bare(choice)):
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


def _named(tokens: list[Token], own: Own, level: int = 0) -> int:
    """How many rows the filter names by key: the AND-ed parts must name the whole key, and every OR-ed one too."""
    tokens = bare(tokens)
    if level > 8:
        return 0
    choices = items(tokens, "OR")
    if len(choices) > 1:
        counts = [_named(choice, own, level + 1) for choice in choices]
        return sum(counts) if all(counts) and sum(counts) <= LISTED else 0
    parts = conjuncts(tokens)
    found: dict[str, int] = {}
    counts = []
    for part in parts:
        inner = bare(part)
        if len(items(inner, "OR")) > 1 or len(conjuncts(inner)) > 1:
            counts.append(_named(inner, own, level + 1))
            continue
        column, count = pinned(inner, own)
        if count:
            found[column] = count
    lower = {column.lower(): count for column, count in found.items()}
    if own.keys and own.keys <= lower.keys():
        product = 1
        for column in own.keys:
            product *= lower[column]
        counts.append(product if product <= LISTED else 0)
    counts += [count for column, count in found.items() if is_key(column, own)]
    return min((c for c in counts if c), default=0)
