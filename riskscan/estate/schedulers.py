"""Jobs that are written as YAML: dag-factory and gusty for Airflow, lists of DAGs, Prefect deployments, Argo and Dagster schedules.

Source: github.com/astronomer/dag-factory and github.com/pipeline-tools/gusty (READMEs), docs.prefect.io, prefect.yaml;
github.com/mozilla/bigquery-etl, dags.yaml and metadata.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from riskscan.estate import commands
from riskscan.estate.effects import link
from riskscan.estate.piece import Around, Gather
from riskscan.formats.yaml_text import Map, Text, code, map_of, maps_of, text_of, texts_of
from riskscan.model.artifact import Artifact, Language
from riskscan.model.asset import AssetKind
from riskscan.model.estate import EdgeKind
from riskscan.model.evidence import Method

_SCHEDULES = ("schedule", "schedule_interval", "cron")
_OPERATOR = re.compile(r"(Operator|Sensor)$|^(local|airflow)\.|operators?\.")
_AFTER = ("dependencies", "external_dependencies", "upstream", "depends_on")


def wants(document: Map, path: PurePosixPath) -> bool:
    """One of the forms, by its words."""
    return bool(_factory(document)) or _is_task(document) or _is_gusty(document, path) or _is_dag_list(document) or _is_prefect(document)


def _factory(document: Map) -> list[tuple[str, Map]]:
    """(name, DAG) of a dag-factory file: mappings with tasks that have operators."""
    found = []
    for name, value in document.items():
        tasks = map_of(value).get("tasks")
        entries = list(map_of(tasks).values()) if isinstance(tasks, Map) else maps_of(tasks)
        if name != "default" and any("operator" in map_of(task) or "decorator" in map_of(task) for task in entries):
            found.append((name, map_of(value)))
    return found


def _is_task(document: Map) -> bool:
    return bool(_OPERATOR.search(text_of(document.get("operator"))))


def _is_gusty(document: Map, path: PurePosixPath) -> bool:
    known = {"default_args", "schedule_interval", "schedule", "description", "tags", "external_dependencies"} & set(document)
    return path.name in ("METADATA.yml", "METADATA.yaml") and bool(known)


def _is_dag_list(document: Map) -> bool:
    dags = [v for v in document.values() if isinstance(v, Map) and "default_args" in v and set(_SCHEDULES) & set(v)]
    return bool(dags) and len(dags) == len(document)


def _is_prefect(document: Map) -> bool:
    return any("entrypoint" in deployment for deployment in maps_of(document.get("deployments")))


def read(document: Map, gather: Gather, source: str, around: Around) -> None:
    """All pipelines and jobs of a document."""
    gather.source = "airflow"
    shared = map_of(map_of(document.get("default")).get("default_args"))
    for name, dag in _factory(document):
        _dag(name, dag, shared, gather, source, around)
    path = PurePosixPath(gather.file)
    if _is_task(document):
        _task(path.stem, document, _pipeline_of(path, around), gather, source, around)
    elif _is_gusty(document, path):
        _pipeline(path.parent.name, document, Map(), gather, document.line)
    elif _is_dag_list(document) and not _factory(document):
        for name, entry in document.items():
            _pipeline(name, map_of(entry), Map(), gather, document.lines.get(name, 1))
    for deployment in maps_of(document.get("deployments")):
        _deployment(deployment, gather, around)


def _pipeline_of(path: PurePosixPath, around: Around) -> str:
    """gusty: the nearest folder with ``METADATA.yml`` is the DAG, folders below it are groups of tasks; else the folder itself."""
    for folder in path.parents:
        for name in ("METADATA.yml", "METADATA.yaml"):
            if folder.name and around.layout.resolve(f"{folder}/{name}", "") is not None:
                return folder.name
    return path.parent.name


def _pipeline(name: str, dag: Map, shared: Map, gather: Gather, line: int) -> str:
    own = map_of(dag.get("default_args"))
    owner = text_of(own.get("owner")) or text_of(shared.get("owner"))
    schedule = next((text_of(dag.get(word)) for word in _SCHEDULES if text_of(dag.get(word))), "")
    facts = (
        ("schedule", "" if schedule.lower() == "none" else schedule),
        ("catchup", text_of(dag.get("catchup"))),
        ("description", text_of(dag.get("description"))[:400]),
    )
    key = gather.asset(AssetKind.PIPELINE, name, line, owner=owner, tags=texts_of(dag.get("tags")), facts=facts)
    gather.team(key, owner, line)
    return key


def _dag(name: str, dag: Map, shared: Map, gather: Gather, source: str, around: Around) -> None:
    pipeline = _pipeline(name, dag, shared, gather, dag.line)
    tasks = dag.get("tasks")
    named: Iterable[tuple[str, Map]]
    if isinstance(tasks, Map):
        named = [(title, map_of(task)) for title, task in tasks.items()]
    else:
        named = [(text_of(task.get("task_id")), task) for task in maps_of(tasks)]
    for title, task in named:
        if title:
            _task(title, task, name, gather, source, around)
    gather.edge(pipeline, gather.asset(AssetKind.FILE, gather.file, 1), EdgeKind.RUNS, dag.line)


def _task(title: str, task: Map, pipeline: str, gather: Gather, source: str, around: Around) -> None:
    key = gather.asset(
        AssetKind.JOB, f"{pipeline}.{title}", task.line, facts=(("operator", text_of(task.get("operator")).rpartition(".")[2]),)
    )
    gather.edge(gather.asset(AssetKind.PIPELINE, pipeline, task.line, method=Method.MATCHED), key, EdgeKind.RUNS, task.line)
    for word in _AFTER:
        for needed in texts_of(task.get(word)):
            gather.edge(f"job:{pipeline}.{needed}", key, EdgeKind.FEEDS, task.line, Method.MATCHED)
        for other in maps_of(task.get(word)):
            for dag, part in other.items():  # another DAG: one of its tasks, or all of it
                whole = text_of(part) == "all"
                before = gather.asset(AssetKind.PIPELINE, dag, task.line, method=Method.MATCHED) if whole else f"job:{dag}.{text_of(part)}"
                gather.edge(before, key, EdgeKind.FEEDS, task.line, Method.MATCHED)
    for word in ("bash_command", "command", "cmds", "arguments"):
        value = task.get(word)
        if isinstance(value, Text):
            commands.from_yaml(gather, value, key, source, around)
        elif value is not None and word == "arguments":
            commands.named(gather, " ".join(texts_of(value)), task.line, key, around)
    for word in ("sql", "query", "sql_query"):
        value = task.get(word)
        if isinstance(value, Text) and " " in value:
            text, origin, holes = code(value, source)
            link(
                gather,
                around.ask(Artifact(gather.file, Language.SQL, text, origin=origin, holes=holes), around.near).effects,
                key,
                around.layout,
            )
        elif isinstance(value, Text):
            commands.named(gather, str(value), task.line, key, around)
    for word, writes in (
        ("destination_table", True),
        ("table_name", True),
        ("destination_project_dataset_table", True),
        ("source_table", False),
    ):
        table = text_of(task.get(word))
        if re.fullmatch(r"[\w-]+(\.[\w-]+){1,2}", table):
            asset = gather.asset(AssetKind.TABLE, table, task.line, method=Method.MATCHED)
            gather.edge(*((key, asset, EdgeKind.WRITES) if writes else (asset, key, EdgeKind.FEEDS)), task.line)
    commands.named(
        gather,
        " ".join(text_of(task.get(w)) for w in ("python_callable_file", "notebook_path", "application", "py_file")),
        task.line,
        key,
        around,
    )


def _deployment(deployment: Map, gather: Gather, around: Around) -> None:
    """A Prefect deployment: which flow of which file runs when."""
    gather.source = "prefect"
    entry = text_of(deployment.get("entrypoint"))
    if not entry:
        return
    schedules = [*maps_of(deployment.get("schedules")), map_of(deployment.get("schedule"))]
    crons = [text_of(s.get("cron")) for s in schedules if text_of(s.get("cron"))]
    name = text_of(deployment.get("name")) or entry
    key = gather.asset(
        AssetKind.PIPELINE, name, deployment.line, tags=texts_of(deployment.get("tags")), facts=(("schedule", ", ".join(crons)),)
    )
    file, _, flow = entry.rpartition(":")
    path = around.layout.resolve(file, gather.file)
    if path is not None:
        gather.edge(key, gather.asset(AssetKind.PROGRAM, path, deployment.line, method=Method.MATCHED), EdgeKind.RUNS, deployment.line)
    if flow:
        gather.edge(key, gather.asset(AssetKind.PIPELINE, flow, deployment.line, method=Method.MATCHED), EdgeKind.RUNS, deployment.line)


__all__ = ["read", "wants"]
