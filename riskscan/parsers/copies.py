"""Copies that one statement of a program keeps before another changes the rows: ``execute("CREATE TABLE x_old AS SELECT * FROM x")``.

A single SQL text knows this by itself; here the two stand in different strings of one host file. A copy counts where it is whole, or has
the same filter as the change, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from riskscan.model.artifact import LineIndex
from riskscan.model.asset import AssetKind, Match
from riskscan.model.effect import Certainty, Effect, Operation, Safe, Safety
from riskscan.model.span import Span

_COPIED = frozenset({"update", "delete", "truncate", "drop", "merge", "replace_table"})
_COPY = re.compile(
    r"""(?is)^\s*(?:CREATE\s+TABLE\s+\S+\s+AS\s+SELECT\s+\*\s+FROM|SELECT\s+\*\s+INTO\s+\S+\s+FROM)\s+[\w.\[\]`"]+\s*(?:WHERE\s+(?P<where>.*?))?\s*;?\s*$"""
)
_CHANGE = re.compile(r"(?is)^\s*(?:UPDATE\b.*?|DELETE\s+FROM\s+\S+|TRUNCATE\b.*?|DROP\b.*?)(?:\s+WHERE\s+(?P<where>.*?))?\s*;?\s*$")
_NOT_KEPT = (Safety.NOT_CALLED, Safety.DRY_RUN, Safety.ROLLED_BACK)


@dataclass(frozen=True, slots=True)
class _Copy:
    source: str
    where: str
    made: Effect


def with_copies(effects: Sequence[Effect], text: str) -> tuple[Effect, ...]:
    """The effects of one file, in order, with the copies that earlier statements of it keep as safe evidence."""
    copies: list[_Copy] = []
    found: list[Effect] = []
    index = LineIndex(text)
    for effect in effects:
        if effect.operation is Operation.CREATE and effect.asset.kind is AssetKind.TABLE and effect.rule.startswith("sql/"):
            copies += _copy(effect, effects, _said(effect.location, text, index))
        kept = _kept(effect, copies, _said(effect.location, text, index)) if effect.verb in _COPIED else None
        lost = kept and any(e.asset.name == kept.made.asset.name and e.operation is Operation.DELETE for e in effects)
        if kept is None or lost or effect.safe(Safety.BACKED_UP):
            found.append(effect)
            continue
        line = kept.made.location.start_line
        safe = Safe(Safety.BACKED_UP, f"It first keeps a copy in {kept.made.asset.name} (line {line}).", kept.made.location)
        found.append(replace(effect, safe_evidence=(*effect.safe_evidence, safe)))
    return tuple(found)


def _said(span: Span, text: str, index: LineIndex) -> str:
    return text[index.offset(span.start_line, span.start_column) : index.offset(span.end_line, span.end_column)]


def _copy(made: Effect, effects: Sequence[Effect], said: str) -> list[_Copy]:
    match = _COPY.match(said)
    sure = made.certainty is Certainty.PROVEN and made.asset.match is Match.EXACT and not made.safe(*_NOT_KEPT)
    if match is None or not sure:
        return []
    reads = [e for e in effects if e.location == made.location and e.operation is Operation.READ and e.asset.kind is AssetKind.TABLE]
    return [_Copy(reads[0].asset.name, _plain(match["where"]), made)] if len(reads) == 1 else []


def _kept(effect: Effect, copies: Sequence[_Copy], said: str) -> _Copy | None:
    match = _CHANGE.match(said)
    if match is None:
        return None
    where = _plain(match["where"])
    return next(
        (
            c
            for c in copies
            if c.source == effect.asset.name
            and c.made.asset.within == effect.asset.within
            and c.made.location.path == effect.location.path
            and c.where in ("", where)
        ),
        None,
    )


def _plain(where: str | None) -> str:
    return " ".join((where or "").lower().split())
