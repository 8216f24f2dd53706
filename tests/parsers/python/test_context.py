"""What stands around a call: loops, switches, questions, transactions, places, jobs, other files."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language, Status
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Effect, Operation, Safety, Scope, Trait
from riskscan.model.surroundings import Nothing
from tests.support import findings, short


class Files(Nothing):
    def __init__(self, **texts: str) -> None:
        self.texts = {name.replace("__", "."): text for name, text in texts.items()}

    def text(self, path: str, near: str) -> str | None:
        return self.texts.get(path)


def only(text: str, operation: Operation = Operation.DELETE) -> Effect:
    found = [e for e in findings(text, Language.PYTHON).effects if e.operation is operation]
    assert len(found) == 1, [short(e) for e in found]
    return found[0]


def sql(text: str, files: Files | None = None) -> list[str]:
    return [e.artifact.show(e.artifact.text) for e in findings(text, Language.PYTHON, surroundings=files or Files()).embedded]


REMOVE = "import os\n"
CONNECT = "import psycopg2\nconn = psycopg2.connect('host=db')\ncur = conn.cursor()\n"


def test_a_loop_over_a_file_repeats_and_says_over_what() -> None:
    effect = only(REMOVE + "for line in open('list.txt'):\n    os.remove(line)\n")
    assert effect.has(Trait.REPEATED)
    assert [n.text for n in effect.also] == ["It does this for every line in list.txt."]


def test_a_loop_over_a_short_list_is_each_of_them() -> None:
    found = findings(REMOVE + "for n in ('/a', '/b'):\n    os.remove(n)\n", Language.PYTHON).effects
    assert [short(e) for e in found] == ["delete file:/a one", "delete file:/b one"]
    assert not any(e.has(Trait.REPEATED) for e in found)


@pytest.mark.parametrize("body", ["while True:\n    os.remove('/a')\n", "while 1:\n    os.remove('/a')\n    for x in y:\n        break\n"])
def test_a_loop_without_an_end(body: str) -> None:
    assert only(REMOVE + body).has(Trait.ENDLESS)


def test_a_loop_with_a_way_out_is_not_endless() -> None:
    assert not only(REMOVE + "while True:\n    os.remove('/a')\n    if x:\n        break\n").has(Trait.ENDLESS)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("DRY_RUN = True\nif not DRY_RUN:\n    os.remove('/a')\n", Safety.DRY_RUN),
        ("def f(dry=True):\n    if dry:\n        return\n    os.remove('/a')\nf()\n", Safety.DRY_RUN),
        ("if input('sure? ') == 'yes':\n    os.remove('/a')\n", Safety.CONFIRMED),
        ("import sys\ndef ask():\n    if input() != 'y':\n        sys.exit(1)\nask()\nos.remove('/a')\n", Safety.CONFIRMED),
        ("def unused():\n    os.remove('/a')\nprint(1)\nos.getcwd()\nopen('x')\n", Safety.NOT_CALLED),
        ("import tempfile\nos.remove(os.path.join(tempfile.mkdtemp(), 'x'))\n", Safety.SCRATCH),
        ("open('out.csv', 'w')\nos.remove('out.csv')\n", Safety.OWN_OUTPUT),
    ],
    ids=["constant", "default", "question", "helper", "unused", "temporary", "own"],
)
def test_what_makes_it_safer(text: str, kind: Safety) -> None:
    assert only(REMOVE + text).safe(kind)


@pytest.mark.parametrize(
    "text",
    [
        "DRY_RUN = False\nif not DRY_RUN:\n    os.remove('/a')\n",
        "# dry run only\ndef dry_run_test():\n    'Only a dry run.'\n    os.remove('/a')\ndry_run_test()\n",
        "def library():\n    os.remove('/a')\n",
        "if __name__ == '__main__':\n    os.remove('/a')\n",
    ],
)
def test_words_and_switches_that_are_off_do_not_make_it_safer(text: str) -> None:
    assert only(REMOVE + text).safe_evidence == ()


def test_a_database_change_without_commit_is_not_kept() -> None:
    embedded = findings(CONNECT + "cur.execute('DELETE FROM t')\n", Language.PYTHON).embedded[0]
    assert [s.kind for s in embedded.context.safe_evidence] == [Safety.ROLLED_BACK]
    assert embedded.artifact.dialect == "postgres"
    saved = findings(CONNECT + "cur.execute('DELETE FROM t')\nconn.commit()\n", Language.PYTHON).embedded[0]
    assert saved.context.safe_evidence == ()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("cur.execute('DELETE FROM ' + 't')", ["DELETE FROM t"]),
        ("t = 'a' if x else 'b'\ncur.execute(f'DELETE FROM {t}')", ["DELETE FROM a", "DELETE FROM b"]),
        ("cur.execute('DELETE FROM %s WHERE id = %d' % ('t', 3))", ["DELETE FROM t WHERE id = 3"]),
        ("cur.execute('DELETE FROM {t}'.format(t='x'))", ["DELETE FROM x"]),
        ("cur.execute(' '.join(['DELETE', 'FROM', 't']))", ["DELETE FROM t"]),
        ("s = 'DELETE'\ns += ' FROM t'\ncur.execute(s)", ["DELETE FROM t"]),
        ("def f(t, s='dbo'):\n    cur.execute(f'DELETE FROM {s}.{t}')\nf('x')", ["DELETE FROM dbo.x"]),
        ("T = {'a': 't1'}\ncur.execute('DELETE FROM ' + T['a'])", ["DELETE FROM t1"]),
        ("import sys\ncur.execute('DELETE FROM ' + sys.argv[1])", ["DELETE FROM {argument}"]),
        ("import os\ncur.execute('DELETE FROM ' + os.environ['TABLE'])", ["DELETE FROM {TABLE}"]),
        ("from psycopg2 import sql\ncur.execute(sql.SQL('DELETE FROM {}').format(sql.Identifier('a', 't')))", ["DELETE FROM a.t"]),
        ("cur.execute(open('x.sql').read())", ["DROP TABLE t"]),
        ("from config import TABLE\ncur.execute('DELETE FROM ' + TABLE)", ["DELETE FROM other"]),
        ("import config as c\ncur.execute('DELETE FROM ' + c.TABLE)", ["DELETE FROM other"]),
    ],
)
def test_texts(code: str, expected: list[str]) -> None:
    files = Files(x__sql="DROP TABLE t", config__py="TABLE = 'other'\n")
    assert sorted(sql(CONNECT + code, files)) == sorted(expected)


def test_the_place_of_a_connection_is_kept_without_its_password() -> None:
    text = "import psycopg2\nDB = dict(host='orders-prod.example.com', password='x', dbname='shop')\npsycopg2.connect(**DB).cursor().execute('SELECT 1')\n"
    context = findings(text, Language.PYTHON).embedded[0].context
    assert context.within == "orders-prod.example.com"
    assert Trait.PRODUCTION in context.traits


def test_secrets_are_told_and_never_shown() -> None:
    text = "import psycopg2\nconn = psycopg2.connect('postgresql://me:hunter22@db/shop')\nAPI_KEY = 'abcd1234efgh'\n"
    found = findings(text, Language.PYTHON)
    assert [short(e) for e in found.effects] == ["grant secret:password one", "grant secret:API_KEY one"]
    assert "hunter22" not in repr(found)
    assert "abcd1234" not in repr(found)


def test_servers_chosen_by_a_wildcard() -> None:
    text = (
        "import boto3\nec2 = boto3.client('ec2')\nids = []\n"
        "for page in ec2.get_paginator('describe_instances').paginate(Filters=[{'Name': 'tag:Name', 'Values': ['*web*']}]):\n"
        "    ids.extend(i['InstanceId'] for r in page['Reservations'] for i in r['Instances'])\nec2.terminate_instances(InstanceIds=ids)\n"
    )
    effect = only(text)
    assert (effect.asset.kind, effect.asset.name, effect.scope) == (AssetKind.SERVER, "*web*", Scope.SOME)
    assert [n.text for n in effect.also] == ["It takes all servers that match *web*."]


def test_jobs_of_a_file() -> None:
    text = (
        "from airflow.decorators import dag, task\n@task\ndef clean():\n    import os\n    os.remove('/a')\n@task\ndef tell(x):\n    print(x)\n"
        "@dag(schedule='@daily', default_args={'owner': 'data'})\ndef nightly():\n    clean() >> tell(1)\nnightly()\n"
    )
    found = findings(text, Language.PYTHON)
    assert [a.key for a in found.declared.assets] == ["pipeline:nightly", "job:nightly.clean", "job:nightly.tell"]
    assert [e.actor for e in found.effects] == ["job:nightly.clean"]
    assert ("job:nightly.clean", "job:nightly.tell") in [(d.source, d.target) for d in found.declared.dependencies]


@pytest.mark.parametrize(
    "text", ["import os\nos.remove('/a')\nx = = 1\nos.remove('/b')\n", "import os\nos.remove('/a')\ndef f(:\n    pass\nos.remove('/b')\n"]
)
def test_what_can_be_read_of_a_bad_file(text: str) -> None:
    found = findings(text, Language.PYTHON)
    assert found.status is Status.PARTLY_READ
    assert [e.asset.name for e in found.effects] == ["/a", "/b"]
    assert len(found.diagnostics) == 1
    assert not found.diagnostics[0].unread


def test_nothing_readable() -> None:
    found = findings("this is not ( python", Language.PYTHON)
    assert found.status is Status.NOT_READ
    assert found.diagnostics[0].unread


def test_newer_syntax_is_said_to_be_newer() -> None:
    found = findings("type A[T] = list[T]\nimport os\nos.remove('/a')\n", Language.PYTHON)
    assert [short(e) for e in found.effects] == ["delete file:/a one"]


def test_a_count_that_is_checked() -> None:
    text = (
        CONNECT
        + "cur.execute('DELETE FROM t WHERE id = 1')\nif cur.rowcount != 1:\n    conn.rollback()\n    raise SystemExit\nconn.commit()\n"
    )
    assert [s.kind for s in findings(text, Language.PYTHON).embedded[0].context.safe_evidence] == [Safety.CHECKED]


@pytest.mark.parametrize(
    "text",
    [
        "class Box[T]:\n    def put[U](self, x: U) -> None: ...\nimport os\nos.remove('/a')\n",
        "try:\n    pass\nexcept ValueError, KeyError:\n    pass\nimport os\nos.remove('/a')\n",
        "d = {}\nprint(f\"{d[\"a\"]} {'\\n'.join(d)}\")\nimport os\nos.remove('/a')\n",
        "d = {}\nx = t\"{d} and {{no}}\"\nimport os\nos.remove('/a')\n",
    ],
)
def test_newer_syntax_is_read_in_place(text: str) -> None:
    found = findings(text, Language.PYTHON)
    assert found.status is Status.READ
    assert [(short(e), e.location.start_line) for e in found.effects] == [("delete file:/a one", text.count("\n"))]


@pytest.mark.parametrize(
    "line",
    [
        'password = config.get("mail", "password_of_the_sender")',
        'secret_key = "secretKey"',
        'app_secret = "AddYourSecretHere"',
        'entry.delete(0, "end")',
        'text.delete("1.0", "end")',
    ],
)
def test_neither_secret_nor_deletion(line: str) -> None:
    assert not findings(f"from widgets_of_ours import entry, text, config\n{line}\n", Language.PYTHON).effects


MODEL = "from openai import OpenAI\nclient = OpenAI()\n"
ASK = 'client.chat.completions.create(model="m", messages=[{"role": "user", "content": "hi"}])\n'


def test_a_model_that_is_asked_without_an_end_costs_money_without_an_end() -> None:
    assert only(MODEL + "while True:\n    " + ASK, Operation.SEND).has(Trait.MONEY)


@pytest.mark.parametrize(
    "body",
    [
        "while True:\n    q = input('> ')\n    " + ASK,
        "import queue\nq = queue.Queue()\nwhile True:\n    item = q.get()\n    " + ASK,
        "import time\nwhile True:\n    for row in rows():\n        " + ASK + "    time.sleep(60)\n",
        "for row in rows():\n    " + ASK,
        "while True:\n    answer = " + ASK + "    if answer:\n        break\n",
    ],
)
def test_a_model_that_is_asked_for_each_thing_that_comes_in_is_only_used(body: str) -> None:
    assert not only(MODEL + body, Operation.SEND).has(Trait.MONEY)


def test_a_loop_that_waits_for_a_message_repeats() -> None:
    effect = only(REMOVE + "while True:\n    os.remove(connection.recv())\n")
    assert effect.has(Trait.REPEATED)
    assert not effect.has(Trait.ENDLESS)


def test_a_loop_in_which_a_person_answers_each_time_may_end() -> None:
    effect = only(REMOVE + "while True:\n    os.remove(input('which? '))\n")
    assert not effect.has(Trait.REPEATED, Trait.ENDLESS)
