"""Tasks that a worker runs later do what their function does."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language
from riskscan.model.effect import Operation, Trait
from tests.support import effects

HEAD = (
    "import requests, csv\nfrom celery import Celery\n\napp = Celery('x')\n\n\n@app.task{bind}\ndef gone({own}number):\n"
    "    requests.delete(f'https://api.example.com/users/{{number}}')\n\n\n"
)
LOOP = "for row in csv.DictReader(open('people.csv')):\n    {call}\n"


@pytest.mark.parametrize(
    ("bind", "own", "call"),
    [
        ("", "", "gone.delay(row['id'])"),
        ("", "", "gone.apply_async((row['id'],), countdown=5)"),
        ("", "", "gone.apply_async(kwargs={'number': row['id']})"),
        ("(bind=True)", "self, ", "gone.delay(row['id'])"),
    ],
)
def test_a_task_for_each_row(bind: str, own: str, call: str) -> None:
    found = effects(HEAD.format(bind=bind, own=own) + LOOP.format(call=call), Language.PYTHON, "job.py")
    (effect,) = [e for e in found if e.operation is Operation.DELETE]
    assert effect.has(Trait.REPEATED)


def test_one_task_is_no_loop() -> None:
    found = effects(HEAD.format(bind="", own="") + "gone.delay(7)\n", Language.PYTHON, "job.py")
    (effect,) = [e for e in found if e.operation is Operation.DELETE]
    assert not effect.has(Trait.REPEATED)
    assert effect.asset.name.endswith("/users/7")
