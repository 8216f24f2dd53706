"""Names that only a running program knows in full, and tables that a program names as a whole text."""

from pathlib import Path

import pytest

from riskscan.estate.read import read
from riskscan.model.estate import EdgeKind, Estate
from riskscan.parsers.queue import read as ask
from tests.estate.support import asset, edges

PROJECT = {
    "dbt/dbt_project.yml": "name: shop\n",
    "dbt/models/m_web__orders_by_week.sql": "select 1 as id",
    "dbt/models/orders.sql": "select 1 as id",
}
HEAD = "import requests\n"


def seen(folder: Path, files: dict[str, str]) -> Estate:
    for name, text in {**PROJECT, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return read([folder], ask)


def users(estate: Estate, table: str = "table:m_web__orders_by_week") -> set[str]:
    return {target for source, _, target in edges(estate, EdgeKind.FEEDS) if source == table}


def test_a_program_that_names_a_table_uses_it(tmp_path: Path) -> None:
    dag = 'from airflow import DAG\nwith DAG("sync") as dag:\n    sync(source_model="m_web__orders_by_week")\n'
    files = {"jobs/sync.py": HEAD + "SPEC = {'source': 'warehouse.dbt.M_WEB__ORDERS_BY_WEEK'}\n", "dags/sync.py": dag}
    estate = seen(tmp_path, files)
    assert users(estate) == {"program:jobs/sync.py", "pipeline:sync"}
    assert asset(estate, "program:jobs/sync.py").name == "jobs/sync.py"


@pytest.mark.parametrize(
    "line",
    [
        "X = 'orders'",  # a word that may mean anything
        "# 'm_web__orders_by_week'",
        '"""See "m_web__orders_by_week"."""',
        "X = 'the m_web__orders_by_week table'",
        "X = 'm_web__orders_by_month'",
        "m_web__orders_by_week = 1",
    ],
)
def test_near_misses(tmp_path: Path, line: str) -> None:
    estate = seen(tmp_path, {"jobs/sync.py": f"{HEAD}{line}\n"})
    assert not users(estate) | users(estate, "table:orders")
    assert not any(a.key == "program:jobs/sync.py" for a in estate.assets)


def test_a_table_that_the_file_writes_is_not_read_by_its_name_alone(tmp_path: Path) -> None:
    text = "import pandas as pd\nframe = pd.DataFrame()\nframe.to_sql('m_web__orders_by_week', 'postgresql://wh.example.com/shop')\n"
    estate = seen(tmp_path, {"jobs/fill.py": text})
    assert not users(estate)
    assert ("program:jobs/fill.py", "writes", "table:m_web__orders_by_week") in edges(estate)


def test_a_name_counts_from_its_first_known_part(tmp_path: Path) -> None:
    text = "import psycopg2, sys\ncur = psycopg2.connect('host=wh.example.com').cursor()\ndb, schema = sys.argv[1:]\n"
    read_it = text + "cur.execute(f'select * from {db}.{schema}.parcels')\n"
    estate = seen(tmp_path, {"db.sql": "create table raw.parcels (id int);", "jobs/a.py": read_it})
    assert users(estate, "table:raw.parcels") == {"program:jobs/a.py"}
    two = seen(tmp_path, {"db.sql": "create table raw.parcels (id int);\ncreate table old.parcels (id int);"})
    assert {target for source, kind, target in edges(two) if source in ("table:raw.parcels", "table:old.parcels")} == {
        "table:{db}.{schema}.parcels"
    }


def test_a_table_that_a_program_makes_stands_on_its_own_line(tmp_path: Path) -> None:
    text = "import psycopg2, sys\ncur = psycopg2.connect('host=wh.example.com').cursor()\ncatalog = sys.argv[1]\ncur.execute(f'''\n"
    text += "create table {catalog}.raw.loads (\n  id int\n)''')\n"
    made = asset(seen(tmp_path, {"jobs/make.py": text}), "table:{catalog}.raw.loads")
    assert ("jobs/make.py", 5) in {(e.file, e.line) for e in made.evidence if e.source == "ddl"}
    assert made.columns == ("id",)


def test_a_comma_at_the_end_of_a_call(tmp_path: Path) -> None:
    model = "select * from {{\n  source(\n    'till',\n    'sales',\n  )\n}} join {{ ref('orders',) }} using (id)"
    estate = seen(tmp_path, {"dbt/models/a.sql": model})
    assert {(s, t) for s, _, t in edges(estate, EdgeKind.FEEDS) if t == "table:a"} == {
        ("table:till.sales", "table:a"),
        ("table:orders", "table:a"),
    }
