"""Laws of the preview, decided by running it: it counts the rows that change, the copy holds them, the steps end where the statement does."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskscan.advice.safer_version import first_look, preview
from riskscan.model.artifact import Language
from riskscan.model.span import Span
from tests.support import findings

VALUE = st.one_of(st.none(), st.integers(0, 3))
ROWS = st.lists(st.tuples(VALUE, VALUE, VALUE), max_size=8)
LAWS = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _literal(value: int | None) -> str:
    return "NULL" if value is None else str(value)


@st.composite
def predicates(draw: st.DrawFn, columns: tuple[str, ...], level: int = 2) -> str:
    """Random conditions over the columns, with NULL, IN, BETWEEN, NOT, AND, OR."""
    left = draw(st.sampled_from(columns))
    simple = [
        f"{left} {draw(st.sampled_from(['=', '<>', '<', '>=']))} {draw(st.sampled_from(columns))}",
        f"{left} = {_literal(draw(VALUE))}",
        f"{left} IS {draw(st.sampled_from(['', 'NOT ']))}NULL",
        f"{left} {draw(st.sampled_from(['', 'NOT ']))}IN ({_literal(draw(VALUE))}, {_literal(draw(VALUE))})",
        f"{left} BETWEEN {draw(st.integers(0, 2))} AND {draw(st.integers(1, 3))}",
        f"COALESCE({left}, 1) > {draw(st.integers(0, 2))}",
    ]
    choice = draw(st.sampled_from(simple))
    if level == 0 or draw(st.booleans()):
        return choice
    other = draw(predicates(columns, level - 1))
    return draw(st.sampled_from([f"({choice} AND {other})", f"({choice} OR {other})", f"NOT ({other})"]))


OWN = ("t.a", "t.b", "t.c")
BOTH = (*OWN, "u.a", "u.b")


@st.composite
def statements(draw: st.DrawFn) -> str:
    """DELETE and UPDATE in the forms that SQLite has."""
    own, both = draw(predicates(OWN)), draw(predicates(BOTH))
    inner = draw(predicates(("a", "b")))
    return draw(
        st.sampled_from(
            [
                "DELETE FROM t",
                f"DELETE FROM t WHERE {own}",
                f"DELETE FROM t WHERE a IN (SELECT b FROM u WHERE {inner})",
                f"DELETE FROM t WHERE a NOT IN (SELECT b FROM u WHERE {inner})",
                f"DELETE FROM t WHERE EXISTS (SELECT 1 FROM u WHERE {both})",
                f"WITH few AS (SELECT a FROM u WHERE {inner}) DELETE FROM t WHERE b IN (SELECT a FROM few)",
                f"UPDATE t SET c = 9 WHERE {own}",
                f"UPDATE t SET c = u.b FROM u WHERE {both}",
                f"UPDATE t SET c = u.b FROM u WHERE u.a = t.a AND {both}",
                f"UPDATE t SET c = v.b FROM u CROSS JOIN u AS v WHERE v.a = t.a AND {both}",
                f"UPDATE t SET c = x.b FROM (SELECT a, b FROM u WHERE {inner}) AS x WHERE x.a = t.b",
            ]
        )
    )


def _database(own: list[tuple[int | None, ...]], other: list[tuple[int | None, ...]]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.executescript("CREATE TABLE t (a, b, c); CREATE TABLE u (a, b, c);")
    connection.executemany("INSERT INTO t VALUES (?, ?, ?)", own)
    connection.executemany("INSERT INTO u VALUES (?, ?, ?)", other)
    return connection


@LAWS
@given(statements(), ROWS, ROWS)
def test_count_and_copy_are_the_rows_that_change(
    statement: str, own: list[tuple[int | None, ...]], other: list[tuple[int | None, ...]]
) -> None:
    found = preview(statement, "sqlite")
    assert found is not None, statement
    connection = _database(own, other)
    counted = connection.execute(found.count).fetchone()[0]
    connection.execute(found.backup)
    kept = connection.execute("SELECT COUNT(*) FROM t_before_change").fetchone()[0]
    before = connection.total_changes
    connection.execute(statement)
    changed = connection.total_changes - before
    assert counted == kept == changed, (statement, found.count)


@LAWS
@given(predicates(OWN), ROWS)
def test_steps_end_where_the_statement_ends(clause: str, own: list[tuple[int | None, ...]]) -> None:
    statement = f"DELETE FROM t WHERE {clause}"
    found = preview(statement, "sqlite")
    assert found is not None
    at_once, in_steps = _database(own, []), _database(own, [])
    at_once.execute(statement)
    for _ in range(20):
        if in_steps.execute(found.batched.replace("1000", "2")).rowcount == 0:
            break
    assert in_steps.execute("SELECT * FROM t").fetchall() == at_once.execute("SELECT * FROM t").fetchall()


@LAWS
@given(statements(), ROWS, ROWS)
def test_a_rehearsal_changes_nothing(statement: str, own: list[tuple[int | None, ...]], other: list[tuple[int | None, ...]]) -> None:
    found = preview(statement, "sqlite")
    assert found is not None
    connection = _database(own, other)
    connection.commit()
    before = connection.execute("SELECT * FROM t").fetchall()
    connection.executescript(found.rehearsal)
    assert connection.execute("SELECT * FROM t").fetchall() == before


@LAWS
@given(ROWS, ROWS)
def test_merge_counts_changed_and_added_rows(own: list[tuple[int | None, ...]], other: list[tuple[int | None, ...]]) -> None:
    merge = "MERGE INTO t USING u ON t.a = u.a WHEN MATCHED AND u.b = 1 THEN UPDATE SET c = 1 WHEN NOT MATCHED THEN INSERT (a, b) VALUES (u.a, u.b)"
    found = preview(merge, "postgres")
    assert found is not None
    matched = sum(any(r[0] is not None and r[0] == s[0] and s[1] == 1 for s in other) for r in own)
    added = sum(not any(s[0] is not None and r[0] == s[0] for r in own) for s in other)
    assert _database(own, other).execute(found.count).fetchone()[0] == matched + added


@pytest.mark.parametrize(
    "text",
    ["SELECT 1", "", "DELETE FROM", "DROP TABLE t", "(" * 5_000, "DELETE FROM t WHERE " + "(" * 5_000, "UPDATE a NATURAL JOIN b SET x = 1"],
)
def test_what_cannot_be_counted_gives_nothing(text: str) -> None:
    assert preview(text, "mysql") is None


@pytest.mark.parametrize("dialect", ["trino", "clickhouse", "databricks"])
def test_no_rehearsal_where_nothing_can_be_taken_back(dialect: str) -> None:
    found = preview("DELETE FROM t WHERE a = 1", dialect)
    assert found is not None
    assert found.rehearsal == ""
    assert any("cannot take" in c for c in found.caveats)


def test_first_look_is_one_for_each_statement_that_changes_rows_of_others() -> None:
    text = "SELECT * FROM a;\nDELETE FROM a WHERE x = 1;\nCREATE TEMP TABLE b (x int);\nDELETE FROM b;\nDROP TABLE a;"
    lines = text.split("\n")

    def text_of(span: Span) -> str:
        return lines[span.start_line - 1][span.start_column - 1 :]

    (look,) = first_look(findings(text, Language.SQL, dialect="postgres").effects, text_of, "postgres")
    assert look.preview.count == "SELECT COUNT(*) FROM a WHERE x = 1;"


@pytest.mark.parametrize("dialect", ["", "postgres", "mysql", "tsql", "oracle", "snowflake", "bigquery", "sqlite", "clickhouse"])
def test_caveats_are_short(dialect: str) -> None:
    found = preview("DELETE FROM t WHERE day < now()", dialect)
    assert found is not None
    assert all(len(sentence.split()) <= 20 for caveat in found.caveats for sentence in caveat.split(". "))
