import json
from pathlib import Path

import pytest

from riskscan.model.asset import AssetKind
from riskscan.model.estate import EdgeKind, Estate
from tests.estate.support import asset, edge, edges, estate_of
from tests.support import FIXTURES


@pytest.fixture(scope="module")
def bakery() -> Estate:
    return estate_of(FIXTURES / "estates" / "small-dbt")


def test_refs_and_sources_feed(bakery: Estate) -> None:
    feeds = {(s, t) for s, _, t in edges(bakery, EdgeKind.FEEDS)}
    assert feeds == {
        ("table:raw.pos.sales_v2", "table:stg_sales"),
        ("table:stg_sales", "table:takings"),
        ("table:shops", "table:takings"),
        ("table:legacy.opening_hours", "table:takings"),
        ("table:calendar", "table:takings"),  # through a macro
        ("table:takings", "table:forecast"),
        ("table:raw.pos.prices", "table:prices_history"),
        ("table:takings", "report:takings_board"),
        ("table:raw.pos.prices", "report:takings_board"),
        ("table:forecast", "job:bake_plan"),
    }
    assert edge(bakery, "table:stg_sales", "table:takings").evidence.line == 7


def test_a_model_knows_itself(bakery: Estate) -> None:
    takings = asset(bakery, "table:takings")
    assert takings.owner == "finance-data"
    assert takings.criticality == 3
    assert takings.fact("materialized") == "incremental"
    assert takings.fact("unique_key") == "day"
    assert takings.fact("description") == "History is only here."
    assert "model.bakery.fct_takings" in takings.aliases
    assert asset(bakery, "table:stg_sales").kind is AssetKind.VIEW
    assert asset(bakery, "table:stg_sales").columns == ("id", "amount")
    assert not any("old_takings" in a.key for a in bakery.assets)  # switched off


def test_groups_sources_and_exposures_have_owners(bakery: Estate) -> None:
    assert asset(bakery, "table:stg_sales").owner == "Money team"
    sales = asset(bakery, "table:raw.pos.sales_v2")
    assert (sales.owner, sales.criticality, sales.fact("description")) == ("shop-systems", 3, "One row for each item sold.")
    board = asset(bakery, "report:takings_board")
    assert (board.kind, board.owner, board.criticality) == (AssetKind.REPORT, "Shop floor", 3)
    assert (board.fact("url"), board.fact("label")) == ("https://bi.example.com/takings", "Daily takings")
    assert asset(bakery, "team:Shop floor").fact("contact") == "floor@example.com"
    assert ("report:takings_board", "notifies", "team:Shop floor") in edges(bakery)
    assert ("pipeline:dbt:bakery", "manages", "table:takings") in edges(bakery)
    assert asset(bakery, "table:shops").columns == ("shop_id", "name")


def test_manifest(tmp_path: Path) -> None:
    node = {"resource_type": "model", "database": "wh", "schema": "marts", "alias": "orders", "name": "orders", "package_name": "shop"}
    manifest = {
        "metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json"},
        "nodes": {
            "model.shop.orders": {**node, "config": {"materialized": "table"}, "depends_on": {"nodes": ["source.shop.raw.orders"]}},
            "test.shop.x": {"resource_type": "test"},
        },
        "sources": {"source.shop.raw.orders": {"resource_type": "source", "schema": "raw", "identifier": "orders", "name": "orders"}},
        "exposures": {
            "exposure.shop.board": {
                "name": "board",
                "type": "dashboard",
                "owner": {"email": "a@example.com"},
                "depends_on": {"nodes": ["model.shop.orders"]},
            }
        },
    }
    estate = estate_of(tmp_path, {"target/manifest.json": json.dumps(manifest)})
    assert ("table:raw.orders", "feeds", "table:wh.marts.orders") in edges(estate)
    assert ("table:wh.marts.orders", "feeds", "report:board") in edges(estate)
    assert asset(estate, "report:board").owner == "a@example.com"
    assert not estate.diagnostics
    manifest["metadata"] = {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v99.json"}
    newer = estate_of(tmp_path, {"target/manifest.json": json.dumps(manifest)})
    assert [d.code for d in newer.diagnostics] == ["dbt-manifest-version"]
    assert ("table:raw.orders", "feeds", "table:wh.marts.orders") in edges(newer)


def test_a_broken_manifest_is_said(tmp_path: Path) -> None:
    estate = estate_of(tmp_path, {"manifest.json": '{"metadata": {"dbt_schema_version": "x"}, '})
    assert [d.code for d in estate.diagnostics] == ["dbt-manifest-unread"]


def test_a_bare_models_folder(tmp_path: Path) -> None:
    files = {
        "dbt/models/a.sql": "select 1 as x from {{ source('s', 't') }}",
        "dbt/models/b.sql": "select * from {{ ref('a') }} join {{ ref('not_here') }} using (x)",
        "dbt/models/s.yml": 'sources: [{name: s, schema: "{{ target.schema }}", tables: [{name: t}]}]',
    }
    assert {(s, t) for s, _, t in edges(estate_of(tmp_path, files), EdgeKind.FEEDS)} == {
        ("table:{target.schema}.t", "table:a"),
        ("table:a", "table:b"),
        ("table:not_here", "table:b"),
    }
