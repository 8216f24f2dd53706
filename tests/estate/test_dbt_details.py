"""What a plain search for ref and source misses in dbt projects."""

import json
from pathlib import Path

import pytest

from riskscan.estate.read import read
from riskscan.model.estate import EdgeKind, Estate
from riskscan.parsers.queue import read as ask
from tests.estate.support import asset, edges


def seen(folder: Path, files: dict[str, str]) -> Estate:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return read([folder], ask)


def feeds(estate: Estate) -> set[tuple[str, str]]:
    return {(s, t) for s, _, t in edges(estate, EdgeKind.FEEDS)}


PROJECT = {
    "dbt_project.yml": "name: bakery\nversion: '1.0'\nmodels:\n  bakery:\n    marts: {+schema: marts, +tags: [tier_1]}\n    old: {+enabled: false}\n"
}


def test_switched_off_in_file_properties_or_project(tmp_path: Path) -> None:
    files = {
        **PROJECT,
        "models/a.sql": "select * from {{ source('till', 'sales') }}",
        "models/off_in_file.sql": "{{ config(enabled=false) }} select * from {{ ref('a') }}",
        "models/off_in_yaml.sql": "select * from {{ ref('a') }}",
        "models/old/off_in_project.sql": "select * from {{ ref('a') }}",
        "models/old/on_again.sql": "{{ config(enabled=true) }} select * from {{ ref('a') }}",
        "models/marts/daily.sql": "select * from {{ ref('a') }}",
        "models/m.yml": "models:\n  - {name: off_in_yaml, config: {enabled: false}}\n",
    }
    estate = seen(tmp_path, files)
    assert {t for s, t in feeds(estate) if s == "table:a"} == {"table:on_again", "table:daily"}
    assert not any("off_in" in a.key for a in estate.assets)
    daily = asset(estate, "table:daily")
    assert (daily.fact("schema"), "tier_1" in daily.tags) == ("marts", True)
    assert not any(name in ("enabled", "dbt rule") for a in estate.assets for name, _ in a.facts)


def test_macros_with_names_loops_and_macros_inside(tmp_path: Path) -> None:
    files = {
        **PROJECT,
        "macros/recent.sql": "{% macro recent(model_name, days=3) %} select * from {{ ref(model_name) }} {% endmacro %}\n"
        "{% macro raw_of(name) -%} {{ source('till', name) }} {%- endmacro %}\n"
        "{% macro outer() %} {{ inner() }} {% endmacro %}\n{% macro inner() %} {{ ref('deep') }} {% endmacro %}",
        "models/stg_one.sql": "select 1",
        "models/stg_two.sql": "select 1",
        "models/deep.sql": "select 1",
        "models/by_place.sql": "select * from ({{ recent('stg_one', 7) }})",
        "models/by_name.sql": "select * from ({{ recent(days=2, model_name='stg_two') }})",
        "models/by_source.sql": "select * from {{ raw_of('sales') }}",
        "models/nested.sql": "{{ outer() }}",
        "models/looped.sql": "{% set parts = ['stg_one', 'stg_two'] %}{% for part in parts %} select * from {{ ref(part) }} {% endfor %}",
        "models/unioned.sql": "{{ dbt_utils.union_relations(relations=[ref('stg_one'), ref('deep')]) }}",
    }
    assert feeds(seen(tmp_path, files)) == {
        ("table:stg_one", "table:by_place"),
        ("table:stg_two", "table:by_name"),
        ("table:till.sales", "table:by_source"),
        ("table:deep", "table:nested"),
        ("table:stg_one", "table:looped"),
        ("table:stg_two", "table:looped"),
        ("table:stg_one", "table:unioned"),
        ("table:deep", "table:unioned"),
    }


def test_projects_are_joined_by_what_they_build(tmp_path: Path) -> None:
    files = {
        "one/dbt_project.yml": "name: one\nmodels: {one: {+schema: core}}\n",
        "one/models/orders.sql": "select * from {{ source('app', 'orders') }}",
        "one/models/s.yml": "sources: [{name: app, schema: shop, tables: [{name: orders}]}]",
        "two/dbt_project.yml": "name: two\n",
        "two/models/revenue.sql": "select * from {{ source('core', 'orders') }}",
        "two/models/s.yml": "sources: [{name: core, schema: analytics_core, tables: [{name: orders}]}]",
        "three/dbt_project.yml": "name: three\n",
        "three/models/other.sql": "select * from {{ source('shop', 'orders') }} join {{ ref('one', 'orders') }} using (id)",
        "three/models/s.yml": "sources: [{name: shop, schema: shop, tables: [{name: orders}]}]",
    }
    found = feeds(seen(tmp_path, files))
    assert ("table:shop.orders", "table:other") in found
    assert {s for s, t in found if t == "table:revenue"} == {s for s, t in found if t == "table:other"} - {"table:shop.orders"}


def test_measures_metrics_and_exposures(tmp_path: Path) -> None:
    files = {
        **PROJECT,
        "models/orders.sql": "select 1",
        "models/m.yml": """
semantic_models:
  - name: orders
    model: ref('orders')
    measures: [{name: total, agg: sum}, {name: count_orders, agg: count, create_metric: true}]
metrics:
  - {name: revenue, label: Revenue, type: simple, type_params: {measure: total}}
  - {name: average, type: ratio, type_params: {numerator: revenue, denominator: {name: count_orders}}}
exposures:
  - {name: board, type: dashboard, owner: {name: Oven}, depends_on: [metric('average'), ref('orders')]}
""",
    }
    assert feeds(seen(tmp_path, files)) >= {
        ("table:orders", "other:dbt.semantic.bakery.orders"),
        ("other:dbt.semantic.bakery.orders", "other:dbt.measure.bakery.total"),
        ("other:dbt.measure.bakery.total", "report:dbt.metric.bakery.revenue"),
        ("report:dbt.metric.bakery.revenue", "report:dbt.metric.bakery.average"),
        ("report:dbt.metric.bakery.count_orders", "report:dbt.metric.bakery.average"),
        ("report:dbt.metric.bakery.average", "report:board"),
    }


@pytest.mark.parametrize("version", [4, 7, 10, 12])
def test_manifests_of_all_versions(version: int, tmp_path: Path) -> None:
    manifest = {
        "metadata": {"dbt_schema_version": f"https://schemas.getdbt.com/dbt/manifest/v{version}.json"},
        "nodes": {
            "model.shop.orders": {
                "resource_type": "model", "name": "orders", "database": "wh", "schema": "marts", "alias": "orders", "package_name": "shop",
                "depends_on": {"nodes": ["source.shop.app.orders"]}, "config": {"materialized": "table"}, "tags": [], "columns": {}, "new_field": 1,
            }
        },
        "sources": {"source.shop.app.orders": {"resource_type": "source", "name": "orders", "identifier": "orders", "schema": "app", "database": "wh"}},
        "metrics": {"metric.shop.revenue": {"name": "revenue", "depends_on": {"nodes": ["model.shop.orders"]}}},
        "exposures": {"exposure.shop.board": {"name": "board", "type": "dashboard", "owner": {"name": "Oven"}, "depends_on": {"nodes": ["metric.shop.revenue"]}}},
    }  # fmt: skip
    estate = seen(tmp_path, {"target/manifest.json": json.dumps(manifest)})
    assert feeds(estate) == {
        ("table:wh.app.orders", "table:wh.marts.orders"),
        ("table:wh.marts.orders", "report:dbt.metric.shop.revenue"),
        ("report:dbt.metric.shop.revenue", "report:board"),
    }
    assert not estate.diagnostics


def test_catalogue_and_last_run_speak_of_the_same_tables(tmp_path: Path) -> None:
    catalog = {
        "metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/catalog/v1.json"},
        "nodes": {
            "model.bakery.daily": {
                "metadata": {"type": "BASE TABLE", "database": "WH", "schema": "MARTS", "name": "DAILY"},
                "columns": {"DAY": {"name": "DAY"}},
                "stats": {"row_count": {"value": 42.0}},
            }
        },
        "sources": {},
    }
    runs = {
        "metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/run-results/v6.json"},
        "results": [{"unique_id": "model.bakery.daily", "status": "success"}],
    }
    files = {
        **PROJECT,
        "models/marts/daily.sql": "select 1 as day",
        "target/catalog.json": json.dumps(catalog),
        "target/run_results.json": json.dumps(runs),
    }
    daily = asset(seen(tmp_path, files), "table:wh.marts.daily")
    assert (daily.fact("rows"), daily.fact("last_run"), daily.columns) == ("42", "success", ("DAY",))
    newer = json.dumps(runs).replace("/v6.json", "/v9.json")
    assert [d.code for d in seen(tmp_path / "newer", {"target/run_results.json": newer}).diagnostics] == ["dbt-record-version"]


def test_a_python_model(tmp_path: Path) -> None:
    body = 'def model(dbt, session):\n    dbt.config(materialized="table")\n    return dbt.ref("a").join(dbt.source("till", "sales"))\n'
    assert feeds(seen(tmp_path, {**PROJECT, "models/a.sql": "select 1", "models/p.py": body})) == {
        ("table:a", "table:p"),
        ("table:till.sales", "table:p"),
    }
