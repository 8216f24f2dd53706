"""What the person wanted: a guess from reads, writes and outputs, said as a statement to confirm, with the one question to ask."""

from __future__ import annotations

from enum import StrEnum

from riskscan.advice.case import Case
from riskscan.advice.words import listed, shown, unique_assets
from riskscan.model.advice import Claim
from riskscan.model.asset import AssetKind, Match
from riskscan.model.effect import Effect, Operation, Safety, Trait

_DATA = (AssetKind.TABLE, AssetKind.VIEW, AssetKind.COLUMN, AssetKind.SCHEMA, AssetKind.DATABASE)


class Outcome(StrEnum):
    """The kinds of outcome, also the words of ``for`` in an ``[[alternative]]`` of riskscan.toml."""

    EXPORT = "export"
    REPORT = "report"
    CORRECTION = "correction"
    CLEAN_UP = "clean_up"
    UPLOAD = "upload"
    MAIL = "mail"
    PAYMENT = "payment"
    SET_UP = "set_up"
    PERMISSION = "permission"
    SHAPE = "shape"
    RESTART = "restart"
    OTHER = "other"


WISHES = {
    Outcome.EXPORT: "You want a list from {read}.",
    Outcome.REPORT: "You want to see figures from {read}.",
    Outcome.CORRECTION: "You want some entries of {changed} put right.",
    Outcome.CLEAN_UP: "You want {changed} tidied up.",
    Outcome.UPLOAD: "You want your own data in {changed}.",
    Outcome.MAIL: "You want to write to the people on a list.",
    Outcome.PAYMENT: "You want money to be paid, charged or paid back.",
    Outcome.SET_UP: "You want {changed} set up.",
    Outcome.PERMISSION: "You want others to be able to use {changed}.",
    Outcome.SHAPE: "You want {changed} in another form.",
    Outcome.RESTART: "You want {changed} to run smoothly again.",
    Outcome.OTHER: "You want this file to do its work once.",
}
QUESTIONS = {
    Outcome.EXPORT: "Who should get the list, and how often?",
    Outcome.REPORT: "Is a report that is there already enough?",
    Outcome.CORRECTION: "Which entries are wrong, and how do you know them?",
    Outcome.CLEAN_UP: "What should be different once it is gone?",
    Outcome.UPLOAD: "Which part of your data is new?",
    Outcome.MAIL: "Who exactly should get it, and did they agree to?",
    Outcome.PAYMENT: "Who checked the amounts and the list?",
    Outcome.SET_UP: "Who will look after it, and until when?",
    Outcome.PERMISSION: "Who needs it, and for which task?",
    Outcome.SHAPE: "What is too slow or missing today?",
    Outcome.RESTART: "What did you see that made you want this?",
    Outcome.OTHER: "What should be different once it has run?",
}


def outcome_of(case: Case) -> Outcome:
    """The kind of outcome that fits the effects best; the effect that carries the level counts most."""
    changes = [e for e in case.effects if e.operation not in (Operation.READ, Operation.EXECUTE) and not _aside(e)]
    if not changes:
        saves = any(e.verb == "save" or e.operation is Operation.SEND for e in case.effects)
        return (Outcome.EXPORT if saves else Outcome.REPORT) if any(e.operation is Operation.READ for e in case.effects) else Outcome.OTHER
    written = [e for e in changes if e.operation is Operation.SEND and e.has(Trait.PEOPLE)]
    if written:
        return Outcome.EXPORT if all(_hands_over(e) for e in written) else Outcome.MAIL
    if case.terraform and not any(e.operation is Operation.DELETE for e in changes):
        granted = [e for e in changes if e.operation is Operation.GRANT and not e.has(Trait.SECRET)]
        return Outcome.PERMISSION if len(granted) * 2 > len(changes) else Outcome.SET_UP
    if case.main is not None and case.main.has(Trait.MONEY) and case.main.operation is Operation.SEND:
        return Outcome.PAYMENT
    main = case.main if case.main in changes else changes[0]
    if case.terraform and main is not None and main.has(Trait.REPLACES):
        return Outcome.SHAPE
    return _by_effect(main) if main is not None else Outcome.OTHER


def _hands_over(effect: Effect) -> bool:
    """True where a mail brings a list to somebody, and is not written to the people on it."""
    return bool(effect.columns) and effect.asset.match is Match.EXACT and not effect.has(Trait.REPEATED, Trait.ENDLESS)


def _aside(effect: Effect) -> bool:
    """Own output, plain secrets and scratch work are not what somebody wants."""
    return effect.verb in ("save", "plain_secret") or effect.safe(Safety.OWN_OUTPUT, Safety.DRY_RUN)


def _by_effect(effect: Effect) -> Outcome:
    if effect.operation is Operation.DELETE:
        return Outcome.UPLOAD if effect.has(Trait.REPLACES) and effect.asset.kind in _DATA else Outcome.CLEAN_UP
    if effect.operation is Operation.WRITE:
        return Outcome.CORRECTION if effect.verb in ("update", "merge", "upsert") else Outcome.UPLOAD
    if effect.operation is Operation.ALTER:
        return Outcome.RESTART if effect.has(Trait.OUTAGE) else Outcome.SHAPE
    if effect.operation is Operation.CREATE:
        return Outcome.SET_UP
    if effect.operation is Operation.GRANT:
        return Outcome.PERMISSION
    return Outcome.EXPORT if effect.operation is Operation.SEND else Outcome.OTHER


def need(case: Case) -> tuple[Claim, str]:
    """The wish as a statement, and the question."""
    outcome = outcome_of(case)
    reads = [e for e in case.effects if e.operation is Operation.READ and e.asset.kind in _DATA] or [
        e for e in case.effects if e.operation is Operation.READ
    ]
    changes = [e for e in case.ranked() if e.operation is not Operation.READ and not _aside(e)]
    text = WISHES[outcome].format(read=_names(reads), changed=_names(changes))
    return Claim(text, tuple(e.id for e in (changes or reads)[:3])), QUESTIONS[outcome]


def _names(effects: list[Effect]) -> str:
    by_kind = unique_assets([e for e in effects if shown(e.asset.name)])
    names = [shown(name) for kind in by_kind for name in by_kind[kind]]
    return listed([n if len(n) <= 40 else n[:39] + "…" for n in names], 1) if names else "something that only its run names"
