"""Laws: no text makes it raise, no statement is dropped in silence, comments and the case of words change nothing, time is bounded."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskscan.knowledge.sql import ROWS
from riskscan.model.artifact import Language
from riskscan.model.effect import Safety, Scope, Trait
from riskscan.parsers.sql.lexer import Kind, lexer_for
from riskscan.parsers.sql.split import Splitter
from tests.support import FIXTURES, findings, short

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


FIXTURE_TEXTS = [(p.name, p.read_text()) for p in sorted((FIXTURES / "sql").glob("*.sql"))]


def _shapes(text: str, dialect: str) -> list[tuple[object, ...]]:
    found = findings(text, Language.SQL, dialect=dialect).effects
    return [
        (
            short(e).lower(),
            e.verb,
            tuple(t for t in e.traits if t is not Trait.FILTER_OFF),
            e.certainty,
            tuple(s.kind for s in e.safe_evidence),
        )
        for e in found
    ]


def _with_words(text: str, dialect: str, change: object) -> str:
    """The text with its words changed; quoted names, strings, comments, lines for a client and names stay as they are."""
    parts, end = [], 0
    for token in lexer_for(text, dialect).tokens():
        if token.kind is Kind.WORD:
            parts += [text[end : token.start], change(token.text)]  # type: ignore[operator]
            end = token.end
    return "".join([*parts, text[end:]])


@pytest.mark.parametrize("row", ROWS, ids=[r.id for r in ROWS])
@pytest.mark.parametrize("change", [str.lower, str.upper, str.swapcase], ids=["lower", "upper", "swapped"])
def test_the_case_of_words_changes_nothing(row, change) -> None:  # type: ignore[no-untyped-def]
    assert _shapes(_with_words(row.example, row.dialect, change), row.dialect) == _shapes(row.example, row.dialect)


@pytest.mark.parametrize(("name", "text"), FIXTURE_TEXTS, ids=[n for n, _ in FIXTURE_TEXTS])
def test_comments_between_words_change_nothing(name: str, text: str) -> None:
    dialect = findings(text, Language.SQL, name).dialect
    plain = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith("--"))
    assert _shapes(text, dialect) == _shapes(plain, dialect)


@pytest.mark.parametrize(("name", "text"), FIXTURE_TEXTS, ids=[n for n, _ in FIXTURE_TEXTS])
def test_windows_line_ends_change_nothing(name: str, text: str) -> None:
    dialect = findings(text, Language.SQL, name).dialect
    assert _shapes(text.replace("\n", "\r\n"), dialect) == _shapes(text, dialect)


@LAWS
@given(st.lists(WORDS, min_size=2, max_size=8).map(" ".join))
def test_a_statement_of_unknown_words_is_told(text: str) -> None:
    text = "FROBNICATE " + "".join(c for c in text if c.isalpha() or c == " ")
    statements = list(Splitter(lexer_for(text, "postgres")).statements())
    found = findings(text, Language.SQL, dialect="postgres")
    assert not statements or found.effects or found.diagnostics


NOT_SAFE = [
    ("BEGIN; SAVEPOINT s; DELETE FROM a; ROLLBACK TO SAVEPOINT s; COMMIT;", "postgres", Safety.ROLLED_BACK),
    ("BEGIN; DELETE FROM a; COMMIT; ROLLBACK;", "postgres", Safety.ROLLED_BACK),
    ("START TRANSACTION; DELETE FROM a; CREATE TABLE z (x int); ROLLBACK;", "mysql", Safety.ROLLED_BACK),
    ("DELETE FROM a; TRUNCATE TABLE b; ROLLBACK;", "oracle", Safety.ROLLED_BACK),
    ("BEGIN; DELETE FROM a; TRUNCATE b; ROLLBACK;", "redshift", Safety.ROLLED_BACK),
    ("SAVE TRAN s\nDELETE FROM a\nROLLBACK TRAN s", "tsql", Safety.ROLLED_BACK),
    ("DELETE FROM a; ROLLBACK;", "postgres", Safety.ROLLED_BACK),
    (
        "BEGIN; DELETE FROM a; DO $$ BEGIN IF (SELECT count(*) FROM a) = 0 THEN RAISE NOTICE 'x'; END IF; END $$; COMMIT;",
        "postgres",
        Safety.CHECKED,
    ),
    ("BEGIN TRAN\nDELETE FROM a\nIF @@ROWCOUNT > 5 RAISERROR('x', 16, 1)\nCOMMIT", "tsql", Safety.CHECKED),
    (
        "BEGIN; DELETE FROM a; DO $$ BEGIN IF (SELECT count(*) FROM b) = 0 THEN RAISE EXCEPTION 'x'; END IF; END $$; COMMIT;",
        "postgres",
        Safety.CHECKED,
    ),
    ("CREATE TABLE k AS SELECT * FROM a LIMIT 5; DELETE FROM a;", "postgres", Safety.BACKED_UP),
    ("CREATE TABLE k AS SELECT id FROM a; DELETE FROM a;", "postgres", Safety.BACKED_UP),
    ("CREATE TABLE k AS SELECT * FROM a; DELETE FROM a; DROP TABLE k;", "postgres", Safety.BACKED_UP),
    ("CREATE TABLE IF NOT EXISTS k AS SELECT * FROM a; DELETE FROM a;", "postgres", Safety.BACKED_UP),
    ("CREATE TABLE k AS SELECT * FROM a WHERE x = 1; DELETE FROM a WHERE x = 1 OR y = 2;", "postgres", Safety.BACKED_UP),
    ("DELETE FROM a; CREATE TABLE k AS SELECT * FROM a;", "postgres", Safety.BACKED_UP),
    ("DELETE FROM orders WHERE customer_id = 5", "", Safety.BY_KEY),
    ("DELETE FROM orders WHERE id = 5 OR open", "", Safety.BY_KEY),
    ("DELETE FROM orders WHERE id IN (SELECT id FROM u)", "", Safety.BY_KEY),
    ("DELETE FROM orders WHERE id IN (SELECT 'x')", "", Safety.BY_KEY),
    ("DELETE FROM orders WHERE id NOT IN (1)", "", Safety.BY_KEY),
    ("DELETE FROM orders WHERE id <> 1", "", Safety.BY_KEY),
    ("DELETE FROM orders WHERE id > 0", "", Safety.BY_KEY),
    ("DELETE FROM orders WHERE id = id", "", Safety.BY_KEY),
    ("DELETE FROM orders WHERE (:id IS NULL OR id = :id)", "", Safety.BY_KEY),
    ("CREATE TABLE m (a int, k int, PRIMARY KEY (a, k)); DELETE FROM m WHERE k = 5;", "postgres", Safety.BY_KEY),
    ("DELETE FROM tmp_orders", "postgres", Safety.SCRATCH),
    ("CREATE TEMP TABLE a (x int); DROP TABLE a; DELETE FROM a;", "postgres", Safety.SCRATCH),
    ("CREATE TEMP TABLE a (x int); DELETE FROM public.a;", "postgres", Safety.SCRATCH),
    ("BEGIN; CREATE TEMP TABLE a ON COMMIT DROP AS SELECT 1; COMMIT; DELETE FROM a;", "postgres", Safety.SCRATCH),
    ("CREATE TABLE IF NOT EXISTS a (x int); DELETE FROM a;", "postgres", Safety.OWN_OUTPUT),
    ("CREATE TABLE a (x int); USE live; DELETE FROM a;", "mysql", Safety.OWN_OUTPUT),
    ("CREATE TABLE a (x int); ALTER TABLE a RENAME TO b; ALTER TABLE live RENAME TO a; DELETE FROM a;", "postgres", Safety.OWN_OUTPUT),
    ("BEGIN; CREATE TABLE a (x int); ROLLBACK; DELETE FROM a;", "postgres", Safety.OWN_OUTPUT),
    ("CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ DELETE FROM a $$; SELECT f();", "postgres", Safety.NOT_CALLED),
    ("BEGIN READ ONLY; SELECT 1; COMMIT; DELETE FROM a;", "postgres", Safety.READ_ONLY),
    ("DELETE FROM a; SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY;", "postgres", Safety.READ_ONLY),
]


@pytest.mark.parametrize(("text", "dialect", "kind"), NOT_SAFE, ids=[f"{k}-{n}" for n, (_, _, k) in enumerate(NOT_SAFE)])
def test_what_only_looks_safe_is_not(text: str, dialect: str, kind: Safety) -> None:
    deletes = [e for e in findings(text, Language.SQL, dialect=dialect).effects if e.verb == "delete"]
    assert deletes
    assert not any(e.safe(kind) for e in deletes)
