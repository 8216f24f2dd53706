"""What holds for every reader: a version that it does not know is said with what may be missing, and unknown fields change nothing."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath

import pytest
import yaml

from riskscan.estate.documents import FORMS as FORMS_OF_DOCUMENTS
from riskscan.estate.piece import Layout, Source
from riskscan.estate.read import read
from riskscan.estate.readers import READERS, reader_of
from riskscan.model.estate import Estate
from riskscan.parsers.queue import read as ask
from tests.estate import test_builds, test_migrations, test_reports
from tests.estate.support import edges

Edges = set[tuple[str, str, str]]
DBT = "https://schemas.getdbt.com/dbt"
MANIFEST = {
    "metadata": {"dbt_schema_version": f"{DBT}/manifest/v12.json", "generated_at": "2026-01-01T00:00:00Z"},
    "nodes": {
        "model.bakery.daily": {
            "resource_type": "model", "name": "daily", "database": "wh", "schema": "marts", "package_name": "bakery",
            "config": {"materialized": "table"}, "depends_on": {"macros": [], "nodes": ["source.bakery.till.sales"]}, "columns": {},
        }
    },
    "sources": {"source.bakery.till.sales": {"resource_type": "source", "name": "sales", "identifier": "sales", "database": "wh", "schema": "till"}},
    "exposures": {
        "exposure.bakery.board": {"name": "board", "type": "dashboard", "owner": {"name": "Oven"}, "depends_on": {"nodes": ["model.bakery.daily"]}}
    },
}  # fmt: skip
CATALOG = {
    "metadata": {"dbt_schema_version": f"{DBT}/catalog/v1.json"},
    "nodes": {"model.bakery.daily": {"metadata": {"type": "BASE TABLE", "schema": "marts", "name": "daily"}, "columns": {}, "stats": {}}},
    "sources": {},
}
RUNS = {
    "metadata": {"dbt_schema_version": f"{DBT}/run-results/v6.json"},
    "results": [{"unique_id": "model.bakery.daily", "status": "success", "execution_time": 1.5, "failures": None}],
}
STATE = {
    "version": 4,
    "terraform_version": "1.9.0",
    "resources": [
        {"mode": "managed", "type": "aws_s3_bucket", "name": "lake", "provider": "p", "instances": [{"attributes": {"bucket": "lake", "id": "lake"}}]},
        {
            "mode": "managed", "type": "aws_lambda_function", "name": "load", "provider": "p",
            "instances": [{"attributes": {"function_name": "load"}, "dependencies": ["aws_s3_bucket.lake"]}],
        },
    ],
}  # fmt: skip
OPENAPI = """
openapi: 3.1.0
info: {title: Members, version: 7.0.0}
servers: [{url: https://members.example.com}]
paths:
  /members/{id}:
    delete: {summary: Removes a member for good., responses: {"204": {description: gone}}}
"""
PROPERTIES = "version: 2\nsources:\n  - name: till\n    tables: [{name: sales}]\nexposures:\n  - {name: board, type: dashboard, owner: {name: Oven}, depends_on: [ref('daily')]}\n"
PROJECT = {
    "dbt_project.yml": "name: bakery\nversion: 9.1.0\nconfig-version: 2\nprofile: bakery\nmodels: {bakery: {+materialized: table}}\n",
    "models/daily.sql": "select * from {{ source('till', 'sales') }}",
    "models/schema.yml": PROPERTIES,
}
BOARD: Edges = {("table:till.sales", "feeds", "table:daily"), ("table:daily", "feeds", "report:board")}
INVENTORY = (
    "all:\n  children:\n    databases:\n      hosts:\n        db-a.example.com: {role: primary, environment: production, serves: [till]}\n"
)
LIQUIBASE: Edges = {("table:shop.orders", "cascades", "table:shop.lines")}

FORMS: dict[str, tuple[dict[str, str], Edges]] = {
    **test_builds.FORMS,
    **test_reports.FORMS,
    "dbt project": (PROJECT, BOARD),
    "dbt manifest": (
        {"target/manifest.json": json.dumps(MANIFEST)},
        {("table:wh.till.sales", "feeds", "table:wh.marts.daily"), ("table:wh.marts.daily", "feeds", "report:board")},
    ),
    "dbt records": (
        {**PROJECT, "target/catalog.json": json.dumps(CATALOG), "target/run_results.json": json.dumps(RUNS)},
        {("table:till.sales", "feeds", "table:marts.daily"), ("table:marts.daily", "feeds", "report:board")},
    ),
    "terraform state": ({"terraform.tfstate": json.dumps(STATE)}, {("bucket:lake", "supports", "function:load")}),
    "openapi": ({"api/openapi.yaml": OPENAPI}, {("url:DELETE /members/{id}", "supports", "program:Members")}),
    "inventory": ({"inventory/hosts.yml": INVENTORY}, {("server:db-a.example.com", "supports", "program:till")}),
    "inventory ini": (
        {"inventory/hosts.ini": "[web]\nweb1.example.com ansible_host=10.0.0.4 serves=till\n"},
        {("server:web1.example.com", "supports", "program:till")},
    ),
    "crontab": (
        {"etc/cron.d/load": "MAILTO=x\n30 1 * * * root python jobs/load.py\n"},
        {("job:etc/cron.d/load:2", "runs", "program:jobs/load.py")},
    ),
    "alembic": (test_migrations.ALEMBIC, LIQUIBASE),
    "literals": ({"shop/a.go": "const q = `SELECT id FROM shop.orders`\n"}, {("table:shop.orders", "feeds", "program:shop/a.go")}),
    "liquibase": (test_migrations.LIQUIBASE, LIQUIBASE),
    "liquibase xml": (test_migrations.XML, LIQUIBASE),
}
NEWER: dict[str, tuple[str, str, str, str]] = {  # form: (file, what it says, what it will say one day, code)
    "openapi": ("api/openapi.yaml", "openapi: 3.1.0", "openapi: 4.0.0", "openapi-version"),
    "circleci": (".circleci/config.yml", "version: 2.1", "version: 3", "circleci-version"),
    "kubernetes": ("k8s/load.yaml", "batch/v1", "batch/v3", "kubernetes-version"),
    "compose": ("docker-compose.yml", "\nservices:", "\nversion: '4.0'\nservices:", "compose-version"),
    "serverless": ("serverless.yml", "service: bakery", "frameworkVersion: ^5.0\nservice: bakery", "serverless-version"),
    "sam": ("template.yaml", "'2010-09-09'", "'2031-01-01'", "cloudformation-version"),
    "prefect": ("prefect.yaml", "name: x", "name: x\nprefect-version: 4.0.0", "prefect-version"),
    "dbt project": ("models/schema.yml", "version: 2", "version: 3", "dbt-version"),
    "dbt manifest": ("target/manifest.json", "v12.json", "v13.json", "dbt-manifest-version"),
    "dbt records": ("target/catalog.json", "v1.json", "v2.json", "dbt-record-version"),
    "superset": ("bi/charts/Takings_1.yaml", "version: 1.0.0", "version: 2.0.0", "superset-version"),
    "backstage": ("catalog-info.yaml", "v1alpha1\nkind: Group", "v2\nkind: Group", "backstage-version"),
    "openlineage": ("lineage.ndjson", "/spec/2-0-2/", "/spec/3-0-0/", "openlineage-version"),
    "tableau": ("bi/Sales.twb", "<workbook>", "<workbook source-build='x' version='31.1'>", "tableau-version"),
    "liquibase xml": ("db/changelog.xml", '/dbchangelog">', '/dbchangelog" s="http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-6.0.xsd">', "liquibase-version"),
}  # fmt: skip
KNOWN = [
    ("openapi", "api/openapi.yaml", "openapi: 3.1.0", "swagger: '2.0'"),
    ("circleci", ".circleci/config.yml", "version: 2.1", "version: 2"),
    ("kubernetes", "k8s/load.yaml", "batch/v1", "batch/v1beta1"),
    ("kubernetes", "k8s/load.yaml", "apps/v1", "example.com/v7"),
    ("compose", "docker-compose.yml", "\nservices:", "\nversion: '3.8'\nservices:"),
    ("serverless", "serverless.yml", "service: bakery", "frameworkVersion: '>=2.0.0 <4.0.0'\nservice: bakery"),
    ("prefect", "prefect.yaml", "name: x", "name: x\nprefect-version: 3.4.10"),
    ("dbt project", "dbt_project.yml", "config-version: 2", "config-version: '2'"),
    ("liquibase xml", "db/changelog.xml", '/dbchangelog">', '/dbchangelog" s="http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-4.29.xsd">'),
    ("tableau", "bi/Sales.twb", "<workbook>", "<workbook original-version='18.1' version='18.1'>"),
]  # fmt: skip


def seen(folder: Path, files: dict[str, str]) -> Estate:
    for name, text in {**test_builds.LOAD, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return read([folder], ask)


def changed(form: str, file: str, old: str, new: str) -> dict[str, str]:
    files = FORMS[form][0]
    assert old in files[file]
    return {**files, file: files[file].replace(old, new)}


def with_more(path: str, text: str) -> str:
    """The text with a field that nobody knows in every mapping, or a setting, tag or line that nobody knows."""
    name = PurePosixPath(path)
    if name.suffix in (".yml", ".yaml"):
        return yaml.serialize_all([_node(node) for node in yaml.compose_all(text) if node is not None])
    if name.suffix in (".json", ".tfstate"):
        return json.dumps(_value(json.loads(text)))
    if name.suffix == ".ndjson":
        return "\n".join(json.dumps(_value(json.loads(line))) if line.startswith('{"') else line for line in text.split("\n"))
    if name.suffix in (".timer", ".service"):
        return text + "[X-New]\nNewSetting=a b\n"
    if name.suffix in (".twb", ".xml"):
        return text.replace("</workbook>", "<new-part a='b'/></workbook>").replace(
            "</databaseChangeLog>", "<newChange a='b'/></databaseChangeLog>"
        )
    return text


def _node(node: yaml.Node) -> yaml.Node:
    if isinstance(node, yaml.SequenceNode):
        node.value = [_node(inner) for inner in node.value]
    elif isinstance(node, yaml.MappingNode):
        text = "tag:yaml.org,2002:str"
        more = (yaml.ScalarNode(text, "x_new_setting"), yaml.ScalarNode(text, "of tomorrow"))
        node.value = [*((key, _node(value)) for key, value in node.value), more]
    return node


def _value(value: object) -> object:
    if isinstance(value, list):
        return [_value(inner) for inner in value]
    return {**{k: _value(v) for k, v in value.items()}, "x_new_setting": "of tomorrow"} if isinstance(value, dict) else value


@pytest.mark.parametrize("form", NEWER)
def test_a_version_that_we_do_not_know_is_said(form: str, tmp_path: Path) -> None:
    file, old, new, code = NEWER[form]
    estate = seen(tmp_path, changed(form, file, old, new))
    (said,) = [d for d in estate.diagnostics if d.code.endswith("-version")]
    assert (said.code, said.location and said.location.path) == (code, file)
    assert "newer form" in said.text
    assert "missing" in said.consequence
    assert FORMS[form][1] <= edges(estate)  # what still looks the same is read


@pytest.mark.parametrize(("form", "file", "old", "new"), KNOWN)
def test_versions_that_we_know_say_nothing(form: str, file: str, old: str, new: str, tmp_path: Path) -> None:
    estate = seen(tmp_path, changed(form, file, old, new))
    assert not [d for d in estate.diagnostics if d.code.endswith("-version")]
    assert FORMS[form][1] <= edges(estate)


@pytest.mark.parametrize("form", FORMS)
def test_fields_that_we_do_not_know_change_nothing(form: str, tmp_path: Path) -> None:
    files, wanted = FORMS[form]
    plain = seen(tmp_path / "plain", files)
    estate = seen(tmp_path / "more", {path: with_more(path, text) for path, text in files.items()})
    assert wanted <= edges(estate)
    assert [d.code for d in estate.diagnostics] == [d.code for d in plain.diagnostics]


def test_a_state_of_another_version_is_said_to_be_unread(tmp_path: Path) -> None:
    estate = seen(tmp_path, {"terraform.tfstate": json.dumps({**STATE, "version": 9})})
    (said,) = estate.diagnostics
    assert said.location is not None
    assert (said.location.path, bool(said.consequence)) == ("terraform.tfstate", True)


def test_every_reader_and_every_form_of_document_is_here(tmp_path: Path) -> None:
    asked, sources = set(), set()
    for number, (files, _) in enumerate(FORMS.values()):
        layout = Layout(frozenset(files), tuple((".", "bakery") for path in files if path == "dbt_project.yml"))
        asked |= {reader.name for path, text in files.items() if (reader := reader_of(Source(path, text), layout)) is not None}
        estate = seen(tmp_path / str(number), files)
        sources |= {evidence.source for a in estate.assets for evidence in a.evidence} | {d.evidence.source for d in estate.dependencies}
    assert {reader.name for reader in READERS} <= asked
    assert {form.source for form in FORMS_OF_DOCUMENTS} - {"build"} <= sources
