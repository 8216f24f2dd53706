"""Ending calls of one's own modules that were not handed in are told, whatever else the file imports."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language
from riskscan.model.effect import Certainty
from tests.support import effects, findings

CALL = "from our_platform import accounts\n\naccounts.delete_everything('eu')\n"


def told(text: str) -> list[str]:
    return [e.rule for e in findings(text, Language.PYTHON, "x.py").effects if e.rule == "python/unseen-module"]


@pytest.mark.parametrize("first", ["", "import unittest\n", "import pytest\n"])
def test_it_is_told_as_possible_with_the_module_named(first: str):
    found = findings(first + CALL, Language.PYTHON, "x.py")
    effect = next(e for e in found.effects if e.rule == "python/unseen-module")
    assert effect.certainty is Certainty.POSSIBLE
    assert any("our_platform" in d.text for d in found.diagnostics)


@pytest.mark.parametrize(
    "text",
    [
        "from our_platform import accounts\n\naccounts.list_all('eu')\n",
        "import pandas as pd\n\npd.DataFrame().drop(columns=['a'])\n",
        "names = ['a']\nnames.remove('a')\n",
        "import tkinter\n\ntkinter.Tk().destroy()\n",
    ],
)
def test_near_misses_stay_silent(text: str):
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        'getattr(os, "system")("rm -rf /srv/share")',
        'run = getattr(os, "system", None)\nrun("rm -rf /srv/share")',
        'getattr(__import__("os"), "system")("rm -rf /srv/share")',
    ],
)
def test_a_function_that_is_looked_up_by_a_name_that_stands_there(text: str):
    assert "shell/rm-recursive" in {e.rule for e in effects(f"import os\n\n{text}\n", Language.PYTHON, "x.py")}


@pytest.mark.parametrize("text", ['getattr(os, "name")', 'print(getattr(os, "getcwd")())', 'getattr(config, "rm", 3)'])
def test_a_harmless_thing_that_is_looked_up(text: str):
    assert not effects(f"import os\nimport config\n\n{text}\n", Language.PYTHON, "x.py")
