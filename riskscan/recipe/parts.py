"""The assessment of each file of several, made by several processes where there are many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from riskscan import parallel
from riskscan.model.assessment import Assessment
from riskscan.model.codec import KeptAnswer, decode_answer, encode_answer
from riskscan.recipe.compose import Composer
from riskscan.recipe.judging import judged
from riskscan.recipe.tie import Weighed

_SAFER_VERSION = 400  # what it costs to draw one up, in effects to write about


def parts(compose: Composer, weighed: Sequence[Weighed]) -> tuple[Assessment, ...]:
    """One assessment for each file, the worst first; equal ones by their path."""
    found = [(item, judged([item])) for item in weighed]
    found.sort(key=lambda pair: -pair[1].score)
    one = replace(compose, improve=compose.improve.for_the_worst(found))
    worst_first = [item for item, _ in found]
    heavy = one.improve.only or frozenset()
    costs = [1 + len(item.read.effects) + (_SAFER_VERSION if item.read.summary.path in heavy else 0) for item in worst_first]

    def work(number: int) -> bytes:
        return encode_answer(KeptAnswer("", (), one([worst_first[number]])))

    answers = [decode_answer(data) for data in parallel.results(work, costs) or []]
    if not answers or None in answers:
        made = [one([item]) for item in worst_first]
    else:
        made = [answer.assessment for answer in answers if answer is not None]
    return tuple(sorted(made, key=lambda a: (-a.verdict.score, a.artifacts[0].path)))
