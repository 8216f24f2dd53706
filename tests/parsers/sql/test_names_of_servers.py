"""What SQL Server and Oracle call by other names: table variables, temporary tables, triggers of the server, jobs, packages."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language
from riskscan.model.effect import Operation, Safety
from tests.support import effects, findings, short

_PROC = "CREATE PROCEDURE dbo.p AS\nBEGIN\n  {}\nEND\nGO\n"


def told(sql: str, dialect: str = "tsql") -> set[str]:
    return {short(e) for e in effects(sql, Language.SQL, "x.sql", dialect=dialect) if e.operation is not Operation.READ}


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("DELETE r FROM @rows r INNER JOIN @rows s ON r.a = s.a WHERE r.b = 1", "delete table:@rows some"),
        ("UPDATE p SET p.a = 1 FROM @rows AS p WHERE p.b > 3", "write table:@rows some"),
        ("UPDATE p SET p.a = 1 FROM dbo.rows AS p WHERE p.b > 3", "write table:dbo.rows some"),
        ("DROP TABLE dbo.#work", "delete table:#work all"),
        ("DELETE FROM tempdb..#work", "delete table:#work all"),
        ("DROP EVENT SESSION slow_ones ON SERVER", "alter other:slow_ones all"),
        ("ALTER EVENT SESSION slow_ones ON SERVER DROP EVENT sqlserver.attention", "alter other:slow_ones all"),
        ("CREATE TRIGGER lists ON ALL SERVER FOR LOGON AS ROLLBACK", "alter server:the database server all"),
        ("CREATE TRIGGER keeps ON DATABASE FOR DROP_TABLE AS ROLLBACK", "alter database:{current database} all"),
        ("DROP TRIGGER keeps ON DATABASE", "delete function:keeps all"),
        ("DROP TRIGGER lists ON ALL SERVER", "delete function:lists all"),
        ("GRANT EXECUTE ON dbo.month_end TO clerks", "grant function:dbo.month_end all"),
        ("GRANT SELECT ON dbo.orders TO clerks", "grant table:dbo.orders all"),
        ("ALTER TABLE dbo.orders DROP fk_customer", "alter table:dbo.orders all"),
        ("ALTER TABLE dbo.orders DROP COLUMN total", "delete column:dbo.orders.total all"),
        ("EXEC msdb.dbo.sp_add_jobserver @job_name = N'nightly', @server_name = N'(local)'", "create job:nightly all"),
        ("EXEC msdb.dbo.sp_add_jobserver @job_id = @jobId, @server_name = N'(local)'", "create job:{jobId} all"),
        ("EXEC msdb.dbo.sp_update_job @job_id = @jobId, @start_step_id = 1", "alter job:{jobId} all"),
        ("EXEC msdb.dbo.sp_update_job @job_name = N'nightly', @enabled = 0", "alter job:nightly all"),
        ("EXEC msdb.dbo.sp_delete_job @job_name = N'nightly'", "delete job:nightly all"),
        ("EXEC msdb.dbo.sp_start_job N'nightly'", "execute job:nightly all"),
        ("EXEC sp_cycle_errorlog", "alter server:the database server all"),
        ("ALTER SERVER CONFIGURATION SET PROCESS AFFINITY CPU = 0", "alter server:the database server all"),
        (
            "EXEC sp_addextendedproperty @name=N'Description', @value=N'x', @level0type=N'SCHEMA', @level0name=N'dbo', "
            "@level1type=N'TABLE', @level1name=N'orders'",
            "alter table:dbo.orders all",
        ),
    ],
)
def test_sql_server(sql: str, expected: str) -> None:
    assert told(sql) == {expected}


@pytest.mark.parametrize("sql", ["EXEC msdb.dbo.sysmail_help_queue_sp", "EXEC master.dbo.xp_regread N'HKEY_LOCAL_MACHINE', N'SOFTWARE'"])
def test_what_only_shows(sql: str) -> None:
    assert told(sql) == set()


def test_parameters_that_are_given_a_type_with_as() -> None:
    found = findings(
        "CREATE PROCEDURE p\n  @name AS SYSNAME,\n  @days AS INT\nAS\nDELETE FROM log WHERE day < @days\nGO\nEXEC p", Language.SQL
    )
    assert not found.diagnostics
    assert "delete table:log some" in {short(e) for e in found.effects}


def test_a_text_that_is_known_needs_no_warning() -> None:
    assert told("IF OBJECT_ID('p') IS NULL\nBEGIN\n  EXECUTE ('CREATE PROCEDURE p AS SELECT 1 AS a')\nEND\nGO") == {"create function:p all"}
    named = "IF 1 = 1\nBEGIN\nEXEC dbo.sp_executesql @statement = N'CREATE PROCEDURE p AS SELECT 1 AS a'\nEND\nGO"
    assert told(named) == {"create function:p all"}
    assert any("program" in t for t in told("IF 1 = 1\nBEGIN\n  EXECUTE ('DROP TABLE ' + @name)\nEND\nGO"))


def test_a_command_in_a_body_that_nothing_calls() -> None:
    sql = _PROC.format("EXEC xp_cmdshell 'del /q D:\\feeds\\*.csv'")
    alone = effects(sql, Language.SQL, "x.sql", dialect="tsql")
    called = effects(sql + "EXEC dbo.p", Language.SQL, "x.sql", dialect="tsql")

    def off(effect: object) -> bool:
        return any(s.kind is Safety.NOT_CALLED for s in getattr(effect, "safe_evidence", ()))

    assert all(off(e) for e in alone if e.operation is not Operation.CREATE)
    assert not any(off(e) for e in called)


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("BEGIN\n  sys.dbms_scheduler.drop_job('nightly');\nEND;\n/", "delete job:nightly all"),
        ("EXEC dbms_scheduler.drop_job (\n  job_name => 'nightly',\n  force => TRUE);\n", "delete job:nightly all"),
        ("ALTER DATABASE DATAFILE '/data/a.dbf' RESIZE 2G;", "alter database:{current database} all"),
    ],
)
def test_oracle(sql: str, expected: str) -> None:
    assert told(sql, "oracle") == {expected}


def test_a_session_setting_of_oracle_is_no_change() -> None:
    assert told("ALTER SESSION FORCE PARALLEL DML;", "oracle") == set()


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (
            "DELETE d FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY a ORDER BY b) n FROM dbo.orders) d WHERE d.n > 1",
            "delete table:dbo.orders some",
        ),
        ("UPDATE q SET s = 1 FROM (SELECT TOP 1 * FROM dbo.jobs ORDER BY id) AS q", "write table:dbo.jobs some"),
        ("UPDATE q SET s = 1 FROM (SELECT * FROM dbo.jobs) AS q", "write table:dbo.jobs all"),
        ("UPDATE o SET s = 1 FROM dbo.jobs o JOIN (SELECT id FROM dbo.x) s ON s.id = o.id", "write table:dbo.jobs some"),
        ("WITH c AS (SELECT * FROM @rows) UPDATE c SET a = 1", "write table:@rows all"),
        ("ALTER TABLE a WITH NOCHECK ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c (b)", "alter table:a all"),
        ("EXEC sp_executesql @stmt = N'DELETE FROM a WHERE id = @id', @params = N'@id int', @id = 5", "delete table:a one"),
        ("BACKUP DATABASE x FILEGROUP = N'p' TO DISK = N'X:\\b.bak'", "write file:X:\\b.bak all"),
    ],
)
def test_the_table_behind_another_name(sql: str, expected: str) -> None:
    assert told(sql) == {expected}


def test_a_rule_that_is_switched_on_again() -> None:
    assert [e.verb for e in findings("ALTER TABLE a WITH CHECK CHECK CONSTRAINT f", Language.SQL, dialect="tsql").effects] == [
        "add_constraint"
    ]
    assert [e.verb for e in findings("ALTER TABLE a NOCHECK CONSTRAINT f", Language.SQL, dialect="tsql").effects] == ["disable"]


@pytest.mark.parametrize(
    ("dialect", "sql", "expected"),
    [
        ("tsql", "BEGIN TRY\nDECLARE c CURSOR LOCAL FOR\nSELECT a FROM jobs;\nEND TRY", "read table:jobs all"),
        ("oracle", "DECLARE\n CURSOR c IS SELECT a FROM jobs;\nBEGIN\n NULL;\nEND;\n/", "read table:jobs all"),
        (
            "mysql",
            "CREATE PROCEDURE p() BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION DELETE FROM jobs; SELECT 1; END",
            "delete table:jobs all",
        ),
        ("mysql", "CREATE PROCEDURE p() BEGIN DECLARE c CURSOR FOR SELECT a FROM jobs; OPEN c; END", "read table:jobs all"),
    ],
)
def test_cursors_and_handlers_of_a_block(dialect: str, sql: str, expected: str) -> None:
    assert expected in {short(e) for e in findings(sql, Language.SQL, dialect=dialect).effects}


def test_a_job_that_is_switched_off_and_one_that_starts_elsewhere() -> None:
    off = findings("EXEC msdb.dbo.sp_update_job @job_name = N'nightly', @enabled = 0", Language.SQL, dialect="tsql").effects
    other = findings("EXEC msdb.dbo.sp_update_job @job_name = N'nightly', @start_step_id = 1", Language.SQL, dialect="tsql").effects
    assert ([e.verb for e in off], [e.verb for e in other]) == (["stop"], ["alter"])
