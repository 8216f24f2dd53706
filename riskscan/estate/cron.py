"""Crontabs: each line is a job with its schedule and its command.

Source: crontab(5); the system form has a user between schedule and command.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from riskscan.estate.effects import link, runs
from riskscan.estate.piece import Around, Gather, Source
from riskscan.formats.schedules import cron_lines, has_schedule, is_system
from riskscan.model.artifact import Artifact, Language, plain_origin
from riskscan.model.asset import AssetKind
from riskscan.model.estate import EdgeKind, Estate


def wants(path: PurePosixPath, text: str) -> bool:
    """Files that are crontabs by name and have a schedule in them."""
    named = path.name in ("crontab", "crontab.txt") or path.suffix in (".cron", ".crontab") or "cron.d" in path.parts
    return named and has_schedule(text)


def read(source: Source, around: Around) -> Estate:
    """A job for each line."""
    gather = Gather("cron", source.path)
    for entry in cron_lines(source.text, is_system(source.posix)):
        command, number = entry.command, entry.line
        name = f"{source.path}:{number}"
        shown = re.sub(r"\s*(\d?>+|2>&1|\|\|).*$", "", command)[:80]
        key = gather.asset(
            AssetKind.JOB,
            shown,
            number,
            key=f"job:{name}",
            facts=(("schedule", entry.schedule), ("user", entry.user)),
            aliases=(name,),
        )
        gather.edge(gather.asset(AssetKind.PIPELINE, source.path, 1), key, EdgeKind.RUNS, number)
        origin = plain_origin(command, number, entry.column)
        found = around.ask(Artifact(source.path, Language.SHELL, command, origin=origin), around.aside)
        link(gather, found.effects, key, around.layout)
        runs(gather, command, number, key, around.layout)
    return gather.estate()
