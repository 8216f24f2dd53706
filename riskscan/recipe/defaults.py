"""A live system that stands in a default: whoever says nothing else when the file runs, works on it.

The default of an option, of a setting of the environment or of a function counts where the place that the effect works on is made from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from riskscan.knowledge.places import is_production
from riskscan.model.artifact import Language, LineIndex
from riskscan.model.effect import Effect, Operation, Safety
from riskscan.model.judged import ReadArtifact
from riskscan.model.span import Note, Span

_PYTHON = re.compile(
    r"""\bdefault\s*=\s*(?P<q1>['"])(?P<option>[^'"\n]+)(?P=q1)"""
    r"""|\b(?:getenv|environ\.get)\(\s*['"][^'"\n]+['"]\s*,\s*(?P<q2>['"])(?P<setting>[^'"\n]+)(?P=q2)"""
    r"""|\bor\s+(?P<q3>['"])(?P<other>[^'"\n]+)(?P=q3)"""
)
_FUNCTION = re.compile(r"\bdef\s+\w+\s*\(([^)]*)\)", re.S)
_PARAMETER = re.compile(r"""\b\w+\s*(?::\s*[\w\[\]. |]+)?=\s*(?P<q>['"])(?P<value>[^'"\n]+)(?P=q)""")
_SHELL = re.compile(r"\$\{\w+:?[-=](?P<value>[^}$\s]+)\}")
_TERRAFORM = re.compile(r'(?m)^\s*default\s*=\s*"(?P<value>[^"\n$]+)"')
_SILENT = (Safety.ROLLED_BACK, Safety.DRY_RUN, Safety.NOT_CALLED, Safety.READ_ONLY)


def told(item: ReadArtifact, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """The effects with the default that sends each to a live system."""
    live = any(_changes(effect) and is_production(_place(effect)) for effect in effects)
    found = list(_defaults(item)) if live and item.text else []
    if not found:
        return effects
    index = LineIndex(item.text)
    changed = []
    for effect in effects:
        place = _place(effect)
        source = next((pair for pair in found if _changes(effect) and is_production(place) and _made_from(place, pair[1], item.text)), None)
        if source is not None:
            (line, column), length = index.place(source[0]), len(source[1])
            text = f"Line {line} takes {source[1]} where nobody says otherwise. That is a live system by its name."
            note = Note(text, Span(item.summary.path, line, column, line, column + length))
            effect = replace(effect, also=(*effect.also, note))
        changed.append(effect)
    return tuple(changed)


def _place(effect: Effect) -> str:
    return effect.asset.within or effect.asset.name


def _changes(effect: Effect) -> bool:
    return effect.operation is not Operation.READ and not effect.safe(*_SILENT)


def _made_from(place: str, default: str, text: str) -> bool:
    """True where a host or name is the default, or has it inside without standing in the file as a whole."""
    host = place.partition("/")[0]
    return default in (place, host) or (
        host not in text and re.search(rf"(?<![a-z0-9]){re.escape(default)}(?![a-z0-9])", place) is not None
    )


def _defaults(item: ReadArtifact) -> Iterator[tuple[int, str]]:
    """(offset, value) of every default of the file that names a live system."""
    for start, value in _values(item):
        before = item.text[item.text.rfind("\n", 0, start) + 1 : start]
        if is_production(value) and "#" not in before:
            yield start, value


def _values(item: ReadArtifact) -> Iterator[tuple[int, str]]:
    language, text = item.summary.language, item.text
    if language == Language.PYTHON.value:
        for match in _PYTHON.finditer(text):
            group = next(name for name in ("option", "setting", "other") if match[name])
            yield match.start(group), match[group]
        for function in _FUNCTION.finditer(text):
            for match in _PARAMETER.finditer(function[1]):
                yield function.start(1) + match.start("value"), match["value"]
    elif language in (Language.SHELL.value, Language.TERRAFORM.value):
        pattern = _SHELL if language == Language.SHELL.value else _TERRAFORM
        for match in pattern.finditer(text):
            yield match.start("value"), match["value"]
