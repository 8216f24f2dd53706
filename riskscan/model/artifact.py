"""A file that was handed in, or a piece of one, with the map from its own positions to the file's."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from enum import StrEnum

from riskscan.model.span import Span

_HOLE = re.compile(r"_hole_(\d+)_")


class Language(StrEnum):
    """The languages that riskscan reads; ``UNKNOWN`` when neither name nor content told."""

    PYTHON = "python"
    SQL = "sql"
    TERRAFORM = "terraform"
    TERRAFORM_PLAN = "terraform_plan"
    SHELL = "shell"
    POWERSHELL = "powershell"
    NOTEBOOK = "notebook"
    PIPELINE = "pipeline"  # of a code host or build server
    SCHEDULE = "schedule"  # crontab, systemd unit
    DOCKERFILE = "dockerfile"
    MANIFEST = "manifest"  # Kubernetes, compose
    MAKEFILE = "makefile"  # also justfile and Procfile
    BATCH = "batch"
    REDIS = "redis"
    MARKDOWN = "markdown"  # a text with code in it: a runbook, a README
    SETTINGS = "settings"  # settings or data that run nothing
    PLAYBOOK = "playbook"  # Ansible
    UNKNOWN = "unknown"


DOCUMENTS = frozenset(Language) - {
    Language.PYTHON, Language.SQL, Language.TERRAFORM, Language.TERRAFORM_PLAN, Language.SHELL, Language.POWERSHELL, Language.NOTEBOOK,
    Language.UNKNOWN,
}  # fmt: skip
"""Kinds of files whose commands and queries are read as pieces of the other languages."""


class Status(StrEnum):
    """How much of an artifact was read."""

    READ = "read"
    PARTLY_READ = "partly_read"
    NOT_READ = "not_read"


class Intent(StrEnum):
    """What the caller does with the artifact: run it, or (Terraform) apply or destroy it; ``DEFINE`` when nothing runs yet."""

    RUN = "run"
    APPLY = "apply"
    DESTROY = "destroy"
    DEFINE = "define"


@dataclass(frozen=True, slots=True)
class Hole:
    """A part of a text that is known only at run time. It stands in the text as ``_hole_N_`` (N: index in ``Artifact.holes``)."""

    name: str
    reason: str  # parameter, environment, input, loop, call, ...


@dataclass(frozen=True, slots=True)
class Origin:
    """Maps offsets (code points) of an embedded text to places in its host file.

    ``pieces`` are (offset, line, column), sorted by offset: from that offset on, the text stands in the host at line and column,
    on one line. A new piece begins after each newline and wherever the text was put together from parts. ``paths`` are (offset, path)
    where parts of the text stand in different places of the host (the cells of a notebook); empty otherwise.
    """

    pieces: tuple[tuple[int, int, int], ...]
    paths: tuple[tuple[int, str], ...] = ()

    def path(self, offset: int, otherwise: str) -> str:
        """The path that holds an offset in the embedded text."""
        index = bisect_right(self.paths, offset, key=lambda pair: pair[0]) - 1
        return self.paths[index][1] if index >= 0 else otherwise

    def locate(self, offset: int) -> tuple[int, int]:
        """(line, column) in the host file of an offset in the embedded text."""
        index = max(bisect_right(self.pieces, (offset, 1 << 60, 1 << 60)) - 1, 0)
        start, line, column = self.pieces[index]
        return line, column + max(offset - start, 0)


@dataclass(frozen=True, slots=True)
class Artifact:
    """Text to be read, never run. For an embedded one, ``path`` is the host file and ``origin`` maps positions to it."""

    path: str
    language: Language
    text: str
    dialect: str = ""
    origin: Origin | None = None
    holes: tuple[Hole, ...] = ()
    intent: Intent = Intent.RUN
    sha256: str = ""
    options: tuple[tuple[str, str], ...] = ()  # what the command that runs it says of it, as (option, value); Terraform alone

    @property
    def lines(self) -> int:
        """Number of lines, 0 for an empty text."""
        return len(self.text.splitlines())

    def show(self, text: str) -> str:
        """The text for people: each ``_hole_N_`` written as ``{name}``."""
        return _HOLE.sub(lambda m: "{" + self._hole_name(int(m[1])) + "}", text)

    def _hole_name(self, index: int) -> str:
        return self.holes[index].name if index < len(self.holes) else "?"


def has_hole(text: str) -> bool:
    """True where the text holds a part known only at run time."""
    return _HOLE.search(text) is not None


def only_hole(text: str) -> bool:
    """True where the whole text is known only at run time (nothing but holes and the signs between them)."""
    return has_hole(text) and not re.search(r"\w", _HOLE.sub("", text))


def hole(index: int) -> str:
    """The placeholder that stands for hole ``index`` in an artifact's text: a valid identifier in every language."""
    return f"_hole_{index}_"


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


class LineIndex:
    """Line and column (1-based, code points) of offsets in a text; lines end at a newline, as editors count them."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        self._starts = [0, *(m.end() for m in re.finditer("\n", text))]

    def place(self, offset: int) -> tuple[int, int]:
        """(line, column) of an offset."""
        row = bisect_right(self._starts, offset) - 1
        return row + 1, offset - self._starts[row] + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of a (line, column); a line past the end counts as the last."""
        row = min(max(line - 1, 0), len(self._starts) - 1)
        return self._starts[row] + column - 1


def plain_origin(text: str, line: int, column: int) -> Origin:
    """The origin of a text that stands in the host as it is, from (line, column) on, later lines starting at column 1."""
    pieces = [(0, line, column)]
    pieces += [(m.end(), line + n, 1) for n, m in enumerate(re.finditer("\n", text), start=1)]
    return Origin(tuple(pieces))


def to_host(span: Span, artifact: Artifact, index: LineIndex) -> Span:
    """A span of an embedded artifact as a span of its host file. ``index`` is the LineIndex of ``artifact.text``."""
    if artifact.origin is None or span.path != artifact.path:
        return span
    first = index.offset(span.start_line, span.start_column)
    start = artifact.origin.locate(first)
    last = max(index.offset(span.end_line, span.end_column) - 1, 0)
    end_line, end_column = artifact.origin.locate(last)
    end = max((end_line, end_column + 1), start)
    path = artifact.origin.path(first, span.path)
    return replace(span, path=path, start_line=start[0], start_column=start[1], end_line=end[0], end_column=end[1])
