"""SQL that dbt runs beside its models: ``pre_hook`` and ``post_hook`` of a model or a folder, ``on-run-start`` and ``on-run-end``.

What a hook changes, the project writes at each run. A hook of the model's own table says nothing new.
Source: docs.getdbt.com, pre-hook and post-hook, on-run-start and on-run-end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from riskscan.estate.effects import mention
from riskscan.estate.piece import Around, Gather
from riskscan.formats.yaml_text import Map, Value, map_of, rows_of, text_of
from riskscan.model.artifact import Artifact, Language
from riskscan.model.asset import AssetKind, Match
from riskscan.model.effect import Operation
from riskscan.model.estate import EdgeKind

_HOOK = re.compile(r"\b(?:pre_hook|post_hook)\s*=\s*\[?")
_TEXT = re.compile(r"""[\s,]*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""")
_THIS = re.compile(r"\{\{\s*this\s*\}\}")
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)
_IN_YAML = frozenset({"pre-hook", "post-hook", "pre_hook", "post_hook"})
_CHANGES = (Operation.WRITE, Operation.DELETE)
_STAND_IN = "dbt_jinja"


def of_model(gather: Gather, text: str, table: str, pipeline: str, around: Around) -> None:
    """The hooks that the file of a model sets."""
    for hook in _HOOK.finditer(text):
        at = hook.end()
        while found := _TEXT.match(text, at):
            said = found[1] if found[1] is not None else found[2]
            _run(gather, said, table, pipeline, text.count("\n", 0, found.start(1 if found[1] is not None else 2)) + 1, around)
            at = found.end()


def of_project(gather: Gather, document: Map, pipeline: str, around: Around) -> None:
    """The hooks that a project sets for all models of a folder, and for its runs."""
    for said, line in (*_texts(document.get("on-run-start")), *_texts(document.get("on-run-end"))):
        _run(gather, said, _STAND_IN, pipeline, line, around)
    for sort in ("models", "seeds", "snapshots"):
        for said, line in _below(map_of(document.get(sort)), 0):
            _run(gather, said, _STAND_IN, pipeline, line, around)


def _below(part: Map, depth: int) -> Iterator[tuple[str, int]]:
    for key, value in part.items():
        if key.removeprefix("+") in _IN_YAML:
            yield from _texts(value)
        elif isinstance(value, Map) and depth < 10:
            yield from _below(value, depth + 1)


def _texts(value: Value | None) -> Iterator[tuple[str, int]]:
    for row in rows_of(value) or ([value] if value is not None else []):
        text = text_of(row) or text_of(map_of(row).get("sql"))
        if text:
            yield text, getattr(row, "line", 1)


def _run(gather: Gather, text: str, table: str, pipeline: str, line: int, around: Around) -> None:
    plain = _JINJA.sub(_STAND_IN, _THIS.sub(table, text))
    if not re.search(r"(?i)\b(insert|update|delete|merge|truncate)\b", plain):
        return
    for effect in around.ask(Artifact(gather.file, Language.SQL, plain), around.aside).effects:
        ref = effect.asset
        named = ref.match is Match.EXACT and _STAND_IN not in ref.name and ref.name.lower() != table.lower()
        if effect.operation in _CHANGES and named and ref.kind in (AssetKind.TABLE, AssetKind.VIEW):
            gather.edge(pipeline, mention(gather, ref, line), EdgeKind.WRITES, line)
