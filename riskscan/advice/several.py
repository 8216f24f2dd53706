"""Page one of several files: how many may run, which is the worst, and what was not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from riskscan.advice.words import first_sentence
from riskscan.model.advice import Claim, Page
from riskscan.model.assessment import Assessment
from riskscan.model.verdict import Decision

_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_YES = (Decision.GO_AHEAD, Decision.GO_AHEAD_WITH_REVIEWER)


def page_of_several(page: Page, parts: Sequence[Assessment]) -> Page:
    """The page of the whole with the words for several files; ``parts`` are worst first."""
    yes = sum(part.verdict.decision in _YES for part in parts)
    unread = sum(part.verdict.decision is Decision.COULD_NOT_READ for part in parts)
    change = all(artifact.language.startswith("terraform") for part in parts for artifact in part.artifacts)
    question = f"Can we make these {len(parts)} changes?" if change else f"Can we run these {len(parts)} files?"
    return replace(page, question=question, answer=_answer(yes, len(parts) - yes), lead=_lead(parts, yes, unread))


def _answer(yes: int, no: int) -> str:
    if not no:
        return "Yes, all of them."
    return f"{_number(yes).capitalize()} yes, {_number(no)} not yet." if yes else "Not yet, none of them."


def _lead(parts: Sequence[Assessment], yes: int, unread: int) -> tuple[Claim, ...]:
    claims = []
    worst = parts[0]
    if yes < len(parts) and worst.verdict.decision is not Decision.COULD_NOT_READ:
        said = worst.page.lead[0] if worst.page.lead else Claim(worst.verdict.headline)
        claims += [Claim(f"The worst is `{worst.artifacts[0].path.rpartition('/')[2]}`."), Claim(first_sentence(said.text), said.refs)]
    if unread:
        text = "One file we could not read. It may be worse." if unread == 1 else f"{unread} files we could not read. They may be worse."
        claims.append(Claim(text))
    reviewed = sum(part.verdict.decision is Decision.GO_AHEAD_WITH_REVIEWER for part in parts)
    if reviewed and yes:
        claims.append(
            Claim(f"{_number(reviewed).capitalize()} of the {_number(yes)} {'needs' if reviewed == 1 else 'need'} a reviewer first.")
        )
    return (*claims, Claim("The table below has them all, worst first."))


def _number(value: int) -> str:
    return _NUMBERS[value] if value < len(_NUMBERS) else str(value)
