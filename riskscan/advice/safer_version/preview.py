"""The statements to run before an UPDATE, DELETE or MERGE, in its own dialect."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from riskscan.advice.safer_version.batched import batched
from riskscan.advice.safer_version.change import Change, change_of

if TYPE_CHECKING:
    from sqlglot import exp

BEGINS = {
    "postgres": "BEGIN;", "redshift": "BEGIN;", "sqlite": "BEGIN;", "duckdb": "BEGIN;", "mysql": "START TRANSACTION;",
    "tsql": "BEGIN TRANSACTION;",    "snowflake": "BEGIN;", "bigquery": "BEGIN TRANSACTION;", "oracle": "SET AUTOCOMMIT OFF", "": "BEGIN;",
}  # fmt: skip
ENDS = {"tsql": "ROLLBACK TRANSACTION;", "bigquery": "ROLLBACK TRANSACTION;"}
_VOLATILE = re.compile(
    r"(?i)\b(now|random|rand|newid|gen_random_uuid|uuid\w*|getdate|sysdate|current_(timestamp|date|time)|clock_timestamp)\b"
)


@dataclass(frozen=True, slots=True)
class Preview:
    """``count`` counts exactly the rows that would change. ``backup`` keeps them. ``batched`` does it in steps. ``rehearsal`` runs the
    statement and takes it back. An empty text: there is none, and a caveat says why.
    """

    count: str
    backup: str
    batched: str
    rehearsal: str
    caveats: tuple[str, ...]
    of_the_count: tuple[str, ...]  # those of the caveats that speak of count and copy alone
    of_the_steps: tuple[str, ...]  # those that speak of ``batched`` alone


def preview(statement: str, dialect: str = "", key: str = "") -> Preview | None:
    """What to run first; None for a statement that changes no rows or that we cannot turn into a count for sure.

    ``key``: the one column of the primary key of the table that changes, where it is known.
    """
    change = change_of(statement, dialect)
    if change is None:
        return None
    text = statement.strip().rstrip(";").rstrip()
    steps = batched(change, dialect, key)
    rehearsal = _rehearsal(text, dialect)
    shown = _of_the_count(change, text)
    caveats = (*shown, *_of_the_rehearsal(dialect, rehearsal), *steps.caveats)
    return Preview(_count(change, dialect), _backup(change, dialect), steps.text, rehearsal, caveats, shown, steps.caveats)


def _sql(tree: exp.Expression, dialect: str) -> str:
    return tree.sql(dialect=dialect or None)


def _selected(change: Change, *columns: str) -> exp.Select:
    from sqlglot import exp

    query = exp.select(*columns).from_(change.table.copy())
    if change.rows is not None:
        query = query.where(change.rows.copy())
    return query.limit(change.limit.copy()) if change.limit is not None else query


def _with(change: Change, query: exp.Select) -> exp.Select:
    if change.with_ is not None:
        query.set("with_" if "with_" in query.arg_types else "with", change.with_.copy())
    return query


def _count(change: Change, dialect: str) -> str:
    from sqlglot import exp

    if change.limit is not None:
        query = exp.select("COUNT(*)").from_(_selected(change, "1 AS one").subquery("few"))
    else:
        query = _selected(change, "COUNT(*)")
    if change.new_rows is not None:
        both = exp.Add(this=exp.Subquery(this=query), expression=exp.Subquery(this=change.new_rows.copy()))
        query = exp.select(both)
    return _sql(_with(change, query), dialect) + ";"


def _backup(change: Change, dialect: str) -> str:
    from sqlglot import exp

    own = change.table.alias_or_name
    query = _with(change, _selected(change, "*" if not change.joined else exp.column(exp.Star(), table=own).sql()))
    copy = change.table.copy()
    copy.set("alias", None)
    copy.set("this", exp.to_identifier(f"{change.table.name}_before_change", quoted=bool(change.table.this.args.get("quoted"))))
    if dialect == "tsql":
        query.set("into", exp.Into(this=copy))
        return _sql(query, dialect) + ";"
    return f"CREATE TABLE {_sql(copy, dialect)} AS {_sql(query, dialect)};"


def whole_copy(table: str, dialect: str) -> str:
    """The statement that keeps a whole table under another name; empty for a name that is no plain one."""
    if not re.fullmatch(r"[\w$]+(?:\.[\w$]+){0,3}", table):
        return ""
    if dialect == "tsql":
        return f"SELECT * INTO {table}_before_change FROM {table};"
    return f"CREATE TABLE {table}_before_change AS SELECT * FROM {table};"


def _rehearsal(text: str, dialect: str) -> str:
    begin = BEGINS.get(dialect, "")
    return f"{begin}\n{text};\n{ENDS.get(dialect, 'ROLLBACK;')}" if begin else ""


def _of_the_rehearsal(dialect: str, rehearsal: str) -> tuple[str, ...]:
    """What running it and taking it back does not show."""
    found = []
    if rehearsal:
        found.append("A rehearsal that is taken back still uses up numbers of counters and holds its rows meanwhile.")
        found.append("Mails, files and other systems that a trigger reaches cannot be taken back.")
    else:
        found.append("This system cannot take the statement back. Work on the copy first.")
    if dialect == "mysql":
        found.append("Tables that are not InnoDB cannot be taken back.")
    if dialect in ("mysql", "oracle"):
        found.append("Statements that change the structure save at once. Keep them out of the rehearsal.")
    return tuple(found)


def _of_the_count(change: Change, text: str) -> tuple[str, ...]:
    """What the count and the copy do not show."""
    found = [
        "Rows that go along by a foreign key or a trigger are not in the count.",
        "Others may change the rows between the count and the run.",
    ]
    if _VOLATILE.search(text):
        found.append("It asks for the time or for chance. The run may find other rows than the count.")
    if change.verb == "merge":
        found.append("The count holds the rows that it changes and the rows that it adds.")
    found.append("The copy holds the rows, not the keys, defaults and rules of the table.")
    return tuple(found)
