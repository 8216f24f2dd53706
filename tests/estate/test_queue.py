"""Readers with the real queue: what the parsers declare and what they see being read and changed come together."""

from pathlib import Path

import pytest

from riskscan.estate.read import read
from riskscan.model.estate import Estate
from riskscan.parsers.queue import read as ask
from tests.estate.support import asset, edges

FILES = {
    "schema.sql": """
create table till.sales (id bigint primary key, shop_id bigint, amount numeric);
create table till.sale_lines (sale_id bigint references till.sales(id) on delete cascade);
create view till.today as select * from till.sales where day = current_date;
""",
    "dags/takings.py": """
from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

with DAG("takings", schedule="0 3 * * *") as dag:
    SQLExecuteQueryOperator(task_id="fill", conn_id="wh", sql="insert into marts.takings select sum(amount) from till.sales")
    BashOperator(task_id="send", bash_command="python /opt/app/jobs/send.py")
""",
    "jobs/send.py": """
import pandas as pd
from sqlalchemy import create_engine

engine = create_engine("postgresql://wh.example.com/bakery")
pd.read_sql("select * from marts.takings", engine).to_csv("s3://takings-lake/out.csv")
""",
    "infra/main.tf": """
resource "aws_s3_bucket" "lake" {
  bucket = "takings-lake"
  tags   = { team = "Oven", tier = "1" }
}
""",
    ".github/workflows/clean.yml": """
name: clean
on: {schedule: [{cron: "0 1 * * *"}]}
jobs:
  old:
    runs-on: x
    steps:
      - run: |
          psql -h wh.example.com -c "delete from till.sales where day < '2020-01-01'"
""",
}


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Estate:
    folder: Path = tmp_path_factory.mktemp("estate")
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return read([folder], ask)


@pytest.mark.parametrize(
    "edge",
    [
        ("table:till.sales", "feeds", "table:till.today"),
        ("table:till.sales", "cascades", "table:till.sale_lines"),
        ("table:till.sales", "feeds", "job:takings.fill"),
        ("job:takings.fill", "writes", "table:marts.takings"),
        ("job:takings.send", "runs", "program:jobs/send.py"),
        ("table:marts.takings", "feeds", "program:jobs/send.py"),
        ("pipeline:takings", "runs", "job:takings.fill"),
        ("job:.github/workflows/clean.yml.old", "writes", "table:till.sales"),
        ("bucket:takings-lake", "notifies", "team:Oven"),
    ],
)
def test_edges(estate: Estate, edge: tuple[str, str, str]) -> None:
    assert edge in edges(estate)


def test_labels(estate: Estate) -> None:
    lake = asset(estate, "bucket:takings-lake")
    assert (lake.owner, lake.criticality) == ("Oven", 3)
    assert not estate.diagnostics
