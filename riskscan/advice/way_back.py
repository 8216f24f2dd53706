"""Whether an effect can be undone, and the reason in one sentence.

What is lost may be made anew by something around the file. A model of dbt that is built as a whole table (or view) fills it from its
sources at its next run. So "no" would be wrong, and "there is one" would say too much: nobody looked whether the sources still hold all
that the table held. The answer is "not known", with what would make it anew; the level stays, since nothing that stands around a file
lowers it.
"""

from __future__ import annotations

from riskscan.advice.case import Case
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Effect, Operation, Safety, Trait, Undo
from riskscan.model.impact import Impact

ON_AGAIN = "It can be switched on again."
_SWITCHED_OFF = ("stop", "scale", "pause", "suspend", "disable", "deactivate", "lock", "block")
RUNNING = (AssetKind.SERVER, AssetKind.CLUSTER, AssetKind.NETWORK, AssetKind.DNS, AssetKind.IDENTITY, AssetKind.FUNCTION)
_ROW_KINDS = (AssetKind.TABLE, AssetKind.VIEW)
_WHOLE = ("table", "view", "materialized_view")  # incremental tables and snapshots keep what their sources no longer have
_LASTS = (Trait.PEOPLE, Trait.PUBLIC, Trait.SECRET, Trait.UNDO_REMOVED, Trait.UNREADABLE, Trait.MONEY, Trait.CASCADE)
_ANEW = "anew, if what it reads is whole."
LONGEST_NAME = 40  # characters of a name inside a sentence


def way_back(effect: Effect, case: Case) -> tuple[str, str]:
    """(undo, reason) of an effect, as ``undone`` says it, with what the estate knows."""
    undo, why = undone(effect, case.answers[effect.id][3])
    maker = _maker(effect, case) if undo in ("no", "unknown") else None
    if maker is None:
        return undo, why
    table = effect.asset.name.rsplit(".", 1)[-1]
    return "unknown", f"{_named(maker, case)} builds {table if len(table) <= LONGEST_NAME else 'it'} {_ANEW}"


def hardest_to_undo(case: Case) -> Effect | None:
    """Of the effects that weigh as much as the one that carries the level, the one with the least way back."""
    main = case.main
    if main is None or main.operation is Operation.READ:
        return main
    as_bad = [effect for effect in case.effects if effect.level == main.level and effect.operation is not Operation.READ]
    return max(as_bad, key=lambda effect: (case.answers[effect.id][3], effect.id == main.id), default=main)


def in_the_lead(undo: str, why: str, other: Effect | None = None) -> str:
    """What the first paragraph says of a way back that is not there or not known; empty where there is one.

    ``other`` is the thing that is meant, where the paragraph speaks of another one.
    """
    if undo == "no":
        if other is not None and 0 < len(other.asset.name) <= LONGEST_NAME:
            return f"We see no way back for {other.asset.name}."
        return f"We see no way back. {why}"
    if undo != "unknown":
        return ""
    return why if why.endswith(_ANEW) else "We saw no way back."


def in_short(why: str) -> str:
    """The reason in a few words, for the small line below an answer."""
    return "a pipeline may build it anew" if why.endswith(_ANEW) else why


def _maker(effect: Effect, case: Case) -> Impact | None:
    if effect.asset.kind not in _ROW_KINDS or effect.has(*_LASTS):
        return None
    if effect.operation not in (Operation.DELETE, Operation.WRITE):
        return None
    known = (impact for impact in case.impacts if impact.how == "undoes_it" and effect.id in impact.because)
    return next((impact for impact in known if _whole(impact, case)), None)


def _whole(impact: Impact, case: Case) -> bool:
    made = case.assets.get(impact.path[0]) if impact.path else None
    return made is not None and made.fact("materialized") in _WHOLE


def _named(impact: Impact, case: Case) -> str:
    asset = case.assets.get(impact.asset)
    name = (asset.fact("label") or asset.name) if asset is not None else ""
    return f"The pipeline {name}" if 0 < len(name) <= LONGEST_NAME else "A pipeline"


def starts_again(effect: Effect) -> bool:
    """True for what is stopped or switched off and stays as it was."""
    return effect.operation is Operation.ALTER and effect.verb.startswith(_SWITCHED_OFF) and not effect.safe_evidence


def undone(effect: Effect, value: int) -> tuple[str, str]:
    """(undo, reason)."""
    if value == 0:
        return "yes", ON_AGAIN if starts_again(effect) else "Nothing that others use is lost."
    if effect.has(Trait.PEOPLE):
        return "no", "What was sent stays sent."
    if effect.has(Trait.PUBLIC, Trait.SECRET):
        return "no", "What others saw stays seen."
    if effect.has(Trait.UNDO_REMOVED):
        return "no", "The copies go in the same step."
    if effect.has(Trait.UNREADABLE):
        return "no", "Nobody can make the key again."
    if value == 1:
        return "with_work", _with_work(effect)
    if effect.undo is Undo.UNKNOWN and effect.operation is not Operation.SEND:
        return "unknown", "We saw no copy. Treat it as no."
    return "no", _lost(effect)


def _lost(effect: Effect) -> str:
    """Why there is no way back, by what is lost."""
    if effect.has(Trait.MONEY):
        return "Money that has left must be asked back."
    if effect.operation is Operation.SEND:
        return "What was sent stays sent."
    if effect.verb == "disable" and effect.has(Trait.CATCH_REMOVED):
        return "What people saw stays seen."
    if effect.verb == "lock_out":
        return "Only the provider can let people in again."
    if effect.operation is Operation.EXECUTE:
        return "We do not know what it leaves behind."
    if effect.asset.kind in (AssetKind.FILE, AssetKind.OBJECT, AssetKind.BUCKET) and effect.operation is Operation.DELETE:
        return "It keeps no copy of the files."
    if effect.asset.kind in (*RUNNING, AssetKind.RESOURCE) and effect.operation is Operation.DELETE:
        return "It would have to be built anew."
    if effect.operation is Operation.DELETE:
        return "It keeps no copy of what it deletes."
    return "The old values are not kept."


def _with_work(effect: Effect) -> str:
    if effect.safe(Safety.BACKED_UP):
        return "Restore it from the copy that it keeps."
    if effect.safe(Safety.VERSIONED):
        return "Go back to the version before."
    return "Someone must put it back by hand."
