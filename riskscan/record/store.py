"""The record in its database: open, add, read, check. One writer at a time; what ``add`` has given back is on disk."""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields, replace
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, insert, select
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from riskscan.model.record import Entry
from riskscan.record import chain, schema
from riskscan.record.place import shown
from riskscan.record.schema import ENTRIES, REPORTS

_LOCK = 0x7269736B  # "risk": the key of the advisory lock in PostgreSQL
_WAIT = 60  # seconds that a writer waits for its turn
_COLUMNS = tuple(ENTRIES.c[field.name] for field in fields(Entry))
_LARGEST = 200_000_000  # bytes of one kept report, inflated


class RecordError(RuntimeError):
    """The record cannot be reached, read or written; the message says where and why, without a password."""


class Record:
    """An open record. ``add`` and ``check`` may be called from any number of processes at once."""

    def __init__(self, url: URL) -> None:
        self.place = shown(url)
        self._engine = _engine(url)
        with self._told():
            if url.drivername == "sqlite":
                _make_folder(Path(str(url.database)))
            with self._reading() as connection:
                ready = schema.version(connection) == len(schema.MIGRATIONS)
            if not ready:
                with self._writing() as connection:
                    schema.migrate(connection)

    def add(self, entry: Entry, report: bytes = b"") -> Entry:
        """Adds an entry (its number, ``previous`` and ``hash`` are set here) and the JSON report that it speaks of.

        When this returns, both are on disk. Raises RecordError, and then nothing was added.
        """
        with self._told(), self._writing() as connection:
            last = connection.execute(select(ENTRIES.c.number, ENTRIES.c.hash).order_by(ENTRIES.c.number.desc()).limit(1)).first()
            number, previous = (last.number, last.hash) if last else (0, chain.FIRST)
            if report:
                entry = replace(entry, report_hash=hashlib.sha256(report).hexdigest())
                if connection.execute(select(REPORTS.c.hash).where(REPORTS.c.hash == entry.report_hash)).first() is None:
                    connection.execute(insert(REPORTS).values(hash=entry.report_hash, body=zlib.compress(report, 6)))
            entry = _storable(replace(entry, number=number + 1, previous=previous))
            entry = replace(entry, hash=chain.hash_of(entry))
            connection.execute(insert(ENTRIES).values(**asdict(entry)))
        return entry

    def entries(self, report_id: str = "") -> tuple[Entry, ...]:
        """All entries in order, or those of one report. Raises RecordError."""
        wanted = select(*_COLUMNS).order_by(ENTRIES.c.number)
        if report_id:
            wanted = wanted.where(ENTRIES.c.report_id == report_id)
        with self._told(), self._reading() as connection:
            return tuple(Entry(**row) for row in connection.execute(wanted).mappings())

    def report(self, report_hash: str) -> bytes | None:
        """The JSON report kept under a hash; None where there is none. Raises RecordError."""
        with self._told(), self._reading() as connection:
            row = connection.execute(select(REPORTS.c.body).where(REPORTS.c.hash == report_hash)).first()
        return None if row is None else _inflate(row.body)

    def check(self, receipts: tuple[tuple[int, str], ...] = ()) -> chain.Check:
        """Whether all that was kept is still there and unchanged. Raises RecordError where it cannot be read at all."""
        with self._told(), self._reading() as connection:
            kept = connection.execution_options(yield_per=100).execute(select(REPORTS.c.hash, REPORTS.c.body))
            reports = {row.hash: _hash_now(row.body) for row in kept}
            rows = connection.execute(select(*_COLUMNS).order_by(ENTRIES.c.number)).mappings()
            return chain.check((Entry(**row) for row in rows), reports, receipts)

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction that no other writer shares."""
        with self._engine.connect() as plain:
            connection = plain.execution_options(riskscan_writes=True)
            with connection.begin():
                if connection.dialect.name == "postgresql":
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
                yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Faults of the database as RecordError, in its own words, without the statement and its values."""
        try:
            yield
        except schema.NewerRecordError as error:
            raise RecordError(str(error)) from None
        except DBAPIError as error:
            raise RecordError(f"the record in {self.place}: {_first_line(error.orig or error)}") from None
        except (SQLAlchemyError, OSError) as error:
            raise RecordError(f"the record in {self.place}: {_first_line(error)}") from None


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _engine(url: URL) -> Engine:
    if url.drivername != "sqlite":
        try:
            return create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": 10})
        except ImportError:
            raise RecordError("PostgreSQL needs its driver: pip install 'riskscan[postgresql]'") from None
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": _WAIT})

    @event.listens_for(engine, "connect")
    def _on_connect(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        """Transactions are begun below, not by the driver; each commit waits until the disk has it."""
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA synchronous = EXTRA")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        """A writer takes the lock before it reads the end of the chain."""
        writes = connection.get_execution_options().get("riskscan_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _make_folder(file: Path) -> None:
    """The folder and an empty file that only the user may read."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))


def _storable(entry: Entry) -> Entry:
    """The entry without what a database cannot hold (NUL, half of a surrogate pair), so that what is hashed is what comes back."""
    values = asdict(entry)
    for name, value in values.items():
        if isinstance(value, str):
            values[name] = _clean(value)
    return Entry(**values)


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")


def _inflate(body: object) -> bytes | None:
    """The report, or None where what is kept is damaged."""
    if not isinstance(body, bytes):
        return None
    try:
        return zlib.decompressobj().decompress(body, _LARGEST)
    except zlib.error:
        return None


def _hash_now(body: object) -> str:
    inflated = _inflate(body)
    return hashlib.sha256(inflated).hexdigest() if inflated is not None else ""
