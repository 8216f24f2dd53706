from __future__ import annotations

import sqlite3
from dataclasses import asdict, replace

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from riskscan.model.record import Entry
from riskscan.record import chain, schema
from riskscan.record.place import place
from riskscan.record.store import Record, RecordError

AT = "2026-11-23T09:40:00Z"


def entry(report_id: str = "RS-7F3A-9C1E", **more: object) -> Entry:
    return replace(Entry(0, "request", AT, report_id, files="q3.py", asked_by="Sales", level="high", score=71), **more)  # type: ignore[arg-type]


def run(address: str, statement: str) -> None:
    """Runs a statement past riskscan, as somebody with access to the database could."""
    engine = create_engine(place(address, {}), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(statement))


def without_guard(address: str) -> None:
    """Takes the triggers away, as the owner of the database could."""
    if "://" in address:
        run(address, "DROP FUNCTION riskscan_refuse, riskscan_continues CASCADE")
        return
    with sqlite3.connect(address) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
    connection.close()


def test_what_is_added_comes_back_and_holds(record: Record):
    first = record.add(entry(), b'{"a":1}')
    second = record.add(entry("RS-2", headline="It deletes \U0001f5d1 all — ünïcode\nrows"), b'{"a":1}')
    assert (first.number, second.number) == (1, 2)
    assert first.previous == chain.FIRST
    assert second.previous == first.hash
    assert record.entries() == (first, second)
    assert record.entries("RS-2") == (second,)
    assert record.report(first.report_hash) == b'{"a":1}'
    assert record.report("0" * 64) is None
    check = record.check(chain.read_receipts([first.receipt, second.receipt]))
    assert check.holds
    assert (check.entries, check.head, check.receipts) == (2, second.hash, 2)


def test_an_empty_record_holds(record: Record):
    assert record.entries() == ()
    assert record.check() == chain.Check(0, chain.FIRST, 0, ())


def test_text_that_no_database_holds_still_verifies(record: Record):
    kept = record.add(entry(note="a\0b\ud800c"))
    assert record.entries() == (kept,)
    assert record.check().holds


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE riskscan_entry SET level = 'low'",
        "DELETE FROM riskscan_entry WHERE number = 2",
        "DELETE FROM riskscan_report",
        "UPDATE riskscan_report SET hash = 'x'",
        "INSERT INTO riskscan_entry SELECT number + 5, kind, at, report_id, files, asked_by, ticket, file_hash, level, score, verdict, headline, "
        "alternative, due, read_at, report_hash, about, outcome, approver, note, tool, previous, 'other' FROM riskscan_entry WHERE number = 2",
    ],
)
def test_the_database_itself_refuses_changes(record: Record, address: str, statement: str):
    record.add(entry(), b"{}")
    record.add(entry("RS-2"))
    with pytest.raises(DBAPIError, match="append-only"):
        run(address, statement)
    assert record.check().holds


def test_replacing_a_line_is_refused_too(record: Record, address: str):
    if "://" in address:
        with pytest.raises(DBAPIError, match="append-only"):
            run(address, "TRUNCATE riskscan_entry")
        return
    kept = record.add(entry())
    names = ", ".join(asdict(kept))
    forged = ", ".join("'low'" if name == "level" else name for name in asdict(kept))
    with pytest.raises(DBAPIError, match="append-only"):
        run(address, f"INSERT OR REPLACE INTO riskscan_entry ({names}) SELECT {forged} FROM riskscan_entry")
    assert record.check().holds


@pytest.mark.parametrize(
    ("statement", "number", "says"),
    [
        ("UPDATE riskscan_entry SET level = 'low' WHERE number = 2", 2, "changed after"),
        ("UPDATE riskscan_entry SET approver = 'somebody' WHERE number = 1", 1, "changed after"),
        ("DELETE FROM riskscan_entry WHERE number = 2", 3, "missing or was moved"),
        ("DELETE FROM riskscan_entry WHERE number = 3", 3, "a receipt names it"),
        ("DELETE FROM riskscan_report", 1, "report is gone"),
        ("UPDATE riskscan_report SET body = 'x'", 1, "report was changed"),
    ],
)
def test_verify_finds_what_an_owner_of_the_database_changed(record: Record, address: str, statement: str, number: int, says: str):
    kept = [record.add(entry(), b"{}"), record.add(entry("RS-2")), record.add(entry("RS-3"))]
    without_guard(address)
    run(address, statement)
    check = record.check(chain.read_receipts([one.receipt for one in kept]))
    assert not check.holds
    assert any(fault.number == number and says in fault.text for fault in check.faults), check.faults


def test_a_record_written_anew_does_not_fit_the_receipts(record: Record, address: str):
    kept = [record.add(entry()), record.add(entry("RS-2"))]
    without_guard(address)
    run(address, "DELETE FROM riskscan_entry")
    for one in ("RS-1", "RS-2"):
        record.add(entry(one, level="low"))
    assert record.check().holds
    assert not record.check(chain.read_receipts([kept[1].receipt])).holds


def test_a_second_open_changes_nothing_and_a_newer_record_is_refused(record: Record, address: str):
    kept = record.add(entry())
    again = Record(place(address, {}))
    assert again.entries() == (kept,)
    again.close()
    run(address, "INSERT INTO riskscan_migration (version, at) VALUES (99, '2030-01-01T00:00:00Z')")
    with pytest.raises(RecordError, match="newer riskscan"):
        Record(place(address, {}))


def test_a_later_migration_keeps_old_entries_valid(record: Record, address: str):
    kept = record.add(entry())

    def second(connection: schema.Connection) -> None:
        connection.exec_driver_sql("ALTER TABLE riskscan_entry ADD COLUMN site TEXT")

    engine = create_engine(place(address, {}))
    with engine.begin() as connection:
        assert schema.version(connection) == 1
        assert schema.migrate(connection, (*schema.MIGRATIONS, second)) == 2
        assert schema.version(connection) == 2
    engine.dispose()
    assert record.entries() == (kept,)
    assert record.check().holds


def test_faults_name_the_place_and_no_password():
    pytest.importorskip("psycopg", reason="the driver is an extra; nox -s record has it")
    url = place("", {"RISKSCAN_RECORD": "postgresql://anna:s3cret@127.0.0.1:1/none"})
    with pytest.raises(RecordError) as caught:
        Record(url)
    assert "127.0.0.1" in str(caught.value)
    assert "s3cret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_file_that_is_no_record_is_said(tmp_path):
    (tmp_path / "x.sqlite3").write_text("this is a text that is long enough to be no database at all\n" * 40)
    with pytest.raises(RecordError, match="not a database"):
        Record(place(str(tmp_path / "x.sqlite3"), {}))
