"""``riskscan estate`` and ``riskscan explain-path`` as people use them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from riskscan.cli.app import app
from tests.support import FIXTURES

ACME = str(FIXTURES / "estates" / "acme")
run = CliRunner()


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RISKSCAN_CACHE", "off")


def test_text_says_what_is_there_and_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("create table shop.orders (id int);")
    (tmp_path / "b.yml").write_text("jobs: [")
    result = run.invoke(app, ["estate", str(tmp_path)])
    assert result.exit_code == 0
    assert "table" in result.output
    assert "We could not read b.yml." in result.output


def test_json_has_every_edge_with_its_evidence() -> None:
    result = run.invoke(app, ["estate", ACME, "--format", "json"])
    found = json.loads(result.output)
    keys = {node["key"] for node in found["nodes"]}
    assert found["schema_version"] == "1.0"
    assert sum(found["counts"]["things"].values()) == len(found["nodes"])
    assert all(edge["source"] in keys and edge["target"] in keys and edge["evidence"]["file"] for edge in found["edges"])


def test_html_is_one_file_without_script(tmp_path: Path) -> None:
    page = tmp_path / "out" / "estate.html"
    assert run.invoke(app, ["estate", ACME, "--format", "html", "--output", str(page)]).exit_code == 0
    text = page.read_text()
    assert "<script" not in text
    assert "What do we know of what exists?" in text


def test_a_path_with_where_each_step_is_written() -> None:
    result = run.invoke(app, ["explain-path", "dim_customers", "shop.orders", "--against", ACME])
    other = run.invoke(app, ["explain-path", "crm.customers", "dim_customers", "--against", ACME])
    assert (result.exit_code, other.exit_code) == (1, 0)
    assert "Nothing that we read leads" in result.output
    assert "read in the file" in other.output
    assert ".sql, line" in other.output
    found = json.loads(run.invoke(app, ["explain-path", "crm.customers", "dim_customers", "--against", ACME, "--format", "json"]).output)
    assert found["path"][0]["source"].endswith("crm.customers")
    assert found["path"][-1]["target"].endswith("dim_customers")


def test_an_unknown_name_is_wrong_use() -> None:
    result = run.invoke(app, ["explain-path", "crm.custom", "dim_customers", "--against", ACME])
    assert result.exit_code == 2
    assert "Do you mean" in result.output
