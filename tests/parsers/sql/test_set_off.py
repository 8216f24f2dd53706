"""What a change sets off: triggers, rules and jobs are followed to what they do."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskscan import scan
from riskscan.model.artifact import Language
from riskscan.model.effect import Effect
from tests.support import findings

QUEUE = "CREATE TRIGGER t AFTER UPDATE OF status ON orders FOR EACH ROW BEGIN INSERT INTO {table} (a) VALUES (NEW.a); END;\n"


def effects(text: str, dialect: str) -> tuple[Effect, ...]:
    return findings(text, Language.SQL, dialect=dialect).effects


def sent(found: tuple[Effect, ...], line: int) -> list[tuple[str, str]]:
    """(verb and name, scope) of what leaves the database by a statement on the line."""
    return [(f"{e.verb} {e.asset.name}", e.scope.value) for e in found if e.operation == "send" and e.location.start_line == line]


@pytest.mark.parametrize("table", ["mail_outbox", "shop.email_queue", "SmsQueue", "notification_queue", "outgoing_mails"])
def test_a_change_whose_trigger_queues_messages_sends_them(table: str) -> None:
    found = effects(QUEUE.format(table=table) + "UPDATE orders SET status = 'x';\nUPDATE orders SET status = 'x' WHERE id = 5;", "mysql")
    assert [scope for _, scope in sent(found, 2)] == ["all"]
    assert [scope for _, scope in sent(found, 3)] == ["one"]


@pytest.mark.parametrize("table", ["order_log", "queue_stats", "mail_template", "outbox_settings", "message_types", "newsletter"])
def test_a_trigger_that_only_notes_something_sends_nothing(table: str) -> None:
    assert not sent(effects(QUEUE.format(table=table) + "UPDATE orders SET status = 'x';", "mysql"), 2)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE orders SET note = 'x';",  # the trigger waits for another column
        "DELETE FROM orders;",
        "UPDATE other SET status = 'x';",
        "SELECT status FROM orders;",
    ],
)
def test_a_trigger_for_something_else_is_not_set_off(change: str) -> None:
    assert not sent(effects(QUEUE.format(table="mail_outbox") + change, "sqlite"), 2)


def test_a_trigger_that_is_made_after_the_change_has_no_part_in_it() -> None:
    assert not sent(effects("UPDATE orders SET status = 'x';\n" + QUEUE.format(table="mail_outbox"), "sqlite"), 1)


def test_messages_that_are_taken_back_do_not_go_out() -> None:
    text = QUEUE.format(table="mail_outbox") + "BEGIN;\nUPDATE orders SET status = 'x';\nROLLBACK;"
    assert not sent(effects(text, "sqlite"), 3)


def test_a_request_of_a_trigger_function_goes_out() -> None:
    text = (
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM net.http_post('https://h.example.com/x', '{}'); RETURN NEW; END $$;\n"
        "CREATE TRIGGER t AFTER INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION f();\n"
        "UPDATE orders SET a = 1;"
    )
    assert sent(effects(text, "postgres"), 3) == [("request https://h.example.com/x", "all")]


@pytest.mark.parametrize(
    ("made", "dialect"),
    [
        (
            "CREATE VIEW v AS SELECT * FROM people WHERE active = 1;\n"
            "CREATE TRIGGER t INSTEAD OF DELETE ON v FOR EACH ROW BEGIN DELETE FROM people WHERE id = OLD.id; END;\n",
            "sqlite",
        ),
        ("-- one\nCREATE RULE r AS ON DELETE TO v DO INSTEAD DELETE FROM people WHERE id = OLD.id;\n", "postgres"),
    ],
)
def test_a_change_of_a_view_reaches_the_table_behind_it(made: str, dialect: str) -> None:
    found = effects(made + "DELETE FROM v;", dialect)
    assert ("delete", "people", "all", 3) in {(e.verb, e.asset.name, e.scope.value, e.location.start_line) for e in found}


def test_a_rule_that_drops_changes_says_so() -> None:
    (effect,) = effects("CREATE RULE r AS ON DELETE TO orders DO INSTEAD NOTHING;", "postgres")
    assert any("dropped without a word" in note.text for note in effect.also)


def test_a_view_that_the_file_made_is_not_its_own_rows() -> None:
    found = effects("CREATE VIEW v AS SELECT * FROM people;\nDELETE FROM v;", "postgres")
    assert not next(e for e in found if e.verb == "delete").safe_evidence


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        (
            "CREATE PROCEDURE purge() LANGUAGE plpgsql AS $$ BEGIN DELETE FROM log; END $$;\nSELECT cron.schedule('n', '0 3 * * *', 'CALL purge()');",
            "postgres",
        ),
        ("SELECT cron.schedule('n', '0 3 * * *', $$DELETE FROM log$$);", "postgres"),
        ("EXEC msdb.dbo.sp_add_jobstep @job_name = N'p', @subsystem = N'TSQL', @command = N'DELETE FROM log';", "tsql"),
        ("CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM log;", "mysql"),
        (
            "CREATE PROCEDURE p() RETURNS STRING LANGUAGE SQL AS $$ BEGIN DELETE FROM log; END; $$;\n"
            "CREATE TASK t WAREHOUSE = w SCHEDULE = '1 MINUTE' AS CALL p();\nALTER TASK t RESUME;",
            "snowflake",
        ),
    ],
)
def test_what_a_job_of_the_database_does_is_told(text: str, dialect: str) -> None:
    gone = next(e for e in effects(text, dialect) if e.verb == "delete")
    assert (gone.asset.name, gone.scope) == ("log", "all")
    assert not gone.safe_evidence
    assert any("by itself" in note.text for note in gone.also)


def test_a_task_that_is_never_resumed_runs_nothing() -> None:
    found = effects("CREATE TASK t WAREHOUSE = w SCHEDULE = '1 MINUTE' AS DELETE FROM log;", "snowflake")
    assert next(e for e in found if e.verb == "delete").safe_evidence


def test_a_trigger_in_the_estate_is_followed(tmp_path: Path) -> None:
    estate = tmp_path / "estate"
    estate.mkdir()
    (estate / "schema.sql").write_text("CREATE TABLE orders (id int primary key, status text);\n" + QUEUE.format(table="mail_outbox"))
    for name, change, expected in (
        ("all.sql", "UPDATE orders SET status = 'x';", "critical"),
        ("one.sql", "UPDATE orders SET status = 'x' WHERE id = 5;", "low"),
        ("note.sql", "UPDATE orders SET note = 'x' WHERE id = 5;", "low"),
    ):
        (tmp_path / name).write_text(change)
        result = scan([tmp_path / name], against=[estate], policies=False)
        assert result.verdict.level == expected, name
        assert bool([e for e in result.effects if e.operation == "send"]) == (name != "note.sql")


@pytest.mark.parametrize("head", ["CREATE PROCEDURE dbo.p", "ALTER PROC dbo.p", "CREATE OR ALTER PROCEDURE dbo.p"])
def test_the_body_of_a_procedure_over_many_lines_is_not_run(head: str) -> None:
    text = head + " @since date = NULL\nAS\nBEGIN\nDELETE FROM dbo.t;\nEXEC sp_executesql @x\nEND\nGO\n"
    found = [e for e in effects(text, "tsql") if e.asset.name != "dbo.p"]
    assert len(found) == 2
    assert all("not_called" in {s.kind for s in e.safe_evidence} for e in found)
    called = effects(text + "EXEC dbo.p;", "tsql")
    assert not next(e for e in called if e.verb == "delete").safe_evidence


@pytest.mark.parametrize(
    ("text", "name", "scope"),
    [
        ("WITH c AS (SELECT TOP 5 * FROM dbo.t ORDER BY a) UPDATE c SET a = 1", "dbo.t", "some"),
        ("WITH c AS (SELECT *, ROW_NUMBER() OVER (PARTITION BY e ORDER BY i) rn FROM dbo.t) DELETE FROM c WHERE rn > 1", "dbo.t", "some"),
        ("WITH c AS (SELECT a FROM dbo.t), d AS (SELECT a FROM c) UPDATE d SET a = 1", "dbo.t", "all"),
        ("WITH c AS (SELECT a FROM dbo.t) UPDATE dbo.u SET a = 1 FROM dbo.u JOIN c ON c.a = dbo.u.a", "dbo.u", "some"),
    ],
)
def test_a_change_through_a_with_query_changes_the_table_behind_it(text: str, name: str, scope: str) -> None:
    change = next(e for e in effects(text, "tsql") if e.operation in ("write", "delete"))
    assert (change.asset.name, change.scope.value) == (name, scope)


def test_rows_of_a_table_variable_are_the_scripts_own() -> None:
    found = effects("DECLARE @rows TABLE (a int);\nDELETE @rows;\nDELETE FROM dbo.rows;", "tsql")
    assert [bool(e.safe_evidence) for e in found if e.verb == "delete"] == [True, False]


def test_hooks_of_a_dbt_model_run() -> None:
    text = (
        '{{ config(materialized="table", pre_hook=["truncate table inbox", "set a = 1"], post_hook=\'grant select on {{ this }} to public\') }}\n'
        "select id, '{{ var(\"x\") }}' as v from {{ ref('orders') }}"
    )
    found = findings(text, Language.SQL)
    assert {(e.verb, e.asset.name, e.location.start_line) for e in found.effects} >= {("truncate", "inbox", 1), ("select", "orders", 2)}
    assert any(e.rule == "sql/grant-to-public" for e in found.effects)
    assert not found.diagnostics
    plain = findings("{{ config(materialized='table', alias='drop table inbox') }}\nselect 1 from {{ ref('orders') }}", Language.SQL)
    assert {e.operation for e in plain.effects} == {"read"}


@pytest.mark.parametrize("said", ["DROP TABLE leads", "TRUNCATE leads", "DELETE FROM leads"])
def test_what_another_database_is_told_to_do_is_read(said: str) -> None:
    assert "leads" in {e.asset.name for e in effects(f"SELECT dblink_exec('host=db2', '{said}');", "postgres") if e.operation == "delete"}
    told = effects("SELECT * FROM dblink('host=db2', 'SELECT * FROM leads') AS x(a int);", "postgres")
    assert "leads" not in {e.asset.name for e in told}
