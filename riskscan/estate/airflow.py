"""What a Python file says about Airflow beside the effects that the parser sees: datasets, assets, moves, sensors, and dbt that is run.

Source: airflow.apache.org, data-aware scheduling, assets, transfer operators, sensors; astronomer.github.io/astronomer-cosmos.
"""

from __future__ import annotations

import ast
import re

from riskscan.estate.piece import Around, Gather
from riskscan.estate.python_tree import (
    decorators,
    functions_of,
    given,
    imported,
    keywords_of,
    last_name,
    names_in,
    pattern_in,
    targets_of,
    text_in,
)
from riskscan.model.asset import AssetKind, key_of
from riskscan.model.estate import EdgeKind
from riskscan.model.evidence import Method

_DATASETS = frozenset({"Dataset", "Asset", "DatasetAlias", "AssetAlias"})
_MOVES = re.compile(r"^(\w+?)To([A-Z]\w*?)(?:Async)?(?:Transfer)?Operator$")
_STORES = re.compile(r"Redshift|Snowflake|BigQuery|Postgres|MySql|MsSql|Sql|Hive|Teradata|Databricks|ClickHouse|Vertica|Druid|Trino|Oracle")
_TABLE_WORDS = ("destination_project_dataset_table", "destination_dataset_table", "snowflake_table", "table", "table_name", "target_table")
_BUCKET_WORDS = ("s3_bucket", "bucket", "bucket_name", "dest_bucket", "destination_bucket", "dest_s3_bucket", "gcs_bucket", "source_bucket")
_LETS = ("schedule", "schedule_on", "outlets", "inlets")
_DBT = frozenset({"DbtDag", "DbtTaskGroup"})
_NAME = re.compile(r"^[\w$-]+(\.[\w$-]+){0,2}$")


class Airflow:
    """One file with DAGs."""

    def __init__(self, gather: Gather, tree: ast.Module, around: Around) -> None:
        self._gather, self._tree, self._around = gather, tree, around
        self._named: dict[str, list[str]] = {}
        jobs = (a for same in gather.assets.values() for a in same if a.kind is AssetKind.JOB and a.evidence)
        self._jobs = {a.evidence[0].line: a.key for a in jobs if a.evidence[0].method is not Method.MATCHED}

    def read(self) -> None:
        """Adds all of it to what was gathered."""
        wanted = {name for keyword in keywords_of(self._tree) if keyword.arg in _LETS for name in names_in(keyword.value)}
        for node in ast.walk(self._tree):
            if isinstance(node, ast.ImportFrom) and wanted & {part.asname or part.name for part in node.names}:
                self._take(node)
        self._note(self._tree)
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Call):
                self._call(node)
        for function in functions_of(self._tree):
            for name, call in decorators(function):
                if name == "asset":
                    self._asset(function, call)
                elif call is not None and name == "dag":
                    self._starts(call, text_in(given(call, "dag_id")) or function.name)
                elif call is not None and self._jobs.get(function.lineno):
                    self._lets(call, self._jobs[function.lineno])

    def _note(self, tree: ast.Module) -> None:
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                uris = self._uris(node.value)
                if uris:
                    self._named[node.targets[0].id] = uris

        for function in functions_of(tree):
            if any(name == "asset" for name, _ in decorators(function)):
                self._named[function.name] = [function.name]

    def _asset(self, function: ast.FunctionDef | ast.AsyncFunctionDef, call: ast.Call | None) -> None:
        """A function that makes an asset is a pipeline of its own; others wait for the asset by the function's name."""
        job = key_of(AssetKind.JOB, f"{function.name}.{function.name}")
        if job in self._gather.assets:
            self._gather.edge(job, self._dataset(function.name, function.lineno), EdgeKind.WRITES, function.lineno)
            if call is not None:
                self._starts(call, function.name)

    def _take(self, node: ast.ImportFrom) -> None:
        """The datasets that this file has from another file of the estate."""
        tree = imported(node, self._gather.file, self._around)
        if tree is None:
            return
        before, self._named = self._named, {}
        self._note(tree)
        shared = {part.asname or part.name: self._named[part.name] for part in node.names if part.name in self._named}
        self._named = {**before, **shared}

    def _uris(self, node: ast.expr | None) -> list[str]:
        """The datasets that an expression names: calls, names of calls, lists, ``&`` and ``|``."""
        if isinstance(node, ast.Call) and last_name(node.func) in _DATASETS:
            uri = pattern_in(node.args[0]) if node.args else pattern_in(given(node, "uri", "name"))
            return [uri] if uri else []
        if isinstance(node, ast.Name):
            return self._named.get(node.id, [])
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            return [uri for item in node.elts for uri in self._uris(item)]
        if isinstance(node, ast.BinOp):
            return [*self._uris(node.left), *self._uris(node.right)]
        return []

    def _call(self, node: ast.Call) -> None:
        name = last_name(node.func)
        if name == "DAG":
            self._starts(node, text_in(given(node, "dag_id")) or (text_in(node.args[0]) if node.args else ""))
        elif name in _DBT:
            self._dbt(node, name)
        job = self._jobs.get(node.lineno)
        if job and name == "DbtCloudRunJobOperator":  # its number says nothing about which project it is
            self._runs_dbt(job, [project for _, project in self._around.layout.projects], Method.ASSUMED, node.lineno)
        if job and text_in(given(node, "task_id")):
            self._lets(node, job)
            self._moves(node, name, job)
            if name.endswith("Sensor"):
                self._waits(node, job)

    def _dataset(self, uri: str, line: int) -> str:
        return self._gather.asset(AssetKind.OTHER, uri, line, key=f"other:dataset.{uri}", facts=(("type", "dataset"),))

    def _starts(self, call: ast.Call, dag: str) -> None:
        for uri in self._uris(given(call, "schedule", "schedule_on")) if dag else ():
            self._gather.edge(self._dataset(uri, call.lineno), key_of(AssetKind.PIPELINE, dag), EdgeKind.RUNS, call.lineno)

    def _lets(self, call: ast.Call, job: str) -> None:
        for uri in self._uris(given(call, "outlets")):
            self._gather.edge(job, self._dataset(uri, call.lineno), EdgeKind.WRITES, call.lineno)
        for uri in self._uris(given(call, "inlets")):
            self._gather.edge(self._dataset(uri, call.lineno), job, EdgeKind.FEEDS, call.lineno)

    def _moves(self, call: ast.Call, name: str, job: str) -> None:
        """Operators that move data, and destinations that are written as a mapping."""
        moves = _MOVES.match(name)
        for keyword in call.keywords:
            for node in ast.walk(keyword.value):
                if isinstance(node, ast.Dict):
                    self._destination(node, job)
        if moves is None:
            return
        into = bool(_STORES.search(moves[2]))
        table = next((text_in(given(call, w)) for w in _TABLE_WORDS if text_in(given(call, w))), "")
        schema = text_in(given(call, "schema", "redshift_schema"))
        table = f"{schema}.{table}" if schema and "." not in table and table else table
        if _NAME.match(table):
            self._flow(AssetKind.TABLE, table, job, into, call.lineno)
        for word in _BUCKET_WORDS:
            self._bucket(text_in(given(call, word)), job, not into and not word.startswith("source"), call.lineno)

    def _waits(self, call: ast.Call, job: str) -> None:
        """A sensor waits for a file in a bucket, or for a table."""
        for word in _BUCKET_WORDS:
            self._bucket(text_in(given(call, word)), job, False, call.lineno)
        parts = [text_in(given(call, word)) for word in ("project_id", "dataset_id", "table_id")]
        table = ".".join(part for part in parts if part) if parts[-1] else text_in(given(call, "table_name", "table"))
        if _NAME.match(table):
            self._flow(AssetKind.TABLE, table, job, False, call.lineno)

    def _bucket(self, name: str, job: str, into: bool, line: int) -> None:
        if re.fullmatch(r"[a-z0-9][a-z0-9._-]{2,62}", name):
            self._flow(AssetKind.BUCKET, name, job, into, line)

    def _dbt(self, call: ast.Call, name: str) -> None:
        """Cosmos turns a dbt project into tasks: the pipeline (its own, or the one that it stands in) runs that project."""
        pipeline = text_in(given(call, "dag_id")) if name == "DbtDag" else self._around_line(call.lineno)
        if not pipeline:
            return
        schedule = text_in(given(call, "schedule", "schedule_interval"))
        key = self._gather.asset(AssetKind.PIPELINE, pipeline, call.lineno, facts=(("schedule", schedule if name == "DbtDag" else ""),))
        known = self._projects(call)
        self._runs_dbt(key, known, Method.MATCHED if len(known) == 1 else Method.ASSUMED, call.lineno)

    def _runs_dbt(self, key: str, projects: list[str], method: Method, line: int) -> None:
        for project in projects:
            dbt = self._gather.asset(AssetKind.PIPELINE, f"dbt:{project}", line, method=Method.MATCHED)
            self._gather.edge(key, dbt, EdgeKind.RUNS, line, method)

    def _around_line(self, line: int) -> str:
        """The pipeline that begins last before a line."""
        same = (a for found in self._gather.assets.values() for a in found if a.kind is AssetKind.PIPELINE and a.evidence)
        begun = [(a.evidence[0].line, a.name) for a in same if 0 < a.evidence[0].line <= line]
        return max(begun)[1] if begun else ""

    def _projects(self, call: ast.Call) -> list[str]:
        """The dbt projects that a call may mean: those whose folder or name the path of its ProjectConfig ends with, else all."""
        named = given(call, "project_config", "dbt_project_name")
        if isinstance(named, ast.Name):
            named = next((n.value for n in ast.walk(self._tree) if isinstance(n, ast.Assign) and targets_of(n) == [named.id]), named)
        texts = [node.value for node in ast.walk(named or call) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        ends = {text.rstrip("/").rpartition("/")[2] for text in texts}
        projects = self._around.layout.projects
        return [name for folder, name in projects if folder.rpartition("/")[2] in ends or name in ends] or [name for _, name in projects]

    def _destination(self, node: ast.Dict, job: str) -> None:
        pairs = {text_in(key): value for key, value in zip(node.keys, node.values, strict=True) if key is not None}
        for word, value in pairs.items():
            if word in ("destinationTable", "destination_table") and isinstance(value, ast.Dict):
                inner = {text_in(k): text_in(v) for k, v in zip(value.keys, value.values, strict=True) if k is not None}
                table = ".".join(inner[w] for w in ("projectId", "datasetId", "tableId") if inner.get(w))
                if inner.get("tableId") and _NAME.match(table):
                    self._flow(AssetKind.TABLE, table.partition("$")[0], job, True, node.lineno)

    def _flow(self, kind: AssetKind, name: str, job: str, into: bool, line: int) -> None:
        key = self._gather.asset(kind, name, line, method=Method.MATCHED)
        self._gather.edge(*((job, key, EdgeKind.WRITES) if into else (key, job, EdgeKind.FEEDS)), line)
