"""What Python files say about pipelines beside the effects that the parser sees: what starts what, what waits for what, what moves where.

Airflow: datasets and assets (``outlets``, ``inlets``, ``schedule=[...]``), triggers, sensors on other DAGs, operators that move data.
Dagster: what an asset depends on, jobs and schedules. Prefect: the tasks of a flow and its schedule. Read from the syntax tree alone.
Source: airflow.apache.org, data-aware scheduling, TriggerDagRunOperator, ExternalTaskSensor, transfer operators; docs.dagster.io, assets
and schedules; docs.prefect.io, flows and deployments.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from riskscan.estate.piece import Gather
from riskscan.model.asset import AssetKind, key_of
from riskscan.model.estate import EdgeKind
from riskscan.model.evidence import Method

TELLING = re.compile(r"\b(airflow|dagster|prefect)\b")
_DATASETS = frozenset({"Dataset", "Asset", "DatasetAlias", "AssetAlias"})
_MOVES = re.compile(r"^(\w+?)To([A-Z]\w*?)(?:Async)?(?:Transfer)?Operator$")
_STORES = re.compile(r"Redshift|Snowflake|BigQuery|Postgres|MySql|MsSql|Sql|Hive|Teradata|Databricks|ClickHouse|Vertica|Druid|Trino|Oracle")
_TABLE_WORDS = ("destination_project_dataset_table", "destination_dataset_table", "snowflake_table", "table", "table_name", "target_table")
_BUCKET_WORDS = ("s3_bucket", "bucket", "bucket_name", "dest_bucket", "destination_bucket", "dest_s3_bucket", "gcs_bucket", "source_bucket")
_NOT_INPUTS = frozenset({"context", "config", "self", "resources"})
_NAME = re.compile(r"^[\w$-]+(\.[\w$-]+){0,2}$")
_TEXT_OR_COMMENT = re.compile(
    r'''(?xs)
    """[^\\"]*(?:(?:\\.|"(?!""))[^\\"]*)*"""
    | '{3}[^\\']*(?:(?:\\.|'(?!''))[^\\']*)*'{3}
    | "[^"\\\n]*(?:\\.[^"\\\n]*)*"
    | '[^'\\\n]*(?:\\.[^'\\\n]*)*'
    | \#[^\n]*'''
)
_DAG = re.compile(r"\bDAG\s*\(|@(?:\w+\.)?dag\b")


def without_comments(text: str) -> str:
    """Python with its comments blanked, so that nothing in them counts; a sign of a comment inside a text stays."""
    if "#" not in text:
        return text
    return _TEXT_OR_COMMENT.sub(lambda match: " " * len(match[0]) if match[0][0] == "#" else match[0], text)


def read(gather: Gather, text: str) -> None:
    """Adds what the text says to what its effects gave."""
    for job in [a for same in gather.assets.values() for a in same if a.kind is AssetKind.JOB]:
        line = job.evidence[0].line if job.evidence else 1
        if waits := job.fact("external_dag_id"):
            gather.edge(gather.asset(AssetKind.PIPELINE, waits, line, method=Method.MATCHED), job.key, EdgeKind.FEEDS, line)
        if starts := job.fact("trigger_dag_id"):
            gather.edge(job.key, gather.asset(AssetKind.PIPELINE, starts, line, method=Method.MATCHED), EdgeKind.RUNS, line)
    airflow = "airflow" in text and (_DAG.search(text) or any(a.kind is AssetKind.JOB for same in gather.assets.values() for a in same))
    if not airflow and "dagster" not in text and "prefect" not in text:
        return
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    if airflow:
        _Airflow(gather, tree).read()
    if "dagster" in text:
        _dagster(gather, tree)
    if "prefect" in text:
        _prefect(gather, tree)


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _text(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _given(call: ast.Call, *names: str) -> ast.expr | None:
    return next((k.value for name in names for k in call.keywords if k.arg == name), None)


def _decorators(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[str, ast.Call | None]]:
    for node in function.decorator_list:
        call = node if isinstance(node, ast.Call) else None
        yield _last(call.func if call else node), call


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


class _Airflow:
    """One file with DAGs."""

    def __init__(self, gather: Gather, tree: ast.Module) -> None:
        self._gather, self._tree = gather, tree
        self._named: dict[str, list[str]] = {}
        self._jobs = {a.evidence[0].line: a.key for same in gather.assets.values() for a in same if a.kind is AssetKind.JOB and a.evidence}

    def read(self) -> None:
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                uris = self._uris(node.value)
                if uris:
                    self._named[node.targets[0].id] = uris
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Call):
                self._call(node)
        for function in _functions(self._tree):
            for name, call in _decorators(function):
                if call is not None and name == "dag":
                    self._starts(call, _text(_given(call, "dag_id")) or function.name)
                elif call is not None and self._jobs.get(function.lineno):
                    self._lets(call, self._jobs[function.lineno])

    def _uris(self, node: ast.expr | None) -> list[str]:
        """The datasets that an expression names: calls, names of calls, lists, ``&`` and ``|``."""
        if isinstance(node, ast.Call) and _last(node.func) in _DATASETS:
            uri = _text(node.args[0]) if node.args else _text(_given(node, "uri", "name"))
            return [uri] if uri else []
        if isinstance(node, ast.Name):
            return self._named.get(node.id, [])
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            return [uri for item in node.elts for uri in self._uris(item)]
        if isinstance(node, ast.BinOp):
            return [*self._uris(node.left), *self._uris(node.right)]
        return []

    def _call(self, node: ast.Call) -> None:
        name = _last(node.func)
        if name == "DAG":
            self._starts(node, _text(_given(node, "dag_id")) or (_text(node.args[0]) if node.args else ""))
        job = self._jobs.get(node.lineno)
        if job and _text(_given(node, "task_id")):
            self._lets(node, job)
            self._moves(node, name, job)

    def _dataset(self, uri: str, line: int) -> str:
        return self._gather.asset(AssetKind.OTHER, uri, line, key=f"other:dataset.{uri}", facts=(("type", "dataset"),))

    def _starts(self, call: ast.Call, dag: str) -> None:
        for uri in self._uris(_given(call, "schedule", "schedule_on")) if dag else ():
            self._gather.edge(self._dataset(uri, call.lineno), key_of(AssetKind.PIPELINE, dag), EdgeKind.RUNS, call.lineno)

    def _lets(self, call: ast.Call, job: str) -> None:
        for uri in self._uris(_given(call, "outlets")):
            self._gather.edge(job, self._dataset(uri, call.lineno), EdgeKind.WRITES, call.lineno)
        for uri in self._uris(_given(call, "inlets")):
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
        table = next((_text(_given(call, w)) for w in _TABLE_WORDS if _text(_given(call, w))), "")
        schema = _text(_given(call, "schema", "redshift_schema"))
        table = f"{schema}.{table}" if schema and "." not in table and table else table
        if _NAME.match(table):
            self._flow(AssetKind.TABLE, table, job, into, call.lineno)
        for word in _BUCKET_WORDS:
            bucket = _text(_given(call, word))
            if re.fullmatch(r"[a-z0-9][a-z0-9._-]{2,62}", bucket):
                self._flow(AssetKind.BUCKET, bucket, job, not into and not word.startswith("source"), call.lineno)

    def _destination(self, node: ast.Dict, job: str) -> None:
        pairs = {_text(key): value for key, value in zip(node.keys, node.values, strict=True) if key is not None}
        for word, value in pairs.items():
            if word in ("destinationTable", "destination_table") and isinstance(value, ast.Dict):
                inner = {_text(k): _text(v) for k, v in zip(value.keys, value.values, strict=True) if k is not None}
                table = ".".join(inner[w] for w in ("projectId", "datasetId", "tableId") if inner.get(w))
                if inner.get("tableId") and _NAME.match(table):
                    self._flow(AssetKind.TABLE, table.partition("$")[0], job, True, node.lineno)

    def _flow(self, kind: AssetKind, name: str, job: str, into: bool, line: int) -> None:
        key = self._gather.asset(kind, name, line, method=Method.MATCHED)
        self._gather.edge(*((job, key, EdgeKind.WRITES) if into else (key, job, EdgeKind.FEEDS)), line)


def _names(node: ast.expr | None) -> Iterator[str]:
    """The asset names in a list of texts, keys, specs and functions."""
    for item in node.elts if isinstance(node, ast.List | ast.Tuple | ast.Set) else [node] if node is not None else []:
        if isinstance(item, ast.Call):
            parts = item.args[0] if item.args else _given(item, "key")
            words = [_text(e) for e in parts.elts] if isinstance(parts, ast.List | ast.Tuple) else [_text(parts)]
            yield from (w for w in words[-1:] if w)
        elif _text(item) or isinstance(item, ast.Name):
            yield _text(item).rpartition("/")[2] or _last(item)


def _dagster(gather: Gather, tree: ast.Module) -> None:
    """Assets by what they depend on, jobs by the ops that they call, and schedules."""
    pipelines: dict[str, str] = {}
    everything: list[str] = []
    for function in _functions(tree):
        for name, call in _decorators(function):
            key = key_of(AssetKind.JOB, (_text(_given(call, "name")) if call else "") or function.name)
            if name == "asset":
                everything.append(key)
                gather.asset(AssetKind.JOB, key.partition(":")[2], function.lineno)
                ins = _given(call, "ins") if call else None
                own = [_text(k) for k in ins.keys if k is not None] if isinstance(ins, ast.Dict) else []
                values = [n for v in ins.values for n in _names(v)] if isinstance(ins, ast.Dict) else []
                inputs = [a.arg for a in function.args.args if a.arg not in _NOT_INPUTS and a.arg not in own and a.annotation is None]
                for needed in (*(_names(_given(call, "deps", "non_argument_deps")) if call else ()), *values, *inputs):
                    gather.edge(key_of(AssetKind.JOB, needed), key, EdgeKind.FEEDS, function.lineno)
                owner = next(_names(_given(call, "owners")), "").removeprefix("team:") if call else ""
                gather.team(key, owner, function.lineno)
            elif name in ("job", "graph"):
                pipeline = gather.asset(AssetKind.PIPELINE, key.partition(":")[2], function.lineno)
                pipelines[function.name] = pipeline
                _calls(gather, function, pipeline)
    for node in (n for n in ast.walk(tree) if isinstance(n, ast.Assign | ast.Expr) and isinstance(n.value, ast.Call)):
        made = node.value
        if not isinstance(made, ast.Call):
            continue
        title = _text(made.args[0]) if made.args else _text(_given(made, "name"))
        if _last(made.func) == "define_asset_job" and title:
            pipeline = gather.asset(AssetKind.PIPELINE, title, made.lineno)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                pipelines[node.targets[0].id] = pipeline
            chosen = _given(made, "selection")
            listed = [key_of(AssetKind.JOB, n.strip("*+")) for n in _names(chosen) if n.strip("*+")]
            for job in listed or everything:
                gather.edge(pipeline, job, EdgeKind.RUNS, made.lineno)
    _schedules(gather, tree, pipelines)


def _schedules(gather: Gather, tree: ast.Module, pipelines: dict[str, str]) -> None:
    for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call)):
        cron = _text(_given(call, "cron_schedule", "cron"))
        job = _given(call, "job", "target", "job_name")
        name = _text(job) or (_last(job) if job is not None else "")
        if cron and name:
            key = pipelines.get(name, key_of(AssetKind.PIPELINE, name))
            gather.asset(AssetKind.PIPELINE, key.partition(":")[2], call.lineno, key=key, facts=(("schedule", cron),))


def _calls(gather: Gather, function: ast.FunctionDef | ast.AsyncFunctionDef, pipeline: str) -> None:
    """The jobs of the file that a pipeline's function calls."""
    for name, line in _called(function):
        key = key_of(AssetKind.JOB, name)
        if key in gather.assets:
            gather.edge(pipeline, key, EdgeKind.RUNS, line)


def _called(function: ast.AST) -> Iterable[tuple[str, int]]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            func = node.func
            if isinstance(func, ast.Attribute) and func.attr in ("submit", "map", "delay", "alias") and isinstance(func.value, ast.Name):
                yield func.value.id, node.lineno
            elif isinstance(func, ast.Name):
                yield func.id, node.lineno


def _prefect(gather: Gather, tree: ast.Module) -> None:
    """Flows with their tasks, and the schedule that they are served with."""
    flows: dict[str, str] = {}
    for function in _functions(tree):
        for name, call in _decorators(function):
            if name == "flow":
                title = (_text(_given(call, "name")) if call else "") or function.name
                flows[function.name] = gather.asset(AssetKind.PIPELINE, title, function.lineno)
                _calls(gather, function, flows[function.name])
                for other, line in _called(function):
                    if other in flows:
                        gather.edge(flows[function.name], flows[other], EdgeKind.RUNS, line)
    for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)):
        func = call.func
        if isinstance(func, ast.Attribute) and func.attr in ("serve", "deploy", "to_deployment") and isinstance(func.value, ast.Name):
            cron, key = _text(_given(call, "cron")), flows.get(func.value.id, "")
            if cron and key:
                gather.asset(AssetKind.PIPELINE, key.partition(":")[2], call.lineno, facts=(("schedule", cron),))
