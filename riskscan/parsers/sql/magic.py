"""Cells of a Databricks SQL notebook: ``-- MAGIC %python`` runs although it looks like a comment, ``%sql`` and ``%python`` begin a cell."""

from __future__ import annotations

import re

from riskscan.model.artifact import Artifact, Language, Origin
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.findings import Embedded, Reference
from riskscan.parsers.sql.script import Script

_LINE = re.compile(r"^-- MAGIC(?: |$)(.*)$", re.M)
_WORD = re.compile(r"\s*%(\w+)[ \t]*(.*)", re.S)
_LANGUAGES = {"python": Language.PYTHON, "pyspark": Language.PYTHON, "sh": Language.SHELL, "sql": Language.SQL}
_SILENT = frozenset({"md", "pip", "conda"})


def notebook_cells(script: Script) -> list[Diagnostic]:
    """Hands on what stands behind ``-- MAGIC``; returns what could not be read."""
    text = script.artifact.text
    if "-- MAGIC" not in text:
        return []
    found: list[Diagnostic] = []
    group: list[re.Match[str]] = []
    for match in [*_LINE.finditer(text), None]:
        if group and (match is None or match.start() > group[-1].end() + 1):
            lines = [(m[1], m.start(1)) for m in group]
            found += _cell(script, lines)
            group = []
        if match is not None:
            group.append(match)
    return found


def bare_cell(script: Script, start: int, end: int) -> list[Diagnostic]:
    """A cell whose first line is ``%python``, without ``-- MAGIC``."""
    lines = []
    at = start
    for line in script.artifact.text[start:end].split("\n"):
        lines.append((line, at))
        at += len(line) + 1
    return _cell(script, lines)


def _cell(script: Script, lines: list[tuple[str, int]]) -> list[Diagnostic]:
    """``lines``: the text of each line and where it stands in the host."""
    head = _WORD.match(lines[0][0])
    if head is None:
        return []
    word, tail = head[1].lower(), head[2].strip()
    place = script.span(lines[0][1], lines[-1][1] + len(lines[-1][0]))
    if word == "run":
        script.references.append(Reference(tail.strip("\"'"), place, Language.UNKNOWN))
        return []
    language = _LANGUAGES.get(word)
    if word in _SILENT:
        return []
    if language is None:
        text, told = "It holds code in a language that we do not read.", "What that code does was not checked."
        return [Diagnostic("sql-not-read", text, told, place)]
    body = ([(tail, lines[0][1] + lines[0][0].rindex(tail))] if tail else []) + lines[1:]
    pieces, at = [], 0
    for line, start in body:
        pieces.append((at, *script.index.place(start)))
        at += len(line) + 1
    if pieces:
        inner = "\n".join(line for line, _ in body) + "\n"
        script.embedded.append(Embedded(Artifact(script.artifact.path, language, inner, origin=Origin(tuple(pieces)))))
    return []
