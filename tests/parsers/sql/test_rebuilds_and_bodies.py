"""Tables that are built anew, bodies in other languages, templates, and lines for the shell; each beside what only looks like it."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language, Status
from riskscan.model.effect import Certainty, Operation, Undo
from tests.support import effects, findings

NEW = "DROP TABLE IF EXISTS daily; CREATE TABLE daily AS SELECT * FROM events"


@pytest.mark.parametrize(
    ("text", "undo"),
    [
        (NEW, Undo.WITH_WORK),
        (NEW + " WITH NO DATA", Undo.NO),
        (NEW + " WHERE 1 = 0", Undo.NO),
        (NEW + "; DROP TABLE daily", Undo.NO),
        ("DROP TABLE daily; CREATE TABLE daily (a int)", Undo.NO),
        ("DROP TABLE daily; CREATE TABLE daily AS SELECT * FROM (VALUES (1)) v", Undo.NO),
        ("CREATE TABLE b AS SELECT * FROM daily WHERE a > 1; DROP TABLE daily; CREATE TABLE daily AS SELECT * FROM b", Undo.NO),
        ("DROP TABLE daily; ALTER TABLE x RENAME TO daily; CREATE TABLE daily AS SELECT * FROM s", Undo.NO),
    ],
)
def test_a_table_built_anew_from_data_comes_back_with_work(text: str, undo: Undo) -> None:
    assert next(e for e in findings(text, Language.SQL).effects if e.verb == "drop").undo is undo


@pytest.mark.parametrize(
    ("dialect", "definition", "reaches"),
    [
        ("bigquery", 'CREATE TEMP FUNCTION f(x STRING) RETURNS STRING LANGUAGE js AS """return 1;"""', False),
        ("snowflake", "CREATE FUNCTION f(x STRING) RETURNS STRING LANGUAGE JAVA HANDLER='A.b' AS $$ class A {} $$", False),
        (
            "snowflake",
            "CREATE FUNCTION f(x STRING) RETURNS STRING LANGUAGE JAVA EXTERNAL_ACCESS_INTEGRATIONS=(n) AS $$ class A {} $$",
            True,
        ),
        ("postgres", "CREATE FUNCTION f(x text) RETURNS text LANGUAGE plperlu AS $$ system('x') $$", True),
    ],
)
def test_a_body_in_another_language(dialect: str, definition: str, reaches: bool) -> None:
    found = findings(definition + "; SELECT f(a) FROM t;", Language.SQL, dialect=dialect)
    calls = [e for e in found.effects if e.verb == "call"]
    assert [e.certainty for e in calls] == ([Certainty.LIKELY] if reaches else [])
    assert found.status is Status.READ
    assert [d.code for d in found.diagnostics] == ["sql-other-language"]


@pytest.mark.parametrize(
    "text", ["CREATE FUNCTION f(d DATE) RETURNS ARRAY<DATE> AS (ARRAY(SELECT d))", "CREATE FUNCTION f(x INT64) AS (x + 1)"]
)
def test_an_expression_is_read(text: str) -> None:
    assert not findings(text, Language.SQL, dialect="bigquery").diagnostics


def test_templates_are_partly_read() -> None:
    for text in ('#fail\n{{ not_null(["id"]) }}\n', "{% macro cents(c) %} ({{ c }} / 100) {% endmacro %}"):
        found = findings(text, Language.SQL)
        assert (found.effects, found.status, [d.code for d in found.diagnostics]) == ((), Status.PARTLY_READ, ["sql-template"])


def test_a_macro_that_the_file_calls_runs() -> None:
    macro = "{% macro gone(t) %} DROP TABLE orders; {% endmacro %}"
    assert findings(macro, Language.SQL).effects[0].safe_evidence
    assert not findings(macro + "\n{{ gone('x') }}", Language.SQL).effects[0].safe_evidence
    assert not findings("{% call statement('x') %} DROP TABLE orders; {% endcall %}", Language.SQL).effects[0].safe_evidence


def test_shell_lines_go_to_the_reader_of_shell() -> None:
    found = findings("SELECT 1;\n\\! echo hello\n", Language.SQL)
    assert [(e.artifact.language, e.artifact.text) for e in found.embedded] == [(Language.SHELL, "echo hello")]
    assert not found.effects


def test_with_without_as_and_stages() -> None:
    assert {e.asset.name for e in findings("WITH x (SELECT a FROM t), y (SELECT b FROM x) SELECT * FROM y", Language.SQL).effects} == {"t"}
    for source in ("@st/x", "(SELECT $1 FROM @st/x)"):
        effects = findings(f"COPY INTO raw.t FROM {source}", Language.SQL, dialect="snowflake").effects
        assert {(e.verb, e.asset.name) for e in effects} == {("insert", "raw.t"), ("read", "@st/x")}


@pytest.mark.parametrize("text", ["MSCK REPAIR TABLE sales.days", "MSCK TABLE sales.days SYNC PARTITIONS"])
def test_a_list_of_partitions_made_to_fit_is_upkeep(text: str) -> None:
    assert [(e.rule, e.asset.name) for e in effects(text, Language.SQL, "x.sql")] == [("sql/maintenance", "sales.days")]


@pytest.mark.parametrize(
    ("text", "runs"), [("LOAD '/srv/lib/geo.so'", True), ("LOAD 'geo.so'", True), ("LOAD httpfs", False), ("LOAD 'httpfs'", False)]
)
def test_a_library_of_machine_code_runs(text: str, runs: bool) -> None:
    assert any(e.operation is Operation.EXECUTE for e in effects(text, Language.SQL, "x.sql")) is runs


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("DROP VIEW v; CREATE VIEW v AS SELECT a FROM t", "replace"),
        ("DROP FUNCTION f; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$", "replace"),
        ("DROP VIEW v; CREATE VIEW other AS SELECT a FROM t", "drop"),
        ("DROP VIEW v CASCADE; CREATE VIEW v AS SELECT a FROM t", "drop"),
        ("CREATE VIEW v AS SELECT a FROM t; DROP VIEW v", "drop"),
        ("DROP TABLE v; CREATE TABLE v (a int)", "drop"),
    ],
)
def test_a_view_or_routine_that_is_made_anew_is_replaced(text: str, verb: str) -> None:
    assert verb in {e.verb for e in findings(text, Language.SQL, dialect="postgres").effects}


@pytest.mark.parametrize(("text", "verb"), [("URL='s3://lake/in/'", "replace"), ("", "replace")])
def test_a_stage_whose_files_stand_elsewhere_keeps_them(text: str, verb: str) -> None:
    (effect,) = findings(f"CREATE OR REPLACE STAGE raw.files {text}", Language.SQL, dialect="snowflake").effects
    assert effect.verb == verb
    assert (effect.rule == "sql/create-or-replace-container") is not bool(text)


def test_lines_for_snowsql_are_no_statements() -> None:
    found = findings("!print hello\n!define a=b\n!system rm -rf /srv/data\ndelete from t;\n", Language.SQL, dialect="snowflake")
    assert [e.verb for e in found.effects] == ["delete"]
    assert not found.diagnostics
    assert [piece.artifact.text for piece in found.embedded] == ["rm -rf /srv/data"]


@pytest.mark.parametrize(
    ("dialect", "text", "unknown"),
    [
        ("postgres", "DO $$ BEGIN EXECUTE format('REFRESH MATERIALIZED VIEW %I.%I', s, v); END $$", False),
        ("postgres", "DO $$ BEGIN EXECUTE 'DROP TABLE ' || quote_ident(t); END $$", False),
        ("postgres", "DO $$ BEGIN EXECUTE format('DROP TABLE %s', t); END $$", True),
        ("postgres", "DO $$ BEGIN EXECUTE 'DROP TABLE ' || quote_ident(t) || more; END $$", True),
        ("tsql", "SET @s = N'ALTER INDEX ALL ON ' + QUOTENAME(@t) + N' REBUILD'; EXEC sp_executesql @s;", False),
        ("tsql", "SET @s = N'DROP TABLE ' + @t; EXEC sp_executesql @s;", True),
    ],
)
def test_a_text_whose_gaps_are_quoted_names_can_only_do_what_it_says(dialect: str, text: str, unknown: bool) -> None:
    found = findings(text, Language.SQL, dialect=dialect).effects
    assert ("sql/dynamic-sql" in {e.rule for e in found}) is unknown
    assert {e.rule for e in found} - {"sql/dynamic-sql"}
