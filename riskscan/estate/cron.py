"""Crontabs: each line is a job with its schedule and its command.

Source: crontab(5); the system form has a user between schedule and command.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from riskscan.estate.effects import link, runs
from riskscan.estate.piece import Around, Gather, Source
from riskscan.model.artifact import Artifact, Language, plain_origin
from riskscan.model.asset import AssetKind
from riskscan.model.estate import EdgeKind, Estate

_FIELD = r"[\d*/,LW#?A-Za-z-]+"
_LINE = re.compile(rf"^\s*((?:{_FIELD}[ \t]+){{4}}{_FIELD}|@(?:hourly|daily|midnight|weekly|monthly|yearly|annually|reboot))[ \t]+(\S.*)$")
_USER = re.compile(r"^([a-z_][a-z0-9_-]*)[ \t]+(?=[/\w.~$\[(])")
_FIRST = re.compile(
    r"(?m)^\s*(?:[\d*][\d*/,-]*[ \t]+){4}[\w*/,-]+[ \t]+\S|^@(?:hourly|daily|midnight|weekly|monthly|yearly|annually|reboot)\s"
)


def wants(path: PurePosixPath, text: str) -> bool:
    """Files that are crontabs by name and have a schedule in them."""
    named = path.name in ("crontab", "crontab.txt") or path.suffix in (".cron", ".crontab") or "cron.d" in path.parts
    return named and _FIRST.search(text) is not None


def read(source: Source, around: Around) -> Estate:
    """A job for each line."""
    gather = Gather("cron", source.path)
    system = "cron.d" in source.posix.parts or source.posix.parts[:-1][-1:] == ("etc",)
    lines = source.text.split("\n")
    for number, line in enumerate(lines, start=1):
        match = _LINE.match(line) if not line.lstrip().startswith("#") else None
        if match is None:
            continue
        command, column = match[2], match.start(2) + 1
        user = _USER.match(command) if system else None
        if user:
            command, column = command[user.end() :], column + user.end()
        name = f"{source.path}:{number}"
        shown = re.sub(r"\s*(\d?>+|2>&1|\|\|).*$", "", command)[:80]
        key = gather.asset(
            AssetKind.JOB,
            shown,
            number,
            key=f"job:{name}",
            facts=(("schedule", match[1]), ("user", user[1] if user else "")),
            aliases=(name,),
        )
        gather.edge(gather.asset(AssetKind.PIPELINE, source.path, 1), key, EdgeKind.RUNS, number)
        origin = plain_origin(command, number, column)
        found = around.ask(Artifact(source.path, Language.SHELL, command, origin=origin), around.aside)
        link(gather, found.effects, key, around.layout)
        runs(gather, command, number, key, around.layout)
    return gather.estate()
