"""Pipelines of code hosts and build servers: what each job's commands do, where and when.

Source: see ``riskscan.formats.pipelines``.
"""

from __future__ import annotations

import re

from riskscan.formats import pipelines
from riskscan.formats.code import Code, as_command, quoted
from riskscan.formats.yaml_text import Map, Text, Value, map_of, maps_of, rows_of, text_of, texts_of
from riskscan.model.artifact import Language
from riskscan.model.effect import Context
from riskscan.parsers.documents.found import NOT_SEEN, Found, both, environment, scheduled

_SHELLS = {
    "bash": Language.SHELL, "sh": Language.SHELL, "zsh": Language.SHELL, "python": Language.PYTHON, "python3": Language.PYTHON,
    "pwsh": Language.POWERSHELL, "powershell": Language.POWERSHELL, "cmd": Language.BATCH, "bat": Language.BATCH,
    "script": Language.SHELL, "command": Language.SHELL, "commands": Language.SHELL,
}  # fmt: skip
# Steps that fetch, set up, check, sign in, keep results or build, and change nothing that anybody else relies on
_HARMLESS = re.compile(
    r"(?i)^(actions/(?!github-script|delete)[\w-]+|docker/[\w-]+|codecov/|coverallsapp/|sonarsource/|github/codeql|aquasecurity/|super-linter/|pre-commit/"
    r"|[\w-]+/setup-[\w-]+|[\w.-]+/[\w-]*(setup|install|cache|checkout|lint|linter|test|tests|report|reporter|scan|check|checks|changed-files"
    r"|paths-filter|toolchain|configure-aws-credentials|login|auth|metadata|summary|annotate|upload-artifact|download-artifact|cancel)[\w-]*(/|@|$))"
)
_CODE_INPUTS = ("script", "inlineScript", "inline-script", "run", "command", "cmd", "commands", "cmds")
_TASKS_THAT_RUN = re.compile(
    r"(?i)^(bash|cmdline|commandline|shellscript|powershell|batchscript|pythonscript|azurecli|azurepowershell|ssh|sqlazuredacpac\w*|pwsh)@"
)
_TASKS_HARMLESS = re.compile(
    r"(?i)^(use\w*|nodetool|npm|dotnetcorecli|maven|gradle|publish\w*|download\w*|copyfiles|archivefiles|extractfiles|vstest|vsbuild|nuget\w*"
    r"|docker|cache|\w*installer\w*|pip\w*|gotool|sonarqube\w*|deletefiles|replacetokens|whitesource\w*)@"
)


def read(found: Found, text: str) -> None:
    """All jobs of a pipeline; a Jenkinsfile by its plain commands."""
    if re.search(r"(?m)^\s*(@Library|def\s|import\s|pipeline\s*\{|node\s*[({]|#!groovy|//|/\*)", text) and not re.search(
        r"(?m)^(on|jobs|stages):", text
    ):
        _jenkins(found, text)
        return
    for document in found.maps(text):
        if isinstance(document.get("jobs"), Map) and (
            "on" in document or any("runs-on" in map_of(j) or "uses" in map_of(j) for j in map_of(document["jobs"]).values())
        ):
            _github(found, document, text)
        elif "runs" in document:
            _steps(found, map_of(document["runs"]), Map(), text, Context(), [])
            found.understood = True
        elif isinstance(document.get("jobs"), Map):
            _circle(found, document, text)
        elif "pipelines" in document:
            _server(found, document, "bitbucket", text)
        elif {"trigger", "pr", "pool", "jobs", "stages", "schedules", "extends"} & set(document) and any(pipelines.steps_of(document)):
            _server(found, document, "azure_pipelines", text)
        elif "steps" in document:
            _server(
                found,
                document,
                "azure_pipelines" if {"script", "task", "bash"} & {k for s in maps_of(document["steps"]) for k in s} else "cloudbuild",
                text,
            )
        else:
            _gitlab(found, document, text)


def _github(found: Found, document: Map, source: str) -> None:
    crons = [e for e in maps_of(map_of(document.get("on")).get("schedule")) if text_of(e.get("cron"))]
    around = scheduled(text_of(crons[0].get("cron")), found.span(crons[0].line)) if crons else Context()
    for job in map_of(document.get("jobs")).values():
        if not isinstance(job, Map):
            continue
        found.understood = True
        place = pipelines.environment_of(job)
        context = both(around, environment(place, found.span(job.lines.get("environment", job.line))))
        if "uses" in job:
            _used(found, job, context)
        _steps(found, job, document, source, context, [map_of(document.get("env")), map_of(job.get("env"))])


def _steps(found: Found, job: Map, document: Map, source: str, context: Context, settings: list[Map]) -> None:
    defaults = [map_of(map_of(holder.get("defaults")).get("run")) for holder in (job, document)]
    windows = "windows" in text_of(job.get("runs-on")).lower()
    for step in maps_of(job.get("steps")):
        command = step.get("run")
        if isinstance(command, Text):
            said = (text_of(step.get("shell")) or next((text_of(d.get("shell")) for d in defaults if "shell" in d), "")).split(" ")[0]
            language = _SHELLS.get(said, Language.SHELL) if said else (Language.POWERSHELL if windows else Language.SHELL)
            folder = text_of(step.get("working-directory")) or next((text_of(d.get("working-directory")) for d in defaults if d), "")
            _command(found, command, source, language, context, [*settings, map_of(step.get("env"))], folder)
        elif "uses" in step:
            _uses(found, step, source, context, settings)


def _uses(found: Found, step: Map, source: str, context: Context, settings: list[Map]) -> None:
    """A step that another repository wrote: what it is handed as commands is read, the rest is said."""
    name = text_of(step.get("uses"))
    if name.startswith("./"):
        _used(found, step, context)
        return
    given = map_of(step.get("with"))
    codes = [given[key] for key in _CODE_INPUTS if isinstance(given.get(key), Text)]
    for code in codes:
        if isinstance(code, Text) and "github-script" not in name:
            _command(found, code, source, Language.SHELL, context, settings, "")
    if not codes and not _HARMLESS.match(name):
        found.unseen("step-not-seen", f"It runs the step {name.partition('@')[0]}, which others wrote.", NOT_SEEN, step.line)


def _used(found: Found, holder: Map, context: Context) -> None:
    """A workflow or an action of the same repository, or of another one."""
    name = text_of(holder.get("uses"))
    if not name.startswith("./"):
        found.unseen("step-not-seen", f"It runs the workflow {name.partition('@')[0]}, which we were not given.", NOT_SEEN, holder.line)
    elif name.endswith((".yml", ".yaml")):
        found.runs(name[2:], holder.line, Language.PIPELINE, context)
    else:
        found.runs(f"{name[2:].rstrip('/')}/action.yml", holder.line, Language.PIPELINE, context)


def _command(found: Found, command: Text, source: str, language: Language, context: Context, settings: list[Map], folder: str) -> None:
    code = Code()
    if language is Language.SHELL:
        _set(code, settings, command)
        if folder and "$" not in folder:
            code.made(f"cd {quoted(folder)}\n", command.line, command.column)
    found.piece(code.yaml(command, source), language, context)


def _set(code: Code, settings: list[Map], at: Text) -> None:
    """The settings that a command finds when it starts, as assignments before it; those filled in at run time are left out."""
    for holder in settings:
        for name, value in holder.items():
            if isinstance(value, Text) and re.fullmatch(r"[A-Za-z_]\w*", name) and "$" not in value and "\n" not in value:
                code.made(f"{name}={quoted(str(value))}\n", at.line, at.column)


def _gitlab(found: Found, document: Map, source: str) -> None:
    for _, job in pipelines.gitlab_jobs(document):
        place = pipelines.environment_of(job)
        crons = [r for r in maps_of(job.get("rules")) if "schedule" in text_of(r.get("if"))]
        context = both(
            environment(place, found.span(job.lines.get("environment", job.line))),
            scheduled("on a schedule", found.span(crons[0].line)) if crons else Context(),
        )
        code = Code()
        scripts = list(pipelines.gitlab_scripts(job, document))
        if scripts:
            _set(code, [map_of(document.get("variables")), map_of(job.get("variables"))], scripts[0])
        for command in scripts:
            code.yaml(command, source)
            code.made("\n", command.line, command.column)
        if scripts:
            found.piece(code, Language.SHELL, context)
        if "trigger" in job:
            line = job.lines.get("trigger", job.line)
            found.unseen("step-not-seen", "It starts another pipeline, which we were not given.", NOT_SEEN, line)
    if "include" in document:
        _included(found, document)


def _included(found: Found, document: Map) -> None:
    """Files that a GitLab pipeline takes in: those of the same repository are read, templates of others are said."""
    included: Value | None = document.get("include")
    entries = [included] if isinstance(included, Map) else rows_of(included)
    line = document.lines.get("include", 1)
    for entry in entries:
        local = text_of(entry) if isinstance(entry, Text) else text_of(map_of(entry).get("local"))
        if local and "://" not in local and "*" not in local:
            found.runs(local.lstrip("/"), line, Language.PIPELINE)
        else:
            found.unseen("step-not-seen", "It takes in jobs from elsewhere, which we were not given.", NOT_SEEN, line)


def _circle(found: Found, document: Map, source: str) -> None:
    own = map_of(document.get("commands"))
    for job in map_of(document.get("jobs")).values():
        if isinstance(job, Map):
            found.understood = True
            for command, folder in pipelines.circle_steps(job, own):
                _command(found, command, source, Language.SHELL, Context(), [map_of(job.get("environment"))], folder)


def _server(found: Found, document: Map, sort: str, source: str) -> None:
    """Azure, Bitbucket, Cloud Build, Buildkite."""
    crons = maps_of(document.get("schedules"))
    around = scheduled(text_of(crons[0].get("cron")), found.span(crons[0].line)) if crons else Context()
    for _, job, place in pipelines.server_jobs(document, sort):
        context = both(around, environment(place, found.span(job.lines.get("environment", job.line))))
        for step in pipelines.steps_of(job):
            found.understood = True
            _server_step(found, step, source, context)


def _server_step(found: Found, step: Map, source: str, context: Context) -> None:
    folder = text_of(step.get("workingDirectory"))
    for name in pipelines.SCRIPTS:
        language = _SHELLS.get(name, Language.SHELL)
        rows = [row for row in rows_of(step.get(name)) if isinstance(row, Text)]
        for command in rows:
            _command(found, command, source, language, context, [map_of(step.get("env"))], folder)
    inputs = map_of(step.get("inputs"))
    task = text_of(step.get("task"))
    codes = [inputs[name] for name in ("script", "inlineScript", "inline", "sqlInline") if isinstance(inputs.get(name), Text)]
    for inner in codes:
        if isinstance(inner, Text):
            shell = text_of(inputs.get("scriptType")) + task.lower()
            language = (
                Language.SQL
                if "sql" in task.lower()
                else Language.POWERSHELL
                if re.search("(?i)pscore|powershell|ps@", shell)
                else Language.BATCH
                if "cmdline" in shell or "batch" in shell
                else Language.PYTHON
                if "python" in shell
                else Language.SHELL
            )
            _command(found, inner, source, language, context, [], folder)
    for name in ("scriptPath", "filePath", "filename"):
        if text_of(inputs.get(name)) and _TASKS_THAT_RUN.match(task):
            path = re.sub(r"^\$\([\w.]+\)/", "", text_of(inputs[name]))
            found.runs(path, inputs.lines.get(name, step.line), context=context)
            codes.append(inputs[name])
    if task and not codes and not _TASKS_HARMLESS.match(task):
        _task(found, step, task, inputs, context)
    if "args" in step and ("entrypoint" in step or "name" in step):  # Cloud Build
        image = text_of(step.get("name")).rpartition("/")[2].partition(":")[0]
        entry = text_of(step.get("entrypoint")) or (image if image in ("gcloud", "docker", "kubectl", "terraform", "gsutil", "npm") else "")
        words = (*((entry,) if entry else ()), *texts_of(step.get("args")))
        found.piece(Code().made(as_command(words), step.line, 1), Language.SHELL, context)


def _task(found: Found, step: Map, task: str, inputs: Map, context: Context) -> None:
    """An Azure task without code of its own: Terraform by its command, others are said."""
    command = text_of(inputs.get("command"))
    if "terraform" in task.lower() and command:
        folder = re.sub(r"^\$\([\w.]+\)/", "", text_of(inputs.get("workingDirectory")))
        line = f"terraform {f'-chdir={quoted(folder)} ' if folder and '$' not in folder else ''}{command} {text_of(inputs.get('commandOptions'))}"  # noqa: E501
        found.piece(Code().made(line, step.line, 1), Language.SHELL, context)
    else:
        found.unseen("step-not-seen", f"It runs the step {task.partition('@')[0]}, which others wrote.", NOT_SEEN, step.line)


def _jenkins(found: Found, text: str) -> None:
    plain = pipelines.without_comments(text)
    cron = re.search(r"\bcron\s*\(\s*['\"]([^'\"]+)['\"]", plain)
    around = scheduled(cron[1], found.span(plain.count("\n", 0, cron.start()) + 1)) if cron else Context()
    for step in pipelines.jenkins_steps(plain):
        command = re.sub(r"\$\{(?:params|env)\.(\w+)\}", lambda m: "${" + m[1] + "}", step.text)
        language = {"sh": Language.SHELL, "bat": Language.BATCH}.get(step.program, Language.POWERSHELL)
        found.piece(Code().plain(command, step.line, step.column), language, around)
    for match in re.finditer(r"\bbuild\s*\(?\s*(?:job\s*:\s*)?['\"]([\w./-]+)['\"]", plain):
        line = plain.count("\n", 0, match.start()) + 1
        found.unseen("step-not-seen", f"It starts the job {match[1]}, which we were not given.", NOT_SEEN, line)
    if re.search(r"\bstages?\b|\bnode\b", plain):
        found.understood = True
    for match in re.finditer(r"(?m)^@Library\b", plain):
        line = plain.count("\n", 0, match.start()) + 1
        found.unseen("step-not-seen", "It uses steps from a shared library, which we were not given.", NOT_SEEN, line)
