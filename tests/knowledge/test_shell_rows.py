"""Each row by itself: its example yields what it expects, its near misses yield nothing of it, its words are plain."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskscan.knowledge.shell import ROWS
from riskscan.model.artifact import Language
from tests.support import ROOT, findings, short

_IDS = [row.id for row in ROWS]


@pytest.mark.parametrize("row", ROWS, ids=_IDS)
def test_example_yields_what_it_expects(row):
    found = findings(row.example, Language.SHELL, "x.sh").effects
    assert set(row.expect) <= {short(e) for e in found}
    assert row.id in {e.rule for e in found}


@pytest.mark.parametrize("row", ROWS, ids=_IDS)
def test_near_misses_stay_silent(row):
    for text in row.near_misses:
        assert row.id not in {e.rule for e in findings(text, Language.SHELL, "x.sh").effects}, text


@pytest.mark.parametrize("row", ROWS, ids=_IDS)
def test_words_are_plain(row):
    for effect in findings(row.example, Language.SHELL, "x.sh").effects:
        for sentence in effect.text.split(". "):
            assert len(sentence.split()) <= 20, effect.text
        assert "{" not in effect.text or "{" in effect.asset.name


def test_ids_are_unique_and_lead_home():
    assert len(set(_IDS)) == len(_IDS)
    assert all(row.id.startswith("shell/") and row.source.startswith("https://") for row in ROWS)


def test_every_row_file_is_registered():
    registered = (ROOT / "riskscan/knowledge/shell/__init__.py").read_text()
    for path in Path(ROOT / "riskscan/knowledge/shell").glob("*.py"):
        if "\nROWS = (" in path.read_text():
            assert f"*{path.stem}.ROWS" in registered
