"""Law: what ON DELETE CASCADE takes along, as read from CREATE TABLE and followed by the graph, is what SQLite takes along."""

from __future__ import annotations

import sqlite3

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskscan.graph.spread import Harm, spread
from riskscan.graph.web import weave
from riskscan.model.artifact import Language
from tests.factory import effect
from tests.support import findings

TABLES = 6
KEYS = st.lists(
    st.tuples(st.integers(0, TABLES - 1), st.integers(0, TABLES - 1), st.sampled_from(["CASCADE", "SET NULL"])),
    max_size=8,
    unique_by=lambda k: k[:2],
)


def _script(keys: list[tuple[int, int, str]]) -> str:
    """CREATE TABLE statements: table ``child`` refers to table ``parent``; t0 refers to none, so that its rows can go first."""
    lines = []
    for child in range(TABLES):
        columns = [f"p{parent} INTEGER REFERENCES t{parent} (id) ON DELETE {rule}" for c, parent, rule in keys if c == child]
        lines.append(f"CREATE TABLE t{child} (id INTEGER PRIMARY KEY{''.join(', ' + c for c in columns)});")
    return "\n".join(lines)


def _emptied(script: str, keys: list[tuple[int, int, str]]) -> set[str]:
    """The tables that SQLite empties when all rows of t0 go: each table holds one row, which refers to the row of each parent."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(script)
    for number in range(TABLES):
        columns = [f"p{parent}" for child, parent, _ in keys if child == number]
        names = ", ".join(["id", *columns])
        connection.execute(f"INSERT INTO t{number} ({names}) VALUES ({', '.join('1' for _ in range(len(columns) + 1))})")
    connection.commit()
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("DELETE FROM t0")
    return {f"t{n}" for n in range(1, TABLES) if connection.execute(f"SELECT COUNT(*) FROM t{n}").fetchone()[0] == 0}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(KEYS)
def test_closure_is_that_of_sqlite(keys: list[tuple[int, int, str]]) -> None:
    script = _script(keys)
    estate = findings(script, Language.SQL, dialect="sqlite").declared
    one = effect("delete", verb="delete")
    web = weave(estate, {one.id: (("table:t0", 1.0),)}, {})
    found = {key.removeprefix("table:") for key, way in spread(one, web).items() if way.harm is Harm.ROWS_GONE}
    assert found == _emptied(script, keys)
