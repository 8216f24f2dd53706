"""Every row of knowledge.sql is its own test: example, expected effects, near misses, words, and that nothing stands outside the tuple."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest

from riskscan.knowledge import sql
from riskscan.knowledge.sql import ROWS, Statement
from riskscan.knowledge.words import say
from riskscan.model.artifact import Language
from riskscan.model.asset import AssetRef
from tests.support import findings, short

IDS = [row.id for row in ROWS]


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_example_yields_what_the_row_expects(row: Statement) -> None:
    found = findings(row.example, Language.SQL, dialect=row.dialect)
    assert sorted(short(e) for e in found.effects) == sorted(row.expect)
    assert row.id in {e.rule for e in found.effects}
    assert not found.diagnostics


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_near_misses_do_not_yield_the_row(row: Statement) -> None:
    for text in row.near_misses:
        assert row.id not in {e.rule for e in findings(text, Language.SQL, dialect=row.dialect).effects}, text


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_words_are_short_and_plain(row: Statement) -> None:
    text = say(row.operation, row.verb, row.scope, AssetRef(row.kind, "x"), row.plain)
    for sentence in re.split(r"(?<=\.)\s", text):
        assert 3 <= len(sentence.split()) <= 20
        assert not re.search(r"(?i)idempotent|predicate|upstream|downstream|artifact|lineage|principal", sentence)


def test_ids_are_unique_and_every_file_is_registered() -> None:
    assert len(set(IDS)) == len(IDS)
    names = [m.name for m in pkgutil.iter_modules(sql.__path__) if m.name.startswith("rows_")]
    rows = [row for name in names for row in importlib.import_module(f"riskscan.knowledge.sql.{name}").ROWS]
    assert {row.id for row in rows} == set(IDS)


def test_the_last_row_of_each_family_has_few_conditions() -> None:
    last = {row.family: row for row in ROWS}
    assert all(not row.having and not row.kinds for row in last.values())
