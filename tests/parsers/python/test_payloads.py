"""What the data of a request says: the live system named, a guard switched off; and what says nothing of the kind."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language
from riskscan.model.effect import Trait
from tests.support import effects

HEAD = 'import requests\n\nBASE = "https://flags.internal.example.com/api/flags/checkout"\n'


def traits(line: str) -> set[Trait]:
    return {trait for e in effects(HEAD + line + "\n", Language.PYTHON, "x.py") for trait in e.traits}


@pytest.mark.parametrize(
    ("line", "trait"),
    [
        ('requests.patch(BASE, json={"environment": "production", "enabled": True})', Trait.PRODUCTION),
        ('requests.post(BASE, json={"changes": [{"target_env": "prod"}]})', Trait.PRODUCTION),
        ('requests.patch(BASE, json={"kill_switch": False})', Trait.CATCH_REMOVED),
        ('requests.put(BASE, data={"dryRun": "false", "confirm": "off"})', Trait.CATCH_REMOVED),
    ],
)
def test_the_data_of_a_request_is_read(line: str, trait: Trait) -> None:
    assert trait in traits(line)


@pytest.mark.parametrize(
    "line",
    [
        'requests.patch(BASE, json={"environment": "staging", "kill_switch": True})',
        'requests.get(BASE, params={"environment": "production"})',
        'requests.post(BASE, json={"text": "production kill_switch False", "notify": False})',
        'print({"environment": "production", "kill_switch": False})',
    ],
)
def test_other_data_says_nothing(line: str) -> None:
    assert not {Trait.PRODUCTION, Trait.CATCH_REMOVED} & traits(line)
