"""Where the pipelines of code hosts and build servers keep their jobs and commands.

Source: docs.github.com, workflow syntax; docs.gitlab.com, CI/CD YAML syntax reference; learn.microsoft.com, YAML schema of Azure
Pipelines; circleci.com, configuration reference; support.atlassian.com, Bitbucket Pipelines; cloud.google.com, build configuration file;
buildkite.com, command step; jenkins.io, pipeline syntax.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from riskscan.formats.yaml_text import Map, Text, Value, map_of, maps_of, rows_of, text_of, texts_of

GITLAB_WORDS = frozenset(
    {"image", "services", "stages", "variables", "include", "default", "workflow", "cache", "pages", "spec"}
    | {"before_script", "after_script"}
)
GITLAB_PARTS = ("before_script", "script", "after_script")
SCRIPTS = ("script", "bash", "pwsh", "powershell", "command", "commands")
_TEXT = r"('{3}(?:.*?)'{3}|\"{3}(?:.*?)\"{3}|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\")"
_OPTION = r"(?:returnStdout|returnStatus|label|encoding)\s*:\s*(?:true|false|'[^'\n]*'|\"[^\"\n]*\")\s*,\s*"
_STEP = re.compile(rf"\b(sh|bat|powershell|pwsh)\s*\(?\s*(?:{_OPTION})*(?:script\s*:\s*)?{_TEXT}", re.S)
_COMMENT = re.compile(r"^[ \t]*//[^\n]*|/\*.*?\*/", re.S | re.M)


def environment_of(job: Map) -> str:
    """The environment that a job works on, by name; empty where it names none."""
    environment = job.get("environment")
    return text_of(environment) or text_of(map_of(environment).get("name"))


def gitlab_jobs(document: Map) -> Iterator[tuple[str, Map]]:
    """(title, job with what it extends) of a GitLab pipeline; hidden jobs are left out."""
    for title, plain in document.items():
        if isinstance(plain, Map) and title not in GITLAB_WORDS and not title.startswith("."):
            yield title, extended(plain, document, 0)


def extended(job: Map, document: Map, depth: int) -> Map:
    """The job with what it does not say itself taken from what it extends."""
    made = Map(job)
    made.lines, made.line = dict(job.lines), job.line
    for name in texts_of(job.get("extends")) if depth < 11 else ():  # GitLab follows eleven
        for key, value in extended(map_of(document.get(name)), document, depth + 1).items():
            made.setdefault(key, value)
    return made


def gitlab_scripts(job: Map, document: Map) -> Iterator[Text]:
    """The commands of a GitLab job in the order in which they run."""
    shared = map_of(document.get("default"))
    for part in GITLAB_PARTS:
        for line in rows_of(job.get(part) or shared.get(part) or document.get(part)):
            for command in rows_of(line):
                if isinstance(command, Text):
                    yield command


def server_jobs(document: Map, sort: str) -> Iterator[tuple[str, Map, str]]:
    """(title, what holds its steps, environment) of each job of Azure, Bitbucket, Cloud Build and Buildkite."""
    if sort == "azure_pipelines":
        stages = maps_of(document.get("stages")) or [document]
        for stage in stages:
            for job in maps_of(stage.get("jobs")) or [stage]:
                title = text_of(job.get("job")) or text_of(job.get("deployment")) or text_of(stage.get("stage")) or "steps"
                yield title, job, environment_of(job)
    elif sort == "bitbucket":
        for step in _deep(document.get("pipelines"), "step"):
            yield text_of(step.get("name")) or f"step {step.line}", step, text_of(step.get("deployment"))
    else:
        yield "steps", document, ""


def _deep(value: Value | None, key: str, depth: int = 0) -> Iterator[Map]:
    """All mappings under a key, wherever it stands."""
    if depth > 12:
        return
    if isinstance(value, Map):
        if isinstance(value.get(key), Map):
            yield map_of(value[key])
        for name, inner in value.items():
            if name != key:
                yield from _deep(inner, key, depth + 1)
    elif value is not None and not isinstance(value, Text):
        for inner in value:
            yield from _deep(inner, key, depth + 1)


def steps_of(job: Map, depth: int = 0) -> Iterator[Map]:
    """All steps below a job, also those of a deployment's strategy."""
    if "script" in job and not isinstance(job["script"], Text):
        yield job
    yield from maps_of(job.get("steps"))
    for name in ("strategy", "runOnce", "rolling", "canary", "deploy", "preDeploy", "postRouteTraffic", "on", "success", "failure"):
        if depth < 6 and isinstance(job.get(name), Map):
            yield from steps_of(map_of(job[name]), depth + 1)
    for name in ("stages", "jobs"):
        for inner in maps_of(job.get(name)) if depth < 6 else ():
            yield from steps_of(inner, depth + 1)


def circle_steps(job: Map, own: Map, depth: int = 0) -> Iterator[tuple[Text, str]]:
    """(command, folder) of a CircleCI job, with those of its own named commands."""
    for step in rows_of(job.get("steps")):
        names = (str(step),) if isinstance(step, Text) else tuple(map_of(step))
        run = map_of(step).get("run")
        command = run if isinstance(run, Text) else map_of(run).get("command")
        if isinstance(command, Text):
            yield command, text_of(map_of(run).get("working_directory"))
        for name in names:
            if isinstance(own.get(name), Map) and depth < 5:
                yield from circle_steps(map_of(own[name]), own, depth + 1)
            if name in ("when", "unless") and depth < 5:
                yield from circle_steps(map_of(map_of(step).get(name)), own, depth + 1)


@dataclass(frozen=True, slots=True)
class Step:
    """A command of a Jenkinsfile: ``program`` runs it (sh, bat, powershell), ``start`` is its offset in the file."""

    program: str
    text: str
    start: int
    line: int
    column: int


def without_comments(text: str) -> str:
    """A Jenkinsfile with its comments blanked; places stay."""
    return _COMMENT.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)


def jenkins_steps(text: str) -> Iterator[Step]:
    """The plain commands of a Jenkinsfile without comments. Groovy is not run or parsed."""
    for match in _STEP.finditer(text):
        quote = match[2]
        size = 3 if quote[:3] in ("'''", '"""') else 1
        start = match.start(2) + size
        line = text.count("\n", 0, start) + 1
        yield Step(match[1], quote[size:-size], start, line, start - text.rfind("\n", 0, start))
