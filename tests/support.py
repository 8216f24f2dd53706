"""What the tests share: reading a text through the queue, and the short form of effects used in rows and annotated fixtures."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from riskscan.model.artifact import Artifact, Language
from riskscan.model.effect import Effect, OpenEffect
from riskscan.model.findings import Findings
from riskscan.model.surroundings import Nothing, Surroundings
from riskscan.parsers.dispatch import parse
from riskscan.parsers.queue import read

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures"
_MARK = re.compile(r"(?:#|--|//)\s*effect:\s*(?P<what>.+?)\s*$")


def short(effect: Effect) -> str:
    """``delete table:sales.orders all``."""
    return f"{effect.operation} {effect.asset.kind}:{effect.asset.name} {effect.scope}"


def findings(text: str, language: Language, path: str = "x", surroundings: Surroundings | None = None, dialect: str = "") -> Findings:
    """All that one text yields by its own parser alone (embedded artifacts unread), with what only may happen apart, as the queue has it."""
    found = parse(Artifact(path, language, text, dialect=dialect), surroundings or Nothing())
    at_worst = tuple(effect for effect in found.effects if isinstance(effect, OpenEffect))
    return replace(found, effects=tuple(effect for effect in found.effects if not isinstance(effect, OpenEffect)), at_worst=at_worst)


def effects(
    text: str, language: Language, path: str = "x", surroundings: Surroundings | None = None, dialect: str = ""
) -> tuple[Effect, ...]:
    """All effects of a text, with everything embedded in it read too."""
    return read(Artifact(path, language, text, dialect=dialect), surroundings or Nothing()).effects


def marked(text: str) -> set[tuple[int, str]]:
    """(line, short effect) for each mark in an annotated fixture: ``# effect: delete table:a all; read table:b some`` on the line itself.

    A mark on a line of its own (nothing before it) speaks of the next line that is not a mark.
    """
    lines = text.split("\n")
    found: set[tuple[int, str]] = set()
    for number, line in enumerate(lines, start=1):
        mark = _MARK.search(line)
        if mark is None:
            continue
        at = number
        if not line[: mark.start()].strip():
            at = next((n for n in range(number + 1, len(lines) + 1) if not _MARK.search(lines[n - 1])), number)
        found |= {(at, what.strip()) for what in mark["what"].split(";") if what.strip() and what.strip() != "none"}
    return found


def seen(all_effects: tuple[Effect, ...]) -> set[tuple[int, str]]:
    """(start line, short effect) of effects, to compare with ``marked``."""
    return {(effect.location.start_line, short(effect)) for effect in all_effects}
