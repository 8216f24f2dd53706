"""Stand-ins of tests lower what they replace, and nothing else; how a call is repeated and where a client leads is told."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language
from riskscan.model.effect import Effect, Safety
from tests.support import effects

MOTO = "import boto3\nimport pytest\nimport shutil\nfrom moto import mock_aws\n\n"
MOCK = "import boto3\nimport shutil\nimport requests\nfrom unittest import mock\nfrom unittest.mock import patch\n\n"
BUCKET = "boto3.client('s3').delete_bucket(Bucket='exports')"


def ends(text: str) -> list[Effect]:
    return [e for e in effects(text, Language.PYTHON, "test_x.py") if e.operation == "delete"]


def scratch(effect: Effect) -> bool:
    return any(evidence.kind is Safety.SCRATCH for evidence in effect.safe_evidence)


@pytest.mark.parametrize(
    "text",
    [
        f"@mock_aws\ndef test_a():\n    {BUCKET}\n",
        f"@mock_aws()\nclass TestA:\n    def test_a(self):\n        {BUCKET}\n",
        f"def test_a():\n    with mock_aws():\n        {BUCKET}\n",
        f"@pytest.fixture\ndef aws():\n    with mock_aws():\n        yield\n\n\ndef test_a(aws):\n    {BUCKET}\n",
        "@pytest.fixture\ndef s3():\n    with mock_aws():\n        yield boto3.client('s3')\n\n\ndef test_a(s3):\n    s3.delete_bucket(Bucket='exports')\n",
    ],
)
def test_a_make_believe_aws_is_not_the_real_one(text: str) -> None:
    assert [scratch(effect) for effect in ends(MOTO + text)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        f"def test_a():\n    {BUCKET}\n",
        "@mock_aws\ndef test_a():\n    shutil.rmtree('/srv/exports')\n",
        f"def test_a():\n    with mock_aws():\n        print(1)\n    {BUCKET}\n",
        f"def mock_bucket(f):\n    return f\n\n\n@other\ndef test_a():\n    {BUCKET}\n",
    ],
)
def test_the_real_thing_stays_real(text: str) -> None:
    assert [scratch(effect) for effect in ends(MOTO + text)] == [False]


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        (f"@patch('boto3.client')\ndef test_a(m):\n    {BUCKET}\n", True),
        (f"@mock.patch('jobs.clean.boto3')\ndef test_a(m):\n    {BUCKET}\n", True),
        ("@mock.patch('jobs.clean.shutil.rmtree')\ndef test_a(m):\n    shutil.rmtree('/srv/exports')\n", True),
        ("def test_a():\n    with patch.object(shutil, 'rmtree'):\n        shutil.rmtree('/srv/exports')\n", True),
        ("@patch('shutil.copy')\ndef test_a(m):\n    shutil.rmtree('/srv/exports')\n", False),
        ("@patch('jobs.clean.client')\ndef test_a(m):\n    shutil.rmtree('/srv/exports')\n", False),
        ("def test_a():\n    requests.patch('https://api.acme.com/a')\n    shutil.rmtree('/srv/exports')\n", False),
    ],
)
def test_a_patched_name_stands_for_itself_only(text: str, safe: bool) -> None:
    assert [scratch(effect) for effect in ends(MOCK + text)] == [safe]


def test_a_throwaway_container_is_scratch() -> None:
    text = (
        "import pytest\nimport sqlalchemy\nfrom testcontainers.postgres import PostgresContainer\n\n\n@pytest.fixture\ndef engine():\n"
        "    with PostgresContainer('postgres:16') as pg:\n        yield sqlalchemy.create_engine(pg.get_connection_url())\n\n\n"
        "def test_a(engine):\n    with engine.begin() as conn:\n        conn.execute(sqlalchemy.text('TRUNCATE orders'))\n"
    )
    assert [scratch(effect) for effect in ends(text)] == [True]


@pytest.mark.parametrize("decorator", ["retry(stop=stop_after_attempt(5))", "retry", "backoff.on_exception(backoff.expo, OSError)"])
def test_a_call_that_is_tried_again_says_so(decorator: str) -> None:
    text = f"import shutil\nimport backoff\nfrom tenacity import retry, stop_after_attempt\n\n\n@{decorator}\ndef clean():\n    shutil.rmtree('/srv/a')\n\n\nclean()\n"
    assert [[note.text for note in effect.also] for effect in ends(text)] == [["It tries this again by itself when it fails."]]


def test_each_host_that_a_client_connects_to_is_told() -> None:
    text = (
        "import paramiko\n\nssh = paramiko.SSHClient()\nfor host in ('web1', 'web2'):\n    ssh.connect(host)\n"
        "    ssh.exec_command('rm -rf /srv/www')\n"
    )
    assert sorted(effect.asset.within for effect in ends(text)) == ["web1", "web2"]


@pytest.mark.parametrize(("end", "kept"), [("conn.rollback()", False), ("conn.commit()", True)])
def test_a_transaction_that_is_begun_by_hand_still_needs_a_commit(end: str, kept: bool) -> None:
    text = f"import psycopg2\n\nconn = psycopg2.connect('host=db dbname=shop')\ncur = conn.cursor()\ncur.execute('BEGIN')\ncur.execute('DELETE FROM orders')\n{end}\n"
    assert [any(s.kind is Safety.ROLLED_BACK for s in effect.safe_evidence) for effect in ends(text)] == [not kept]
