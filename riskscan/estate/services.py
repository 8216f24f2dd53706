"""What a machine runs by itself: systemd timers and services, and the processes of a Procfile.

Source: systemd.timer(5), systemd.service(5), systemd.time(7); devcenter.heroku.com, the Procfile.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from riskscan.estate import commands, connections
from riskscan.estate.piece import Around, Gather, Source
from riskscan.formats.schedules import WHEN, processes, unit_commands, unit_pairs
from riskscan.model.asset import AssetKind
from riskscan.model.estate import EdgeKind, Estate
from riskscan.model.evidence import Method


def wants(path: PurePosixPath, text: str) -> bool:
    """Units with a section of their kind, and Procfiles."""
    if path.name == "Procfile":
        return True
    return (path.suffix == ".timer" and "[Timer]" in text) or (path.suffix == ".service" and "[Service]" in text)


def read(source: Source, around: Around) -> Estate:
    """The timer, the service or the processes of one file."""
    gather = Gather("procfile" if source.posix.name == "Procfile" else "systemd", source.path)
    if source.posix.name == "Procfile":
        for process in processes(source.text):
            key = gather.asset(AssetKind.JOB, f"{source.path}: {process.name}", process.line, key=f"job:{source.path}.{process.name}")
            commands.plain(gather, process.command, process.line, process.column, key, around)
        return gather.estate()
    stem = source.posix.stem
    if source.posix.suffix == ".timer":
        _timer(gather, source.text, stem)
    else:
        _service(gather, source.text, stem, around)
    return gather.estate()


def _timer(gather: Gather, text: str, stem: str) -> None:
    pairs = [(p.name, p.command, p.line) for p in unit_pairs(text)]
    schedule = ", ".join(value for name, value, _ in pairs if name in WHEN)
    unit = next((value for name, value, _ in pairs if name == "Unit"), f"{stem}.service")
    line = next((line for name, _, line in pairs if name in WHEN), 1)
    timer = gather.asset(AssetKind.PIPELINE, f"{stem}.timer", line, facts=(("schedule", schedule),))
    service = gather.asset(AssetKind.JOB, unit, line, method=Method.MATCHED, facts=(("schedule", schedule),))
    gather.edge(timer, service, EdgeKind.RUNS, line)


def _service(gather: Gather, text: str, stem: str, around: Around) -> None:
    pairs = [(p.name, p.command, p.line) for p in unit_pairs(text)]
    about = next((value for name, value, _ in pairs if name == "Description"), "")
    key = gather.asset(AssetKind.JOB, f"{stem}.service", 1, facts=(("description", about),))
    for started in unit_commands(text):
        commands.plain(gather, started.command, started.line, started.column, key, around)
    for name, value, line in pairs:
        if name in ("Requires", "BindsTo"):
            for other in value.split():
                if other.endswith(".service"):
                    needed = gather.asset(AssetKind.JOB, other, line, method=Method.MATCHED)
                    gather.edge(needed, key, EdgeKind.SUPPORTS, line)
        elif name == "Environment":
            setting, _, worth = value.strip("\"'").partition("=")
            connections.use(gather, {setting: worth}, {setting: line}, key)
