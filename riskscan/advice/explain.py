"""What a rule, an effect or a level means, in fixed parts: What it does · What it touches · What could break · Instead · Source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from riskscan.advice.standards import DAYS, HOURS
from riskscan.advice.words import hours
from riskscan.knowledge.row import Row
from riskscan.knowledge.traits import SAFETY_WORDS, TRAIT_WORDS
from riskscan.knowledge.words import KIND_WORDS, say
from riskscan.model.asset import AssetKind, AssetRef, Match
from riskscan.model.effect import Effect, Operation, Scope, Trait, Undo
from riskscan.model.verdict import DECISION_OF_LEVEL, LEVELS

_NAME = "NAMED"
DOES, TOUCHES, BREAKS, INSTEAD, SOURCE = "What it does", "What it touches", "What could break", "Instead", "Source"
_SCOPE = {
    Scope.ONE: "One single thing.",
    Scope.SOME: "A part of it.",
    Scope.ALL: "All of it.",
    Scope.UNKNOWN: "How much of it is only known when it runs.",
}
_UNDO = {
    Undo.YES: "It can be undone.",
    Undo.WITH_WORK: "It can be undone with work.",
    Undo.NO: "It cannot be undone.",
    Undo.UNKNOWN: "Whether it can be undone is not known.",
}
_BREAKS = {
    Operation.READ: "Nothing, as long as the result stays where it may be.",
    Operation.WRITE: "What reads it gets other values.",
    Operation.DELETE: "What reads or uses it fails, or shows less.",
    Operation.CREATE: "Little. Somebody has to look after it, and pay for it.",
    Operation.ALTER: "What relies on the old form or setting may stop.",
    Operation.GRANT: "Others can see or change what they could not before.",
    Operation.EXECUTE: "Whatever the other program does.",
    Operation.SEND: "What was sent stays sent. The reader may act on it.",
}
_INSTEAD = {
    Operation.READ: "Read from a copy, and only the columns that you need.",
    Operation.WRITE: "Limit it to rows by their key, keep a copy first, and do it in one transaction.",
    Operation.DELETE: "Name what should go in a short list, keep a copy first, and let someone confirm it.",
    Operation.CREATE: "Make it where the organisation makes such things, with an owner and an end date.",
    Operation.ALTER: "Add the new beside the old, move over, and take the old away later.",
    Operation.GRANT: "Give the smallest right, to a named group, for a limited time.",
    Operation.EXECUTE: "Write down the command that runs, so that it can be read first.",
    Operation.SEND: "Send to yourself first. Leave personal data out. Use the channel that the organisation has for it.",
}
_INSTEAD_OF_TRAIT = {
    Trait.CATCH_REMOVED: "Leave the safety catch on.",
    Trait.UNDO_REMOVED: "Keep the copies until the change has proven itself.",
    Trait.CASCADE: "Leave the cascade out, and see what depends on it first.",
    Trait.FILTER_OFF: "Switch the filter on.",
    Trait.FORCED: "Let it ask before it acts.",
    Trait.PUBLIC: "Open it to known addresses or groups only.",
    Trait.ENDLESS: "Give it an end: a limit, a date, a count.",
    Trait.MONEY: "Try it with one small amount first.",
    Trait.SECRET: "Keep the password in the environment or in a secret store.",
    Trait.REPLACES: "Make the new one beside it, then switch over.",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """A title and its parts, each (heading, text), in the fixed order; ``more`` follows them (the example, the table rows)."""

    title: str
    parts: tuple[tuple[str, str], ...]
    more: tuple[str, ...] = ()


class UnknownNameError(LookupError):
    """There is no rule or level of that name; ``near`` holds names that are like it."""

    def __init__(self, name: str, near: tuple[str, ...]) -> None:
        super().__init__(name)
        self.near = near


def rows() -> Mapping[str, Row]:
    """All rows of knowledge by their rule id."""
    from riskscan.knowledge.python.rows import CALLS
    from riskscan.knowledge.shell import ROWS as SHELL
    from riskscan.knowledge.sql import ROWS as SQL
    from riskscan.knowledge.terraform.rows import ROWS as TERRAFORM

    found: dict[str, Row] = {}
    for row in _all(CALLS, SHELL, SQL, TERRAFORM):
        found.setdefault(row.id, row)
    return dict(sorted(found.items()))


def _all(*groups: tuple[Row, ...]) -> Iterator[Row]:
    for group in groups:
        yield from group


def sentence(row: Row) -> str:
    """What a rule does, with a word for the kind of thing where the name of one would stand."""
    name = _kind(row.kind)
    text = say(row.operation, row.verb, row.scope, AssetRef(row.kind, _NAME, Match.EXACT), row.plain)
    text = re.sub(rf"(?:the )?(?:[a-z]+ ){{0,2}}{_NAME}", name, text) if _NAME in text else text
    text = text.replace("{days}", "some").replace("{who}", "others").replace("{ports}", "some ports")
    return re.sub(r"\{\w+\}", "another thing", text)


def explain(name: str) -> Explanation:
    """The explanation of a level or a rule. Raises UnknownNameError with the nearest names."""
    if name in LEVELS:
        return _level(name)
    known = rows()
    row = known.get(name) or next((r for i, r in known.items() if i.partition("/")[2] == name), None)
    if row is None:
        words = [w for w in name.lower().replace("/", " ").replace("-", " ").replace(".", " ").replace("_", " ").split() if len(w) > 2]
        near = [i for i in known if words and all(w in i.lower() for w in words)] or [
            i for i in known if any(w in i.lower() for w in words)
        ]
        raise UnknownNameError(name, tuple(near[:8]))
    return _rule(row)


def _rule(row: Row) -> Explanation:
    traits = " ".join(TRAIT_WORDS[t] for t in row.traits if TRAIT_WORDS[t])
    instead = [_INSTEAD_OF_TRAIT[t] for t in row.traits if t in _INSTEAD_OF_TRAIT] or [_better(row.operation, row.kind)]
    parts = (
        (DOES, " ".join(p for p in (sentence(row), traits) if p)),
        (TOUCHES, f"{_kind(row.kind).capitalize()}. {_SCOPE[row.scope]}"),
        (BREAKS, f"{_BREAKS[row.operation]} {_UNDO[row.undo]}"),
        (INSTEAD, " ".join(instead)),
        (SOURCE, row.source),
    )
    return Explanation(row.id, parts, ("Example:", *(f"    {line}" for line in row.example.strip("\n").split("\n"))))


def _kind(kind: AssetKind) -> str:
    words = KIND_WORDS[kind].replace("{name}", "").removeprefix("the ").strip() or "thing"
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def _better(operation: Operation, kind: AssetKind) -> str:
    if operation is Operation.DELETE and kind in (AssetKind.TABLE, AssetKind.VIEW):
        return "Limit it to rows by their key, keep a copy first, and do it in one transaction."
    if operation is Operation.WRITE and kind not in (AssetKind.TABLE, AssetKind.VIEW):
        return "Keep a copy of what is there first, and write beside it, not over it."
    return _INSTEAD[operation]


def effect(found: Effect, instead: str = "") -> Explanation:
    """The explanation of one effect of a report. ``instead``: the route that the report offers."""
    notes = [note.text for note in found.also]
    traits = [TRAIT_WORDS[t] for t in found.traits if TRAIT_WORDS[t]]
    safe = [s.text or SAFETY_WORDS[s.kind] for s in found.safe_evidence]
    better = [_INSTEAD_OF_TRAIT[t] for t in found.traits if t in _INSTEAD_OF_TRAIT] or [_better(found.operation, found.asset.kind)]
    source = rows().get(found.rule)
    place = f"{found.location.path}, line {found.location.start_line}"
    named = found.asset.name or "its name is only known when it runs"
    within = f" in {found.asset.within}" if found.asset.within else ""
    parts = (
        (DOES, " ".join(dict.fromkeys([found.text, *notes, *traits]))),
        (
            TOUCHES,
            f"{_kind(found.asset.kind).capitalize()}: {named}{within}. {_SCOPE[found.scope]}",
        ),
        (BREAKS, " ".join([f"{_BREAKS[found.operation]} {_UNDO[found.undo]}", *(f"Safe: {s}" for s in safe)])),
        (INSTEAD, " ".join([*better, *([instead] if instead else [])])),
        (SOURCE, f"{place}. Rule {found.rule}" + (f": {source.source}" if source else "")),
    )
    return Explanation(f"{found.id}, {found.level}", parts)


def _level(name: str) -> Explanation:
    means = {
        "none": "It changes nothing that others use.",
        "low": "It makes small changes that are easy to take back.",
        "medium": "It changes things that matter, in a way that one reviewer can check.",
        "high": "It changes or loses things that others rely on.",
        "critical": "It destroys, sends out or pays, with no way back or for many.",
    }
    decision = DECISION_OF_LEVEL[name].value.replace("_", " ")
    low, high = HOURS[name]
    place = LEVELS.index(name)
    parts = (
        (DOES, f"{means[name]} The score is {20 * place} to {min(20 * place + 19 + (place == len(LEVELS) - 1), 100)}."),
        (TOUCHES, "The worst thing that the file does sets the level. Nothing is averaged."),
        (
            BREAKS,
            f"Our decision: {decision}. A review: {hours(low, high)} of work, {DAYS[name]} working days. riskscan.toml may say otherwise.",
        ),
        (INSTEAD, "The report lists what would lower it, with the level and score that then hold."),
        (SOURCE, "riskscan/scoring/decision_table.csv, from four answers: what it does, how important, how far, can it be undone"),
    )
    return Explanation(f"level {name}", parts)
