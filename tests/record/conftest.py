from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from riskscan.record.place import place
from riskscan.record.store import Record
from tests.record import postgres

STARTS = os.environ.get("RISKSCAN_POSTGRESQL") == "start"  # nox -s record sets it


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A PostgreSQL that runs as long as the tests do."""
    if not STARTS:
        pytest.skip("PostgreSQL is tested by nox -s record")
    with postgres.cluster() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty record can be kept, as a person writes it."""
    if request.param == "sqlite":
        return str(tmp_path / "data" / "record.sqlite3")
    url = str(request.getfixturevalue("server"))  # first: it skips where PostgreSQL is not tested
    import psycopg  # an extra: the record of a team

    name = f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return url.replace("/postgres?", f"/{name}?")


@pytest.fixture
def record(address: str) -> Iterator[Record]:
    opened = Record(place(address, {}))
    yield opened
    opened.close()
