"""A query whose text is not known: one whose rows are read asks for data, any other may do anything."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language
from tests.support import findings

HEAD = "import sys\nimport psycopg2\nfrom google.cloud import bigquery\n\ncur = psycopg2.connect('host=h').cursor()\nbq = bigquery.Client()\nq = sys.argv[1]\n"


def verbs(text: str) -> set[str]:
    found = findings(HEAD + text, Language.PYTHON)
    return {e.verb for e in found.effects if e.rule.startswith("python/")} | {"run" for _ in found.embedded}


@pytest.mark.parametrize(
    "text",
    [
        "cur.execute(q)\nprint(cur.fetchall())\n",
        "df = bq.query(q).to_dataframe()\n",
        "job = bq.query(q)\nfor row in job.result():\n    print(row)\n",
        "for row in bq.query(q):\n    print(row)\n",
        "def ask(text):\n    cur.execute(text)\n    return cur.fetchone()\nask(q)\n",
    ],
)
def test_rows_that_are_read_show_a_question(text: str) -> None:
    assert verbs(text) == {"query"}


@pytest.mark.parametrize(
    "text",
    [
        "cur.execute(q)\n",
        "bq.query(q).result()\n",
        "cur.execute(q)\ncur.execute('SELECT 1')\nprint(cur.fetchone())\n",
        "def change(text):\n    cur.execute(text)\n\ndef look():\n    return cur.fetchall()\n\nchange(q)\nlook()\n",
    ],
)
def test_anything_else_may_do_anything(text: str) -> None:
    assert "run" in verbs(text)
