"""Files of Redis commands: each line as ``redis-cli`` would run it. Source: redis.io, commands."""

from __future__ import annotations

from riskscan.formats.code import Code
from riskscan.model.artifact import Language
from riskscan.parsers.documents.found import Found


def read(found: Found, text: str) -> None:
    """All lines but remarks."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip() and not line.lstrip().startswith(("#", "//", "--")):
            found.piece(
                Code().made("redis-cli ", number, 1).plain(line.strip().rstrip(";"), number, len(line) - len(line.lstrip()) + 1),
                Language.SHELL,
            )
