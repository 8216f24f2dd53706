"""What a code host runs by itself: GitHub Actions workflows and GitLab pipelines, with their schedules and commands.

Source: docs.github.com, workflow syntax; docs.gitlab.com, CI/CD YAML syntax reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from riskscan.estate.effects import link, runs
from riskscan.estate.piece import Around, Gather
from riskscan.estate.yaml_text import Map, Text, code, map_of, maps_of, rows_of, text_of, texts_of
from riskscan.model.artifact import Artifact, Language
from riskscan.model.asset import AssetKind
from riskscan.model.estate import EdgeKind

_GITLAB_WORDS = frozenset(
    [
        "image",
        "services",
        "stages",
        "variables",
        "include",
        "default",
        "workflow",
        "before_script",
        "after_script",
        "cache",
        "pages",
        "spec",
    ]
)


def wants_github(document: Map, path: PurePosixPath) -> bool:
    """A workflow: it has jobs with steps, in the folder that GitHub reads."""
    return "jobs" in document and ("workflows" in path.parts or "on" in document)


def wants_gitlab(document: Map, path: PurePosixPath) -> bool:
    """A GitLab pipeline by its file name, or a file of jobs with scripts in a folder named for it."""
    jobs = [v for v in document.values() if isinstance(v, Map) and "script" in v]
    return bool(jobs) and (path.name.endswith(".gitlab-ci.yml") or ".gitlab" in path.parts or "stages" in document)


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
    for title, job in map_of(document.get("jobs")).items():
        if isinstance(job, Map):
            environment = job.get("environment")
            place = text_of(environment) or text_of(map_of(environment).get("name"))
            key = _job(
                gather,
                workflow,
                f"{name}.{title}",
                f"job:{gather.file}.{title}",
                job.line,
                (("schedule", schedule), ("environment", place)),
            )
            for step in maps_of(job.get("steps")):
                command = step.get("run")
                if isinstance(command, Text) and text_of(step.get("shell")) in ("", "bash", "sh"):
                    _command(gather, command, key, source, around)


def read_gitlab(document: Map, gather: Gather, source: str, around: Around) -> None:
    """The pipeline, its jobs, and what their scripts do."""
    pipeline = gather.asset(AssetKind.PIPELINE, gather.file, document.line, aliases=(gather.file,))
    for title, job in document.items():
        if not isinstance(job, Map) or title in _GITLAB_WORDS or title.startswith("."):
            continue
        environment = job.get("environment")
        place = text_of(environment) or text_of(map_of(environment).get("name"))
        scheduled = "scheduled" if any("schedule" in text_of(rule.get("if")) for rule in maps_of(job.get("rules"))) else ""
        facts = (("schedule", scheduled or ("scheduled" if "schedules" in texts_of(job.get("only")) else "")), ("environment", place))
        key = _job(gather, pipeline, title, f"job:{gather.file}.{title}", document.lines.get(title, 1), facts)
        for command in _scripts(job):
            _command(gather, command, key, source, around)


def _scripts(job: Map) -> Iterator[Text]:
    for part in ("before_script", "script", "after_script"):
        for line in rows_of(job.get(part)):
            for command in rows_of(line):
                if isinstance(command, Text):
                    yield command


def _job(gather: Gather, pipeline: str, name: str, key: str, line: int, facts: tuple[tuple[str, str], ...]) -> str:
    job = gather.asset(AssetKind.JOB, name, line, key=key, facts=facts)
    gather.edge(pipeline, job, EdgeKind.RUNS, line)
    return job


def _command(gather: Gather, command: Text, actor: str, source: str, around: Around) -> None:
    """What one command does, by the queue, and which files of the estate it names."""
    text, origin, holes = code(command, source)
    found = around.ask(Artifact(gather.file, Language.SHELL, text, origin=origin, holes=holes), around.aside)
    link(gather, found.effects, actor, around.layout)
    runs(gather, str(command), command.line + (1 if command.style in ("|", ">") else 0), actor, around.layout)
