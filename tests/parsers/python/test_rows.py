"""A function that a frame runs for every row, and lists that a loop before made longer."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language
from riskscan.model.effect import Effect, Operation, Trait
from tests.support import effects

HEAD = "import boto3, requests, pandas as pd\n\ndf = pd.read_csv('people.csv')\n\n\ndef gone(x):\n    requests.delete(f'https://api.example.com/users/{x}')\n\n\n"


def deleted(text: str) -> Effect:
    (effect,) = [e for e in effects(text, Language.PYTHON, "job.py") if e.operation is Operation.DELETE]
    return effect


@pytest.mark.parametrize(
    "call",
    [
        "df.apply(lambda row: gone(row['id']), axis=1)", "df.apply(func=gone, axis=1)", "df['id'].map(gone)", "df['id'].apply(gone)",
        "df[df['left'] == 'yes']['id'].apply(gone)", "df.progress_apply(gone, axis=1)",
    ],
)  # fmt: skip
def test_a_function_runs_for_every_row(call: str) -> None:
    effect = deleted(HEAD + call + "\n")
    assert effect.has(Trait.REPEATED)
    assert any("people.csv" in n.text for n in effect.also)


@pytest.mark.parametrize("call", ["gone(7)", "pool.apply(gone, (7,))", "df['id'].apply(str)\ngone(7)"])
def test_a_single_call_is_no_loop(call: str) -> None:
    head = HEAD + "from multiprocessing import Pool\n\npool = Pool()\n"
    assert not deleted(head + call + "\n").has(Trait.REPEATED)


def test_a_list_that_a_loop_made_longer_is_many() -> None:
    text = (
        "import boto3\n\nr53 = boto3.client('route53')\nchanges = []\n"
        "for r in r53.list_resource_record_sets(HostedZoneId='Z1')['ResourceRecordSets']:\n"
        "    changes.append({'Action': 'DELETE', 'ResourceRecordSet': r})\n"
        "r53.change_resource_record_sets(HostedZoneId='Z1', ChangeBatch={'Changes': changes})\n"
    )
    assert any(e.has(Trait.REPEATED) for e in effects(text, Language.PYTHON, "job.py") if e.operation is not Operation.READ)
