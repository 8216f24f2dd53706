"""What the file does, step by step: at most seven steps in the order in which they run, with lines, loops and conditions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping

from riskscan.advice.case import Case
from riskscan.advice.running_order import running_order
from riskscan.model.advice import Step
from riskscan.model.artifact import Language
from riskscan.model.effect import Effect, Operation, Safety
from riskscan.model.verdict import LEVELS

MOST = 7
MANY = 24  # files together, of which each has its own steps: over all of them, lines stand for the order
DOES = {
    Operation.READ: "reads", Operation.WRITE: "changes", Operation.DELETE: "deletes", Operation.CREATE: "makes", Operation.ALTER: "changes",
    Operation.GRANT: "gives", Operation.EXECUTE: "runs", Operation.SEND: "sends",
}  # fmt: skip
_LOOPS = ("It does this for every ", "It does this again and again", "It runs again for every ")
_CONDITIONS = ("It does this only when ",)
_WARNINGS = re.compile(
    r"Run twice, it adds|If \S+ is empty in one row of the inner list|The filter on line \d+ asks about|It takes every row where"
    r"|Nothing on line \d+ ties"
    r"|Who gets the rights may pass|Line \d+ waits before|It saves at once all"
)
_HOLDS = (Safety.DRY_RUN, Safety.CONFIRMED, Safety.ROLLED_BACK, Safety.NOT_CALLED)


def steps(case: Case, text_of: Callable[[str], str] = lambda _: "") -> tuple[Step, ...]:
    """One step for each effect; where there are more than seven, equal ones are joined and the mildest left out.

    ``text_of`` gives the text of an artifact by its path; what a followed file does stands where that file is started.
    """
    found: dict[tuple[str, str], Step] = {}
    weights: dict[tuple[str, str], tuple[int, int]] = {}
    for place, effect in enumerate(_as_run(case, text_of)):
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
    return Step(_said(effect), effect.location, does, loud, (effect.id,))


def _said(effect: Effect) -> str:
    """What happens, then for what and when: at most one warning, loop and condition, and one thing that holds it back."""
    notes = [note.text for note in effect.also]
    loop = next((text for text in notes if text.startswith(_LOOPS)), "")
    condition = next((text for text in notes if text.startswith(_CONDITIONS)), "")
    warning = next((text for text in notes if _WARNINGS.match(text)), "")
    held = next((safe.text for safe in effect.safe_evidence if safe.kind in _HOLDS), "")
    return " ".join(text for text in (effect.text, warning, loop, condition, held) if text)


def _as_run(case: Case, text_of: Callable[[str], str]) -> list[Effect]:
    """The effects in the order in which they run; those of followed files where the file that was handed in starts them."""
    own = {artifact.path: n for n, artifact in enumerate(case.artifacts)}
    places = Counter(_place(effect, own)[0] for effect in case.effects)
    python = {artifact.path for artifact in case.artifacts if artifact.language == Language.PYTHON.value}
    several = {path for path in python if places[path] > 1}  # one alone has no order
    ranks = {path: running_order(text_of(path)) for path in several} if len(own) <= MANY else {}
    placed: list[tuple[tuple[int, int, int], Effect]] = []
    last = (0, 0)
    for place, effect in enumerate(case.effects):
        path, line = _place(effect, own)
        if path in own:
            order = ranks.get(path)
            last = (own[path], _rank(order, line) if order and not effect.safe(Safety.NOT_CALLED) else len(order or ()) + line)
        placed.append(((*last, place), effect))
    return [effect for _, effect in sorted(placed, key=lambda pair: pair[0])]


def _place(effect: Effect, own: Mapping[str, int]) -> tuple[str, int]:
    """The file that was handed in, and the line of it that does this or starts what does; an empty path where there is none."""
    if effect.location.path in own:
        return effect.location.path, effect.location.start_line
    started = next((n.location for n in reversed(effect.also) if n.location and n.location.path in own), None)
    return (started.path, started.start_line) if started else ("", 0)


def _rank(order: dict[int, int], line: int) -> int:
    """The rank of a line; a line within a longer text runs where that text begins."""
    starts = [start for start in order if start <= line]
    return order[max(starts)] if starts else 0
