"""Hiding never helps: a name, a path, a statement or a command that comes from outside is judged no milder than the one that stands there.

Names that say more than a name (a live system, the root of a machine, everyone on the internet) are evidence of their own and stand in
tests of their own: where they are hidden, nobody has said so.
"""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskscan import scan
from riskscan.knowledge.places import is_development, is_production, is_scratch_table
from riskscan.model.verdict import LEVELS

HIDDEN = {
    "environment": 'import os\nX = os.environ["X"]\n',
    "argument": "import sys\nX = sys.argv[1]\n",
    "question": "X = input()\n",
    "default": 'import os\nX = os.getenv("X")\n',
}
_SQL = 'import psycopg2\nconn = psycopg2.connect("dbname=shop")\ncur = conn.cursor()\n'
NAMED = {
    "table deleted": _SQL + 'cur.execute(f"DELETE FROM {X}")\nconn.commit()\n',
    "table dropped": _SQL + 'cur.execute(f"DROP TABLE {X}")\nconn.commit()\n',
    "table updated": _SQL + 'cur.execute(f"UPDATE {X} SET a = 1")\nconn.commit()\n',
    "bucket": 'import boto3\nboto3.client("s3").delete_bucket(Bucket=X)\n',
    "server": 'import boto3\nboto3.client("ec2").terminate_instances(InstanceIds=[X])\n',
    "database": 'import boto3\nboto3.client("rds").delete_db_instance(DBInstanceIdentifier=X, SkipFinalSnapshot=True)\n',
    "queue": 'import boto3\nboto3.client("sqs").purge_queue(QueueUrl=X)\n',
    "collection": 'from pymongo import MongoClient\nMongoClient("mongodb://m1").shop[X].delete_many({})\n',
    "frame": 'import pandas as pd\nfrom sqlalchemy import create_engine\npd.read_csv("a.csv").to_sql(X, create_engine("postgresql://db/x"), if_exists="replace")\n',
}
TEXTS = {
    "statement": (_SQL + "cur.execute(X)\nconn.commit()\n", ["DELETE FROM orders", "DROP SCHEMA shop CASCADE", "UPDATE orders SET a = 1", "SELECT 1", "TRUNCATE orders"]),
    "command": ("import subprocess\nsubprocess.run(X, shell=True)\n", ["rm -rf /srv/share", "ls", "terraform destroy -auto-approve", "kubectl delete ns shop"]),
    "folder": ("import shutil\nshutil.rmtree(X)\n", ["/srv/share/finance", "build", "exports"]),
    "file": ("import os\nos.remove(X)\n", ["/srv/share/a.csv", "a.csv"]),
    "address": ("import requests\nrequests.delete(X)\n", ["https://api.acme.example/users/7", "https://api.acme.example/users"]),
    "host": (_SQL.replace('"dbname=shop"', 'host=X, dbname="shop"') + 'cur.execute("DELETE FROM orders")\nconn.commit()\n', ["db1.acme.example", "localhost"]),
    "mode": ('import pandas as pd\nfrom sqlalchemy import create_engine\npd.read_csv("a.csv").to_sql("orders", create_engine("postgresql://db/x"), if_exists=X)\n', ["replace", "append"]),
}  # fmt: skip


def level(folder: Path, text: str) -> int:
    path = folder / "job.py"
    path.write_text(text, encoding="utf-8")
    return LEVELS.index(scan([path], against=[], policies=False).verdict.level)


@pytest.mark.parametrize("hidden", sorted(HIDDEN))
@pytest.mark.parametrize("case", sorted(TEXTS))
def test_a_text_that_is_hidden(tmp_path: Path, case: str, hidden: str):
    code, literals = TEXTS[case]
    unseen = level(tmp_path, HIDDEN[hidden] + code)
    for literal in literals:
        assert unseen >= level(tmp_path, f"X = {literal!r}\n{code}"), literal


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much])
@given(
    name=st.text(string.ascii_lowercase, min_size=3, max_size=12),
    case=st.sampled_from(sorted(NAMED)),
    hidden=st.sampled_from(sorted(HIDDEN)),
)
def test_a_name_that_is_hidden(tmp_path: Path, name: str, case: str, hidden: str):
    if is_production(name) or is_development(name) or is_scratch_table(name):
        return
    seen = level(tmp_path, f"X = {name!r}\n{NAMED[case]}")
    assert level(tmp_path, HIDDEN[hidden] + NAMED[case]) >= seen


_TELLING = {
    "bucket": ('"prod-data"', 'import boto3\nboto3.client("s3").delete_bucket(Bucket=X)\n'),
    "table": ('"prod.orders"', _SQL + 'cur.execute(f"DELETE FROM {X}")\nconn.commit()\n'),
    "folder": ('"/"', "import shutil\nshutil.rmtree(X)\n"),
}  # fmt: skip


@pytest.mark.parametrize("hidden", sorted(HIDDEN))
@pytest.mark.parametrize("case", sorted(_TELLING))
def test_the_range_reaches_a_name_that_tells_more_than_which_thing_it_is(tmp_path: Path, case: str, hidden: str):
    literal, code = _TELLING[case]
    path = tmp_path / "job.py"
    path.write_text(f"X = {literal}\n{code}", encoding="utf-8")
    seen = scan([path], against=[], policies=False).verdict.score
    path.write_text(HIDDEN[hidden] + code, encoding="utf-8")
    assert scan([path], against=[], policies=False).verdict.score_range[1] >= seen


@pytest.mark.parametrize(
    "code", ["import shutil, tempfile\nshutil.rmtree(tempfile.mkdtemp())\n", "import pandas as pd\nprint(pd.read_csv(X))\n"]
)
def test_the_range_stays_where_nothing_can_be_worse(tmp_path: Path, code: str):
    path = tmp_path / "job.py"
    path.write_text(HIDDEN["environment"] + code, encoding="utf-8")
    verdict = scan([path], against=[], policies=False).verdict
    assert verdict.score_range[1] == verdict.score


def test_the_range_reaches_a_live_host_of_a_command(tmp_path: Path):
    path = tmp_path / "job.sh"
    command = 'psql -h "$X" -c "DELETE FROM orders WHERE d < 1"\n'
    path.write_text(f"X=db.prod.example.com\n{command}", encoding="utf-8")
    seen = scan([path], against=[], policies=False).verdict.score
    path.write_text(command, encoding="utf-8")
    assert scan([path], against=[], policies=False).verdict.score_range[1] >= seen
