"""Jenkinsfiles: the steps that are plain commands, the stages that they stand in and when they run. Groovy is not run or parsed.

Source: jenkins.io, pipeline syntax (stages, triggers) and pipeline steps (sh, bat, build).
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from riskscan.estate import commands
from riskscan.estate.piece import Around, Gather, Source
from riskscan.model.asset import AssetKind
from riskscan.model.estate import EdgeKind, Estate
from riskscan.model.evidence import Method

_TEXT = r"('{3}(?:.*?)'{3}|\"{3}(?:.*?)\"{3}|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\")"
_OPTION = r"(?:returnStdout|returnStatus|label|encoding)\s*:\s*(?:true|false|'[^'\n]*'|\"[^\"\n]*\")\s*,\s*"
_SH = re.compile(rf"\bsh\s*\(?\s*(?:{_OPTION})*(?:script\s*:\s*)?{_TEXT}", re.S)
_STAGE = re.compile(r"\bstage\s*\(\s*['\"]([^'\"]+)['\"]")
_CRON = re.compile(r"\bcron\s*\(\s*['\"]([^'\"]+)['\"]")
_BUILD = re.compile(r"\bbuild\s*\(?\s*(?:job\s*:\s*)?['\"]([\w./-]+)['\"]")
_COMMENT = re.compile(r"^[ \t]*//[^\n]*|/\*.*?\*/", re.S | re.M)


def wants(path: PurePosixPath, text: str) -> bool:
    """The file by its name."""
    return path.name.startswith("Jenkinsfile") or path.suffix == ".jenkinsfile"


def read(source: Source, around: Around) -> Estate:
    """The pipeline, its stages as jobs, and what their commands do."""
    gather = Gather("jenkins", source.path)
    text = _COMMENT.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), source.text)
    schedule = ", ".join(m[1] for m in _CRON.finditer(text))
    pipeline = gather.asset(AssetKind.PIPELINE, source.path, 1, aliases=(), facts=(("schedule", schedule),))
    stages = [(match.start(), match[1]) for match in _STAGE.finditer(text)]

    def job(at: int) -> str:
        title = max((s for s in stages if s[0] <= at), default=(0, "steps"))[1]
        line = text.count("\n", 0, at) + 1
        key = gather.asset(AssetKind.JOB, title, line, key=f"job:{source.path}.{title}", facts=(("schedule", schedule),))
        gather.edge(pipeline, key, EdgeKind.RUNS, line)
        return key

    for match in _SH.finditer(text):
        quoted = match[1]
        size = 3 if quoted[:3] in ("'''", '"""') else 1
        start = match.start(1) + size
        command = re.sub(r"\$\{(?:params|env)\.(\w+)\}", r"$\1", quoted[size:-size])
        line = text.count("\n", 0, start) + 1
        column = start - text.rfind("\n", 0, start)
        commands.plain(gather, command, line, column, job(match.start()), around)
    for match in _BUILD.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        other = gather.asset(AssetKind.PIPELINE, match[1], line, method=Method.MATCHED)
        gather.edge(job(match.start()), other, EdgeKind.RUNS, line)
    return gather.estate()
