"""The folder of the script itself, however the script asks for it.

``$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)``, ``${0%/*}`` and ``$(git rev-parse --show-toplevel)`` all stand for a place that can be
told from where the script lies. It is carried as the part ``{here}``; a path that begins with it is relative to the script, whatever ``cd``
was run before.
"""

from __future__ import annotations

import posixpath

from riskscan.parsers.shell.word import Part

HERE = "here"
_MARK = "{" + HERE + "}"
_SCRIPT = frozenset({"script", "BASH_SOURCE"})  # $0 and BASH_SOURCE


def beside(name: str) -> str | None:
    """A path that begins with the script's folder as a plain path relative to it; None for any other path."""
    if name != _MARK and not name.startswith(_MARK + "/"):
        return None
    return posixpath.normpath("./" + name.removeprefix(_MARK).lstrip("/"))


def is_script(parts: tuple[Part, ...]) -> bool:
    """True where the word is the script's own path and nothing else."""
    return len(parts) == 1 and parts[0].hole in _SCRIPT


def here(line: int, column: int) -> Part:
    """The part that stands for the script's folder."""
    return Part("", line, column, HERE, "command")


def without_file(parts: tuple[Part, ...], sign: str, argument: str) -> bool:
    """True for ``${0%/*}`` and the like: the script's path without its last part."""
    return is_script(parts) and sign == "%" and argument == "/*"
