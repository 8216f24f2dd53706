"""A text in another language as an embedded artifact: gaps become placeholders, every piece keeps its place in the file."""

from __future__ import annotations

import re

from riskscan.model.artifact import Artifact, Hole, Language, Origin, hole
from riskscan.parsers.python.literals import locate, runs
from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.value import Gap, Lit, Text

_SQL = re.compile(
    r"(?is)^\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*)*(select|insert\s+into|update\s+\S+\s+set|delete\s+from|truncate\s|drop\s+\w+|create\s+\w+|alter\s+\w+|merge\s+into"
    r"|grant\s|revoke\s|with\s+\w+\s+as|copy\s+\S+\s|call\s+\w|vacuum|refresh\s+mater|begin\b|replace\s+into|unload\s*\(|exec\s|comment\s+on)"
)


def looks_like_sql(text: Text) -> bool:
    """True where the known beginning of a text is a statement of SQL."""
    shown = "".join(part.text if isinstance(part, Lit) else "x" for part in text[:12])
    return _SQL.match(shown[:4000]) is not None


def artifact_of(machine: Machine, text: Text, language: Language, dialect: str, line: int, column: int) -> Artifact:
    """The artifact of a text. Pieces that stand in no literal of this file take the place of the call."""
    holes: list[Hole] = []
    pieces: list[tuple[int, int, int]] = []
    written: list[str] = []
    length = 0
    last = (line, column)
    for part in text:
        if isinstance(part, Gap):
            number = next((n for n, h in enumerate(holes) if h.name == part.name and h.reason == part.reason), len(holes))
            if number == len(holes):
                holes.append(Hole(part.name, part.reason))
            shown = hole(number)
            pieces.append((length, *last))
        else:
            shown = part.text
            found = _places(machine, part)
            pieces.extend((length + offset, row, col) for offset, row, col in found)
            if not found:
                pieces.append((length, line, column))
            else:
                last = (found[-1][1], found[-1][2])
        written.append(shown)
        length += len(shown)
    unique = {offset: (offset, row, col) for offset, row, col in reversed(pieces)}
    ordered = tuple(unique[offset] for offset in sorted(unique)) or ((0, line, column),)
    return Artifact(machine.artifact.path, language, "".join(written), dialect=dialect, origin=Origin(ordered), holes=tuple(holes))


def _places(machine: Machine, part: Lit) -> list[tuple[int, int, int]]:
    if part.node is None:
        return []
    known = machine.literal_runs.get(id(part.node))
    if known is None:
        known = runs(machine.lines, part.node)
        machine.literal_runs[id(part.node)] = known
    return locate(known, part.at, len(part.text))
