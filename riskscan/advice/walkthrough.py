"""What the file does, step by step: at most seven sentences in the order of the file, with lines."""

from __future__ import annotations

from riskscan.advice.case import Case
from riskscan.model.advice import Step
from riskscan.model.effect import Effect, Operation
from riskscan.model.verdict import LEVELS

MOST = 7
DOES = {
    Operation.READ: "reads", Operation.WRITE: "changes", Operation.DELETE: "deletes", Operation.CREATE: "makes", Operation.ALTER: "changes",
    Operation.GRANT: "gives", Operation.EXECUTE: "runs", Operation.SEND: "sends",
}  # fmt: skip


def steps(case: Case) -> tuple[Step, ...]:
    """One step for each effect; where there are more than seven, equal ones are joined and the mildest left out."""
    found: dict[tuple[str, str], Step] = {}
    weights: dict[tuple[str, str], tuple[int, int]] = {}
    for place, effect in enumerate(case.effects):
        key = (effect.text, effect.operation.value)
        weight = (LEVELS.index(effect.level), -place)
        if key not in found:
            found[key] = _step(effect, case)
            weights[key] = weight
        elif weight[0] > weights[key][0]:
            weights[key] = (weight[0], weights[key][1])
    kept = sorted(found, key=lambda key: (weights[key][0], _touches(key), weights[key][1]), reverse=True)[:MOST]
    return tuple(found[key] for key in found if key in kept)


def _touches(key: tuple[str, str]) -> bool:
    return key[1] != Operation.READ.value


def _step(effect: Effect, case: Case) -> Step:
    loud = effect.level == case.level and LEVELS.index(case.level) >= 2
    does = "saves" if effect.verb in ("save", "overwrite") else DOES[effect.operation]
    return Step(effect.text, effect.location, does, loud, (effect.id,))
