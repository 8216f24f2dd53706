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


@st.composite
def changes_in_steps(draw: st.DrawFn) -> str:
    """UPDATE and DELETE whose form in steps is a statement to run again, or a range of the key."""
    own, both, few = draw(predicates(OWN)), draw(predicates(BOTH)), draw(predicates(("a", "b"), 1))
    value, other = _literal(draw(VALUE)), _literal(draw(VALUE))
    return draw(
        st.sampled_from(
            [
                f"DELETE FROM t WHERE {own}",
                f"DELETE FROM t WHERE EXISTS (SELECT 1 FROM u WHERE {both})",
                f"DELETE FROM t AS x WHERE x.a NOT IN (SELECT b FROM u WHERE {few})",
                f"UPDATE t SET a = {value} WHERE {own}",
                f"UPDATE t SET a = {value}, b = {other} WHERE {few}",
                f"UPDATE t SET c = {value}",
                f"UPDATE t SET a = {value} WHERE a = {other}",
                f"UPDATE t SET a = {value} FROM u WHERE u.a = t.b AND {both}",
                f"UPDATE t SET c = c + 1 WHERE {own}",
                f"UPDATE t SET a = b, b = a WHERE {few}",
                f"UPDATE t SET c = (SELECT MAX(u.b) FROM u WHERE u.a = t.a) WHERE {few}",
            ]
        )
    )


@LAWS
@given(changes_in_steps(), ROWS, ROWS)
def test_the_form_in_steps_ends_where_the_statement_ends(
    statement: str, own: list[tuple[int | None, ...]], other: list[tuple[int | None, ...]]
) -> None:
    found = preview(statement, "sqlite", "id")
    assert found is not None
    assert found.batched, statement
    at_once, in_steps = _keyed(own, other), _keyed(own, other)
    at_once.execute(statement)
    if ":first_key" in found.batched:
        ends, step = found.batched.split("\n")
        low, high = in_steps.execute(ends).fetchone()
        for first in range(low or 0, (high or 0) + 1, 2):
            in_steps.execute(step, {"first_key": first, "next_key": first + 2})
    else:
        for _ in range(20):
            if in_steps.execute(found.batched.replace("1000", "2")).rowcount == 0:
                break
        else:
            pytest.fail(f"never done: {found.batched}")
    assert in_steps.execute("SELECT * FROM t").fetchall() == at_once.execute("SELECT * FROM t").fetchall(), (statement, found.batched)


def _keyed(own: list[tuple[int | None, ...]], other: list[tuple[int | None, ...]]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.executescript("CREATE TABLE t (id INTEGER PRIMARY KEY, a, b, c); CREATE TABLE u (a, b, c);")
    connection.executemany("INSERT INTO t (a, b, c) VALUES (?, ?, ?)", own)
    connection.executemany("INSERT INTO u VALUES (?, ?, ?)", other)
    return connection


@pytest.mark.parametrize(
    ("dialect", "statement", "expected"),
    [
        (
            "postgres",
            'DELETE FROM "Log" WHERE day < 5',
            'DELETE FROM "Log" WHERE ctid IN (SELECT ctid FROM "Log" WHERE day < 5 LIMIT 1000);',
        ),
        ("mysql", "DELETE FROM log WHERE day < 5", "DELETE FROM log WHERE day < 5 LIMIT 1000;"),
        (
            "mysql",
            "DELETE l FROM log l JOIN job j ON j.id = l.job",
            "DELETE FROM log WHERE EXISTS(SELECT 1 FROM job AS j WHERE j.id = log.job) LIMIT 1000;",
        ),
        ("tsql", "DELETE FROM dbo.Log WHERE Day < 5", "DELETE TOP (1000) FROM dbo.Log WHERE Day < 5;"),
        (
            "tsql",
            "UPDATE l SET l.Done = 1 FROM dbo.Log l WHERE l.Done = 0",
            "UPDATE TOP (1000) l SET Done = 1 FROM dbo.Log AS l WHERE l.Done = 0;",
        ),
        ("oracle", "UPDATE log SET done = 'y' WHERE done = 'n'", "UPDATE log SET done = 'y' WHERE (done = 'n') AND ROWNUM <= 1000;"),
        (
            "mysql",
            "UPDATE log SET name = 'X' WHERE name = 'x'",
            "SELECT MIN(id), MAX(id) FROM log WHERE name = 'x';\nUPDATE log SET name = 'X' WHERE (name = 'x') AND id >= @first_key AND id < @next_key;",
        ),
        (
            "",
            "DELETE FROM log WHERE day < 5",
            "SELECT MIN(id), MAX(id) FROM log WHERE day < 5;\nDELETE FROM log WHERE (day < 5) AND id >= :first_key AND id < :next_key;",
        ),
    ],
)
def test_the_form_in_steps_of_each_system(dialect: str, statement: str, expected: str) -> None:
    found = preview(statement, dialect, "id")
    assert found is not None
    assert found.batched == expected


@pytest.mark.parametrize(
    ("dialect", "statement"),
    [
        ("postgres", "DELETE FROM t WHERE price < (SELECT AVG(price) FROM t)"),  # the average moves with each step
        ("postgres", "DELETE FROM t WHERE random() < 0.1"),
        ("sqlite", "UPDATE t SET rank = (SELECT COUNT(*) FROM t AS o WHERE o.price > t.price)"),
        ("postgres", "UPDATE t SET price = price * 2"),  # no key is known
        ("mysql", "DELETE FROM t ORDER BY day LIMIT 10"),
        ("snowflake", "DELETE FROM t WHERE day < 5"),
        ("bigquery", "UPDATE t SET a = 1 WHERE b = 2"),
        ("clickhouse", "DELETE FROM t WHERE day < 5"),
        ("postgres", "UPDATE t SET id = id + 1 WHERE id > 5 /* the key itself */"),
    ],
)
def test_there_are_no_steps_where_they_would_do_something_else_or_no_good(dialect: str, statement: str) -> None:
    found = preview(statement, dialect, "id" if "key" in statement else "")
    assert found is not None
    assert found.batched == ""
    assert found.of_the_steps


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
