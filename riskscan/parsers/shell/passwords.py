"""Passwords and keys that stand among the options of a command. The value is never kept or shown."""

from __future__ import annotations

import re

from riskscan.knowledge.secrets import is_secret
from riskscan.knowledge.shell import BY_ID
from riskscan.parsers.shell.state import State
from riskscan.parsers.shell.word import Word

_JOINED = frozenset({"mysql", "mariadb", "mysqldump", "mysqladmin", "mariadb-dump", "mysqlimport", "sshpass", "7z"})  # -pVALUE
_LONG = ("-p", "--password")
_NEXT = {
    "redis-cli": ("-a", "--pass"),
    "sshpass": ("-p",),
    "mongo": _LONG,
    "mongosh": _LONG,
    "mongodump": _LONG,
    "mongorestore": _LONG,
    "twine": _LONG,
    "sqlcmd": ("-P",),
    "bcp": ("-P",),
    "docker": _LONG,
    "az": ("--password", "--admin-password", "--account-key"),
    "ldapsearch": ("-w",),
    "wget": ("--password", "--http-password"),
    "clickhouse-client": ("--password",),
    "aws": ("--master-user-password",),
}
_USER = ("-u", "--user", "--proxy-user", "-U")
_HEADER = re.compile(r"(?i)^(?:authorization:\s*(?:bearer|basic|token)\s+|(?:x-)?(?:api|auth|access)[-_]?(?:key|token):\s*)(\S+)$")


def passwords(state: State, program: str, words: list[Word]) -> None:
    """Puts down one effect where a password stands in the command in plain sight."""
    for index, word in enumerate(words[1:], 1):
        if not word.known:
            continue
        text = word.shown
        following = words[index + 1] if index + 1 < len(words) and words[index + 1].known else None
        option, value = "", ""
        if program in _JOINED and re.match(r"^-p[^\s-]", text):
            option, value = "-p", text[2:]
        elif program in _JOINED and text.startswith("--password="):
            option, value = "--password", text.partition("=")[2]
        elif following is not None and text in _NEXT.get(program, ()):
            option, value = text, following.shown
        elif following is not None and program == "curl" and text in _USER and ":" in following.shown:
            option, value = text, following.shown.partition(":")[2]
        elif following is not None and program == "curl" and text in ("-H", "--header"):
            match = _HEADER.match(following.shown)
            option, value = ("the header of the call", match[1]) if match else ("", "")
        if option and is_secret("password", value):
            state.emit(BY_ID["shell/plain-secret"], f"the password for {program}", words[0].span)
            return
