"""Pipelines whose parts stand in several files or in newer forms: variants of tasks, shared datasets, dbt that others run, its versions."""

from pathlib import Path

import pytest

from riskscan.estate.read import read
from riskscan.model.estate import Estate
from riskscan.parsers.queue import read as ask
from tests.estate.support import asset, edges

SHOP = {
    "dbt/dbt_project.yml": "name: shop\n",
    "dbt/models/orders.sql": "select * from {{ source('raw', 'orders') }}",
    "dbt/models/people_v1.sql": "select 1 as id",
    "dbt/models/people_v2.sql": "select 1 as id",
    "dbt/models/people_next.sql": "select 1 as id",
    "dbt/models/by_default.sql": "select * from {{ ref('people') }}",
    "dbt/models/by_number.sql": "select * from {{ ref('people', v=1) }} join {{ ref('orders') }} using (id)",
    "dbt/models/by_word.sql": "select * from {{ ref('shop', 'people', version='3') }}",
    "dbt/models/people.yml": """
models:
  - name: people
    latest_version: 2
    config: {tags: [tier_1], meta: {owner: Oven}}
    versions:
      - v: 1
      - v: 2
      - {v: 3, defined_in: people_next}
""",
}
LOAD = "jobs/load.py"
TASKS = """
from airflow.decorators import dag, task

@dag(schedule="@daily")
def flow():
    @task.bash
    def tidy():
        return "psql -c 'delete from till.sales'"
    @task.acme_dbt(connection_id="x")
    def transform():
        return "dbt build -s orders"
    @task.bash(env={"A": "b"})
    def load(day="x"):
        return f"cd jobs && python load.py {day}"
    @task.docker(image="x")
    def inside():
        return "psql -c 'delete from till.never'"
    tidy() >> transform() >> load() >> inside()

flow()
"""
SHARED = 'from airflow.datasets import Dataset\nSALES = Dataset("s3://lake/sales")\nPRICES = Dataset("prices")\n'
MAKES = "from airflow.decorators import dag, task\nfrom {module} import SALES\n@dag()\ndef makes():\n    @task(outlets=[SALES])\n    def out():\n        return 1\n    out()\nmakes()\n"
TAKES = (
    "from airflow import DAG\nfrom {module} import PRICES, SALES as SOLD\nwith DAG('takes', schedule=(SOLD | PRICES)) as dag:\n    run()\n"
)


def seen(folder: Path, files: dict[str, str]) -> Estate:
    for name, text in {**SHOP, LOAD: "import os\nos.remove('/srv/lake/old.csv')\n", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return read([folder], ask)


def test_tasks_that_give_back_their_command(tmp_path: Path) -> None:
    found = edges(seen(tmp_path, {"dags/flow.py": TASKS}))
    assert found >= {
        ("job:flow.tidy", "writes", "table:till.sales"),
        ("job:flow.tidy", "feeds", "job:flow.transform"),
        ("job:flow.transform", "writes", "table:orders"),
        ("job:flow.load", "writes", "file:/srv/lake/old.csv"),
        ("job:flow.load", "feeds", "job:flow.inside"),
        ("pipeline:flow", "runs", "job:flow.inside"),
    }
    assert not any("never" in target for _, _, target in found)  # what other variants give back is no command


@pytest.mark.parametrize("module", ["shared.datasets", "dags.shared.datasets", "..shared.datasets"])
def test_datasets_of_another_file(module: str, tmp_path: Path) -> None:
    files = {
        "dags/shared/datasets.py": SHARED,
        "dags/a/makes.py": MAKES.format(module=module),
        "dags/b/takes.py": TAKES.format(module=module),
    }
    assert edges(seen(tmp_path, files)) >= {
        ("job:makes.out", "writes", "other:dataset.s3://lake/sales"),
        ("other:dataset.s3://lake/sales", "runs", "pipeline:takes"),
        ("other:dataset.prices", "runs", "pipeline:takes"),
    }


@pytest.mark.parametrize("shared", ["SALES = 1\n", "from elsewhere import Dataset, SALES\n", "SALES = Dataset(\n"])
def test_imports_that_are_no_datasets(shared: str, tmp_path: Path) -> None:
    files = {"dags/datasets.py": shared, "dags/makes.py": MAKES.format(module="datasets")}
    assert not any("dataset" in end for source, _, target in edges(seen(tmp_path, files)) for end in (source, target))


def test_dagster_runs_dbt(tmp_path: Path) -> None:
    text = "from dagster_dbt import dbt_assets\n@dbt_assets(manifest=x)\ndef shop_models(context, dbt):\n    yield from dbt.cli(['build'], context=context).stream()\n"
    estate = seen(tmp_path, {"orchestration/assets.py": "import dagster\n" + text})
    assert ("job:shop_models", "runs", "pipeline:dbt:shop") in edges(estate)


def test_each_version_of_a_model_is_a_table(tmp_path: Path) -> None:
    estate = seen(tmp_path, {})
    assert edges(estate) >= {
        ("table:people_v2", "feeds", "table:by_default"),
        ("table:people_v1", "feeds", "table:by_number"),
        ("table:orders", "feeds", "table:by_number"),
        ("table:people_next", "feeds", "table:by_word"),
    }
    assert {"people_v3", "model.shop.people.v3"} <= set(asset(estate, "table:people_next").aliases)
    for name in ("people_v1", "people_v2", "people_next"):
        table = asset(estate, f"table:{name}")
        assert (table.owner, "tier_1" in table.tags) == ("Oven", True)
    assert not any(a.key == "table:people" for a in estate.assets)


def test_what_a_command_of_dbt_runs(tmp_path: Path) -> None:
    steps = ("dbt run -s orders", "dbt run -s marts", "dbt run-operation orders --args '{a: 1}'")
    job = 'jobs: {{x: {{runs-on: u, steps: [{{run: "{0}"}}]}}}}\non: push\n'
    files = {f".github/workflows/w{number}.yml": job.format(step) for number, step in enumerate(steps)}
    found = {e for e in edges(seen(tmp_path, files)) if e[0].startswith("job:")}
    assert found == {
        ("job:.github/workflows/w0.yml.x", "writes", "table:orders"),
        ("job:.github/workflows/w1.yml.x", "runs", "pipeline:dbt:shop"),  # a folder, or a package
    }
