"""Names that a template of dbt writes: defaults hold, the rest stays open, and two sources stay two."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskscan import scan
from riskscan.estate.dbt_text import filled

SOURCES = """
version: 2
sources:
  - name: tap_shop
    database: '{{ env_var("RAW_DATABASE", "RAW") }}'
    schema: '{{ env_var("PREFIX", "") }}TAP_SHOP'
    tables: [{name: issues}]
  - name: tap_desk
    database: '{{ env_var("RAW_DATABASE", "RAW") }}'
    schema: '{{ env_var("PREFIX", "") }}TAP_DESK'
    tables: [{name: issues}]
"""
PROJECT = {
    "dbt_project.yml": 'name: shop\nmodels:\n  shop:\n    marts:\n      +schema: \'{{ env_var("MARTS", "community") }}\'\n',
    "macros/generate_schema_name.sql": "{% macro generate_schema_name(custom_schema_name, node) %}{{ custom_schema_name }}{% endmacro %}\n",
    "models/sources.yml": SOURCES,
    "models/shop_issues.sql": "select * from {{ source('tap_shop', 'issues') }}\n",
    "models/desk_issues.sql": "select * from {{ source('tap_desk', 'issues') }}\n",
    "models/marts/board.sql": "select * from {{ ref('shop_issues') }}\n",
}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("raw", "raw"),
        ('{{ env_var("PREFIX", "") }}TAP_SHOP', "TAP_SHOP"),
        ("{{ var('raw_schema', 'raw') }}", "raw"),
        ("{{ var('raw_schema') }}_shop", "{raw_schema}_shop"),
        ("{{ target.schema }}", "{target.schema}"),
        ("{% if target.name == 'prod' %}raw{% else %}dev{% endif %}", ""),
    ],
)
def test_defaults_hold_and_the_rest_stays_open(written: str, told: str) -> None:
    assert filled(written) == told


def reached(tmp_path: Path, text: str) -> dict[str, str]:
    estate = tmp_path / "estate"
    for name, content in PROJECT.items():
        (estate / name).parent.mkdir(parents=True, exist_ok=True)
        (estate / name).write_text(content, encoding="utf-8")
    (tmp_path / "a.sql").write_text(text, encoding="utf-8")
    return {i.asset: i.how for i in scan([tmp_path / "a.sql"], against=[estate], policies=False).impacts}


def test_two_sources_with_one_table_name_are_two(tmp_path: Path) -> None:
    found = reached(tmp_path, "truncate table raw.tap_shop.issues;\n")
    assert {"table:shop_issues", "table:board"} <= set(found)
    assert "table:desk_issues" not in found


def test_a_schema_takes_the_models_that_are_built_in_it(tmp_path: Path) -> None:
    found = reached(tmp_path, "drop schema prod.community cascade;\n")
    assert found["table:board"] == "deleted_with_it"
    assert "table:shop_issues" not in found
