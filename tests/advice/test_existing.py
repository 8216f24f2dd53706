"""Routes that are there already: found by the tables and columns that a file reads or writes, with when, who and where."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from riskscan import scan
from riskscan.model.assessment import Assessment

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SCHEMA = """
CREATE TABLE crm.customers (id bigint PRIMARY KEY, email text, country text, segment text, phone text);
CREATE TABLE shop.orders (id bigint PRIMARY KEY, customer_id bigint, total bigint);
"""
EXPORT = """
from datetime import datetime
import pandas as pd
from airflow.decorators import dag, task
from airflow.providers.postgres.hooks.postgres import PostgresHook

@dag(schedule="0 5 1 * *", start_date=datetime(2023, 1, 1), catchup=False)
def partner_list():
    @task
    def make():
        engine = PostgresHook(postgres_conn_id="warehouse").get_sqlalchemy_engine()
        frame = pd.read_sql("SELECT email, country, segment FROM crm.customers", engine)
        frame.to_csv("/srv/lists/partners.csv")
    make()

partner_list()
"""
OWNERS = "* @data-team\n"


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    folder = tmp_path / "estate"
    (folder / "dags").mkdir(parents=True)
    (folder / "schema.sql").write_text(SCHEMA)
    (folder / "dags" / "partner_list.py").write_text(EXPORT)
    (folder / "CODEOWNERS").write_text(OWNERS)
    return folder


def answer(tmp_path: Path, estate: Path, text: str, name: str = "list.py") -> Assessment:
    (tmp_path / name).write_text(text)
    return scan([tmp_path / name], against=[estate], now=MONDAY, policies=False)


def export(columns: str, table: str = "crm.customers") -> str:
    return (
        "import os\nimport pandas as pd\nfrom sqlalchemy import create_engine\nengine = create_engine(os.environ['URL'])\n"
        f"pd.read_sql('SELECT {columns} FROM {table}', engine).to_csv('list.csv')\n"
    )


def test_a_job_that_makes_the_same_list_is_offered_with_when_who_and_where(tmp_path: Path, estate: Path):
    found = answer(tmp_path, estate, export("email, country"))
    route = next(one for one in found.alternatives if one.kind == "existing_job")
    assert "partner_list" in route.title
    assert "/srv/lists/partners.csv" in route.text
    assert "both columns" in route.text
    assert "on day 1 of each month at 05:00" in route.text
    assert "You need not run a file." in route.text
    assert route.evidence.startswith("dags/partner_list.py, line ")
    assert route.due


def test_a_part_of_the_columns_is_said_as_a_part(tmp_path: Path, estate: Path):
    found = answer(tmp_path, estate, export("email, phone"))
    route = next(one for one in found.alternatives if one.kind == "existing_job")
    assert "1 of the 2 columns that your file reads: email" in route.text


@pytest.mark.parametrize(
    ("columns", "table"),
    [
        ("phone, id", "crm.customers"),  # none of its columns
        ("phone, id, email", "crm.customers"),  # less than half
        ("id, total", "shop.orders"),  # another table
    ],
)
def test_what_makes_something_else_is_not_offered(tmp_path: Path, estate: Path, columns: str, table: str):
    found = answer(tmp_path, estate, export(columns, table))
    assert not [one for one in found.alternatives if one.kind in ("existing_job", "existing_report")]


def test_a_list_from_two_tables_is_not_replaced_by_one_of_them(tmp_path: Path, estate: Path):
    text = export("c.email, c.country, o.total", "crm.customers c JOIN shop.orders o ON o.customer_id = c.id")
    found = answer(tmp_path, estate, text)
    assert not [one for one in found.alternatives if one.kind == "existing_job"]


def test_a_view_of_the_same_columns_is_found_behind_another(tmp_path: Path, estate: Path):
    (estate / "views.sql").write_text(
        "CREATE VIEW crm.first AS SELECT email, country, segment FROM crm.customers;\n"
        "CREATE VIEW crm.second AS SELECT email, country FROM crm.first;\n"
    )
    text = "SELECT email, country FROM crm.customers;"
    routes = answer(tmp_path, estate, text, "look.sql").alternatives
    assert any(route.title.startswith("Open the table") and "both columns" in route.text for route in routes)


def test_where_nothing_is_found_one_question_is_asked(tmp_path: Path, estate: Path):
    found = answer(tmp_path, estate, "import stripe\nfor row in open('a.csv'):\n    stripe.Refund.create(charge=row)\n", "pay.py")
    none = found.alternatives[0]
    assert none.kind == "none"
    assert "files of your platform" in none.text
    assert none.text.count("?") == 1


def test_a_report_that_is_there_is_open_today_and_a_model_is_named_with_its_file(tmp_path: Path, estate: Path):
    project = estate / "dbt"
    (project / "models").mkdir(parents=True)
    (project / "dbt_project.yml").write_text("name: acme\nversion: 1.0.0\nmodel-paths: [models]\n")
    (project / "models" / "people.sql").write_text("SELECT email, country FROM crm.customers\n")
    look = answer(tmp_path, estate, "SELECT email, country FROM crm.customers;", "look.sql").alternatives
    assert {one.due for one in look if one.kind == "existing_report"} == {"2026-11-23"}
    change = answer(tmp_path, estate, "DROP TABLE people;", "fix.sql").alternatives[0]
    assert (change.kind, change.evidence) == ("infrastructure_code", "dbt/models/people.sql, line 1")
    assert "You need not run a file." in change.text


def test_a_job_that_writes_other_columns_of_the_table_is_no_route(tmp_path: Path, estate: Path):
    (estate / "dags" / "segments.py").write_text(
        "from datetime import datetime\nfrom airflow import DAG\nfrom airflow.providers.postgres.operators.postgres import PostgresOperator\n"
        "with DAG('segments', schedule='0 2 * * *', start_date=datetime(2023, 1, 1)):\n"
        "    PostgresOperator(task_id='mark', sql=\"UPDATE crm.customers SET segment = 'a' WHERE country = 'DE'\")\n"
    )
    same = answer(tmp_path, estate, "UPDATE crm.customers SET segment = 'b';", "fix.sql").alternatives
    other = answer(tmp_path, estate, "UPDATE crm.customers SET phone = '';", "fix.sql").alternatives
    assert not [one for one in other if one.kind == "existing_job"]
    assert "already, with segment. It runs each day at 02:00." in next(one.text for one in same if one.kind == "existing_job")
