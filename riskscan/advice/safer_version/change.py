"""UPDATE, DELETE and MERGE as one shape: the table that changes, and the condition under which one of its rows does.

Tables that are joined in go into EXISTS. A plain join would count a row once for each match.
"""

from __future__ import annotations

import logging
import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

LONGEST = 20_000  # code points of a statement
DEEPEST = 40  # brackets inside each other; more could crash the parser
_NAMED = {"": "", "sparksql": "spark"}


@dataclass(frozen=True, slots=True)
class Change:
    """``table``: the changed table with its alias. ``rows``: which of its rows, None for all. ``limit``: at most so many.

    ``new_rows``: SELECT COUNT(*) of the rows that a MERGE adds. ``verb``: update, delete or merge.
    """

    verb: str
    table: exp.Table
    rows: exp.Expression | None
    with_: exp.With | None = None
    limit: exp.Expression | None = None
    new_rows: exp.Select | None = None
    joined: bool = False
    tree: exp.Expression | None = None


def change_of(statement: str, dialect: str) -> Change | None:
    """The change that one statement makes; None where it is none of the three or cannot be told for sure. Never raises on text."""
    from sqlglot import exp

    tree = _tree(statement, dialect)
    if isinstance(tree, exp.Delete):
        return _delete(tree)
    if isinstance(tree, exp.Update):
        return _update(tree)
    return _merge(tree) if isinstance(tree, exp.Merge) else None


def _tree(statement: str, dialect: str) -> exp.Expression | None:
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    text = statement.strip().rstrip(";")
    if len(text) > LONGEST or _depth(text) > DEEPEST or not re.match(r"(?i)\s*(WITH|UPDATE|DELETE|MERGE)\b", text):
        return None
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = sqlglot.parse(text, read=_NAMED.get(dialect, dialect) or None)
        except (SqlglotError, RecursionError, ValueError, AttributeError, TypeError, IndexError, KeyError, re.error):
            return None
    return found[0] if len(found) == 1 and isinstance(found[0], exp.Expression) else None


def _depth(text: str) -> int:
    level = deepest = 0
    for char in text:
        level += (char == "(") - (char == ")")
        deepest = max(deepest, level)
    return deepest + len(re.findall(r"(?i)\bCASE\b", text))


def _delete(tree: exp.Delete) -> Change | None:
    from sqlglot import exp

    table = tree.this
    targets = tree.args.get("tables") or []
    using = tree.args.get("using") or []
    if len(targets) > 1 or not isinstance(table, exp.Table):
        return None
    sources = [table, *_joined(table), *[s for u in using for s in (u, *_joined(u))]]
    named = targets[0] if targets else table
    return _change("delete", tree, sources, named)


def _update(tree: exp.Update) -> Change | None:
    from sqlglot import exp

    table = tree.this
    start = tree.args.get("from_") or tree.args.get("from")
    if not isinstance(table, exp.Table):
        return None
    more = [start.this, *_joined(start.this), *(start.args.get("joins") or [])] if start is not None else []
    same = next((s for s in more if isinstance(s, exp.Table) and s.alias_or_name.lower() == table.alias_or_name.lower()), None)
    sources = more if same is not None else [table, *_joined(table), *more]
    return _change("update", tree, sources, table)


def _joined(table: exp.Expression) -> list[exp.Expression]:
    return list(table.args.get("joins") or [])


def _change(verb: str, tree: exp.Expression, sources: list[exp.Expression], named: exp.Expression) -> Change | None:  # noqa: PLR0912
    """``sources``: tables and joins, in order. ``named``: the one that changes, by its name or its alias."""
    from sqlglot import exp

    wanted = named.alias_or_name.lower()
    target: exp.Table | None = None
    others: list[exp.Expression] = []
    conditions: list[exp.Expression] = []
    outer: list[exp.Join] = []
    for source in sources:
        bare = source.this if isinstance(source, exp.Join) else source
        if isinstance(source, exp.Join):
            side = (source.side or "").upper()
            if side in ("RIGHT", "FULL") or source.args.get("using") or (source.method or "") or isinstance(bare, exp.Lateral):
                return None
            if side == "LEFT":
                if bare.alias_or_name.lower() == wanted:
                    return None
                outer.append(source.copy())
                continue
            if source.args.get("on") is not None:
                if outer:
                    return None
                conditions.append(source.args["on"].copy())
        if target is None and isinstance(bare, exp.Table) and bare.alias_or_name.lower() == wanted:
            target = bare.copy()
            target.set("joins", None)
        else:
            other = bare.copy()
            other.set("joins", None)
            others.append(other)
    where = tree.args.get("where")
    if where is not None:
        conditions.append(where.this.copy())
    if target is None or (outer and others) or tree.args.get("cluster"):
        return None
    rows: exp.Expression | None = _all(conditions)
    if others or outer:
        rows = _exists(others, outer, rows)
    limit = tree.args.get("limit")
    count = limit.expression if isinstance(limit, exp.Limit) else limit.args.get("count") if isinstance(limit, exp.Fetch) else None
    if limit is not None and count is None:
        return None
    with_ = tree.args.get("with_") or tree.args.get("with")
    return Change(verb, target, rows, with_, count, None, bool(others or outer), tree)


def _exists(others: list[exp.Expression], outer: list[exp.Join], rows: exp.Expression | None) -> exp.Expression:
    from sqlglot import exp

    inner = exp.select("1")
    if others:
        inner = inner.from_(others[0])
        for other in others[1:]:
            inner = inner.join(other, join_type="cross")
    else:
        inner = inner.from_(exp.select("1 AS one").subquery("single"))
        for join in outer:
            inner.append("joins", join)
    return exp.Exists(this=inner.where(rows) if rows is not None else inner)


def _all(conditions: list[exp.Expression]) -> exp.Expression | None:
    from sqlglot import exp

    if not conditions:
        return None
    found: exp.Expression = exp.and_(*conditions)  # type: ignore[assignment]
    return found


def _not(condition: exp.Expression) -> exp.Expression:
    from sqlglot import exp

    return exp.not_(condition)


def _list(condition: exp.Expression | None) -> list[exp.Expression]:
    return [] if condition is None else [condition]


def _merge(tree: exp.Merge) -> Change | None:
    from sqlglot import exp

    table, source, on = tree.this, tree.args.get("using"), tree.args.get("on")
    if not isinstance(table, exp.Table) or source is None or on is None:
        return None
    changed: list[exp.Expression] = []
    added: list[exp.Expression] = []
    whens = tree.args.get("whens")
    for when in whens.expressions if whens is not None else tree.expressions:
        extra = when.args.get("condition")
        if when.args.get("matched"):
            condition = _all([on.copy(), *([extra.copy()] if extra is not None else [])])
            changed.append(_exists([source.copy()], [], condition))
        elif when.args.get("source"):
            missing = _not(_exists([source.copy()], [], on.copy()))
            changed += _list(_all([missing, *([extra.copy()] if extra is not None else [])]))
        else:
            missing = _not(_exists([table.copy()], [], on.copy()))
            added += _list(_all([missing, *([extra.copy()] if extra is not None else [])]))
    rows: exp.Expression = exp.or_(*changed) if changed else exp.false()  # type: ignore[assignment]
    new = exp.select("COUNT(*)").from_(source.copy()).where(exp.or_(*added)) if added else None
    return Change("merge", table.copy(), rows, tree.args.get("with_") or tree.args.get("with"), None, new, True, tree)
