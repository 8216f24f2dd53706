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

from riskscan.estate.airflow import Airflow
from riskscan.estate.piece import Around, Gather
from riskscan.estate.python_tree import decorators, functions_of, given, last_name, text_in
from riskscan.model.asset import AssetKind, key_of
from riskscan.model.estate import EdgeKind
from riskscan.model.evidence import Method

TELLING = re.compile(r"\b(airflow|cosmos|dagster|prefect)\b")
_AIRFLOW = re.compile(r"\b(airflow|cosmos)\b")
_NOT_INPUTS = frozenset({"context", "config", "self", "resources"})
_DAG = re.compile(r"\b(DAG|DbtDag|DbtTaskGroup)\s*\(|@(?:\w+\.)?(dag|asset)\b")


def read(gather: Gather, text: str, around: Around) -> None:
    """Adds what the text says to what its effects gave."""
    for job in [a for same in gather.assets.values() for a in same if a.kind is AssetKind.JOB]:
        line = job.evidence[0].line if job.evidence else 1
        if waits := job.fact("external_dag_id"):
            gather.edge(gather.asset(AssetKind.PIPELINE, waits, line, method=Method.MATCHED), job.key, EdgeKind.FEEDS, line)
        if starts := job.fact("trigger_dag_id"):
            gather.edge(job.key, gather.asset(AssetKind.PIPELINE, starts, line, method=Method.MATCHED), EdgeKind.RUNS, line)
    jobs = any(a.kind is AssetKind.JOB for same in gather.assets.values() for a in same)
    airflow = _AIRFLOW.search(text) and (jobs or _DAG.search(text))
    if not airflow and "dagster" not in text and "prefect" not in text:
        return
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    if airflow:
        Airflow(gather, tree, around).read()
    if "dagster" in text:
        _dagster(gather, tree)
        _dbt_assets(gather, tree, around)
    if "prefect" in text:
        _prefect(gather, tree)


def _names(node: ast.expr | None) -> Iterator[str]:
    """The asset names in a list of texts, keys, specs and functions."""
    for item in node.elts if isinstance(node, ast.List | ast.Tuple | ast.Set) else [node] if node is not None else []:
        if isinstance(item, ast.Call):
            parts = item.args[0] if item.args else given(item, "key")
            words = [text_in(e) for e in parts.elts] if isinstance(parts, ast.List | ast.Tuple) else [text_in(parts)]
            yield from (w for w in words[-1:] if w)
        elif text_in(item) or isinstance(item, ast.Name):
            yield text_in(item).rpartition("/")[2] or last_name(item)


def _dagster(gather: Gather, tree: ast.Module) -> None:
    """Assets by what they depend on, jobs by the ops that they call, and schedules."""
    pipelines: dict[str, str] = {}
    everything: list[str] = []
    for function in functions_of(tree):
        for name, call in decorators(function):
            key = key_of(AssetKind.JOB, (text_in(given(call, "name")) if call else "") or function.name)
            if name == "asset":
                everything.append(key)
                gather.asset(AssetKind.JOB, key.partition(":")[2], function.lineno)
                ins = given(call, "ins") if call else None
                own = [text_in(k) for k in ins.keys if k is not None] if isinstance(ins, ast.Dict) else []
                values = [n for v in ins.values for n in _names(v)] if isinstance(ins, ast.Dict) else []
                inputs = [a.arg for a in function.args.args if a.arg not in _NOT_INPUTS and a.arg not in own and a.annotation is None]
                for needed in (*(_names(given(call, "deps", "non_argument_deps")) if call else ()), *values, *inputs):
                    gather.edge(key_of(AssetKind.JOB, needed), key, EdgeKind.FEEDS, function.lineno)
                owner = next(_names(given(call, "owners")), "").removeprefix("team:") if call else ""
                gather.team(key, owner, function.lineno)
            elif name in ("job", "graph"):
                pipeline = gather.asset(AssetKind.PIPELINE, key.partition(":")[2], function.lineno)
                pipelines[function.name] = pipeline
                _calls(gather, function, pipeline)
    for node in (n for n in ast.walk(tree) if isinstance(n, ast.Assign | ast.Expr) and isinstance(n.value, ast.Call)):
        made = node.value
        if not isinstance(made, ast.Call):
            continue
        title = text_in(made.args[0]) if made.args else text_in(given(made, "name"))
        if last_name(made.func) == "define_asset_job" and title:
            pipeline = gather.asset(AssetKind.PIPELINE, title, made.lineno)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                pipelines[node.targets[0].id] = pipeline
            chosen = given(made, "selection")
            listed = [key_of(AssetKind.JOB, n.strip("*+")) for n in _names(chosen) if n.strip("*+")]
            for job in listed or everything:
                gather.edge(pipeline, job, EdgeKind.RUNS, made.lineno)
    _schedules(gather, tree, pipelines)


def _dbt_assets(gather: Gather, tree: ast.Module, around: Around) -> None:
    """Assets that are made by running dbt: a job that runs the project, or all of them where there are several."""
    for function in functions_of(tree):
        if any(name == "dbt_assets" for name, _ in decorators(function)):
            job = gather.asset(AssetKind.JOB, function.name, function.lineno)
            method = Method.MATCHED if len(around.layout.projects) == 1 else Method.ASSUMED
            for _, project in around.layout.projects:
                gather.edge(
                    job,
                    gather.asset(AssetKind.PIPELINE, f"dbt:{project}", function.lineno, method=Method.MATCHED),
                    EdgeKind.RUNS,
                    function.lineno,
                    method,
                )


def _schedules(gather: Gather, tree: ast.Module, pipelines: dict[str, str]) -> None:
    for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call)):
        cron = text_in(given(call, "cron_schedule", "cron"))
        job = given(call, "job", "target", "job_name")
        name = text_in(job) or (last_name(job) if job is not None else "")
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
    for function in functions_of(tree):
        for name, call in decorators(function):
            if name == "flow":
                title = (text_in(given(call, "name")) if call else "") or function.name
                flows[function.name] = gather.asset(AssetKind.PIPELINE, title, function.lineno)
                _calls(gather, function, flows[function.name])
                for other, line in _called(function):
                    if other in flows:
                        gather.edge(flows[function.name], flows[other], EdgeKind.RUNS, line)
    for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)):
        func = call.func
        if isinstance(func, ast.Attribute) and func.attr in ("serve", "deploy", "to_deployment") and isinstance(func.value, ast.Name):
            cron, key = text_in(given(call, "cron")), flows.get(func.value.id, "")
            if cron and key:
                gather.asset(AssetKind.PIPELINE, key.partition(":")[2], call.lineno, facts=(("schedule", cron),))
