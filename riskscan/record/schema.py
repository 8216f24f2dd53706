"""The tables of the record, the triggers that make them append-only, and the migrations that bring an older record up to date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Column, Connection, Integer, LargeBinary, MetaData, String, Table, Text, func, insert, inspect, select

METADATA = MetaData()
ENTRIES = Table(
    "riskscan_entry",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    Column("at", String(32), nullable=False),
    Column("report_id", String(64), nullable=False, index=True),
    Column("files", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("ticket", Text, nullable=False),
    Column("file_hash", String(64), nullable=False),
    Column("level", String(20), nullable=False),
    Column("score", Integer),
    Column("verdict", String(40), nullable=False),
    Column("headline", Text, nullable=False),
    Column("alternative", Text, nullable=False),
    Column("due", String(32), nullable=False),
    Column("read_at", String(32), nullable=False),
    Column("report_hash", String(64), nullable=False),
    Column("about", Integer),
    Column("outcome", String(20), nullable=False),
    Column("approver", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("tool", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)
REPORTS = Table(
    "riskscan_report",
    METADATA,
    Column("hash", String(64), primary_key=True),
    Column("body", LargeBinary, nullable=False),  # the JSON report, deflated
)
VERSIONS = Table(
    "riskscan_migration", METADATA, Column("version", Integer, primary_key=True, autoincrement=False), Column("at", String(32))
)

_NEXT = "SELECT COALESCE(MAX(number), 0) + 1 FROM riskscan_entry"
_HEAD = f"COALESCE((SELECT hash FROM riskscan_entry ORDER BY number DESC LIMIT 1), '{'0' * 64}')"
_SQLITE = (
    *(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'the record is append-only: nothing in it is changed or removed'); END"
        for table in ("riskscan_entry", "riskscan_report")
        for verb in ("UPDATE", "DELETE")
    ),
    f"CREATE TRIGGER riskscan_entry_continues BEFORE INSERT ON riskscan_entry WHEN NEW.number <> ({_NEXT}) OR NEW.previous <> {_HEAD} "
    "BEGIN SELECT RAISE(ABORT, 'the record is append-only: an entry must continue the last one'); END",
    "CREATE TRIGGER riskscan_report_once BEFORE INSERT ON riskscan_report "
    "WHEN EXISTS (SELECT 1 FROM riskscan_report WHERE hash = NEW.hash) "
    "BEGIN SELECT RAISE(ABORT, 'the record is append-only: this report is kept already'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION riskscan_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION 'the record is append-only: nothing in it is changed or removed'; END $$",
    *(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION riskscan_refuse()"
        for table in ("riskscan_entry", "riskscan_report")
    ),
    "CREATE FUNCTION riskscan_continues() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"IF NEW.number <> ({_NEXT}) OR NEW.previous <> {_HEAD} THEN "
    "RAISE EXCEPTION 'the record is append-only: an entry must continue the last one'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER riskscan_entry_continues BEFORE INSERT ON riskscan_entry FOR EACH ROW EXECUTE FUNCTION riskscan_continues()",
)


class NewerRecordError(RuntimeError):
    """A newer riskscan wrote this record."""


def _first(connection: Connection) -> None:
    """Version 1: entries, reports, and the triggers that make them append-only."""
    ENTRIES.create(connection)
    REPORTS.create(connection)
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.exec_driver_sql(statement)


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_first,)


def version(connection: Connection) -> int:
    """The version of the record behind a connection; 0 where there is none yet."""
    if not inspect(connection).has_table(VERSIONS.name):
        return 0
    return int(connection.execute(select(func.coalesce(func.max(VERSIONS.c.version), 0))).scalar_one())


def migrate(connection: Connection, migrations: tuple[Callable[[Connection], None], ...] = MIGRATIONS) -> int:
    """Brings the record up to date inside the caller's transaction, and gives its version. Raises NewerRecordError."""
    at = version(connection)
    if at > len(migrations):
        raise NewerRecordError(f"the record has version {at}, this riskscan knows {len(migrations)}: install a newer riskscan")
    if at == 0:
        VERSIONS.create(connection, checkfirst=True)
    for number, apply in enumerate(migrations[at:], start=at + 1):
        apply(connection)
        connection.execute(insert(VERSIONS).values(version=number, at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")))
    return len(migrations)
