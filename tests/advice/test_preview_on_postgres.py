"""The preview on a real PostgreSQL: its count is the number of rows that the statement changes. Runs where RISKSCAN_POSTGRES is set."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings

from benchmarks.postgres_locks import Cluster
from riskscan.advice.safer_version import preview
from tests.advice.test_safer_version import ROWS, changes_in_steps, statements

pytestmark = pytest.mark.skipif(not os.environ.get("RISKSCAN_POSTGRES"), reason="needs a PostgreSQL server: nox -s postgres")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with Cluster() as running:
        yield running


def _values(rows: list[tuple[int | None, ...]]) -> str:
    listed = ", ".join("(" + ", ".join("NULL::int" if v is None else str(v) for v in row) + ")" for row in rows)
    return f"VALUES {listed}" if rows else "SELECT NULL::int, NULL::int, NULL::int WHERE false"


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(statement=statements(), own=ROWS, other=ROWS)
def test_the_count_is_what_changes(
    cluster: Cluster, statement: str, own: list[tuple[int | None, ...]], other: list[tuple[int | None, ...]]
) -> None:
    found = preview(statement, "postgres")
    assert found is not None
    tables = "".join(
        f"CREATE TEMP TABLE {name} (a int, b int, c int);\nINSERT INTO {name} {_values(rows)};\n"
        for name, rows in (("t", own), ("u", other))
    )
    run = f"WITH changed AS ({statement} RETURNING 1) SELECT COUNT(*) FROM changed"
    printed, errors = cluster.sql(f"{tables}{found.count}\n{found.backup}\nSELECT COUNT(*) FROM t_before_change;\n{run};")
    cluster.sql("DROP TABLE IF EXISTS t_before_change")
    assert not errors, (statement, errors)
    counted, kept, changed = printed.split()
    assert counted == kept == changed, (statement, found.count)


_STEP_BY_STEP = """DO $$ DECLARE n int := 1; BEGIN
FOR i IN 1..40 LOOP {step} GET DIAGNOSTICS n = ROW_COUNT; EXIT WHEN n = 0; END LOOP;
IF n > 0 THEN RAISE EXCEPTION 'never done'; END IF; END $$;
"""
_BY_RANGE = "DO $$ BEGIN FOR i IN 0..10 BY 2 LOOP {step} END LOOP; END $$;\n"


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(statement=changes_in_steps(), own=ROWS, other=ROWS)
def test_the_form_in_steps_ends_where_the_statement_ends(
    cluster: Cluster, statement: str, own: list[tuple[int | None, ...]], other: list[tuple[int | None, ...]]
) -> None:
    found = preview(statement, "postgres", "id")
    assert found is not None
    assert found.batched, statement
    made = (
        f"CREATE TEMP TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a int, b int, c int);\n"
        f"INSERT INTO t (a, b, c) {_values(own)};\nCREATE TEMP TABLE u (a int, b int, c int);\nINSERT INTO u {_values(other)};\n"
    )
    shown = "SELECT string_agg(t::text, ';' ORDER BY id) FROM t;\n"
    ranged = ":first_key" in found.batched
    step = found.batched.split("\n")[-1].replace(":first_key", "i").replace(":next_key", "i + 2").replace("1000", "2")
    loop = (_BY_RANGE if ranged else _STEP_BY_STEP).format(step=step)
    at_once, errors = cluster.sql(f"{made}{statement};\n{shown}")
    in_steps, more_errors = cluster.sql(f"{made}{loop}{shown}")
    assert not errors, (statement, errors)
    assert not more_errors, (loop, more_errors)
    assert in_steps == at_once, (statement, loop)
