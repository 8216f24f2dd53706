"""What would lower it: one change, judged again; then the next on top of it.

First the changes that we can draw up: each comes with its diff, and its level and score are those of reading the changed file again. Then
one fact after the other that only the person can change. Last the rehearsal. Only a change that really lowers the score is offered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from riskscan.advice.case import Case
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Effect, Operation, Safe, Safety, Scope, Trait, Undo
from riskscan.model.verdict import Lowering

MOST = 4
_ROWS = (AssetKind.TABLE, AssetKind.VIEW)
_COPIED = (*_ROWS, AssetKind.FILE, AssetKind.BUCKET, AssetKind.OBJECT, AssetKind.DATABASE, AssetKind.SCHEMA, AssetKind.COLUMN)
_TOO_WIDE = {Trait.ALWAYS_TRUE, Trait.FILTER_OFF}


@dataclass(frozen=True, slots=True)
class Change:
    """``apply`` gives the effect with the fact changed, the same effect where it does not fit, None where the effect would be gone."""

    text: str
    apply: Callable[[Effect], Effect | None]
    kind: str = "change"


def lowerings(case: Case) -> tuple[Lowering, ...]:
    """The changes that lower the score, in order, each on top of the ones before."""
    if case.level in ("none", "low"):
        return ()
    drawn = case.improved
    found = list(drawn.lowered) if drawn else []
    effects: list[Effect] = list(drawn.effects if drawn else case.effects)
    score, rejudge = (drawn.score, drawn.rejudge) if drawn else (case.score, case.rejudge)
    line = drawn.line if drawn else _same
    for change in _changes(case):
        if len(found) >= MOST:
            break
        changed = [e for e in (change.apply(effect) for effect in effects) if e is not None]
        if changed == effects:
            continue
        level, after = rejudge(changed)
        if after < score:
            found.append(Lowering(_with_lines(change, effects, line), level, after, kind=change.kind))
            effects, score = changed, after
    last = found[-1].score if found else case.score
    return (*found, *(low for low in (drawn.rehearsed if drawn else ())[-1:] if low.score < last))


def _same(line: int) -> int:
    return line


def _with_lines(change: Change, effects: list[Effect], line: Callable[[int], int]) -> str:
    return with_lines(change.text, sorted({line(e.location.start_line) for e in effects if change.apply(e) != e}))


def with_lines(text: str, lines: Sequence[int]) -> str:
    """The text with ``{lines}`` filled in: "line 3", "lines 3, 5"."""
    if not lines or "{lines}" not in text:
        return text.replace(" ({lines})", "")
    shown = ", ".join(str(line) for line in lines[:4]) + (" and more" if len(lines) > 4 else "")
    return text.replace("{lines}", f"line {shown}" if len(lines) == 1 else f"lines {shown}")


def _changes(case: Case) -> tuple[Change, ...]:
    terraform = case.terraform
    return (
        Change(
            "Put the safety catch and the copies back ({lines})."
            if terraform
            else "Leave the safety catch and the copies as they are ({lines}).",
            _catch_back,
        ),
        Change("Let it ask before it acts ({lines}).", _ask),
        Change("Switch the filter on ({lines}).", _filter_on),
        Change("Limit it to the rows that you mean ({lines}).", _by_key),
        Change("Limit it to a short list that you name ({lines}).", _short_list),
        Change("Leave the personal data out ({lines}).", _no_personal),
        Change("Take out what opens it to everyone ({lines}).", _not_public),
        Change("Keep the password out of the file ({lines}).", _no_secret),
        Change("Keep a copy of the old state first ({lines}).", _backup),
        Change("Use a practice copy or your own area ({lines}).", _scratch),
        Change("Leave out what deletes, stops or sends ({lines}).", _leave_out, "left_out"),
    )


def _safe(effect: Effect, kind: Safety) -> Effect:
    return replace(effect, safe_evidence=(*effect.safe_evidence, Safe(kind, "")))


def _without(effect: Effect, *traits: Trait) -> Effect:
    return replace(effect, traits=tuple(t for t in effect.traits if t not in traits))


def _row_change(effect: Effect) -> bool:
    return effect.asset.kind in _ROWS and effect.verb in ("update", "delete", "merge") and not effect.has(Trait.REPLACES)


def _catch_back(effect: Effect) -> Effect | None:
    if not effect.has(Trait.CATCH_REMOVED, Trait.UNDO_REMOVED):
        return effect
    if effect.operation in (Operation.ALTER, Operation.GRANT) and not effect.has(Trait.OUTAGE, Trait.STRUCTURE):
        return None
    return replace(_without(effect, Trait.CATCH_REMOVED, Trait.UNDO_REMOVED), undo=Undo.WITH_WORK)


def _ask(effect: Effect) -> Effect | None:
    return _without(effect, Trait.FORCED) if effect.has(Trait.FORCED) else effect


def _limited(effect: Effect) -> Effect:
    limited = replace(_without(effect, *_TOO_WIDE), scope=Scope.ONE, undo=Undo.WITH_WORK)
    return _safe(limited, Safety.BY_KEY)


def _filter_on(effect: Effect) -> Effect | None:
    return _limited(effect) if effect.has(Trait.FILTER_OFF) and _row_change(effect) else effect


def _by_key(effect: Effect) -> Effect | None:
    return _limited(effect) if _row_change(effect) and effect.scope is not Scope.ONE else effect


def _short_list(effect: Effect) -> Effect | None:
    if (
        not effect.has(Trait.REPEATED, Trait.ENDLESS)
        or effect.operation in (Operation.READ, Operation.CREATE)
        or effect.asset.kind in _ROWS
    ):
        return effect
    return replace(_without(effect, Trait.REPEATED, Trait.ENDLESS), scope=Scope.ONE)


def _not_public(effect: Effect) -> Effect | None:
    return None if effect.has(Trait.PUBLIC, Trait.ADMIN) and effect.operation is Operation.GRANT else effect


def _no_personal(effect: Effect) -> Effect | None:
    return _without(effect, Trait.PERSONAL) if effect.operation in (Operation.SEND, Operation.GRANT) else effect


def _no_secret(effect: Effect) -> Effect | None:
    return None if effect.has(Trait.SECRET) and effect.verb == "plain_secret" else effect


def _backup(effect: Effect) -> Effect | None:
    if effect.operation not in (Operation.DELETE, Operation.WRITE) or effect.undo is Undo.YES or effect.has(Trait.UNDO_REMOVED):
        return effect
    if effect.asset.kind not in _COPIED or effect.safe(Safety.BACKED_UP):
        return effect
    return _safe(effect, Safety.BACKED_UP)


def _scratch(effect: Effect) -> Effect | None:
    if effect.asset.kind not in _ROWS or not effect.has(Trait.REPLACES, Trait.STRUCTURE, Trait.LOSES_COLUMNS):
        return effect
    return None


def _leave_out(effect: Effect) -> Effect | None:
    if effect.operation in (Operation.DELETE, Operation.SEND) or effect.has(Trait.OUTAGE, Trait.REPLACES):
        return None
    return effect
