"""What a command gets on its input: text that we know, a file, or what the command before it prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from riskscan.parsers.shell.state import State
from riskscan.parsers.shell.word import Word


@dataclass(frozen=True, slots=True)
class Stream:
    """``text`` where it is known, ``file`` where it comes from one, ``url`` where from the web; ``program`` printed it.

    ``names``: it is a list of files, and this pattern stands for all of them (``find /srv -name "*.log"``).
    """

    text: Word | None = None
    file: Word | None = None
    url: Word | None = None
    program: str = ""
    names: Word | None = None


class Reader(Protocol):
    """What the code for single programs may ask of the walk through the script."""

    state: State

    def run(self, words: list[Word], stdin: Stream | None) -> Stream:
        """Reads one command and says what it prints."""

    def nested(self, code: Word, own_variables: bool = False) -> None:
        """Reads a word as shell code."""

    def file(self, path: str, text: str) -> None:
        """Reads another file of the project in place: its statements run, its functions count."""
