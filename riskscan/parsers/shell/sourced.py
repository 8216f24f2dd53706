"""``source lib.sh``: what another file of the project sets and defines counts from there on, as if it stood in the script."""

from __future__ import annotations

from riskscan.model.artifact import Language
from riskscan.model.findings import Reference
from riskscan.model.surroundings import path_from
from riskscan.parsers.shell.here import beside
from riskscan.parsers.shell.stream import Reader, Stream
from riskscan.parsers.shell.word import Word

LONGEST = 400_000  # characters; a longer file is read as a file of its own, its values do not count here
_NOT_OURS = ("~", "/etc/", "/usr/", "/opt/")


def source(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    """Reads the file in place where it is at hand; otherwise what it defines is not known, and the file is asked for."""
    if len(words) < 2:
        return Stream()
    state, word = reader.state, words[1]
    name = word.shown
    if "/bin/activate" in name or name.startswith(_NOT_OURS) or (not word.known and beside(name) is None):
        state.sourced = True
        return Stream()
    path = state.in_folder(name).removeprefix("./")
    text = state.surroundings.text(path, state.source.path)
    if text is None or len(text) > LONGEST:
        state.sourced = True
        if not _settings(name):
            state.refer(Reference(path, word.span, Language.SHELL))
        return Stream()
    reader.file(path_from(state.source.path, path, state.surroundings), text)
    return Stream()


def _settings(name: str) -> bool:
    return name.endswith(".env") or "/.env" in name or name.startswith(".env")
