"""The same change in steps: a statement to run again until it changes no row, or once for each range of the key.

A step must find only rows that no step before it has changed. A DELETE does so by itself. An UPDATE does where its own new values no longer
fit its filter, where new values that are plain can be asked for ("not yet so"), and else only along a key. Where the filter looks at other
rows of the same table there is no such form: those rows change between the steps. Warehouses write whole files anew for each statement, so
steps only cost more there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from riskscan.advice.safer_version.change import Change

if TYPE_CHECKING:
    from sqlglot import exp

STEP = 1_000  # rows of one step
_ROW_NAMES = {"postgres": "ctid", "sqlite": "rowid"}
_ROW_STORES = frozenset({"postgres", "sqlite", "mysql", "tsql", "oracle"})
_ANY_CASE = frozenset({"mysql", "tsql"})  # 'a' = 'A' is true there, unless somebody chose otherwise
_CHANCE = re.compile(r"(?i)\b(random|rand|newid|gen_random_uuid|uuid\w*|newsequentialid|randomblob|nextval)\b")
_HOSTS = {"tsql": "@", "mysql": "@"}


@dataclass(frozen=True, slots=True)
class Batched:
    """``text``: what to run again and again; empty where there is no right form. ``caveats``: what to know of it, or why there is none."""

    text: str = ""
    caveats: tuple[str, ...] = ()


def batched(change: Change, dialect: str, key: str = "") -> Batched:
    """The form in steps. ``key``: the one column of the table's primary key; empty where it is not known."""
    reason = _against(change, dialect)
    if reason:
        return Batched("", (reason,))
    found = (
        (_steps("DELETE FROM", "", change, change.rows, dialect) if change.verb == "delete" else _update(change, dialect))
        if dialect
        else ""
    )
    ranges = not found and bool(key)
    found = found or (_along_the_key(change, dialect, key) if key else "")
    if not found:
        none = "It cannot run in steps as it stands. It would find the same rows again."
        return Batched("", (none if dialect else "The form in steps is not known. Nothing tells which database it is for.",))
    told = [
        "Run the last statement once for each range of the key, from the lowest to past the highest."
        if ranges
        else f"Each run takes {STEP:,} rows at most. Run it again until it changes none."
    ]
    told.append("Each step is saved by itself. Stopped half way, only part of the rows is changed.")
    if dialect == "oracle":
        told.append("Save (COMMIT) after each step.")
    if dialect == "postgres" and not ranges:
        told.append("A table that is split into partitions needs it for each partition.")
    if dialect == "mysql" and not ranges:
        told.append("Add ORDER BY and the key where a second server repeats each statement.")
    return Batched(found, tuple(told))


def _against(change: Change, dialect: str) -> str:
    """Why no form in steps would be right; empty where one may be."""
    from sqlglot import exp

    tree = change.tree
    if dialect and dialect not in _ROW_STORES:
        return "Steps would not help here. This system writes whole files anew for each statement."
    if change.verb == "merge" or tree is None or change.limit is not None or change.with_ is not None or tree.args.get("returning"):
        return "It cannot run in steps as it stands."
    if _CHANCE.search(tree.sql(comments=False)):
        return "It cannot run in steps. It draws new random values each time."
    own = change.table.name.lower()
    looked_at = [change.rows] if change.rows is not None else []
    looked_at += list(tree.args.get("expressions") or [])
    again = [t for part in looked_at for t in part.find_all(exp.Table) if t.name.lower() == own]
    return "It cannot run in steps. Its filter looks at other rows of the same table, and steps change those." if again else ""


def _sql(tree: exp.Expression, dialect: str) -> str:
    return tree.sql(dialect=dialect or None, comments=False)


def _selected(table: exp.Table, rows: exp.Expression | None, column: str) -> exp.Select:
    from sqlglot import exp

    query = exp.select(column).from_(table.copy())
    return query if rows is None else query.where(rows.copy())


def _of(rows: exp.Expression | None, dialect: str, more: str = "") -> str:
    said = "" if rows is None else _sql(rows, dialect)
    if said and more:
        return f" WHERE ({said}) AND {more}"
    return f" WHERE {said or more}" if said or more else ""


def _plain(table: exp.Table) -> exp.Table:
    bare = table.copy()
    bare.set("alias", None)
    return bare


def _by_name(change: Change) -> exp.Expression | None:
    """The filter with the table's own name in place of its alias."""
    from sqlglot import exp

    if change.rows is None or not change.table.alias:
        return change.rows
    rows, alias = change.rows.copy(), change.table.alias.lower()
    for column in rows.find_all(exp.Column):
        if column.table.lower() == alias:
            column.set("table", exp.to_identifier(change.table.name, quoted=bool(change.table.this.args.get("quoted"))))
    return rows


def _steps(verb: str, sets: str, change: Change, rows: exp.Expression | None, dialect: str) -> str:
    """The statement limited to so many rows; ``sets`` is the SET of an UPDATE with a space before it."""
    table = change.table
    if dialect in _ROW_NAMES:
        inner = _sql(_selected(table, rows, _ROW_NAMES[dialect]).limit(STEP), dialect)
        return f"{verb} {_sql(_plain(table), dialect)}{sets} WHERE {_ROW_NAMES[dialect]} IN ({inner});"
    if dialect == "tsql":
        named, own = (table.args["alias"].name, f" FROM {_sql(table, dialect)}") if table.alias else (_sql(table, dialect), "")
        start = (
            f"UPDATE TOP ({STEP}) {named}{sets}{own}"
            if sets
            else f"DELETE TOP ({STEP}) {named}{own}"
            if own
            else f"DELETE TOP ({STEP}) FROM {named}"
        )
        return f"{start}{_of(rows, dialect)};"
    if dialect == "mysql":
        named_in_full = _by_name(Change(change.verb, table, rows))
        return f"{verb} {_sql(_plain(table), dialect)}{sets}{_of(named_in_full, dialect)} LIMIT {STEP};"
    return f"{verb} {_sql(table, dialect)}{sets}{_of(rows, dialect, f'ROWNUM <= {STEP}')};"


def _update(change: Change, dialect: str) -> str:
    from sqlglot import exp

    values = _values(change)
    if values:
        sets = " SET " + ", ".join(f"{_sql(column, dialect)} = {_sql(value, dialect)}" for column, value in values)
        if _no_longer(change.rows, values, dialect):
            return _steps("UPDATE", sets, change, change.rows, dialect)
        asked = _not_yet(values, dialect)
        if asked is not None:
            rows: exp.Expression = asked if change.rows is None else exp.and_(change.rows.copy(), asked)  # type: ignore[assignment]
            return _steps("UPDATE", sets, change, rows, dialect)
    return ""


def _values(change: Change) -> list[tuple[exp.Identifier, exp.Expression]]:
    """The new value of each column, where all of them are plain: whole numbers, texts, NULL, TRUE and FALSE; else nothing."""
    from sqlglot import exp

    found: list[tuple[exp.Identifier, exp.Expression]] = []
    for each in change.tree.args.get("expressions") or [] if change.tree is not None else []:
        if not isinstance(each, exp.EQ) or not isinstance(each.this, exp.Column):
            return []
        value = each.expression
        inner = value.this if isinstance(value, exp.Neg) else value
        if not isinstance(inner, exp.Literal | exp.Null | exp.Boolean):
            return []
        if isinstance(inner, exp.Literal) and not inner.is_string and not inner.this.isdecimal():
            return []  # a number with decimals may be rounded when it is stored
        found.append((each.this.this, value))
    return found


def _no_longer(rows: exp.Expression | None, values: list[tuple[exp.Identifier, exp.Expression]], dialect: str) -> bool:
    """Does one of the conditions that must all hold look at changed columns alone, and fail once they have their new values?"""
    from sqlglot import exp

    known = {column.name.lower(): value for column, value in values}
    parts = list(rows.flatten()) if isinstance(rows, exp.And) else [] if rows is None else [rows]
    for part in (p.unnest() for p in parts):
        columns = list(part.find_all(exp.Column))
        if not columns or any(c.name.lower() not in known for c in columns):
            continue
        filled = part.copy().transform(lambda node: known[node.name.lower()].copy() if isinstance(node, exp.Column) else node)
        if dialect in _ANY_CASE:
            filled = filled.transform(
                lambda n: exp.Literal.string(n.this.lower().rstrip()) if isinstance(n, exp.Literal) and n.is_string else n
            )
        if _decidable(filled) and _fails(filled):
            return True
    return False


def _decidable(condition: exp.Expression) -> bool:
    """Does every database answer it alike? Texts are only compared for being equal, and never with numbers."""
    from sqlglot import exp

    always = (
        exp.Literal,
        exp.Null,
        exp.Boolean,
        exp.Identifier,
        exp.Neg,
        exp.Paren,
        exp.EQ,
        exp.NEQ,
        exp.In,
        exp.Is,
        exp.Not,
        exp.And,
        exp.Or,
    )
    ordered = (exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between)
    texts = {node.is_string for node in condition.find_all(exp.Literal)}
    return len(texts) < 2 and all(
        isinstance(node, always) or (True not in texts and isinstance(node, ordered)) for node in condition.walk()
    )


def _fails(condition: exp.Expression) -> bool:
    import sqlite3

    with sqlite3.connect(":memory:") as connection:
        try:
            return not connection.execute("SELECT " + condition.sql(dialect="sqlite")).fetchone()[0]
        except sqlite3.Error:
            return False  # SQLite does not know it, so nothing is decided


def _not_yet(values: list[tuple[exp.Identifier, exp.Expression]], dialect: str) -> exp.Expression | None:
    """True for the rows where a column does not hold its new value yet; None where that cannot be asked for sure."""
    from sqlglot import exp

    found: list[exp.Expression] = []
    for name, value in values:
        column = exp.column(name.copy())
        text = isinstance(value, exp.Literal) and value.is_string
        if (isinstance(value, exp.Boolean) and dialect in ("tsql", "oracle")) or (
            text and (dialect in _ANY_CASE or not value.this.strip())
        ):
            return None  # an empty text may be NULL, and texts that differ in their case alone would be passed over
        if isinstance(value, exp.Null):
            found.append(column.is_(exp.null()).not_())
        else:
            either: exp.Expression = exp.or_(column.neq(value.copy()), column.is_(exp.null()))  # type: ignore[assignment]
            found.append(either)
    asked: exp.Expression = exp.or_(*found)  # type: ignore[assignment]
    return asked


def _along_the_key(change: Change, dialect: str, key: str) -> str:
    """One range of the key at a time; each row stands in one range, so it is changed once."""
    from sqlglot import exp

    tree = change.tree.copy() if change.tree is not None else None
    changed = {e.this.name.lower() for e in tree.args.get("expressions") or [] if isinstance(e, exp.EQ)} if tree is not None else set()
    if tree is None or key.lower() in changed or not re.fullmatch(r"[a-z_]\w*", key):
        return ""
    sign = _HOSTS.get(dialect, ":")
    ends = _selected(change.table, change.rows, f"MIN({key})").select(f"MAX({key})")
    own = change.table.args["alias"].this if change.table.alias else change.table.this
    name = _sql(exp.column(key, table=own.copy() if change.joined else None), dialect)
    first, following = f"{name} >= {sign}first_key", f"{name} < {sign}next_key"
    where = tree.args.get("where")
    tree.set("where", None)
    said = f" WHERE ({_sql(where.this, dialect)}) AND" if where is not None else " WHERE"
    return f"{_sql(ends, dialect)};\n{_sql(tree, dialect)}{said} {first} AND {following};"
