"""Time grows with the length of a script, and texts in quotes end where they end."""

from __future__ import annotations

import time

import pytest

from riskscan.model.artifact import Language
from tests.support import findings, short


def _seconds(statements: int) -> float:
    text = "".join(f"INSERT INTO t (a, b) VALUES ({n}, 'x');\n" for n in range(statements))
    start = time.process_time()
    findings(text, Language.SQL, dialect="oracle")
    return time.process_time() - start


def test_many_statements_cost_no_more_than_their_number() -> None:
    _seconds(50)
    few, many = _seconds(500), _seconds(4_000)
    assert many < 24 * max(few, 0.02)


@pytest.mark.parametrize(
    ("dialect", "text", "expected"),
    [
        ("tsql", "SELECT '''a (' + b; DELETE FROM t;", ["delete table:t all"]),
        ("postgres", "SELECT '''a'; DELETE FROM t; SELECT 'b'''", ["delete table:t all"]),
        ("bigquery", "EXECUTE IMMEDIATE '''DROP TABLE d.t'''", ["delete table:d.t all"]),
        ("oracle", "-- a comment\nWHENEVER SQLERROR EXIT FAILURE\nDELETE FROM t;", ["delete table:t all"]),
    ],
)
def test_where_a_text_ends(dialect: str, text: str, expected: list[str]) -> None:
    found = findings(text, Language.SQL, dialect=dialect)
    assert [short(e) for e in found.effects] == expected
    assert not found.diagnostics
