"""What is odd about a statement is said beside it, and said of no statement that is in order."""

from __future__ import annotations

from pathlib import Path

import pytest

import riskscan
from riskscan.model.artifact import Language
from riskscan.model.effect import Certainty, Safety, Scope, Trait
from tests.support import findings

TABLE = "CREATE TABLE other (other_id int, name text);\n"


def _last(text: str, dialect: str = "postgres"):  # type: ignore[no-untyped-def]
    return [e for e in findings(text, Language.SQL, dialect=dialect).effects if e.operation != "read"][-1]


def _notes(text: str, dialect: str = "postgres") -> str:
    return " ".join(note.text for e in findings(text, Language.SQL, dialect=dialect).effects for note in e.also)


def test_an_inner_query_that_names_a_column_of_the_outer_table() -> None:
    found = _last(TABLE + "DELETE FROM members WHERE id IN (SELECT id FROM other)")
    assert found.scope is Scope.ALL
    assert found.has(Trait.ALWAYS_TRUE)


@pytest.mark.parametrize(
    "text",
    [
        "DELETE FROM members WHERE id IN (SELECT other_id FROM other)",
        "DELETE FROM members WHERE id IN (SELECT id FROM unknown)",
        "DELETE FROM members WHERE id IN (SELECT other.id FROM other)",
        "DELETE FROM members WHERE id IN (SELECT id FROM other JOIN more USING (name))",
        "DELETE FROM members WHERE id IN (SELECT id FROM other) AND open",
    ],
)
def test_other_inner_queries_keep_rows_out(text: str) -> None:
    assert _last(TABLE + text).scope is Scope.SOME


def test_columns_known_from_the_estate_tell_it_too(tmp_path: Path) -> None:
    (tmp_path / "schema.sql").write_text("CREATE TABLE members (id int PRIMARY KEY);\n" + TABLE)
    (tmp_path / "fix.sql").write_text("DELETE FROM members WHERE id IN (SELECT id FROM other);\n")
    (tmp_path / "fine.sql").write_text("DELETE FROM members WHERE id IN (SELECT other_id FROM other);\n")
    assert [e.scope for e in riskscan.scan([tmp_path / "fix.sql"], against=[tmp_path]).effects if e.verb == "delete"] == [Scope.ALL]
    assert [e.scope for e in riskscan.scan([tmp_path / "fine.sql"], against=[tmp_path]).effects if e.verb == "delete"] == [Scope.SOME]


@pytest.mark.parametrize(
    ("dialect", "text", "said"),
    [
        ("postgres", "DELETE FROM a WHERE x NOT IN (SELECT name FROM b)", "finds no row at all"),
        ("postgres", "SELECT * FROM a, b", "pairs every row of a with every row of b"),
        ("bigquery", "SELECT * FROM `p.d.events_*`", "every table whose name begins so"),
        ("bigquery", "SELECT * FROM d.events LIMIT 10", "LIMIT does not make it cheaper"),
        ("postgres", "UPDATE a SET x = 1, x = 2 WHERE id = 3", "It will fail"),
        ("postgres", "ALTER TABLE a ADD COLUMN b int NOT NULL", "will fail where the table already holds rows"),
        ("postgres", "BEGIN; CREATE INDEX CONCURRENTLY i ON a (x); COMMIT", "cannot run inside a transaction"),
        (
            "mysql",
            "START TRANSACTION; DELETE FROM a WHERE x = 1; DROP TABLE b; ROLLBACK",
            "saves at once all that was changed since line 1",
        ),
        ("postgres", "DELETE FROM a WHERE email IS NOT NULL", "That may be all of them"),
    ],
)
def test_it_is_said(dialect: str, text: str, said: str) -> None:
    assert said in _notes(text, dialect)


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("postgres", "DELETE FROM a WHERE x NOT IN (SELECT name FROM b WHERE name IS NOT NULL)"),
        ("postgres", "DELETE FROM a WHERE x NOT IN (SELECT id FROM b)"),
        ("postgres", "SELECT * FROM a, b WHERE a.x = b.x"),
        ("bigquery", "SELECT * FROM d.events AS e, e.items"),
        ("bigquery", "SELECT * FROM d.events, UNNEST(items) AS i"),
        ("bigquery", "SELECT * FROM `p.d.events_*` WHERE _TABLE_SUFFIX = '20240101'"),
        ("snowflake", "SELECT * FROM d.events LIMIT 10"),
        ("mysql", "UPDATE a SET x = 1, x = 2 WHERE id = 3"),
        ("postgres", "BEGIN; DELETE FROM a WHERE x = 1; DROP TABLE b; ROLLBACK"),
        ("mysql", "DELETE FROM a WHERE x = 1; DROP TABLE b"),
    ],
)
def test_nothing_is_said(dialect: str, text: str) -> None:
    assert not _notes(text, dialect)


@pytest.mark.parametrize("clause", ["1 = 0", "FALSE", "x = NULL", "x = 3 AND FALSE", "x = NULL OR 1 = 2"])
def test_a_filter_that_lets_nothing_through(clause: str) -> None:
    assert _last(f"DELETE FROM a WHERE {clause}").safe(Safety.DRY_RUN)


@pytest.mark.parametrize(
    "clause", ["x = 3", "x > 5 AND x < 6", "x IS NULL", "x = 1 AND x = 2", "x = NULL OR y = 1", "FALSE OR y", "x <> 0"]
)
def test_a_filter_that_may_let_rows_through(clause: str) -> None:
    assert not _last(f"DELETE FROM a WHERE {clause}").safe(Safety.DRY_RUN)


def test_steps_in_a_loop_take_all_rows() -> None:
    loop = "WHILE 1 = 1\nBEGIN\n  DELETE TOP (500) FROM dbo.Visit;\n  IF @@ROWCOUNT = 0 BREAK;\nEND"
    once = "DELETE TOP (500) FROM dbo.Visit"
    kept = "WHILE 1 = 1\nBEGIN\n  DELETE TOP (500) FROM dbo.Visit WHERE Old = 1;\n  IF @@ROWCOUNT = 0 BREAK;\nEND"
    assert [_last(t, "tsql").scope for t in (loop, once, kept)] == [Scope.ALL, Scope.SOME, Scope.SOME]


def test_two_likely_dialects_are_both_read() -> None:
    text = "SELECT a::int FROM t WHERE b ILIKE 'x';\n-- `x`\nREPLACE INTO `u` VALUES (1);\n"
    found = findings(text, Language.SQL)
    assert {e.asset.name for e in found.effects} == {"t", "u"}
    assert all(e.certainty is not Certainty.POSSIBLE for e in found.effects if e.operation == "read")


def test_cells_of_a_notebook_run() -> None:
    text = '-- Databricks notebook source\n-- MAGIC %python\n-- MAGIC import shutil\n-- MAGIC shutil.rmtree("/data/orders")\n\n-- COMMAND ----------\nSELECT 1;\n'
    found = findings(text, Language.SQL, dialect="databricks")
    (cell,) = found.embedded
    assert (cell.artifact.language, cell.artifact.text) == (Language.PYTHON, 'import shutil\nshutil.rmtree("/data/orders")\n')
    assert cell.artifact.origin is not None
    assert cell.artifact.origin.locate(0) == (3, 10)
    assert not findings("-- MAGIC is a word\nSELECT 1;", Language.SQL).embedded
