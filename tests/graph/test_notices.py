"""What only the joined graph can say beside a change, and when it stays silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskscan import scan
from riskscan.model.assessment import Assessment

ESTATE = {
    "db.sql": "create table shop.orders (id int, total int);\ncreate table audit.orders (id int);\n",
    "dags/load.py": """
from airflow import DAG
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
with DAG("nightly_load", schedule="0 2 * * *") as dag:
    SQLExecuteQueryOperator(task_id="fill", conn_id="wh", sql="insert into marts.daily select * from shop.orders")
""",
    "serverless.yml": "service: x\nprovider: {name: aws}\nfunctions:\n  copy: {handler: a.b, events: [{s3: {bucket: inbox-files}}]}\n",
    "inventory.yml": "all:\n  hosts:\n    wh.example.com: {environment: production, role: primary}\n    qa.example.com: {environment: test, role: primary}\n",
}


def judged(folder: Path, name: str, text: str) -> Assessment:
    for file, content in ESTATE.items():
        (folder / "estate" / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / "estate" / file).write_text(content)
    (folder / name).write_text(text)
    return scan([folder / name], against=[folder / "estate"], policies=False)


def notes(result: Assessment) -> str:
    return "\n".join(note.text for effect in result.effects for note in effect.also)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.sql", "delete from orders where id = 3;", "The name orders may mean audit.orders or shop.orders. We follow all of them."),
        ("b.sql", "delete from marts.daily where id < 100;", "writes it, each day at 02:00. Do not run your file at that time."),
        (
            "c.py",
            "import boto3\nboto3.client('s3').put_object(Bucket='inbox-files', Key='x', Body=b'')\n",
            "A change here starts x-copy by itself.",
        ),
        (
            "d.sh",
            "psql -h wh.example.com -c 'delete from shop.orders where id < 3'\n",
            "Your own list says that wh.example.com is production.",
        ),
    ],
)
def test_it_says(name: str, text: str, says: str, tmp_path: Path) -> None:
    assert says in notes(judged(tmp_path, name, text))


@pytest.mark.parametrize(
    ("name", "text", "never"),
    [
        ("a.sql", "select * from orders;", "may mean"),
        ("b.sql", "delete from shop.orders where id = 3;", "may mean"),
        ("c.sql", "select * from marts.daily;", "at that time"),
        ("d.py", "import boto3\nboto3.client('s3').get_object(Bucket='inbox-files', Key='x')\n", "starts"),
        ("e.sh", "psql -h qa.example.com -c 'delete from shop.orders where id < 3'\n", "Your own list says"),
        ("f.sql", "begin; delete from marts.daily; rollback;", "at that time"),
    ],
)
def test_near_misses(name: str, text: str, never: str, tmp_path: Path) -> None:
    assert never not in notes(judged(tmp_path, name, text))
