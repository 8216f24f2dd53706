"""The program that an image is made for: it lies in the image, and to start the image is to start it.

Source: docs.docker.com, Dockerfile reference (CMD, ENTRYPOINT); compose file reference (command, entrypoint).
"""

from __future__ import annotations

import re

from riskscan.knowledge.shell import ROWS
from riskscan.knowledge.shell.everyday import destroys
from riskscan.knowledge.shell.programs import PREFIXES, PROGRAMS

# programs that do what their words say: those of rows, and those that run code or another program
_PROGRAMS = (
    {program for row in ROWS for program in row.program}
    | {name for prefix in PREFIXES for name in prefix.names}
    | {name for program in PROGRAMS for name in program.names}
    | {"sh", "bash", "ash", "dash", "zsh", "python", "python2", "python3", "node", "npm", "yarn", "pnpm", "ruby", "perl", "php"}
    | {"java", "dotnet", "source", "eval", "cat", "echo", "npx", "bun", "deno", "pwsh", "powershell", "cmd"}
    | {"psql", "mysql", "mariadb", "sqlite3", "sqlcmd"}
)


def is_own_service(words: tuple[str, ...]) -> bool:
    """True for ``/app/server``, ``java -jar app.jar``, ``celery -A app worker``: a service that nothing else is known of.

    What it is told to do still counts: one that is started to delete or reset something is read as any command.
    """
    if not words or destroys(list(words[1:])) or re.search(r"[;&|`$<>]", " ".join(words)):
        return False
    if re.fullmatch(r"[a-z][\w.-]*", words[0]) and words[0] not in _PROGRAMS and not words[0].endswith((".sh", ".py")):
        return True  # a command that the image brings with it
    if words[0] in ("java", "dotnet"):
        return any(word.endswith((".jar", ".dll")) for word in words[1:])
    return "/" in words[0] and not re.search(r"\.\w+$|/s?bin/\w*sh$", words[0])
