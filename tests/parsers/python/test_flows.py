"""Where data goes: outside or not, whose it is, how much of it, and what is said about it."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language
from riskscan.model.effect import Effect, Operation, Scope, Trait
from riskscan.parsers.python.flows import is_outside
from tests.support import effects

FRAME = "import io, csv, json, requests, pandas as pd\ndf = pd.read_sql('SELECT email, total FROM crm.customers', engine)\n"
URL = "'https://files.partner.example/in'"


def sent(text: str) -> Effect:
    found = [e for e in effects(text, Language.PYTHON, "job.py") if e.operation is Operation.SEND]
    assert len(found) == 1, text
    return found[0]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://api.partner.example/x", True), ("https://hooks.slack.com/services/x", True), ("http://billing/x", False),
        ("http://billing.svc.cluster.local/x", False), ("https://wiki.acme.internal/x", False), ("http://10.1.2.3/x", False),
        ("http://localhost:8000/x", False), ("{API_URL}/x", False), ("https://{host}/x", False), ("http://192.168.0.4", False),
    ],
)  # fmt: skip
def test_what_is_outside(address: str, expected: bool) -> None:
    assert is_outside(address) is expected


@pytest.mark.parametrize(
    "code",
    [
        f"b = io.StringIO()\ndf.to_csv(b)\nrequests.post({URL}, files={{'file': ('x.csv', b.getvalue())}})\n",
        f"requests.post({URL}, data=df.to_json())\n",
        f"requests.post({URL}, json=df.to_dict('records'))\n",
        f"requests.post({URL}, data=json.dumps([dict(r) for r in df.values]))\n",
        "requests.post(" + URL + ", json={'rows': [{'mail': r} for r in df['email']]})\n",
        f"df.to_csv('out.csv')\nrequests.post({URL}, files={{'f': open('out.csv', 'rb')}})\n",
        f"with open('o.csv', 'w') as f:\n    w = csv.writer(f)\n    for r in df.values:\n        w.writerow(r)\nrequests.post({URL}, data=open('o.csv').read())\n",
    ],
)
def test_personal_data_of_a_whole_table_is_followed(code: str) -> None:
    effect = sent(FRAME + code)
    assert effect.has(Trait.PERSONAL)
    assert effect.has(Trait.OUTSIDE)
    assert effect.scope is Scope.ALL
    assert "What it sends is the whole table crm.customers, with no filter (line 2)." in [n.text for n in effect.also]


@pytest.mark.parametrize(
    "code",
    [
        f"requests.post({URL}, json={{'text': 'Done'}})\n",
        f"requests.post({URL}, json={{'text': f'Done: {{len(df)}} rows'}})\n",
        f"requests.post({URL}, json={{'total': df['total'].sum()}})\n",
    ],
)
def test_a_note_or_a_count_stays_calm(code: str) -> None:
    effect = sent(FRAME + code)
    assert not effect.has(Trait.PERSONAL)
    assert effect.scope is not Scope.ALL


def test_columns_that_are_chosen_narrow_what_is_carried() -> None:
    assert not sent(FRAME + f"requests.post({URL}, json=df[['total']].to_dict())\n").has(Trait.PERSONAL)


def test_a_mail_says_its_subject_and_to_whom_it_goes() -> None:
    text = (
        "import smtplib, psycopg2\nfrom email.message import EmailMessage\ncur = psycopg2.connect('host=db').cursor()\ncur.execute('SELECT email FROM crm.customers')\n"
        "s = smtplib.SMTP('mail')\nfor (email,) in cur.fetchall():\n    m = EmailMessage()\n    m['Subject'] = 'We miss you'\n    m['To'] = email\n    s.send_message(m)\n"
    )
    notes = [n.text for n in sent(text).also]
    assert 'Its subject is "We miss you".' in notes
    assert "It goes to all customers: the whole table crm.customers, with no filter (line 4)." in notes


def test_one_for_each_of_a_list_reads_as_many() -> None:
    text = "import boto3\ns3 = boto3.client('s3')\nfor line in open('keys.txt'):\n    s3.delete_object(Bucket='acme-lake', Key=line)\n"
    effect = effects(text, Language.PYTHON, "job.py")[-1]
    assert effect.text == "It deletes every file below acme-lake/ that a list names."
    assert effect.scope is Scope.SOME


def test_files_by_a_wildcard_are_one_effect() -> None:
    text = "import os, glob\nfor f in glob.glob('/data/{}'):\n    os.remove(f)\n"
    some, all_ = (effects(text.replace("{}", pattern), Language.PYTHON, "job.py") for pattern in ("*.csv", "*"))
    assert [(e.asset.name, e.scope) for e in some] == [("/data/*.csv", Scope.SOME)]
    assert [(e.asset.name, e.scope) for e in all_] == [("/data/*", Scope.ALL)]


_ROWS = """import csv
from openai import OpenAI

client = OpenAI()
for row in csv.DictReader(open("tickets.csv")):
    client.chat.completions.create(model="m", messages=[{"role": "user", "content": f"Sum up: {row['%s']}"}])
"""


def test_the_column_of_a_row_says_what_is_sent() -> None:
    personal = sent(_ROWS % "customer_email")
    assert personal.columns == ("customer_email",)
    assert personal.has(Trait.PERSONAL)
    plain = sent(_ROWS % "error_code")
    assert not plain.has(Trait.PERSONAL)


@pytest.mark.parametrize(
    ("text", "again"),
    [
        (
            "url = 'https://a.io/x'\nwhile url:\n    page = requests.get(url).json()\n    requests.delete('https://a.io/x', params=page)\n    url = page['next']\n",
            True,
        ),
        (
            "while True:\n    page = requests.get('https://a.io/x').json()\n    requests.delete('https://a.io/x', params=page)\n    if not page['more']:\n        break\n",
            True,
        ),
        ("n = 0\nwhile n < 3:\n    requests.delete('https://a.io/x')\n    n += 1\n", False),
        (
            "while True:\n    try:\n        requests.delete('https://a.io/x')\n        break\n    except Exception:\n        time.sleep(5)\n",
            False,
        ),
        ("ok = False\nwhile not ok:\n    ok = requests.delete('https://a.io/x').ok\n    time.sleep(1)\n", False),
    ],
)
def test_a_loop_that_goes_on_while_more_comes(text: str, again: bool) -> None:
    found = effects("import requests, time\n" + text, Language.PYTHON)
    assert any(e.has(Trait.REPEATED) for e in found if e.verb == "http_delete") is again
