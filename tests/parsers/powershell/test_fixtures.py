"""Annotated PowerShell: exactly the marked lines have effects."""

from __future__ import annotations

import re

import pytest

from riskscan.model.artifact import Language
from tests.support import FIXTURES, effects, marked, seen

FILES = sorted((FIXTURES / "powershell").glob("*.ps1"))
_STATEMENT = {"delete table:dbo.Orders some"}  # stands on lines of a text, where no mark can be


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_exactly_the_marked_lines(path):
    text = path.read_text(encoding="utf-8")
    found = {(line, what) for line, what in seen(effects(text, Language.POWERSHELL, path.name)) if what not in _STATEMENT}
    assert found == marked(text)


def test_there_are_enough_of_both():
    texts = [path.read_text(encoding="utf-8") for path in FILES]
    assert sum(len({line for line, _ in marked(text)}) for text in texts) >= 70
    assert sum(len(re.findall(r"# silent$", text, re.MULTILINE)) for text in texts) >= 40
