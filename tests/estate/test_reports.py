"""Dashboards, catalogues and lineage records, each in the tool's own form, with the real queue."""

from pathlib import Path

import pytest

from riskscan.estate.read import read
from riskscan.model.asset import AssetKind
from riskscan.model.estate import Estate
from riskscan.parsers.queue import read as ask
from tests.estate.support import asset, edge, edges


def seen(folder: Path, files: dict[str, str]) -> Estate:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return read([folder], ask)


SUPERSET = {
    "bi/databases/Warehouse.yaml": "database_name: Warehouse\nsqlalchemy_uri: postgresql+psycopg2://wh.example.com/marts\nuuid: d-1\nversion: 1.0.0\n",
    "bi/datasets/Warehouse/takings.yaml": "table_name: takings\nschema: marts\nsql: null\nuuid: s-1\ndatabase_uuid: d-1\nversion: 1.0.0\n",
    "bi/datasets/Warehouse/own.yaml": "table_name: own\nsql: |\n  select day, amount\n  from till.sales\nuuid: s-2\ndatabase_uuid: d-1\nversion: 1.0.0\n",
    "bi/charts/Takings_1.yaml": "slice_name: Takings a day\nviz_type: line\ndataset_uuid: s-1\nuuid: c-1\nversion: 1.0.0\n",
    "bi/dashboards/Shop_1.yaml": """
dashboard_title: The shop
slug: shop
certified_by: Oven
position:
  CHART-x: {type: CHART, meta: {chartId: 7, sliceName: Takings a day, uuid: c-1}}
  ROOT_ID: {type: ROOT, children: [GRID_ID]}
uuid: b-1
version: 1.0.0
""",
}
METABASE = {
    "mb/collections/main/cards/x.yaml": """
name: Sales today
entity_id: card1
dataset_query:
  database: wh
  type: native
  native: {query: "select sum(amount) from till.sales where day = {{day}} [[and shop = {{shop}}]]"}
serdes/meta: [{id: card1, model: Card}]
""",
    "mb/collections/main/cards/y.yaml": """
name: Takings
entity_id: card2
dataset_query:
  type: query
  query:
    source-table: [wh, marts, takings]
    joins: [{alias: s, source-table: [wh, till, shops]}]
serdes/meta: [{id: card2, model: Card}]
""",
    "mb/collections/main/dashboards/z.yaml": "name: All\nentity_id: dash1\ndashcards: [{card_id: card1}, {card_id: card2, series: []}]\nserdes/meta: [{id: dash1, model: Dashboard}]\n",
}
LOOKML = {
    "lookml/views/takings.view.lkml": """
view: takings {  # a view { of one table
  sql_table_name: marts.takings ;;
  dimension: day { type: date sql: ${TABLE}.day ;; }
}
view: best {
  derived_table: {
    sql: select shop_id, sum(amount) as amount
         from till.sales
         join ${takings.SQL_TABLE_NAME} t on t.day = sales.day
         where {% condition day %} day {% endcondition %} ;;
  }
}
""",
    "lookml/shop.model.lkml": """
explore: takings {
  join: best { type: left_outer relationship: many_to_one sql_on: ${best.shop_id} = ${takings.shop_id} ;; }
}
explore: other_name { from: takings }
""",
    "lookml/board.dashboard.lookml": "- dashboard: board\n  title: The board\n  elements:\n    - {name: a, explore: takings, type: looker_line}\n",
}
TABLEAU = {
    "bi/Sales.twb": """<?xml version='1.0'?>
<workbook><datasources><datasource><connection class='postgres'>
<relation connection='pg' name='takings' table='[marts].[takings]' type='table' />
<relation connection='pg' name='Custom SQL Query' type='text'>select amount from till.sales where a &lt; 3</relation>
<relation name='Extract' table='[Extract].[Extract]' type='table' />
</connection></datasource></datasources>
<dashboards><dashboard name='Every day' /></dashboards></workbook>
"""
}
LINEAGE = {
    "lineage.ndjson": (
        '{"eventType":"COMPLETE","producer":"x","schemaURL":"https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",'
        '"job":{"namespace":"spark","name":"fill_takings","facets":{"ownership":{"owners":[{"name":"team:oven"}]}}},'
        '"inputs":[{"namespace":"postgres://wh:5432","name":"bakery.till.sales"}],'
        '"outputs":[{"namespace":"postgres://wh:5432","name":"bakery.marts.takings","facets":{"columnLineage":{"fields":{"amount":{"inputFields":'
        '[{"namespace":"postgres://wh:5432","name":"bakery.till.sales","field":"price"}]}}}}},{"namespace":"s3://takings-lake","name":"out"}]}\n'
        "{not json}\n"
    )
}
BACKSTAGE = {
    "catalog-info.yaml": """
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: till, description: Takes the money}
spec: {type: service, lifecycle: production, owner: group:default/oven, dependsOn: ["resource:till-db"], providesApis: [till-api]}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: till-db}
spec: {type: database, owner: oven}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: shop}
spec: {type: website, lifecycle: experimental, owner: web, consumesApis: [till-api]}
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata: {name: till-api}
spec: {type: openapi, lifecycle: production, owner: oven}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: oven}
spec: {type: team, profile: {displayName: The Oven, email: oven@example.com}}
""",
    "main.tf": 'resource "aws_db_instance" "till" {\n  identifier = "till-db"\n  engine = "postgres"\n}\n',
}
METADATA = {
    "sql/bakery-prod/marts_derived/takings_v1/metadata.yaml": """
friendly_name: Takings
description: One row a day
owners: [anna@example.com, org/team]
labels: {incremental: true, change_controlled: true, tier: tier_1}
scheduling: {dag_name: bqetl_takings, referenced_tables: [[bakery-prod, till, sales]]}
bigquery: {time_partitioning: {type: day, field: day, expiration_days: 775}}
""",
    "sql/bakery-prod/marts_derived/takings_v1/query.sql": "SELECT day, SUM(amount) AS amount FROM `bakery-prod.till.sales` GROUP BY day",
    "dags.yaml": "bqetl_takings:\n  schedule_interval: 0 3 * * *\n  default_args: {owner: anna@example.com, retries: 2}\n  tags: [impact/tier_1]\n",
}
FORMS: dict[str, tuple[dict[str, str], set[tuple[str, str, str]]]] = {
    "superset": (
        SUPERSET,
        {
            ("table:marts.takings", "feeds", "other:superset:s-1"),
            ("table:till.sales", "feeds", "other:superset:s-2"),
            ("other:superset:s-1", "feeds", "report:superset:c-1"),
            ("report:superset:c-1", "feeds", "report:superset:b-1"),
            ("report:superset:b-1", "notifies", "team:Oven"),
        },
    ),
    "metabase": (
        METABASE,
        {
            ("table:till.sales", "feeds", "report:metabase:card1"),
            ("table:marts.takings", "feeds", "report:metabase:card2"),
            ("table:till.shops", "feeds", "report:metabase:card2"),
            ("report:metabase:card1", "feeds", "report:metabase:dash1"),
        },
    ),
    "lookml": (
        LOOKML,
        {
            ("table:marts.takings", "feeds", "other:lookml.view.takings"),
            ("table:till.sales", "feeds", "other:lookml.view.best"),
            ("other:lookml.view.takings", "feeds", "other:lookml.view.best"),
            ("other:lookml.view.best", "feeds", "report:lookml.explore.takings"),
            ("other:lookml.view.takings", "feeds", "report:lookml.explore.other_name"),
            ("report:lookml.explore.takings", "feeds", "report:lookml.dashboard.board"),
        },
    ),
    "tableau": (
        TABLEAU,
        {
            ("table:marts.takings", "feeds", "report:bi/Sales.twb"),
            ("table:till.sales", "feeds", "report:bi/Sales.twb"),
            ("report:bi/Sales.twb", "feeds", "report:bi/Sales.twb#Every day"),
        },
    ),
    "openlineage": (
        LINEAGE,
        {
            ("table:bakery.till.sales", "feeds", "job:fill_takings"),
            ("job:fill_takings", "writes", "table:bakery.marts.takings"),
            ("job:fill_takings", "writes", "bucket:takings-lake"),
            ("table:bakery.till.sales", "feeds", "table:bakery.marts.takings"),
        },
    ),
    "backstage": (
        BACKSTAGE,
        {
            ("database:till-db", "supports", "other:backstage.component.till"),
            ("other:backstage.component.till", "supports", "other:backstage.api.till-api"),
            ("other:backstage.api.till-api", "supports", "other:backstage.component.shop"),
            ("other:backstage.component.till", "notifies", "team:The Oven"),
        },
    ),
    "metadata": (
        METADATA,
        {
            ("program:sql/bakery-prod/marts_derived/takings_v1/query.sql", "writes", "table:bakery-prod.marts_derived.takings_v1"),
            ("table:bakery-prod.till.sales", "feeds", "program:sql/bakery-prod/marts_derived/takings_v1/query.sql"),
            ("pipeline:bqetl_takings", "runs", "program:sql/bakery-prod/marts_derived/takings_v1/query.sql"),
            ("table:bakery-prod.marts_derived.takings_v1", "notifies", "team:anna@example.com"),
        },
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_each_form(name: str, tmp_path: Path) -> None:
    files, wanted = FORMS[name]
    assert wanted <= edges(seen(tmp_path, files))


def test_what_is_said_of_them(tmp_path: Path) -> None:
    estate = seen(tmp_path, {name: text for files, _ in FORMS.values() for name, text in files.items()})
    assert asset(estate, "report:superset:b-1").criticality == 3
    assert edge(estate, "table:bakery.till.sales", "table:bakery.marts.takings").columns == ("price",)
    takings = asset(estate, "table:bakery-prod.marts_derived.takings_v1")
    assert (takings.owner, takings.fact("retention")) == ("anna@example.com", "775 days")
    assert asset(estate, "pipeline:bqetl_takings").fact("schedule") == "0 3 * * *"
    assert asset(estate, "other:backstage.component.till").kind is AssetKind.PROGRAM
    assert [d.code for d in estate.diagnostics] == ["estate-file-partly-read"]  # a line that is no JSON
    assert not any("extract" in a.key.lower() for a in estate.assets)


def test_events_of_jobs_and_datasets_alone(tmp_path: Path) -> None:
    schema = '"producer":"x","schemaURL":"https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/'
    job = (
        f'{{{schema}JobEvent","job":{{"namespace":"ns","name":"fill","facets":{{"sourceCodeLocation":{{"type":"git","path":"jobs/load.py"}}}}}},'
        '"inputs":[{"namespace":"postgres://app:hidden@wh:5432","name":"bakery.till.sales"}],'
        '"outputs":[{"namespace":"s3://takings-lake","name":"tables/takings","facets":{"symlinks":{"identifiers":'
        '[{"namespace":"hive://h","name":"marts.takings","type":"TABLE"}]}}}]}'
    )
    dataset = f'{{{schema}DatasetEvent","dataset":{{"namespace":"bigquery","name":"p.d.t","facets":{{"ownership":{{"owners":[{{"name":"team:oven"}}]}}}}}}}}'
    estate = seen(tmp_path, {"lineage.ndjson": f"{job}\n{dataset}\n", "jobs/load.py": "import boto3\n"})
    assert edges(estate) >= {
        ("job:fill", "writes", "table:marts.takings"),
        ("bucket:takings-lake", "supports", "table:marts.takings"),
        ("table:bakery.till.sales", "feeds", "table:marts.takings"),
        ("job:fill", "runs", "program:jobs/load.py"),
        ("table:p.d.t", "notifies", "team:oven"),
    }
    assert asset(estate, "table:p.d.t").owner == "oven"
    assert "hidden" not in repr(estate)


def test_newer_forms_are_said(tmp_path: Path) -> None:
    files = {
        "a.yaml": "slice_name: x\nuuid: c\ndataset_uuid: s\nversion: 2.0.0\n",
        "lineage.json": '{"producer": "x", "schemaURL": "https://openlineage.io/spec/3-0-0/OpenLineage.json", "job": {"namespace": "n", "name": "j"}}',
        "catalog-info.yaml": "apiVersion: backstage.io/v2\nkind: Component\nmetadata: {name: x}\nspec: {owner: y}\n",
    }
    assert {d.code for d in seen(tmp_path, files).diagnostics} == {"superset-version", "openlineage-version", "backstage-version"}


def test_entities_of_xml_are_not_expanded(tmp_path: Path) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "' + "x" * 1000 + '">' + "".join(f'<!ENTITY {c} "&a;&a;">' for c in "bcdef") + "]>"
    estate = seen(tmp_path, {"a.twb": bomb + "<workbook><relation table='[a].[b]' type='table'/>&f;</workbook>"})
    assert "table:a.b" in {a.key for a in estate.assets}
