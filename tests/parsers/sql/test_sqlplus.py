"""Lines for SQL*Plus, and packages of Oracle that change no rows."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language
from tests.support import findings, short


@pytest.mark.parametrize(
    "line", ["col name format a30", "var phv number", "PRO Parameter 1:", "acc owner prompt 'Which?'", "spo out.log", "ho dir"]
)
def test_a_line_for_the_client_is_no_statement(line: str) -> None:
    found = findings(f"set serveroutput on\n{line}\nbegin\n  delete from t;\nend;\n/\n", Language.SQL, dialect="oracle")
    assert [e.verb for e in found.effects if e.operation == "delete"] == ["delete"]
    assert not [d for d in found.diagnostics if d.code == "sql-not-read"]


def test_exec_ends_with_its_line() -> None:
    text = "exec pkg.first('a')\nbegin\n  pkg.second('b');\n  delete from t;\nend;\n/\n"
    found = findings(text, Language.SQL, dialect="oracle")
    assert [(e.verb, e.asset.name, e.location.start_line) for e in found.effects] == [
        ("call", "pkg.first", 1), ("call", "pkg.second", 3), ("delete", "t", 4),
    ]  # fmt: skip


def test_exec_goes_on_after_a_hyphen() -> None:
    found = findings("exec pkg.first( -\n  a => 'x')\ndelete from t;\n", Language.SQL, dialect="oracle")
    assert [e.location.start_line for e in found.effects] == [1, 3]


@pytest.mark.parametrize(
    ("call", "verbs"),
    [
        ("dbms_lock.sleep(5)", []),
        ("dbms_application_info.set_module('a', 'b')", []),
        ("dbms_stats.set_table_prefs('A', 'B', 'INCREMENTAL', 'TRUE')", ["tune"]),
        ("dbms_sqltune.accept_sql_profile('x')", ["tune"]),
        ("dbms_data_mining.drop_model('m')", ["call"]),
        ("shop.dbms_lock_sleep(5)", ["call"]),
    ],
)
def test_packages_of_the_database_itself(call: str, verbs: list[str]) -> None:
    for text in (f"exec {call}\n", f"begin\n  {call};\nend;\n/\n"):
        assert [e.verb for e in findings(text, Language.SQL, dialect="oracle").effects] == verbs, text


@pytest.mark.parametrize(
    "line", ["set serverout on", "set echon on", "set trims on", "show error", "list", "desc emp", "break on report", "timing start x"]
)
@pytest.mark.parametrize("dialect", ["oracle", ""])
def test_no_line_without_a_semicolon_swallows_the_statement_after_it(line: str, dialect: str) -> None:
    if dialect == "" and line.split()[0] not in ("set", "show", "list", "desc"):
        return
    found = findings(f"{line}\n\ndrop table orders;\n", Language.SQL, dialect=dialect)
    assert [e.asset.name for e in found.effects if e.verb == "drop"] == ["orders"]


@pytest.mark.parametrize("text", ["SET TRANSACTION\n  READ ONLY;", "SET search_path =\n  sales, public;", "SET ROLE\n  reporting;"])
def test_a_setting_over_two_lines_stays_one(text: str) -> None:
    found = findings(text, Language.SQL, dialect="postgres")
    assert not [e for e in found.effects if e.operation in ("write", "delete")]
    assert not [d for d in found.diagnostics if d.code == "sql-not-read"]


@pytest.mark.parametrize(
    "before",
    [
        "/* what it is for; and how */\nset serveroutput on size unlimited\n",
        "-- one\n/* two\n -- three */\ncol name format a30\n",
        "ed report.csv\n",
        "TTITLE LEFT 'Date' -\n  RIGHT 'Page' SKIP 2 -\n  CENTER x\n",
        "@?/rdbms/admin/awrextr.sql\n",
    ],
)
def test_a_line_for_the_client_ends_before_the_statement(before: str) -> None:
    found = findings(before + "DELETE FROM orders WHERE id = 3;", Language.SQL, dialect="oracle")
    assert not found.diagnostics
    assert [short(e) for e in found.effects] == ["delete table:orders one"]


def test_a_comment_that_runs_is_no_gap() -> None:
    found = findings("/*!40000 DROP TABLE t */;\nSELECT 1;", Language.SQL, dialect="mysql")
    assert [short(e) for e in found.effects] == ["delete table:t all"]


def test_a_function_inside_a_query() -> None:
    query = "WITH FUNCTION f(a NUMBER) RETURN NUMBER IS\n  b NUMBER;\nBEGIN\n  b := a;\n  RETURN b;\nEND;\nx AS (SELECT f(id) n FROM orders)\nSELECT * FROM x;\n"
    found = findings("set linesize 100\n" + query + "DELETE FROM t WHERE id = 1;", Language.SQL)
    assert not found.diagnostics
    assert {short(e) for e in found.effects} == {"read table:orders all", "delete table:t one"}


def test_when_a_job_runs_is_no_statement() -> None:
    found = findings("BEGIN\n dbms_job.submit(:n, 'upkeep.wipe_log;', sysdate, 'trunc(sysdate + 1) + (60 / 1440)');\nEND;\n/", Language.SQL)
    assert not found.diagnostics
    assert "execute function:upkeep.wipe_log unknown" in {short(e) for e in found.effects}
