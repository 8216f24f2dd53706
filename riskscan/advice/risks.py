"""What could go wrong: one to three rows, each with what happens, who notices, how likely, and whether it can be undone."""

from __future__ import annotations

import re

from riskscan.advice.case import Case
from riskscan.advice.way_back import RUNNING, way_back
from riskscan.advice.words import first_sentence, line_of, listed
from riskscan.knowledge.schedules import in_words
from riskscan.model.advice import Claim, RiskRow
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Certainty, Effect, Operation, Safety, Scope, Trait
from riskscan.model.impact import Impact
from riskscan.model.verdict import LEVELS

ROWS = 3
_BREAKS = ("breaks", "stops", "loses_access", "goes_stale")


def risks(case: Case) -> tuple[RiskRow, ...]:
    """The rows, worst first: the effect that carries the level, the worst that it leads to, then the next effects."""
    rows: list[RiskRow] = []
    named: set[str] = set()
    for effect in case.ranked():
        if len(rows) >= ROWS or (rows and LEVELS.index(effect.level) < 1):
            break
        if effect.level == "none":
            continue
        mark = f"{effect.verb} {effect.asset.kind} {effect.asset.name}"
        if mark not in named:
            named.add(mark)
            rows.append(_effect_row(effect, case))
        hit = [impact for impact in case.impacts if effect.id in impact.because and impact.id not in named]
        if hit and len(rows) < ROWS:
            worst = max(hit, key=lambda i: (i.criticality, bool(i.owner), i.hops, i.id))
            named.add(worst.id)
            rows.append(_impact_row(worst, effect, case))
    return tuple(rows)


def smaller(case: Case, shown: tuple[RiskRow, ...]) -> tuple[Claim, ...]:
    """The effects that have no row, in a sentence each, in the order of the file."""
    in_rows = {ref for row in shown for ref in row.what.refs}
    claims: dict[str, list[str]] = {}
    for effect in case.effects:
        if effect.id not in in_rows and effect.operation is not Operation.READ:
            claims.setdefault(effect.text, []).append(effect.id)
    return tuple(Claim(text, tuple(refs)) for text, refs in claims.items())


def _effect_row(effect: Effect, case: Case) -> RiskRow:
    likelihood, why = likely(effect)
    undo, how = way_back(effect, case)
    teams = case.reaches[effect.id].teams
    who = f"{listed(list(teams))}, at once." if teams else _nobody(effect)
    return RiskRow(Claim(first_sentence(effect.text), (effect.id,)), who, likelihood, why, undo, how)


def _nobody(effect: Effect) -> str:
    if effect.has(Trait.PEOPLE):
        return "The people who get it, at once."
    if effect.safe(Safety.SCRATCH, Safety.OWN_OUTPUT, Safety.LOCAL, Safety.DRY_RUN, Safety.ROLLED_BACK):
        return "Only you."
    if effect.has(Trait.PUBLIC):
        return "Perhaps nobody, until it is misused."
    if effect.has(Trait.MONEY) and effect.operation is Operation.SEND:
        return "Whoever is paid or charged, at once."
    if effect.asset.kind is AssetKind.FILE and not effect.has(Trait.RECURSIVE):
        return "Whoever uses this file next."
    if effect.verb.startswith("revoke"):
        return "Whoever had the rights, at once."
    if effect.operation in (Operation.SEND, Operation.GRANT):
        return "Perhaps nobody. No owner is listed."
    if effect.has(Trait.OUTAGE) or effect.asset.kind in RUNNING:
        return "Whoever uses it, at once. No owner is listed."
    if effect.operation in (Operation.DELETE, Operation.ALTER, Operation.WRITE):
        return "Whoever uses it next. No owner is listed."
    return "Nobody yet. It is new." if effect.operation is Operation.CREATE else "Not known. No owner is listed."


_LOOSE = re.compile(r"asks about another table only|ties (?:a row|the rows) to")  # a filter that is there and picks no rows


def likely(effect: Effect) -> tuple[str, str]:
    """(likelihood, reason) by written rule: certain when every run does it, else by what it depends on; never by feel."""
    line = line_of(effect.location)
    if effect.safe(Safety.DRY_RUN, Safety.ROLLED_BACK, Safety.READ_ONLY):
        return "unlikely", f"Nothing is saved by {line.lower()}."
    if effect.safe(Safety.NOT_CALLED):
        return "unlikely", f"Nothing in the file starts {line.lower()}."
    if effect.certainty is Certainty.POSSIBLE:
        return "possible", f"We could not follow all of {line.lower()}."
    if effect.certainty is Certainty.LIKELY:
        return "likely", f"It looks so by the form of {line.lower()}."
    if effect.has(Trait.FILTER_OFF):
        return "certain", "Its filter is commented out."
    if effect.has(Trait.ALWAYS_TRUE):
        return "certain", f"The filter of {line.lower()} is always true."
    loose = next((note.text for note in effect.also if _LOOSE.search(note.text)), "")
    if loose and effect.scope is Scope.ALL:
        return ("likely" if "or none" in loose else "certain"), loose
    if (
        effect.operation in (Operation.DELETE, Operation.WRITE)
        and effect.scope is Scope.ALL
        and effect.asset.kind is AssetKind.TABLE
        and effect.verb in ("delete", "update")
    ):
        return "certain", f"There is no filter in {line.lower()}."
    if effect.safe(Safety.BY_KEY):
        return "certain", f"{line} {'name' if line.startswith('Lines') else 'names'} them by their key."
    if effect.rule.startswith("terraform/"):
        return "certain", f"{line} {'ask' if line.startswith('Lines') else 'asks'} for it."
    return "certain", f"{line} {_do(line)} it on every run."


def _do(line: str) -> str:
    return "do" if line.startswith("Lines") else "does"


def _impact_row(impact: Impact, effect: Effect, case: Case) -> RiskRow:
    asset = case.assets.get(impact.asset)
    moment = in_words(asset.fact("schedule")) if asset else ""
    who = f"{impact.owner}{', ' + moment if moment else ''}." if impact.owner else "Not known. Nobody is listed as owner."
    if impact.confidence >= 0.9:
        likelihood, why = ("certain", _why(impact, case)) if effect.certainty is Certainty.PROVEN else ("likely", _why(impact, case))
    else:
        likelihood, why = "possible", "We matched it by name."
    if impact.how in ("deleted_with_it", "exposed") or effect.has(Trait.UNREADABLE):
        undo, how = way_back(effect, case)
    elif impact.how in ("undoes_it", "is_undone"):
        undo, how = "yes", "Nothing breaks. Your change is lost."
    else:
        undo, how = (
            "with_work",
            "Put the source right, then run it again." if impact.how not in _BREAKS else "Put back what it needs first.",
        )
    return RiskRow(Claim(first_sentence(impact.text), (impact.id, effect.id)), who, likelihood, why, undo, how)


def _why(impact: Impact, case: Case) -> str:
    if impact.hops <= 1 or len(impact.path) < 2:
        return "It uses this directly."
    through = case.assets.get(impact.path[1])
    return f"It relies on {through.name}." if through and len(through.name) <= 40 else "It relies on what this changes."
