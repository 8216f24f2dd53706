"""Pipelines in Python: datasets, triggers, sensors, moves, assets, flows; comments are no tasks."""

from pathlib import Path

import pytest

from riskscan.estate.read import read
from riskscan.model.estate import Estate
from riskscan.parsers.queue import read as ask
from tests.estate.support import asset, edges

AIRFLOW = """
from airflow import DAG
from airflow.datasets import Dataset
from airflow.decorators import dag, task
from airflow.operators.bash import BashOperator
from airflow.operators.python import PythonOperator
from airflow.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sensors.external_task import ExternalTaskSensor
from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator
from airflow.providers.amazon.aws.transfers.redshift_to_s3 import RedshiftToS3Operator
from airflow.providers.google.cloud.operators.bigquery import BigQueryInsertJobOperator

SALES = Dataset("s3://takings-lake/sales")

with DAG("producer", schedule="@daily") as producer:
    wait = ExternalTaskSensor(task_id="wait", external_dag_id="before", external_task_id="load")
    make = PythonOperator(task_id="make", python_callable=print, outlets=[SALES, Dataset("x")])
    go = TriggerDagRunOperator(task_id="go", trigger_dag_id="after")
    load = S3ToRedshiftOperator(task_id="load", schema="marts", table="takings", s3_bucket="takings-lake", s3_key="k")
    save = RedshiftToS3Operator(task_id="save", schema="till", table="sales", s3_bucket="takings-out", s3_key="k")
    bq = BigQueryInsertJobOperator(
        task_id="bq", configuration={"query": {"query": "select 1", "destinationTable": {"projectId": "p", "datasetId": "d", "tableId": "t"}}}
    )
    # BashOperator(task_id="old", bash_command="python jobs/old.py")

with DAG("consumer", schedule=[SALES]) as consumer:
    use = BashOperator(task_id="use", bash_command="python jobs/new.py")

@dag(schedule="0 3 * * *", default_args={"owner": "oven"})
def flow():
    @task(outlets=[Dataset("y")])
    def out():
        return 1
    out()
flow()
"""
DAGSTER = """
from dagster import asset, define_asset_job, job, op, ScheduleDefinition, AssetIn, AssetKey
import psycopg2

@asset
def raw_sales():
    return psycopg2.connect("host=h").cursor().execute("select * from till.sales")

@asset(deps=["raw_sales", AssetKey(["other", "prices"])], owners=["team:oven"])
def clean_sales(context): ...

@asset(ins={"x": AssetIn("clean_sales")})
def report(x): ...

nightly = define_asset_job("nightly", selection="*")
ScheduleDefinition(job=nightly, cron_schedule="0 2 * * *")

@op
def tidy():
    psycopg2.connect("host=h").cursor().execute("delete from till.old")

@job
def cleanup():
    tidy()
"""
PREFECT = """
from prefect import flow, task
import psycopg2
@task
def load():
    psycopg2.connect("host=h").cursor().execute("insert into marts.takings select * from till.sales")
@flow(name="nightly-load")
def nightly():
    load.submit()
if __name__ == "__main__":
    nightly.serve(name="x", cron="0 5 * * *")
"""
FORMS: dict[str, tuple[str, set[tuple[str, str, str]], dict[str, str]]] = {
    "airflow": (
        AIRFLOW,
        {
            ("pipeline:before", "feeds", "job:producer.wait"),
            ("job:producer.make", "writes", "other:dataset.s3://takings-lake/sales"),
            ("other:dataset.s3://takings-lake/sales", "runs", "pipeline:consumer"),
            ("job:producer.go", "runs", "pipeline:after"),
            ("job:producer.load", "writes", "table:marts.takings"),
            ("bucket:takings-lake", "feeds", "job:producer.load"),
            ("table:till.sales", "feeds", "job:producer.save"),
            ("job:producer.save", "writes", "bucket:takings-out"),
            ("job:producer.bq", "writes", "table:p.d.t"),
            ("job:consumer.use", "runs", "program:jobs/new.py"),
            ("job:flow.out", "writes", "other:dataset.y"),
        },
        {"pipeline:producer": "@daily", "pipeline:flow": "0 3 * * *"},
    ),
    "dagster": (
        DAGSTER,
        {
            ("table:till.sales", "feeds", "job:raw_sales"),
            ("job:raw_sales", "feeds", "job:clean_sales"),
            ("job:prices", "feeds", "job:clean_sales"),
            ("job:clean_sales", "feeds", "job:report"),
            ("pipeline:nightly", "runs", "job:raw_sales"),
            ("pipeline:cleanup", "runs", "job:tidy"),
            ("job:tidy", "writes", "table:till.old"),
            ("job:clean_sales", "notifies", "team:oven"),
        },
        {"pipeline:nightly": "0 2 * * *"},
    ),
    "prefect": (
        PREFECT,
        {("pipeline:nightly-load", "runs", "job:load"), ("job:load", "writes", "table:marts.takings")},
        {"pipeline:nightly-load": "0 5 * * *"},
    ),
}


def seen(folder: Path, text: str) -> Estate:
    (folder / "jobs").mkdir()
    (folder / "jobs/new.py").write_text("print(1)")
    (folder / "jobs/old.py").write_text("print(1)")
    (folder / "dags.py").write_text(text)
    return read([folder], ask)


@pytest.mark.parametrize("name", FORMS)
def test_each(name: str, tmp_path: Path) -> None:
    text, wanted, schedules = FORMS[name]
    estate = seen(tmp_path, text)
    assert wanted <= edges(estate)
    assert {key: asset(estate, key).fact("schedule") for key in schedules} == schedules
    assert not any("old.py" in a.key for a in estate.assets)
