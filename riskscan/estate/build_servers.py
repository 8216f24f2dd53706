"""What other build servers run: Azure Pipelines, CircleCI, Bitbucket Pipelines, Cloud Build and Buildkite.

Source: learn.microsoft.com, YAML schema reference for Azure Pipelines; circleci.com, configuration reference; support.atlassian.com,
Bitbucket Pipelines configuration reference; cloud.google.com, build configuration file schema; buildkite.com, command step.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from riskscan.estate import commands
from riskscan.estate.piece import Around, Gather
from riskscan.formats.pipelines import SCRIPTS, circle_steps, server_jobs, steps_of
from riskscan.formats.yaml_text import Map, Text, map_of, maps_of, rows_of, text_of
from riskscan.model.asset import AssetKind
from riskscan.model.estate import EdgeKind

_AZURE = frozenset({"script", "bash", "pwsh", "powershell", "task", "checkout", "template"})


def wants(document: Map, path: PurePosixPath) -> bool:
    """A configuration by its name or place, and for Azure by its words."""
    return _sort(document, path) != ""


def _sort(document: Map, path: PurePosixPath) -> str:
    if ".circleci" in path.parts or (path.stem == "circle" and "jobs" in document):
        return "circleci" if "jobs" in document else ""
    if path.name == "bitbucket-pipelines.yml":
        return "bitbucket"
    if path.stem.startswith("cloudbuild") and "steps" in document:
        return "cloudbuild"
    if ".buildkite" in path.parts and "steps" in document:
        return "buildkite"
    named = "azure" in path.stem.lower() or any("azure" in part.lower() for part in path.parts[:-1])
    azure = {"trigger", "pool", "stages", "jobs", "steps", "schedules", "extends"} & set(document)
    steps = [step for step in steps_of(document) if _AZURE & set(step)]
    return "azure_pipelines" if azure and steps and (named or "pool" in document) else ""


def read(document: Map, gather: Gather, source: str, around: Around) -> None:
    """The pipeline, its jobs and what their commands do."""
    sort = _sort(document, PurePosixPath(gather.file))
    gather.source = sort
    schedule = ", ".join(text_of(entry.get("cron")) for entry in maps_of(document.get("schedules")))
    pipeline = gather.asset(
        AssetKind.PIPELINE,
        text_of(document.get("name")) or gather.file,
        document.line,
        key=f"pipeline:{gather.file}",
        aliases=(gather.file,),
        facts=(("schedule", schedule),),
    )
    if sort == "circleci":
        _circle(document, gather, source, around, pipeline)
        return
    for title, job, place in server_jobs(document, sort):
        facts = (("schedule", schedule), ("environment", place))
        key = gather.asset(AssetKind.JOB, title, job.line, key=f"job:{gather.file}.{title}", facts=facts)
        gather.edge(pipeline, key, EdgeKind.RUNS, job.line)
        for step in steps_of(job):
            _step(gather, step, key, source, around)


def _step(gather: Gather, step: Map, key: str, source: str, around: Around) -> None:
    for name in SCRIPTS:
        for command in rows_of(step.get(name)):
            if isinstance(command, Text):
                commands.from_yaml(gather, command, key, source, around, text_of(step.get("workingDirectory")))
    inputs = map_of(step.get("inputs"))
    for name in ("script", "inlineScript", "scriptPath", "filePath"):
        inner = inputs.get(name)
        if isinstance(inner, Text):
            commands.from_yaml(gather, inner, key, source, around)
    if "args" in step and ("entrypoint" in step or "name" in step):  # Cloud Build
        entry = text_of(step.get("entrypoint"))
        arguments = tuple(text_of(a) for a in rows_of(step.get("args")))
        commands.words(gather, (*((entry,) if entry else ()), *arguments), step.line, key, around)


def _circle(document: Map, gather: Gather, source: str, around: Around, pipeline: str) -> None:
    """CircleCI: jobs with ``run`` steps, own commands, and workflows that say when."""
    own = map_of(document.get("commands"))
    schedules: dict[str, list[str]] = {}
    for workflow in map_of(document.get("workflows")).values():
        crons = [text_of(map_of(t.get("schedule")).get("cron")) for t in maps_of(map_of(workflow).get("triggers"))]
        for entry in rows_of(map_of(workflow).get("jobs")):
            for name in (str(entry),) if isinstance(entry, Text) else tuple(map_of(entry)):
                schedules.setdefault(name, []).extend(c for c in crons if c)
    for title, job in map_of(document.get("jobs")).items():
        if not isinstance(job, Map):
            continue
        facts = (("schedule", ", ".join(dict.fromkeys(schedules.get(title, ())))),)
        key = gather.asset(AssetKind.JOB, title, job.line, key=f"job:{gather.file}.{title}", facts=facts)
        gather.edge(pipeline, key, EdgeKind.RUNS, job.line)
        for command, folder in circle_steps(job, own):
            commands.from_yaml(gather, command, key, source, around, folder)
