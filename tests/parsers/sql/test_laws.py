"""Laws: no text makes it raise, no statement is dropped in silence, comments and the case of words change nothing, time is bounded."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskscan.knowledge.sql import ROWS
from riskscan.model.artifact import Language
from riskscan.model.effect import Safety, Scope, Trait
from tests.support import findings, short

WORDS = st.sampled_from(
    [
        "SELECT",
        "FROM",
        "WHERE",
        "UPDATE",
        "t",
        "SET",
        "a",
        "=",
        "1",
        ";",
        "DELETE",
        "(",
        ")",
        ",",
        ".",
        "'",
        '"',
        "`",
        "$$",
        "BEGIN",
        "END",
        "CREATE",
        "TABLE",
        "DROP",
        "CASCADE",
        "--",
        "/*",
        "*/",
        "\n",
        "GO",
        "IF",
        "THEN",
        "ELSE",
        "CASE",
        "WHEN",
        "WITH",
        "AS\n",
        "",
        "",
        "",
        "x",
        "IN",
        "NOT",
        "NULL",
        "OR",
        "AND",
        "MERGE",
        "USING",
        "ON",
        "VALUES",
        "{{",
        "}}",
        "{%",
        "%}",
        ":v",
        "@v",
        "#t",
        "[x]",
        "\\",
        "EXEC",
        "COPY",
        "TO",
        "PROGRAM",
        "GRANT",
        "ALTER",
        "ADD",
        "COLUMN",
        "INSERT",
        "INTO",
        "DO",
        "DECLARE",
    ]
)
DIALECTS = st.sampled_from(["", "postgres", "mysql", "tsql", "oracle", "snowflake", "bigquery"])
LAWS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@LAWS
@given(st.lists(WORDS, max_size=40).map(" ".join), DIALECTS)
def test_never_raises(text: str, dialect: str) -> None:
    findings(text, Language.SQL, dialect=dialect)


@LAWS
@given(st.text(max_size=200))
def test_never_raises_on_any_text(text: str) -> None:
    findings(text, Language.SQL)


@pytest.mark.parametrize("row", ROWS, ids=[r.id for r in ROWS])
def test_comments_and_spaces_change_nothing(row) -> None:  # type: ignore[no-untyped-def]
    usual = [short(e) for e in findings(row.example, Language.SQL, dialect=row.dialect).effects]
    changed = "-- delete from everything\n" + row.example + "\n/* drop table x */"
    assert [short(e) for e in findings(changed, Language.SQL, dialect=row.dialect).effects] == usual


@pytest.mark.parametrize("text", ["FROBNICATE THE orders HARD", "SELECT 1; WOBBLE t;", ""])
def test_what_is_not_read_is_said(text: str) -> None:
    assert findings(text, Language.SQL).diagnostics


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM " + "(SELECT * FROM " * 10_000 + "t" + ") x" * 10_000,
        "INSERT INTO t (a, b) VALUES " + ",".join(f"({i}, 'x')" for i in range(50_000)),
        "(" * 20_000,
        "SELECT " + "NOT " * 20_000 + "1",
    ],
    ids=["nested", "rows", "brackets", "not"],
)
def test_bounded_time(text: str) -> None:
    start = time.process_time()
    findings(text, Language.SQL)
    assert time.process_time() - start < 10


def test_filter_behind_a_comment_sign() -> None:
    (effect,) = findings("UPDATE members\nSET active = false;\n--WHERE id = 4\n", Language.SQL).effects
    assert effect.has(Trait.FILTER_OFF)
    assert effect.also[0].text == "The filter on line 3 stands behind a comment sign."


@pytest.mark.parametrize("clause", ["1 = 1", "x = 3 OR 1=1", "TRUE", "a >= 0 OR a < 0", "name LIKE '%'", "x = x", "NOT (1 = 2)"])
def test_filters_that_keep_nothing_out(clause: str) -> None:
    (effect,) = findings(f"DELETE FROM members WHERE {clause}", Language.SQL).effects
    assert effect.scope is Scope.ALL
    assert effect.has(Trait.ALWAYS_TRUE)


@pytest.mark.parametrize(
    "clause", ["x = 3", "a > 0", "a > 0 OR b > 0", "email IS NOT NULL", "name LIKE 'a%'", "day < now()", "1 = 1 AND x = 3"]
)
def test_filters_that_keep_rows_out(clause: str) -> None:
    for dialect in ("", "postgres", "mysql", "tsql", "snowflake", "bigquery", "oracle"):
        (effect,) = findings(f"DELETE FROM members WHERE {clause}", Language.SQL, dialect=dialect).effects
        assert effect.scope is Scope.SOME, dialect


def test_rolled_back_checked_and_kept_copy() -> None:
    text = "CREATE TABLE copy_1 AS SELECT * FROM a; BEGIN; UPDATE a SET x = 1; ROLLBACK;"
    effect = findings(text, Language.SQL, dialect="postgres").effects[-1]
    assert effect.safe(Safety.ROLLED_BACK)
    assert effect.safe(Safety.BACKED_UP)


def test_names_of_dbt_models() -> None:
    found = findings("select a from {{ ref('stg') }} join {{ source('raw', 'pay') }} using (id)", Language.SQL).effects
    assert {(e.asset.name, e.asset.aliases) for e in found} == {("stg", ("ref:stg",)), ("raw.pay", ("source:raw.pay",))}
