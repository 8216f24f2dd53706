"""Old results that make room: a file that a script removes and then saves anew is its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from riskscan.model.asset import AssetKind, Match
from riskscan.model.effect import Effect, Operation, Safe, Safety, Scope

_REPORTS = (".csv", ".xlsx", ".xls", ".html", ".htm", ".txt", ".log", ".json", ".xml", ".pdf", ".zip")


def own_files(effects: Sequence[Effect]) -> tuple[Effect, ...]:
    """The effects, with evidence on each single report that goes right before the script writes one of the same name.

    Only files of a kind that reports have count: a script that removes ``app.config`` and writes another one replaces it.
    """
    saved = {effect.asset.name.lower(): effect for effect in effects if _saves(effect)}
    return tuple(_its_own(effect, saved.get(effect.asset.name.lower())) for effect in effects)


def _saves(effect: Effect) -> bool:
    return effect.operation is Operation.WRITE and effect.asset.kind is AssetKind.FILE and effect.asset.match is not Match.UNKNOWN


def _its_own(effect: Effect, saved: Effect | None) -> Effect:
    removed = effect.operation is Operation.DELETE and effect.asset.kind is AssetKind.FILE and effect.scope is Scope.ONE
    if saved is None or not removed or not effect.asset.name.lower().endswith(_REPORTS):
        return effect
    if saved.location.start_line <= effect.location.start_line:
        return effect
    line = saved.location.start_line
    safe = Safe(Safety.OWN_OUTPUT, f"It saves that file itself (line {line}).", saved.location)
    return replace(effect, safe_evidence=tuple(dict.fromkeys((*effect.safe_evidence, safe))))
