"""Rows that go with a deleted row."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskscan import scan
from riskscan.model.effect import Operation, Trait

TABLES = "CREATE TABLE regions (id int PRIMARY KEY);\nCREATE TABLE stores (id int, region_id int REFERENCES regions (id){rule});\n"


@pytest.mark.parametrize(("rule", "goes"), [(" ON DELETE CASCADE", True), ("", False), (" ON DELETE SET NULL", False)])
def test_a_row_takes_those_with_it_that_point_at_it(rule: str, goes: bool, tmp_path: Path) -> None:
    (tmp_path / "estate").mkdir()
    (tmp_path / "estate" / "schema.sql").write_text(TABLES.replace("{rule}", rule))
    (tmp_path / "x.sql").write_text("DELETE FROM regions WHERE id = 7;\n")
    result = scan([tmp_path / "x.sql"], against=[tmp_path / "estate"], policies=False)
    (effect,) = [e for e in result.effects if e.operation is Operation.DELETE]
    assert not effect.has(Trait.CASCADE)  # its own rows: that is no surprise of its own
    assert any(n.text == "Rows of stores that belong to it are deleted with it." for n in effect.also) is goes


@pytest.mark.parametrize(("rule", "goes"), [(" ON DELETE CASCADE", True), ("", False)])
def test_rows_that_hang_on_its_rows_are_more_than_it_says(rule: str, goes: bool, tmp_path: Path) -> None:
    (tmp_path / "estate").mkdir()
    deeper = f"CREATE TABLE sales (id int, store_id int REFERENCES stores (id){rule});\n"
    (tmp_path / "estate" / "schema.sql").write_text(TABLES.replace("{rule}", " ON DELETE CASCADE") + deeper)
    (tmp_path / "x.sql").write_text("DELETE FROM regions WHERE id = 7;\n")
    result = scan([tmp_path / "x.sql"], against=[tmp_path / "estate"], policies=False)
    (effect,) = [e for e in result.effects if e.operation is Operation.DELETE]
    assert effect.has(Trait.CASCADE) is goes
