"""Crontabs and systemd units: what they run, and when. Source: crontab(5), systemd.service(5), systemd.timer(5)."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from riskscan.formats.code import Code
from riskscan.formats.schedules import WHEN, cron_lines, is_system, names_users, unit_commands, unit_pairs
from riskscan.model.artifact import Language
from riskscan.parsers.documents.found import NOT_SEEN, Found, scheduled

_SETTING = re.compile(r"^\s*([A-Za-z_]\w*)\s*=\s*(.*)$")
_OWN = frozenset({"MAILTO", "SHELL", "PATH", "HOME", "CRON_TZ", "LOGNAME"})


def read(found: Found, text: str) -> None:
    """All lines of a crontab, or the commands of a unit."""
    if re.search(r"(?m)^\[(Service|Timer|Unit)\]", text):
        _unit(found, text)
        return
    path = PurePosixPath(found.artifact.path)
    users = is_system(path) or names_users(text)
    settings = [(m[1], m[2].strip()) for line in text.split("\n") if (m := _SETTING.match(line)) and m[1] not in _OWN]
    for entry in cron_lines(text, users):
        code = Code()
        for name, value in settings:
            bare = value[:1] not in ("'", '"') and " " in value
            code.made(f'{name}="{value}"\n' if bare else f"{name}={value}\n", entry.line, entry.column)
        place = found.span(entry.line)
        command = re.sub(r"(?<!\\)%.*$", "", entry.command)  # what follows a percent sign is its input
        found.piece(code.plain(command, entry.line, entry.column), Language.SHELL, scheduled(entry.schedule, place))
        found.understood = True


def _unit(found: Found, text: str) -> None:
    for entry in unit_commands(text):
        found.piece(Code().plain(entry.command.replace("%", "_"), entry.line, entry.column), Language.SHELL)
    pairs = list(unit_pairs(text))
    when = next((p for p in pairs if p.name in WHEN), None)
    if when is not None:
        unit = next((p.command for p in pairs if p.name == "Unit"), PurePosixPath(found.artifact.path).stem + ".service")
        found.understood = True
        found.unseen("step-not-seen", f"It starts {unit} by itself ({when.command[:60]}), which we were not given.", NOT_SEEN, when.line)
