"""What makes a program safer must be proven by the file: each kind of evidence beside the ways in which it would be wrong."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language
from riskscan.model.effect import Effect, Operation, Safety
from riskscan.model.surroundings import Nothing, Surroundings
from tests.support import effects

DELETE = "cur.execute('DELETE FROM t')\n"
CONNECT = "import psycopg2\nconn = psycopg2.connect('host=db')\ncur = conn.cursor()\n"


class Beside(Nothing):
    """One file beside the artifact."""

    def __init__(self, name: str, content: str) -> None:
        self.name, self.content = name, content

    def text(self, path: str, near: str) -> str | None:
        return self.content if path == self.name else None

    def folder(self, near: str, *endings: str) -> tuple[str, ...]:
        return (self.name,) if self.name.endswith(endings) else ()


def last(text: str, surroundings: Surroundings | None = None) -> Effect:
    """The last effect that deletes."""
    found = [e for e in effects(text, Language.PYTHON, "job.py", surroundings) if e.operation is Operation.DELETE]
    assert found, text
    return found[-1]


def kinds(text: str, surroundings: Surroundings | None = None) -> set[Safety]:
    return {evidence.kind for evidence in last(text, surroundings).safe_evidence}


@pytest.mark.parametrize(
    "text",
    [
        CONNECT + DELETE,
        CONNECT + DELETE + "conn.close()\n",
        CONNECT + DELETE + "conn.rollback()\n",
        "import psycopg2\nconn = psycopg2.connect('host=db')\nwith conn.cursor() as cur:\n    " + DELETE,
        "import sqlite3\nconn = sqlite3.connect('shop.db')\nconn.execute('DELETE FROM t')\nconn.close()\n",
        "import pymysql\nQ = 'DELETE FROM t'\nconn = pymysql.connect(host='db', db='x')\ncur = conn.cursor()\ncur.execute(Q)\n",
    ],
)
def test_never_saved(text: str) -> None:
    assert Safety.ROLLED_BACK in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        CONNECT + DELETE + "conn.commit()\n",
        CONNECT + "with conn:\n    " + DELETE,
        "import psycopg2\nwith psycopg2.connect('host=db') as conn:\n    cur = conn.cursor()\n    " + DELETE,
        "import psycopg\nwith psycopg.connect('host=db') as conn:\n    with conn.cursor() as cur:\n        " + DELETE,
        "import psycopg\nwith psycopg.connect('host=db') as conn:\n    conn.execute('DELETE FROM t')\n",
        "import sqlite3\nconn = sqlite3.connect('shop.db')\nwith conn:\n    conn.execute('DELETE FROM t')\n",
        "from db import get_conn\nwith get_conn() as conn:\n    cur = conn.cursor()\n    " + DELETE,
        "from db import get_conn\nconn = get_conn()\ncur = conn.cursor()\n" + DELETE,
        "import psycopg2\nfrom contextlib import contextmanager\n@contextmanager\ndef opened():\n    conn = psycopg2.connect('host=db')\n    yield conn\n"
        "with opened() as conn:\n    cur = conn.cursor()\n    " + DELETE,
        "import psycopg2\ndef get():\n    conn = psycopg2.connect('host=db')\n    return conn\nconn = get()\ncur = conn.cursor()\n"
        + DELETE,
        "import psycopg2.pool\npool = psycopg2.pool.SimpleConnectionPool(1, 2, 'host=db')\nconn = pool.getconn()\ncur = conn.cursor()\n"
        + DELETE,
        "import psycopg2\nfrom contextlib import closing\nwith closing(psycopg2.connect('host=db')) as conn:\n    cur = conn.cursor()\n    "
        + DELETE,
        CONNECT + "conn.autocommit = True\n" + DELETE,
        CONNECT + "conn.set_session(autocommit=True)\n" + DELETE,
        CONNECT + "conn.set_isolation_level(0)\n" + DELETE,
        CONNECT + "conn.isolation_level = None\n" + DELETE,
        CONNECT + DELETE + "cur.execute('COMMIT')\n",
        CONNECT + DELETE + "cur.execute('END')\n",
        CONNECT + DELETE + "cur.connection.commit()\n",
        CONNECT + DELETE + "getattr(conn, 'commit')()\n",
        CONNECT + DELETE + "from audit import finish\nfinish(conn)\n",
        CONNECT + DELETE + "from audit import finish\nfinish(cur)\n",
        CONNECT + DELETE + "CONNECTIONS = [conn]\n",
        CONNECT + DELETE + "cur.execute(open('rest.sql').read())\n",
        CONNECT + DELETE + "cur.execute('CALL close_month()')\n",
        CONNECT + "cur.execute('BEGIN; DELETE FROM t; COMMIT')\n",
        "import psycopg2\nclass A:\n    def __init__(self):\n        self.conn = psycopg2.connect('host=db')\n    def go(self):\n"
        "        self.conn.cursor().execute('DELETE FROM t')\nA().go()\n",
        "import sqlite3\nconn = sqlite3.connect('shop.db', isolation_level=None)\nconn.execute('DELETE FROM t')\n",
        "import sqlite3\nconn = sqlite3.connect('shop.db')\nconn.execute('DELETE FROM t')\nconn.executescript('SELECT 1')\n",
        "import pyodbc\nconn = pyodbc.connect('SERVER=db', True)\ncur = conn.cursor()\n" + DELETE,
        "import pymysql\nconn = pymysql.connect(host='db', db='x')\ncur = conn.cursor()\n"
        + DELETE
        + "cur.execute('CREATE TABLE z (a int)')\n",
        "import pymysql\nOPTIONS = load()\nconn = pymysql.connect(**OPTIONS)\ncur = conn.cursor()\n" + DELETE,
        "import snowflake.connector\nconn = snowflake.connector.connect(account='a')\ncur = conn.cursor()\n" + DELETE,
        "import psycopg2\ndef clean(cur: psycopg2.extensions.cursor):\n    "
        + DELETE
        + "conn = psycopg2.connect('host=db')\nconn.cursor()\n",
    ],
)
def test_what_may_be_saved_is_not_called_unsaved(text: str) -> None:
    assert Safety.ROLLED_BACK not in kinds(text)


REMOVE = "import os, sys, argparse, click\n"
PARSER = "p = argparse.ArgumentParser()\n"


@pytest.mark.parametrize(
    "text",
    [
        "DRY_RUN = True\nif not DRY_RUN:\n    os.remove('/a')\n",
        "def f(dry_run=True):\n    if dry_run:\n        return\n    os.remove('/a')\nf()\n",
        PARSER
        + "p.add_argument('--dry-run', default=True, action=argparse.BooleanOptionalAction)\na = p.parse_args()\nif not a.dry_run:\n    os.remove('/a')\n",
        "import boto3\nboto3.client('ec2').delete_volume(VolumeId='v', DryRun=True)\n",
    ],
)
def test_a_switch_that_is_safe_as_it_stands(text: str) -> None:
    assert Safety.DRY_RUN in kinds(REMOVE + text)


@pytest.mark.parametrize(
    "text",
    [
        "DRY_RUN = False\nif not DRY_RUN:\n    os.remove('/a')\n",
        PARSER + "p.add_argument('--dry-run', action='store_true')\na = p.parse_args()\nif not a.dry_run:\n    os.remove('/a')\n",
        PARSER + "p.add_argument('--dry-run', action='store_true')\na = p.parse_args()\nif a.dry_run:\n    sys.exit()\nos.remove('/a')\n",
        PARSER + "p.add_argument('--apply', action='store_true')\na = p.parse_args()\nif a.apply:\n    os.remove('/a')\n",
        PARSER + "p.add_argument('--yes', action='store_true')\na = p.parse_args()\nif not a.yes:\n    sys.exit()\nos.remove('/a')\n",
        "@click.command()\n@click.option('--execute', is_flag=True)\ndef main(execute):\n    if execute:\n        os.remove('/a')\nmain()\n",
        "DRY = os.getenv('DRY_RUN', 'true') == 'true'\nif not DRY:\n    os.remove('/a')\n",
        "def f(dry_run=True):\n    if dry_run:\n        return\n    os.remove('/a')\n",
        "def f(dry_run=True):\n    if not dry_run:\n        os.remove('/a')\nf(dry_run=False)\n",
        "first = True\nfor x in open('l'):\n    if not first:\n        os.remove('/a')\n    first = False\n",
        "stop = False\nwhile True:\n    if stop:\n        os.remove('/a')\n        break\n    stop = True\n",
        "DRY_RUN = True\nif len(sys.argv) > 1:\n    DRY_RUN = False\nif not DRY_RUN:\n    os.remove('/a')\n",
        "import boto3\nboto3.client('ec2').delete_volume(VolumeId='v', DryRun=False)\n",
        "import boto3\nboto3.client('ec2').delete_volume(VolumeId='v', DryRun=os.getenv('DRY', 'True'))\n",
    ],
)
def test_a_switch_that_may_be_on(text: str) -> None:
    assert Safety.DRY_RUN not in kinds(REMOVE + text)


def test_a_switch_of_the_command_line_is_told() -> None:
    effect = last(
        REMOVE + PARSER + "p.add_argument('--apply', action='store_true')\na = p.parse_args()\nif a.apply:\n    os.remove('/a')\n"
    )
    assert [n.text for n in effect.also] == ["It does this only when it is started with the switch apply (line 5)."]


def test_a_function_that_nothing_starts() -> None:
    assert Safety.NOT_CALLED in kinds(REMOVE + "def unused():\n    os.remove('/a')\nprint(1)\nopen('x')\n")
    assert Safety.NOT_CALLED in kinds(
        REMOVE + "def old():\n    os.remove('/a')\ndef new():\n    print(1)\nif __name__ == '__main__':\n    new()\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "def library():\n    os.remove('/a')\n",
        "conn = open('x')\ndef library():\n    os.remove('/a')\n",
        "def load():\n    return 1\nCONFIG = load()\ndef library():\n    os.remove('/a')\n",
        "from flask import Flask\napp = Flask('x')\n@app.route('/x')\ndef view():\n    os.remove('/a')\napp.run()\nopen('x')\n",
        "from celery import Celery\napp = Celery('x')\n@app.task\ndef later():\n    os.remove('/a')\nopen('x')\n",
        "def cb():\n    os.remove('/a')\nimport signal\nsignal.signal(2, cb)\nopen('x')\n",
        "def clean():\n    os.remove('/a')\nopen('x')\nglobals()[sys.argv[1]]()\n",
        "def clean():\n    os.remove('/a')\nopen('x')\ngetattr(sys.modules['job'], sys.argv[1])()\n",
        "def clean():\n    os.remove('/a')\nJOBS = ['job.clean']\nopen('x')\n",
        "import fire\ndef clean():\n    os.remove('/a')\nopen('x')\nfire.Fire()\n",
        "def lambda_handler(event, context):\n    os.remove('/a')\nopen('x')\n",
        "def test_it():\n    os.remove('/a')\nopen('x')\n",
        "class C:\n    def do(self):\n        os.remove('/a')\nimport lib\nlib.register(C())\nopen('x')\n",
        "class C(lib.Base):\n    def do(self):\n        os.remove('/a')\nopen('x')\n",
    ],
)
def test_a_function_that_others_may_start(text: str) -> None:
    assert Safety.NOT_CALLED not in kinds(REMOVE + text)


def test_a_function_that_the_file_beside_it_imports() -> None:
    text = REMOVE + "def clean():\n    os.remove('/a')\nif __name__ == '__main__':\n    open('x')\n"
    assert Safety.NOT_CALLED in kinds(text, Beside("other.py", "import os\n"))
    assert Safety.NOT_CALLED not in kinds(text, Beside("other.py", "from job import clean\nclean()\n"))
    assert Safety.NOT_CALLED not in kinds(text, Beside("setup.cfg", "[console]\nrun = job:clean\n"))


TEMP = "import os, shutil, sys, tempfile\nfrom pathlib import Path\n"


@pytest.mark.parametrize(
    "text",
    [
        "d = tempfile.mkdtemp()\nshutil.rmtree(d)\n",
        "d = tempfile.mkdtemp()\nshutil.rmtree(os.path.join(d, 'x'))\n",
        "with tempfile.TemporaryDirectory() as d:\n    os.remove(Path(d) / 'x')\n",
        "shutil.rmtree('/tmp/work')\n",
    ],
)
def test_a_throwaway_place(text: str) -> None:
    assert Safety.SCRATCH in kinds(TEMP + text)


@pytest.mark.parametrize(
    "text",
    [
        "shutil.rmtree('/tmp/../srv/data')\n",
        "d = tempfile.mkdtemp()\nshutil.rmtree(os.path.join(d, '..', 'x'))\n",
        "d = tempfile.mkdtemp()\nshutil.rmtree(os.path.join(d, '/srv/data'))\n",
        "d = tempfile.mkdtemp()\nshutil.rmtree(os.path.dirname(d))\n",
        "d = tempfile.mkdtemp() if len(sys.argv) > 1 else '/srv/data'\nshutil.rmtree(d)\n",
        "shutil.rmtree(os.getenv('WORK', '/tmp/work'))\n",
        "shutil.rmtree(os.environ.get('WORK', '/tmp/work'))\n",
    ],
)
def test_a_place_that_is_not_throwaway(text: str) -> None:
    assert Safety.SCRATCH not in kinds(TEMP + text)


def connected(host: str, before: str = "") -> str:
    return f"import os, sys, psycopg2\n{before}conn = psycopg2.connect(host={host}, dbname='shop')\nconn.autocommit = True\ncur = conn.cursor()\n{DELETE}"


@pytest.mark.parametrize(("host", "kind"), [("'localhost'", Safety.LOCAL), ("'db-dev.example.com'", Safety.DEVELOPMENT)])
def test_a_place_that_is_known(host: str, kind: Safety) -> None:
    assert kind in kinds(connected(host))


@pytest.mark.parametrize(
    ("host", "before"),
    [
        ("os.getenv('DB_HOST', 'localhost')", ""),
        ("os.environ.get('DB_HOST') or 'localhost'", ""),
        ("HOST", "HOST = os.environ.get('DB_HOST', 'db-dev.example.com')\n"),
        ("'localhost' if len(sys.argv) > 1 else 'db.example.com'", ""),
        ("a.host", "import argparse\np = argparse.ArgumentParser()\np.add_argument('--host', default='localhost')\na = p.parse_args()\n"),
        ("S().host", "from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    host: str = 'localhost'\n"),
        ("'127.0.0.1'", "from sshtunnel import SSHTunnelForwarder\nSSHTunnelForwarder('gate.example.com').start()\n"),
        ("'127.0.0.1'", "import subprocess\nsubprocess.Popen(['kubectl', 'port-forward', 'svc/db', '5432'])\n"),
    ],
)
def test_a_place_that_may_be_another(host: str, before: str) -> None:
    assert not kinds(connected(host, before)) & {Safety.LOCAL, Safety.DEVELOPMENT, Safety.SCRATCH}


def test_a_schema_called_staging_is_part_of_the_loading() -> None:
    text = "import boto3\nboto3.client('s3').delete_bucket(Bucket={!r})\n"
    assert Safety.DEVELOPMENT in kinds(text.format("acme-dev"))
    assert Safety.DEVELOPMENT not in kinds("import os, boto3\nboto3.client('s3').delete_bucket(Bucket=os.getenv('B', 'acme-dev'))\n")


@pytest.mark.parametrize(
    "text", ["open('/srv/a.csv', 'w')\nos.remove('/srv/a.csv')\n", "import shutil\nshutil.copy('/b', '/srv/a')\nos.remove('/srv/a')\n"]
)
def test_its_own_output(text: str) -> None:
    assert Safety.OWN_OUTPUT in kinds(REMOVE + text)


@pytest.mark.parametrize(
    "text",
    [
        "open('/srv/a.csv', 'a')\nos.remove('/srv/a.csv')\n",
        "open('/srv/a.csv')\nos.remove('/srv/a.csv')\n",
        "open('/srv/a.csv', 'r+')\nos.remove('/srv/a.csv')\n",
        "import pandas as pd\ndf = pd.read_csv('/srv/a.csv')\ndf.to_csv('/srv/a.csv')\nos.remove('/srv/a.csv')\n",
        "import shutil\nos.makedirs('/srv/a', exist_ok=True)\nshutil.rmtree('/srv/a')\n",
        "os.remove('/srv/a.csv')\nopen('/srv/a.csv', 'w')\n",
        "for n in open('l'):\n    open(f'/srv/{n}.csv', 'w')\nfor n in open('m'):\n    os.remove(f'/srv/{n}.csv')\n",
    ],
)
def test_what_it_found_is_not_its_own(text: str) -> None:
    assert Safety.OWN_OUTPUT not in kinds(REMOVE + text)


def test_a_count_that_is_checked_too_late() -> None:
    text = CONNECT + "cur.execute('DELETE FROM t WHERE id = 1')\n{}if cur.rowcount != 1:\n    raise SystemExit\nconn.commit()\n"
    assert Safety.CHECKED in kinds(text.format(""))
    assert Safety.CHECKED not in kinds(text.format("conn.commit()\n"))


STAND_INS = (
    ("import boto3\nfrom moto import mock_aws\n\n\n@mock_aws\ndef test_it():\n    boto3.client('s3').delete_bucket(Bucket='acme')\n\n\ntest_it()\n", True),
    ("import boto3\nfrom moto import mock_aws\n\nwith mock_aws():\n    boto3.client('s3').delete_bucket(Bucket='acme')\n", True),
    ("import boto3\nfrom moto import mock_aws\n\nwith mock_aws():\n    print(1)\nboto3.client('s3').delete_bucket(Bucket='acme')\n", False),
    ("import boto3\n\n\ndef mock_aws(f):\n    return f\n\n\n@mock_aws\ndef test_it():\n    boto3.client('s3').delete_bucket(Bucket='acme')\n\n\ntest_it()\n", False),
    ("import requests\nimport responses\n\n\n@responses.activate\ndef test_it():\n    requests.delete('https://api.example.com/7')\n\n\ntest_it()\n", True),
    ("import requests\nimport responses\n\nrequests.delete('https://api.example.com/7')\n", False),
    ("import psycopg2\nfrom testcontainers.postgres import PostgresContainer\n\nwith PostgresContainer('postgres:16') as box:\n    conn = psycopg2.connect(box.get_connection_url())\n    conn.cursor().execute('TRUNCATE orders')\n    conn.commit()\n", True),
    ("import psycopg2\nfrom testcontainers.postgres import PostgresContainer\n\nconn = psycopg2.connect('host=db.example.com')\nconn.cursor().execute('TRUNCATE orders')\nconn.commit()\n", False),
)  # fmt: skip


@pytest.mark.parametrize(("code", "lowers"), STAND_INS)
def test_stand_in_counts_where_it_is_on(code: str, lowers: bool) -> None:
    (effect,) = [e for e in effects(code, Language.PYTHON, "x.py") if e.operation == "delete"]
    assert effect.safe(Safety.SCRATCH) is lowers


def test_connection_for_reading_lowers() -> None:
    code = 'import duckdb\n\nduckdb.connect("shop.db", read_only={}).execute("DELETE FROM orders")\n'
    assert [e.safe(Safety.READ_ONLY) for e in effects(code.format("True"), Language.PYTHON, "x.py")] == [True]
    assert [e.safe(Safety.READ_ONLY) for e in effects(code.format("False"), Language.PYTHON, "x.py")] == [False]
