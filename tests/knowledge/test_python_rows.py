"""Every row of the Python catalogue against its own example and near misses, and the rules that all rows keep."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from riskscan.knowledge.python import rows
from riskscan.knowledge.python.call import Call
from riskscan.knowledge.python.methods import TYPE_OF_METHOD
from riskscan.knowledge.python.rows import CALLS, GIVES
from riskscan.knowledge.words import SENTENCES
from riskscan.model.artifact import Language
from tests.support import effects, short

BY_ID = pytest.mark.parametrize("row", CALLS, ids=lambda row: row.id)
NO_ROWS = {
    "brief",
    "__init__",
    "call",
    "rows",
    "methods",
    "aws",
    "libraries",
    "client_libraries",
    "preset",
    "web_paths",
    "web_action",
    "web_services",
    "graphql",
    "aws_table",
}


def test_every_file_is_in_the_catalogue() -> None:
    folder = Path(rows.__file__).parent
    there = {path.stem for path in folder.glob("*.py")} - NO_ROWS
    assert {file.__name__.rpartition(".")[2] for file in rows._FILES} == there


def test_ids_are_unique() -> None:
    assert [id_ for id_, count in Counter(row.id for row in CALLS).items() if count > 1] == []


def test_each_call_gives_one_type() -> None:
    assert [call for call, count in Counter(row.call for row in GIVES).items() if count > 1] == []


def test_methods_name_types_that_have_them() -> None:
    known = {row.call for row in (*CALLS, *GIVES)}
    assert [f"{type_}.{name}" for name, type_ in TYPE_OF_METHOD.items() if f"{type_}.{name}" not in known] == []


@BY_ID
def test_row_keeps_the_rules(row: Call) -> None:
    assert row.id.startswith("python/")
    assert row.source.startswith("https://")
    assert row.expect
    assert len(row.plain.replace("{target}", "the table x").split()) <= 20
    assert all(letter not in row.plain for letter in "!;")
    assert row.plain == "" or row.plain.endswith(".")
    assert (row.operation,) in SENTENCES
    for text in (row.example, *row.near_misses):
        ast.parse(text)


@BY_ID
def test_example_yields_what_it_should(row: Call) -> None:
    found = effects(row.example, Language.PYTHON, "example.py")
    wanted = found if row.code else [effect for effect in found if effect.rule == row.id]
    assert sorted(short(effect) for effect in wanted if not (row.code and _of_setup(effect.rule, row))) == sorted(row.expect)


@BY_ID
def test_near_misses_yield_nothing(row: Call) -> None:
    for text in row.near_misses:
        assert [short(effect) for effect in effects(text, Language.PYTHON, "near.py") if effect.rule == row.id] == []


def _of_setup(rule: str, row: Call) -> bool:
    """True for effects that come from lines around the call: opened files, other Python rows."""
    return rule.startswith("python/") and rule != row.id and not any("file:" in text for text in row.expect)
