"""Jenkinsfiles: the steps that are plain commands, the stages that they stand in and when they run. Groovy is not run or parsed.

Source: jenkins.io, pipeline syntax (stages, triggers) and pipeline steps (sh, bat, build).
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from riskscan.estate import commands
from riskscan.estate.piece import Around, Gather, Source
from riskscan.formats.pipelines import jenkins_steps, without_comments
from riskscan.model.asset import AssetKind
from riskscan.model.estate import EdgeKind, Estate
from riskscan.model.evidence import Method

_STAGE = re.compile(r"\bstage\s*\(\s*['\"]([^'\"]+)['\"]")
_CRON = re.compile(r"\bcron\s*\(\s*['\"]([^'\"]+)['\"]")
_BUILD = re.compile(r"\bbuild\s*\(?\s*(?:job\s*:\s*)?['\"]([\w./-]+)['\"]")


def wants(path: PurePosixPath, text: str) -> bool:
    """The file by its name."""
    return path.name.startswith("Jenkinsfile") or path.suffix == ".jenkinsfile"


def read(source: Source, around: Around) -> Estate:
    """The pipeline, its stages as jobs, and what their commands do."""
    gather = Gather("jenkins", source.path)
    text = without_comments(source.text)
    schedule = ", ".join(m[1] for m in _CRON.finditer(text))
    pipeline = gather.asset(AssetKind.PIPELINE, source.path, 1, aliases=(), facts=(("schedule", schedule),))
    stages = [(match.start(), match[1]) for match in _STAGE.finditer(text)]

    def job(at: int) -> str:
        title = max((s for s in stages if s[0] <= at), default=(0, "steps"))[1]
        line = text.count("\n", 0, at) + 1
        key = gather.asset(AssetKind.JOB, title, line, key=f"job:{source.path}.{title}", facts=(("schedule", schedule),))
        gather.edge(pipeline, key, EdgeKind.RUNS, line)
        return key

    for step in jenkins_steps(text):
        if step.program == "sh":
            command = re.sub(r"\$\{(?:params|env)\.(\w+)\}", r"$\1", step.text)
            commands.plain(gather, command, step.line, step.column, job(step.start), around)
    for match in _BUILD.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        other = gather.asset(AssetKind.PIPELINE, match[1], line, method=Method.MATCHED)
        gather.edge(job(match.start()), other, EdgeKind.RUNS, line)
    return gather.estate()
