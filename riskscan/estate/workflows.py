"""What a code host runs by itself: GitHub Actions workflows and actions, and GitLab pipelines, with their schedules and commands.

Source: docs.github.com, workflow syntax and action metadata syntax; docs.gitlab.com, CI/CD YAML syntax reference.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from riskscan.estate import commands, connections
from riskscan.estate.piece import Around, Gather
from riskscan.formats import pipelines
from riskscan.formats.yaml_text import Map, Text, map_of, maps_of, rows_of, text_of, texts_of
from riskscan.knowledge.places import LOCAL_HOSTS
from riskscan.model.asset import AssetKind
from riskscan.model.estate import EdgeKind
from riskscan.model.evidence import Method

_SHELLS = ("", "bash", "sh")


def wants_github(document: Map, path: PurePosixPath) -> bool:
    """A workflow: it has jobs with steps, in the folder that GitHub reads."""
    return "jobs" in document and ("workflows" in path.parts or "on" in document)


def wants_action(document: Map, path: PurePosixPath) -> bool:
    """An action made of steps."""
    return path.name in ("action.yml", "action.yaml") and "steps" in map_of(document.get("runs"))


def wants_gitlab(document: Map, path: PurePosixPath) -> bool:
    """A GitLab pipeline by its file name, or a file of jobs with scripts in a folder named for it."""
    jobs = [v for v in document.values() if isinstance(v, Map) and ("script" in v or "trigger" in v)]
    return (bool(jobs) or "include" in document) and (
        path.name.endswith(".gitlab-ci.yml") or ".gitlab" in path.parts or "stages" in document
    )


def read_github(document: Map, gather: Gather, source: str, around: Around) -> None:
    """The workflow, its jobs, and what their steps do."""
    triggers = document.get("on")
    events = list(triggers) if isinstance(triggers, Map) else list(texts_of(triggers))
    schedule = ", ".join(text_of(entry.get("cron")) for entry in maps_of(map_of(triggers).get("schedule")))
    name = text_of(document.get("name")) or PurePosixPath(gather.file).stem
    workflow = gather.asset(
        AssetKind.PIPELINE,
        name,
        document.line,
        key=f"pipeline:{gather.file}",
        aliases=(gather.file,),
        facts=(("schedule", schedule), ("trigger", ", ".join(events))),
    )
    after = texts_of(map_of(map_of(triggers).get("workflow_run")).get("workflows"))
    for other in after:
        gather.edge(gather.asset(AssetKind.PIPELINE, other, document.line, method=Method.MATCHED), workflow, EdgeKind.RUNS, document.line)
    jobs = map_of(document.get("jobs"))
    for title, job in jobs.items():
        if isinstance(job, Map):
            place = pipelines.environment_of(job)
            facts = (("schedule", schedule), ("environment", place))
            key = _job(gather, workflow, f"{name}.{title}", f"job:{gather.file}.{title}", job.line, facts)
            for needed in texts_of(job.get("needs")):
                gather.edge(f"job:{gather.file}.{needed}", key, EdgeKind.FEEDS, job.line)
            _used(gather, text_of(job.get("uses")), key, job.line, around)
            _settings(gather, (document, job, *maps_of(job.get("steps"))), key)
            _steps(gather, job, key, source, around, text_of(map_of(map_of(job.get("defaults")).get("run")).get("working-directory")))
            end = min((line for line in jobs.lines.values() if line > job.line), default=source.count("\n") + 2)
            commands.secrets(gather, "\n".join(source.split("\n")[job.line - 1 : end - 1]), job.line, key)


def read_action(document: Map, gather: Gather, source: str, around: Around) -> None:
    """An action and what its steps do."""
    key = gather.asset(AssetKind.PROGRAM, text_of(document.get("name")) or gather.file, document.line, key=f"program:{gather.file}")
    _steps(gather, map_of(document.get("runs")), key, source, around, "")


def _settings(gather: Gather, parts: tuple[Map, ...], key: str) -> None:
    """Hosts, databases and file stores that the environment of the workflow, the job or a step names; not those of the runner itself."""
    local = LOCAL_HOSTS | {name for part in parts for name in _services(part)}
    for part in parts:
        environment = map_of(part.get("env") or part.get("variables"))
        settings = {name: text_of(value) or text_of(map_of(value).get("value")) for name, value in environment.items()}
        if not any(set(re.split(r"[/@:]+", value.lower())) & local for value in settings.values()):
            connections.use(gather, settings, environment.lines, key)


def _services(part: Map) -> Iterator[str]:
    """The names of the containers that run beside a job, for it alone."""
    services = part.get("services")
    for name in services if isinstance(services, Map) else ():
        yield name.lower()
    for entry in rows_of(services):
        image = text_of(entry) or text_of(map_of(entry).get("name"))
        yield text_of(map_of(entry).get("alias")).lower() or image.rpartition("/")[2].partition(":")[0].lower()


def _steps(gather: Gather, job: Map, key: str, source: str, around: Around, folder: str) -> None:
    for step in maps_of(job.get("steps")):
        command = step.get("run")
        if isinstance(command, Text) and text_of(step.get("shell")) in _SHELLS:
            place = text_of(step.get("working-directory")) or folder
            commands.from_yaml(gather, command, key, source, around, "" if "$" in place else posixpath.normpath(place) if place else "")
        _used(gather, text_of(step.get("uses")), key, step.line, around)


def _used(gather: Gather, uses: str, key: str, line: int, around: Around) -> None:
    """A workflow or an action of the same repository."""
    if not uses.startswith("./"):
        return
    for name in (uses[2:], f"{uses[2:]}/action.yml", f"{uses[2:]}/action.yaml"):
        path = around.layout.resolve(name, "")
        if path is not None:
            gather.edge(key, f"pipeline:{path}" if "workflows" in path else f"program:{path}", EdgeKind.RUNS, line)
            return


def read_gitlab(document: Map, gather: Gather, source: str, around: Around) -> None:
    """The pipeline, its jobs, and what their scripts do; a job has what it extends too."""
    pipeline = gather.asset(AssetKind.PIPELINE, gather.file, document.line, aliases=(gather.file,))
    for included in rows_of(document.get("include")):
        local = text_of(included) if isinstance(included, Text) else text_of(map_of(included).get("local"))
        path = around.layout.resolve(local.lstrip("/"), "") if local else None
        if path is not None:
            gather.edge(pipeline, f"pipeline:{path}", EdgeKind.RUNS, document.lines.get("include", 1))
    for title, job in pipelines.gitlab_jobs(document):
        place = pipelines.environment_of(job)
        scheduled = "scheduled" if any("schedule" in text_of(rule.get("if")) for rule in maps_of(job.get("rules"))) else ""
        facts = (("schedule", scheduled or ("scheduled" if "schedules" in texts_of(job.get("only")) else "")), ("environment", place))
        key = _job(gather, pipeline, title, f"job:{gather.file}.{title}", document.lines.get(title, 1), facts)
        for needed in (*texts_of(job.get("needs")), *(text_of(n.get("job")) for n in maps_of(job.get("needs")))):
            if needed in document:
                gather.edge(f"job:{gather.file}.{needed}", key, EdgeKind.FEEDS, document.lines.get(title, 1))
        _settings(gather, (document, job), key)
        for command in pipelines.gitlab_scripts(job, document):
            commands.from_yaml(gather, command, key, source, around)


def _job(gather: Gather, pipeline: str, name: str, key: str, line: int, facts: tuple[tuple[str, str], ...]) -> str:
    job = gather.asset(AssetKind.JOB, name, line, key=key, facts=facts)
    gather.edge(pipeline, job, EdgeKind.RUNS, line)
    return job
