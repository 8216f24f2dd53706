"""SQL scripts in the estate: stages and the stores that they stand in, queries that only show rows, scripts that make tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskscan import scan
from riskscan.estate.names import stage_in
from riskscan.estate.read import read
from riskscan.parsers import queue
from tests.estate.support import edges

SETUP = """
use database core;
use schema raw;
create or replace stage lake_stage url = 's3://acme-lake/in/' storage_integration = lake;
create or replace table raw.orders (id int, total int);
create or replace table raw.visits (id int, page text);
select * from raw.orders limit 10;
select count(*) from raw.visits;
"""
LOAD = """
from airflow import DAG
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
with DAG("load", schedule="@daily") as dag:
    SQLExecuteQueryOperator(
        task_id="orders", conn_id="wh", sql="copy into core.raw.orders from @raw.lake_stage/orders/ file_format = (type = parquet)"
    )
"""


def seen(folder: Path, files: dict[str, str]) -> set[tuple[str, str, str]]:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return edges(read([folder], queue.read))


def harmed(folder: Path, change: str) -> dict[str, str]:
    """What a change by a file beside the estate harms, and how."""
    (folder / "change.sql").write_text(change)
    return {i.asset: i.how for i in scan([folder / "change.sql"], against=[folder / "estate"], policies=False).impacts}


def test_a_stage_needs_the_store_that_it_stands_in(tmp_path: Path) -> None:
    found = seen(tmp_path, {"setup.sql": SETUP, "dags/load.py": LOAD})
    assert {("bucket:acme-lake", "supports", "bucket:lake_stage"), ("bucket:lake_stage", "feeds", "job:load.orders")} <= found
    assert ("bucket:acme-lake", "feeds", "program:setup.sql") not in found


@pytest.mark.parametrize("stage", ["create stage lake_stage;", "create stage lake_stage file_format = (type = csv);"])
def test_a_stage_of_its_own_needs_no_other_store(stage: str, tmp_path: Path) -> None:
    assert not any(target == "bucket:lake_stage" and kind == "supports" for _, kind, target in seen(tmp_path, {"setup.sql": stage}))


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("@lake_stage", "lake_stage"),
        ("@core.raw.lake_stage/a/b.csv", "lake_stage"),
        ("@{schema}.lake_stage", "lake_stage"),
        ("@~/a", ""),
        ("@%orders", ""),
        ("@{stage}/a", ""),
    ],
)
def test_the_stage_in_a_path(name: str, stage: str) -> None:
    assert stage_in(name) == stage


def test_the_stage_of_a_user_or_a_table_is_no_name(tmp_path: Path) -> None:
    found = seen(tmp_path, {"a.sql": "copy into t from @~/x/; copy into t from @%t/y/;\n"})
    assert not any(end in ("bucket:x", "bucket:t") for edge in found for end in (edge[0], edge[2]))


@pytest.mark.parametrize(
    ("text", "read_by_it"),
    [
        ("select * from a.x;\ninsert into b.y select * from c.z;\n", {"table:c.z"}),
        ("with t as (select * from a.x) select count(*) from t;\ninsert into b.y select * from c.z;\n", {"table:c.z"}),
        ("select * from a.x;\n", {"table:a.x"}),
        ("select max(id) into @last from a.x;\ninsert into b.y select * from c.z where id > @last;\n", {"table:a.x", "table:c.z"}),
        ("declare v int;\nselect v = max(id) from a.x;\ninsert into b.y select * from c.z;\n", {"table:a.x", "table:c.z"}),
        ("update b.y set n = 1 where id in (select id from a.x);\n", {"table:a.x"}),
    ],
)
def test_a_query_that_only_shows_rows_makes_nothing_of_what_else_the_script_writes(text: str, read_by_it: set[str], tmp_path: Path) -> None:
    found = seen(tmp_path, {"jobs/a.sql": text})
    assert {s for s, kind, t in found if kind == "feeds" and t == "program:jobs/a.sql"} == read_by_it


def test_who_makes_a_table_makes_it_again(tmp_path: Path) -> None:
    seen(tmp_path / "estate", {"setup.sql": SETUP, "dags/load.py": LOAD})
    assert harmed(tmp_path, "drop table core.raw.orders;") == {"job:load.orders": "breaks"}
