"""Does a filter keep anything out? Decided by trying it on boundary values in an in-process SQLite, never against a real database.

The clause is taken apart at AND and OR; each part with up to three columns and no calls or subqueries is evaluated over every literal's
neighbours, NULL, and a few usual values. What cannot be evaluated counts as keeping something out.
"""

# ruff: noqa: E501
from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from riskscan.parsers.sql.lexer import Kind, Token
from riskscan.parsers.sql.trees import Budget, tree_of

if TYPE_CHECKING:
    from sqlglot import exp

COLUMNS = 3
_HINTS = frozenset(
    [
        "OR", "TRUE", "NOT", "LIKE", "ILIKE", "REGEXP", "RLIKE", "SIMILAR", "COALESCE", "IFNULL", "NVL", "EXISTS", "ISNULL", "BETWEEN",
    ]
)  # fmt: skip
_WORD = Token(Kind.WORD, "SELECT", "SELECT", 0, 0)


def suspicious(tokens: list[Token]) -> bool:
    """True where a closer look is worth it: a cheap test on tokens that lets the usual filters pass."""
    plain = [t for t in tokens if t.text not in "()"]
    if any(t.up in _HINTS for t in plain if t.kind is Kind.WORD) or len(plain) < 3:
        return True
    for index in range(1, len(plain) - 1):
        left, right = plain[index - 1], plain[index + 1]
        if plain[index].text not in ("=", "<=", ">=", "<", ">", "<>", "!="):
            continue
        literals = (Kind.NUMBER, Kind.STRING)
        if (left.kind in literals and right.kind in literals) or left.up == right.up:
            return True
    return False


def always_true(tokens: list[Token], dialect: str, never_null: frozenset[str], budget: Budget) -> bool:
    """True where the filter lets every row through; ``never_null``: columns (lower case) that always hold a value."""
    keyed = any(t.up.lower() in never_null for t in tokens if t.kind is Kind.WORD)
    if not tokens or not (suspicious(tokens) or keyed):
        return False
    head = Token(Kind.WORD, "SELECT 1 WHERE", "SELECT", tokens[0].start - 16, tokens[0].start - 1)
    for candidate in dict.fromkeys((dialect, "")):
        tree = tree_of([head, *tokens], candidate, budget)
        where = tree.args.get("where") if tree is not None else None
        if where is not None:
            return _always(where.this, never_null)
    return _plainly_true(tokens)


def never_true(tokens: list[Token], dialect: str, budget: Budget) -> bool:
    """True where the filter lets no row through, for sure: ``1 = 0``, FALSE, ``a = NULL``; never from trying values alone."""
    if not any(t.up in ("NULL", "FALSE") or t.kind in (Kind.NUMBER, Kind.STRING) for t in tokens):
        return False
    if not (any(t.up in ("NULL", "FALSE") for t in tokens) or _constant_pair(tokens) or len(tokens) == 1):
        return False
    head = Token(Kind.WORD, "SELECT 1 WHERE", "SELECT", tokens[0].start - 16, tokens[0].start - 1)
    tree = tree_of([head, *tokens], dialect, budget)
    where = tree.args.get("where") if tree is not None else None
    return where is not None and _never(where.this, dialect)


def _constant_pair(tokens: list[Token]) -> bool:
    literals = (Kind.NUMBER, Kind.STRING)
    return any(
        a.kind in literals and b.text in ("=", "<>", "!=", "<", ">") and c.kind in literals
        for a, b, c in zip(tokens, tokens[1:], tokens[2:], strict=False)
    )


def _never(node: exp.Expression, dialect: str) -> bool:
    from sqlglot import exp

    if isinstance(node, exp.Paren):
        return _never(node.this, dialect)
    if isinstance(node, exp.And):
        return any(_never(part, dialect) for part in node.flatten() if isinstance(part, exp.Expression))
    if isinstance(node, exp.Or):
        return all(_never(part, dialect) for part in node.flatten() if isinstance(part, exp.Expression))
    if isinstance(node, exp.EQ | exp.NEQ) and isinstance(node.expression, exp.Null):
        return dialect != "tsql"
    if node.find(exp.Column, exp.Anonymous, exp.Select, exp.Subquery, exp.Parameter, exp.Placeholder, exp.Func):
        return False
    return _try(exp.not_(exp.func("COALESCE", node.copy(), exp.false())), []) is True


def _plainly_true(tokens: list[Token]) -> bool:
    """Without a tree: ``1 = 1`` or TRUE alone, or behind an OR."""
    texts = [t.up for t in tokens if t.text not in "()"]
    for index in range(len(texts)):
        if index and texts[index - 1] != "OR":
            continue
        tail = texts[index + 3 : index + 4]
        if texts[index : index + 3] in (["1", "=", "1"], ["'1'", "=", "'1'"]) and tail in ([], ["OR"]):
            return True
        if texts[index] == "TRUE" and texts[index + 1 : index + 2] in ([], ["OR"]):
            return True
    return False


def _always(node: exp.Expression, never_null: frozenset[str]) -> bool:
    from sqlglot import exp

    if isinstance(node, exp.Paren):
        return _always(node.this, never_null)
    verdict = _evaluate(node, never_null)
    if verdict is not None:
        return verdict
    if isinstance(node, exp.And):
        return all(_always(part, never_null) for part in node.flatten() if isinstance(part, exp.Expression))
    if isinstance(node, exp.Or):
        return any(_always(part, never_null) for part in node.flatten() if isinstance(part, exp.Expression))
    return False


def _evaluate(node: exp.Expression, never_null: frozenset[str]) -> bool | None:
    """True or False by trial; None where it cannot be tried."""
    from sqlglot import exp

    calls = (exp.Anonymous, exp.Select, exp.Subquery, exp.Parameter, exp.Placeholder, exp.CurrentTimestamp, exp.CurrentDate, exp.Rand)
    columns = sorted({c.sql().lower() for c in node.find_all(exp.Column)})
    if len(columns) > COLUMNS or node.find(*calls) or sum(1 for _ in itertools.islice(node.walk(), 121)) > 120:
        return None
    if any("_param_" in c or "_hole_" in c or c.startswith("@") for c in columns):
        return None
    if any(c.this.name.lower() not in never_null for c in _null_tests(node)):
        return None if len(columns) > 1 else False
    return _try(node, columns, never_null)


def _null_tests(node: exp.Expression) -> list[exp.Expression]:
    """The columns asked ``IS NOT NULL``, which says something unless they always hold a value. ``a IS NULL OR a IS NOT NULL`` says nothing."""
    from sqlglot import exp

    tests = [t for t in node.find_all(exp.Is) if isinstance(t.expression, exp.Null) and isinstance(t.this, exp.Column)]
    negated = [t for t in tests if isinstance(t.parent, exp.Not) or t.args.get("negate")]  # two shapes, by dialect
    plain = {t.this.sql().lower() for t in tests if all(t is not n for n in negated)}
    return [t.this for t in negated if t.this.sql().lower() not in plain and isinstance(t.this.this, exp.Identifier)]


def _values(node: exp.Expression) -> list[str]:
    """SQL literals to try for each column."""
    from sqlglot import exp

    numbers, texts = {-1.0, 0.0, 1.0, 2.0}, {"", "a"}
    literals = list(node.find_all(exp.Literal))
    for literal in literals[:12]:
        if literal.is_string:
            texts |= {literal.this, literal.this + "a", literal.this[:-1]}
        else:
            try:
                value = float(literal.this)
            except ValueError:
                continue
            numbers |= {value - 1, value, value + 1}
    use_text = any(literal.is_string for literal in literals) or not literals
    use_numbers = not use_text or any(not literal.is_string for literal in literals) or not literals
    found = [repr(n) for n in sorted(numbers)] if use_numbers else []
    found += ["'" + t.replace("'", "''") + "'" for t in sorted(texts)] if use_text else []
    return found[:24]


def _try(node: exp.Expression, columns: list[str], counted: frozenset[str] = frozenset()) -> bool | None:
    """``counted``: columns that number the rows, so that a number below one never stands in them."""
    import sqlite3

    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    names = {column: f"c{index}" for index, column in enumerate(columns)}

    def rename(part: exp.Expression) -> exp.Expression:
        return exp.column(names[part.sql().lower()]) if isinstance(part, exp.Column) else part

    try:
        clause = node.copy().transform(rename).sql(dialect="sqlite")
    except (SqlglotError, ValueError, RecursionError):
        return None
    values = _values(node)
    above = [v for v in values if v.startswith("'") or float(v) >= 1]
    own = {n: above if above and c.rpartition(".")[2].strip('"`[]') in counted else values for c, n in names.items()}
    tables = ", ".join(f"(SELECT {v[0]} AS {n}" + "".join(f" UNION ALL SELECT {o}" for o in v[1:]) + ")" for n, v in own.items())
    connection = sqlite3.connect(":memory:")
    try:
        connection.set_progress_handler(lambda: 1, 2_000_000)
        row = connection.execute(
            f"SELECT COUNT(*), COALESCE(SUM(CASE WHEN {clause} THEN 1 ELSE 0 END), 0)" + (f" FROM {tables}" if tables else "")
        ).fetchone()
    except (sqlite3.Error, sqlite3.Warning):
        return None
    finally:
        connection.close()
    return bool(row[0] == row[1] and row[0] > 0)
