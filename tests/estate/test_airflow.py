"""What Airflow files say in its newer forms and through its providers: assets, sensors, files of tasks, dbt by Cosmos."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskscan.estate.read import read
from riskscan.model.estate import EdgeKind, Estate
from riskscan.parsers import queue
from tests.estate.support import asset, edges

ASSETS = """
from airflow.sdk import Asset, asset, dag, task
from shared import rates

orders = Asset("s3://lake/orders")

@asset(schedule="@daily")
def prices():
    import boto3
    boto3.client("s3").put_object(Bucket="lake", Key="prices.csv", Body=b"")

@asset(schedule=[prices, orders])
def margins(prices): ...

@dag(schedule=[margins, rates])
def report():
    @task
    def mail(): ...
    mail()
report()
"""
SHARED = "from airflow.sdk import asset\n@asset(schedule='@weekly')\ndef rates(): ...\n"
PROVIDERS = """
from airflow.sdk import DAG
from airflow.providers.amazon.aws.operators.glue import GlueJobOperator
from airflow.providers.amazon.aws.operators.lambda_function import LambdaInvokeFunctionOperator
from airflow.providers.amazon.aws.sensors.s3 import S3KeySensor
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.providers.google.cloud.sensors.bigquery import BigQueryTableExistenceSensor
from airflow.providers.google.cloud.sensors.gcs import GCSObjectExistenceSensor
from airflow.providers.ssh.operators.ssh import SSHOperator

with DAG("load", schedule="0 1 * * *") as dag:
    file = S3KeySensor(task_id="file", bucket_name="lake", bucket_key="in/{{ ds }}.csv")
    other = GCSObjectExistenceSensor(task_id="other", bucket="gcs-in", object="a.csv")
    table = BigQueryTableExistenceSensor(task_id="table", project_id="p", dataset_id="d", table_id="t")
    spark = SparkSubmitOperator(task_id="spark", application="jobs/fill.py")
    far = SSHOperator(task_id="far", ssh_conn_id="x", command="psql -c 'delete from till.old'")
    pod = KubernetesPodOperator(task_id="pod", name="pod", image="i", cmds=["python"], arguments=["jobs/pod.py", "--x"])
    glue = GlueJobOperator(task_id="glue", job_name="nightly-glue", script_location="s3://code/jobs/glue.py")
    mail = LambdaInvokeFunctionOperator(task_id="mail", function_name="send-mail")
"""
LOAD = """
from airflow import DAG
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
with DAG("load", schedule="@daily"TEMPLATES) as dag:
    SQLExecuteQueryOperator(task_id="fill", conn_id="wh", sql="FILE")
"""
FILL = "insert into mart.daily select * from raw.orders;"
FILLED = {("job:load.fill", "writes", "table:mart.daily"), ("table:raw.orders", "feeds", "job:load.fill")}
COSMOS = """
from airflow.decorators import dag
from cosmos import DbtDag, DbtTaskGroup, ProfileConfig, ProjectConfig

project = ProjectConfig("/usr/local/airflow/dbt/shop/")
nightly = DbtDag(dag_id="nightly_shop", project_config=project, schedule="@daily")

@dag(schedule="0 5 * * *")
def both():
    DbtTaskGroup(group_id="transform", project_config=ProjectConfig(dbt_project_path=f"{HOME}/dbt/till"))
both()
"""
PROJECTS = {"dbt/shop/dbt_project.yml": "name: shop_models\n", "dbt/till/dbt_project.yml": "name: till_models\n"}
JOBS = dict.fromkeys(
    ("jobs/fill.py", "jobs/pod.py", "jobs/glue.py"), "import boto3\nboto3.client('s3').delete_object(Bucket='b', Key='k')\n"
)


def seen(folder: Path, files: dict[str, str]) -> Estate:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return read([folder], queue.read)


def test_assets_are_pipelines_that_start_others(tmp_path: Path) -> None:
    estate = seen(tmp_path, {"dags/assets.py": ASSETS, "dags/shared.py": SHARED})
    assert edges(estate) >= {
        ("pipeline:prices", "runs", "job:prices.prices"),
        ("job:prices.prices", "writes", "object:lake/prices.csv"),
        ("job:prices.prices", "writes", "other:dataset.prices"),
        ("other:dataset.prices", "runs", "pipeline:margins"),
        ("other:dataset.s3://lake/orders", "runs", "pipeline:margins"),
        ("other:dataset.margins", "runs", "pipeline:report"),
        ("other:dataset.rates", "runs", "pipeline:report"),
        ("job:rates.rates", "writes", "other:dataset.rates"),
    }
    assert asset(estate, "pipeline:prices").fact("schedule") == "@daily"


def test_tasks_of_providers_do_what_they_do_as_their_job(tmp_path: Path) -> None:
    found = edges(seen(tmp_path, {"dags/load.py": PROVIDERS, **JOBS}))
    assert found >= {
        ("bucket:lake", "feeds", "job:load.file"),
        ("bucket:gcs-in", "feeds", "job:load.other"),
        ("table:p.d.t", "feeds", "job:load.table"),
        ("job:load.spark", "runs", "program:jobs/fill.py"),
        ("job:load.far", "writes", "table:till.old"),
        ("job:load.pod", "runs", "program:jobs/pod.py"),
        ("job:load.glue", "runs", "job:nightly-glue"),
        ("job:load.glue", "runs", "program:jobs/glue.py"),
        ("job:load.mail", "runs", "function:send-mail"),
    }
    assert not any(source == "program:dags/load.py" for source, _, _ in found)


@pytest.mark.parametrize(
    ("templates", "named", "file"),
    [
        ("", "fill.sql", "airflow/dags/team/fill.sql"),
        ("", "sql/fill.sql", "airflow/dags/sql/fill.sql"),
        ('"/opt/airflow/include/sql"', "fill.sql", "airflow/include/sql/fill.sql"),
        ('["/opt/airflow/dags/queries", "/x"]', "mart/fill.sql", "airflow/dags/queries/mart/fill.sql"),
        ('f"{HOME}/dags/queries"', "fill.sql", "airflow/dags/queries/fill.sql"),
    ],
)
def test_files_that_a_task_names_are_found_where_airflow_looks(templates: str, named: str, file: str, tmp_path: Path) -> None:
    dag = LOAD.replace("TEMPLATES", f", template_searchpath={templates}" if templates else "").replace("FILE", named)
    estate = seen(tmp_path, {"airflow/dags/team/load.py": "import os\nHOME = os.environ['AIRFLOW_HOME']\n" + dag, file: FILL})
    assert edges(estate) >= FILLED
    assert not estate.diagnostics


@pytest.mark.parametrize(
    ("templates", "file"),
    [("", "airflow/include/sql/fill.sql"), (', template_searchpath="/opt/airflow/other"', "airflow/include/sql/fill.sql")],
)
def test_a_file_elsewhere_is_not_the_one(templates: str, file: str, tmp_path: Path) -> None:
    dag = LOAD.replace("TEMPLATES", templates).replace("FILE", "fill.sql")
    estate = seen(tmp_path, {"airflow/dags/team/load.py": dag, file: FILL})
    assert not edges(estate) & FILLED
    assert [d.code for d in estate.diagnostics] == ["estate-file-partly-read"]


def test_cosmos_runs_the_project_that_it_names(tmp_path: Path) -> None:
    estate = seen(tmp_path, {**PROJECTS, "dags/models.py": COSMOS})
    assert {e for e in edges(estate, EdgeKind.RUNS) if "dbt:" in e[2]} == {
        ("pipeline:nightly_shop", "runs", "pipeline:dbt:shop_models"),
        ("pipeline:both", "runs", "pipeline:dbt:till_models"),
    }
    assert asset(estate, "pipeline:nightly_shop").fact("schedule") == "@daily"


CLOUD = """
from airflow import DAG
from airflow.providers.amazon.aws.operators.batch import BatchOperator
from airflow.providers.dbt.cloud.operators.dbt import DbtCloudRunJobOperator
with DAG("load", schedule="@daily") as dag:
    BatchOperator(task_id="fill", job_name="fill", job_queue="q", job_definition="d", overrides={"command": ["python", "-m", "jobs.fill"]})
    DbtCloudRunJobOperator(task_id="models", job_id=14)
"""


def test_commands_as_lists_of_words_and_jobs_of_dbt_cloud(tmp_path: Path) -> None:
    estate = seen(tmp_path, {"dags/load.py": CLOUD, **JOBS, **PROJECTS})
    runs = edges(estate, EdgeKind.RUNS)
    assert ("job:load.fill", "runs", "program:jobs/fill.py") in runs
    assert {e for e in runs if e[2].startswith("pipeline:dbt:")} == {
        ("job:load.models", "runs", "pipeline:dbt:shop_models"),
        ("job:load.models", "runs", "pipeline:dbt:till_models"),
    }
    assert not any(source.startswith("pipeline:dbt:") for source, _, _ in runs)


def test_datasets_whose_address_is_partly_known(tmp_path: Path) -> None:
    made = 'import os\nfrom airflow.sdk import Asset, dag, task\nLAKE = os.environ["LAKE"]\nOUT = Asset(f"s3://{LAKE}/orders")\nALL = Asset(f"{LAKE}")\n'
    makes = made + "@dag()\ndef makes():\n    @task(outlets=[OUT])\n    def out(): ...\n    out()\nmakes()\n"
    takes = made + "@dag(schedule=[OUT, ALL])\ndef takes(): ...\ntakes()\n"
    found = {e for e in edges(seen(tmp_path, {"dags/a.py": makes, "dags/b.py": takes})) if "dataset" in e[0] + e[2]}
    assert found == {
        ("job:makes.out", "writes", "other:dataset.s3://{LAKE}/orders"),
        ("other:dataset.s3://{LAKE}/orders", "runs", "pipeline:takes"),
    }


def test_cosmos_without_a_project_here_runs_nothing_that_we_know(tmp_path: Path) -> None:
    assert not {e for e in edges(seen(tmp_path, {"dags/models.py": COSMOS}), EdgeKind.RUNS) if "dbt:" in e[2]}
