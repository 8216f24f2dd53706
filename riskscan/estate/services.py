"""What a machine runs by itself: systemd timers and services, and the processes of a Procfile.

Source: systemd.timer(5), systemd.service(5), systemd.time(7); devcenter.heroku.com, the Procfile.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from riskscan.estate import commands, connections
from riskscan.estate.piece import Around, Gather, Source
from riskscan.model.asset import AssetKind
from riskscan.model.estate import EdgeKind, Estate
from riskscan.model.evidence import Method

_PAIR = re.compile(r"^\s*([A-Za-z]+)\s*=\s*(.*)$")
_PROCESS = re.compile(r"^([\w-]+):\s*(\S.*)$")
_STARTS = ("ExecStart", "ExecStartPre", "ExecStartPost", "ExecStop", "ExecReload")
_WHEN = ("OnCalendar", "OnUnitActiveSec", "OnBootSec")


def wants(path: PurePosixPath, text: str) -> bool:
    """Units with a section of their kind, and Procfiles."""
    if path.name == "Procfile":
        return True
    return (path.suffix == ".timer" and "[Timer]" in text) or (path.suffix == ".service" and "[Service]" in text)


def read(source: Source, around: Around) -> Estate:
    """The timer, the service or the processes of one file."""
    gather = Gather("procfile" if source.posix.name == "Procfile" else "systemd", source.path)
    if source.posix.name == "Procfile":
        for number, line in enumerate(source.text.split("\n"), start=1):
            process = _PROCESS.match(line)
            if process:
                key = gather.asset(AssetKind.JOB, f"{source.path}: {process[1]}", number, key=f"job:{source.path}.{process[1]}")
                commands.plain(gather, process[2], number, process.start(2) + 1, key, around)
        return gather.estate()
    stem = source.posix.stem
    if source.posix.suffix == ".timer":
        _timer(gather, source.text, stem)
    else:
        _service(gather, source.text, stem, around)
    return gather.estate()


def _pairs(text: str) -> list[tuple[str, str, int, int]]:
    """(name, value, line, column) of every setting."""
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        pair = _PAIR.match(line)
        if pair and not line.lstrip().startswith(("#", ";")):
            found.append((pair[1], pair[2].strip(), number, pair.start(2) + 1))
    return found


def _timer(gather: Gather, text: str, stem: str) -> None:
    pairs = _pairs(text)
    schedule = ", ".join(value for name, value, _, _ in pairs if name in _WHEN)
    unit = next((value for name, value, _, _ in pairs if name == "Unit"), f"{stem}.service")
    line = next((line for name, _, line, _ in pairs if name in _WHEN), 1)
    timer = gather.asset(AssetKind.PIPELINE, f"{stem}.timer", line, facts=(("schedule", schedule),))
    service = gather.asset(AssetKind.JOB, unit, line, method=Method.MATCHED, facts=(("schedule", schedule),))
    gather.edge(timer, service, EdgeKind.RUNS, line)


def _service(gather: Gather, text: str, stem: str, around: Around) -> None:
    pairs = _pairs(text)
    about = next((value for name, value, _, _ in pairs if name == "Description"), "")
    key = gather.asset(AssetKind.JOB, f"{stem}.service", 1, facts=(("description", about),))
    for name, value, line, column in pairs:
        if name in _STARTS and value:
            command = value.lstrip("@-:+!")
            commands.plain(gather, command, line, column + len(value) - len(command), key, around)
        elif name in ("Requires", "BindsTo"):
            for other in value.split():
                if other.endswith(".service"):
                    needed = gather.asset(AssetKind.JOB, other, line, method=Method.MATCHED)
                    gather.edge(needed, key, EdgeKind.SUPPORTS, line)
        elif name == "Environment":
            setting, _, worth = value.strip("\"'").partition("=")
            connections.use(gather, {setting: worth}, {setting: line}, key)
