"""What a machine runs by itself: the lines of a crontab, the settings of a systemd unit, the processes of a Procfile.

Source: crontab(5), whose system form has a user between schedule and command; systemd.timer(5), systemd.service(5); devcenter.heroku.com.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

STARTS = ("ExecStart", "ExecStartPre", "ExecStartPost", "ExecStop", "ExecReload")
WHEN = ("OnCalendar", "OnUnitActiveSec", "OnBootSec")
_FIELD = r"[\d*/,LW#?A-Za-z-]+"
_LINE = re.compile(rf"^\s*((?:{_FIELD}[ \t]+){{4}}{_FIELD}|@(?:hourly|daily|midnight|weekly|monthly|yearly|annually|reboot))[ \t]+(\S.*)$")
_USER = re.compile(r"^([a-z_][a-z0-9_-]*)[ \t]+(?=[/\w.~$\[(])")
_ACCOUNTS = frozenset({"root", "nobody", "www-data", "apache", "nginx", "postgres", "mysql", "git", "jenkins", "ubuntu", "ec2-user"})
_PROGRAMS = frozenset(
    {
        "awk", "aws", "bash", "cd", "cp", "curl", "date", "docker", "echo", "env", "exec", "find", "flock", "gcloud", "ionice",
        "java", "kubectl", "logrotate", "make", "mv", "mysqldump", "nice", "node", "perl", "pg_dump", "php", "psql", "python",
        "python3", "restic", "rm", "rsync", "ruby", "sed", "sh", "sleep", "sudo", "systemctl", "tar", "test", "timeout", "umask",
        "wget", "zsh",
    }
)  # fmt: skip
_FIRST = re.compile(
    r"(?m)^\s*(?:[\d*][\d*/,-]*[ \t]+){4}[\w*/,-]+[ \t]+\S|^@(?:hourly|daily|midnight|weekly|monthly|yearly|annually|reboot)\s"
)
_PAIR = re.compile(r"^\s*([A-Za-z]+)\s*=\s*(.*)$")
_PROCESS = re.compile(r"^([\w-]+):\s*(\S.*)$")


@dataclass(frozen=True, slots=True)
class Entry:
    """A command with when and as whom it runs; ``name`` is that of a process or setting, empty in a crontab. Places are from 1."""

    command: str
    line: int
    column: int
    schedule: str = ""
    user: str = ""
    name: str = ""


def has_schedule(text: str) -> bool:
    """True where a line is a schedule with a command."""
    return _FIRST.search(text) is not None


def is_system(path: PurePosixPath) -> bool:
    """True for crontabs of the machine, which name a user in each line."""
    return "cron.d" in path.parts or path.parts[:-1][-1:] == ("etc",)


def names_users(text: str) -> bool:
    """True for a crontab of the machine without its usual path: a line names an account of every system, none begins with a program."""
    firsts = [user[1] if (user := _USER.match(entry.command)) else "" for entry in cron_lines(text, False)]
    return any(first in _ACCOUNTS for first in firsts) and all(first and first not in _PROGRAMS for first in firsts)


def cron_lines(text: str, system: bool) -> Iterator[Entry]:
    """The lines of a crontab that run something."""
    for number, line in enumerate(text.split("\n"), start=1):
        match = _LINE.match(line) if not line.lstrip().startswith("#") else None
        if match is None:
            continue
        command, column = match[2], match.start(2) + 1
        user = _USER.match(command) if system else None
        if user:
            command, column = command[user.end() :], column + user.end()
        yield Entry(command, number, column, match[1], user[1] if user else "")


def unit_pairs(text: str) -> Iterator[Entry]:
    """Every setting of a unit, with its value as the command."""
    for number, line in enumerate(text.split("\n"), start=1):
        pair = _PAIR.match(line)
        if pair and not line.lstrip().startswith(("#", ";")):
            yield Entry(pair[2].strip(), number, pair.start(2) + 1, name=pair[1])


def unit_commands(text: str) -> Iterator[Entry]:
    """What a service runs, without the signs that systemd reads before a command."""
    for pair in unit_pairs(text):
        command = pair.command.lstrip("@-:+!")
        if pair.name in STARTS and command:
            yield Entry(command, pair.line, pair.column + len(pair.command) - len(command), name=pair.name)


def processes(text: str) -> Iterator[Entry]:
    """The processes of a Procfile."""
    for number, line in enumerate(text.split("\n"), start=1):
        process = _PROCESS.match(line)
        if process:
            yield Entry(process[2], number, process.start(2) + 1, name=process[1])
