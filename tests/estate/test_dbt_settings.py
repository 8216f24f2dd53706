"""dbt beside its models: variables that switch and name, hooks, snapshots in YAML, and where a profile says that it builds."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskscan.estate.read import read
from riskscan.model.estate import EdgeKind, Estate
from riskscan.parsers import queue
from tests.estate.support import asset, edges


def seen(folder: Path, files: dict[str, str]) -> Estate:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return read([folder], queue.read)


def feeds(estate: Estate) -> set[tuple[str, str]]:
    return {(s, t) for s, _, t in edges(estate, EdgeKind.FEEDS)}


PROJECT = "name: bakery\nvars:\n  with_old: false\n  bakery: {with_new: true}\n  other: {with_old: true}\n"
OF_A = "select * from {{ ref('a') }}"
SWITCHES = [
    ("config(enabled=var('with_old', true))", False),
    ("config(enabled = not var('with_old'))", True),
    ('config(materialized="table", enabled=var("with_new", false))', True),
    ("config(enabled=not var('with_new', false))", False),
    ("config(enabled=var('nobody_sets_it', false))", False),
    ("config(enabled=var('nobody_sets_it', True))", True),
    ("config(enabled=var('nobody_sets_it'))", True),
    ("config(enabled=var('with_old') or target.name == 'prod')", True),
    ("config(tags=['enabled'])", True),
]


@pytest.mark.parametrize(("config", "on"), SWITCHES, ids=[row[0] for row in SWITCHES])
def test_a_variable_switches_a_model_in_its_file(config: str, on: bool, tmp_path: Path) -> None:
    estate = seen(tmp_path, {"dbt_project.yml": PROJECT, "models/a.sql": "select 1", "models/b.sql": "{{ " + config + " }} " + OF_A})
    assert (("table:a", "table:b") in feeds(estate)) is on


@pytest.mark.parametrize(
    ("said", "on"), [("var('with_old', true)", False), ("var('with_new') | as_bool", True), ("not var('with_new')", False)]
)
def test_a_variable_switches_a_model_in_yaml_and_a_folder_in_the_project(said: str, on: bool, tmp_path: Path) -> None:
    files = {
        "dbt_project.yml": PROJECT + 'models: {bakery: {old: {+enabled: "{{ ' + said + ' }}"}}}\n',
        "models/a.sql": "select 1",
        "models/b.sql": OF_A,
        "models/old/c.sql": OF_A,
        "models/m.yml": 'models: [{name: b, config: {enabled: "{{ ' + said + ' }}"}}]\n',
    }
    estate = seen(tmp_path, files)
    assert {("table:a", "table:b"), ("table:a", "table:c")} & feeds(estate) == (
        {("table:a", "table:b"), ("table:a", "table:c")} if on else set()
    )
    assert not any(value.startswith("var|") or name == "dbt var" for a in estate.assets for name, value in a.facts)


def test_variables_in_the_names_of_refs_and_sources(tmp_path: Path) -> None:
    files = {
        "dbt_project.yml": "name: bakery\nvars:\n  till_schema: till_eu  # since May\n",
        "models/a.sql": "select * from {{ source(var('till_schema', 'till'), 'sales') }}",
        "models/b.sql": "select * from {{ ref(var('base', 'a')) }}",
        "models/c.sql": "select * from {{ ref(var('only_when_it_runs')) }} where day > '{{ var('start', '2024-01-01') }}'",
    }
    assert feeds(seen(tmp_path, files)) == {("table:till_eu.sales", "table:a"), ("table:a", "table:b")}


@pytest.mark.parametrize(
    ("relation", "source"), [("source('till', 'sales')", "table:till.sales"), ("ref('a')", "table:a"), ("\"{{ ref('a') }}\"", "table:a")]
)
def test_a_snapshot_in_yaml_keeps_what_it_names(relation: str, source: str, tmp_path: Path) -> None:
    files = {
        "dbt_project.yml": "name: bakery\n",
        "models/a.sql": "select 1",
        "models/b.sql": "select * from {{ ref('kept') }}",
        "snapshots/kept.yml": f"snapshots:\n  - name: kept\n    relation: {relation}\n    config: {{strategy: timestamp, unique_key: id}}\n",
    }
    assert {(source, "table:kept"), ("table:kept", "table:b")} <= feeds(seen(tmp_path, files))


HOOKS = [
    ("models/a.sql", "{{ config(post_hook=\"insert into audit.runs select '{{ this }}', current_timestamp\") }} select 1", {"table:audit.runs"}),
    ("models/a.sql", "{{ config(pre_hook=['delete from audit.stage', \"insert into audit.log values ('a')\"]) }} select 1", {"table:audit.stage", "table:audit.log"}),
    ("dbt_project.yml", "name: bakery\non-run-end:\n  - insert into audit.runs select '{{ invocation_id }}'\n  - \"{{ log_it() }}\"\n", {"table:audit.runs"}),
    ("dbt_project.yml", "name: bakery\nmodels: {bakery: {marts: {+post-hook: {sql: 'update audit.state set at = now() where id = 1'}}}}\n", {"table:audit.state"}),
    ("models/a.sql", '{{ config(post_hook="grant select on {{ this }} to reader") }} select 1', set()),
    ("models/a.sql", '{{ config(post_hook="delete from {{ this }} where day is null") }} select 1', set()),
    ("models/a.sql", '{{ config(post_hook="insert into {{ target.schema }}.runs select 1") }} select 1', set()),
    ("models/a.sql", "select 'post_hook' as insert_into, 1 as one", set()),
]  # fmt: skip


@pytest.mark.parametrize(("file", "text", "written"), HOOKS, ids=[str(n) for n in range(len(HOOKS))])
def test_what_hooks_change_the_project_writes(file: str, text: str, written: set[str], tmp_path: Path) -> None:
    estate = seen(tmp_path, {"dbt_project.yml": "name: bakery\n", "models/a.sql": "select 1", file: text})
    assert {t for s, _, t in edges(estate, EdgeKind.WRITES) if s == "pipeline:dbt:bakery"} == written


PROFILE = """
bakery:
  target: dev
  outputs:
    OUTPUT: {type: snowflake, account: x, user: u, password: hidden-word, database: WAREHOUSE, schema: "{{ env_var('S', 'core') }}"}
    dev: {type: snowflake, account: x, database: DEV, schema: jane}
"""
BUILT = {
    "dbt/dbt_project.yml": "name: bakery\nprofile: bakery\nmodels: {bakery: {money: {+schema: finance}}}\n",
    "dbt/models/orders.sql": "select * from {{ source('till', 'orders') }}",
    "dbt/models/money/takings.sql": "select * from {{ ref('orders') }}",
    "db.sql": "create table shop.orders (id int); create table old.takings (id int);",
    "app/page.ts": "db.query('select id from warehouse.core.orders'); db.query('select id from warehouse.core_finance.takings');",
}


@pytest.mark.parametrize("place", ["dbt/profiles.yml", "profiles.yml"])
def test_a_profile_says_which_of_several_tables_a_project_builds(place: str, tmp_path: Path) -> None:
    estate = seen(tmp_path, {**BUILT, place: PROFILE.replace("OUTPUT", "prod")})
    assert {s for s, t in feeds(estate) if t == "program:app/page.ts"} == {"table:orders", "table:takings"}
    assert {s for s, t in feeds(estate) if t == "table:orders"} == {"table:till.orders"}
    assert "warehouse.core_finance.takings" in asset(estate, "table:takings").aliases
    assert not any("hidden-word" in repr(a) for a in estate.assets)


def test_a_macro_of_its_own_may_name_the_schema(tmp_path: Path) -> None:
    files = {
        **BUILT,
        "profiles.yml": PROFILE.replace("OUTPUT", "prod"),
        "dbt/macros/generate_schema_name.sql": "{% macro generate_schema_name(a, b) %}{{ a }}{% endmacro %}",
    }
    assert "warehouse.finance.takings" in asset(seen(tmp_path, files), "table:takings").aliases


@pytest.mark.parametrize("output", ["stage", "preprod_not"])
def test_what_a_developer_builds_is_nobody_elses_table(output: str, tmp_path: Path) -> None:
    estate = seen(tmp_path, {**BUILT, "profiles.yml": PROFILE.replace("OUTPUT", output)})
    assert not any("core" in alias for alias in asset(estate, "table:orders").aliases)
    assert "table:warehouse.core.orders" in {s for s, _ in feeds(estate)}
