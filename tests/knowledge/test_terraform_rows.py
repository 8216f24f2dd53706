"""Every Terraform row does what it says, and its near misses stay silent."""

from __future__ import annotations

import re

import pytest

from riskscan.knowledge.terraform.rows import BY_ID, ROWS
from riskscan.knowledge.terraform.rule import ResourceRule
from riskscan.model.artifact import Artifact, Intent, Language
from riskscan.model.effect import Effect
from riskscan.model.surroundings import Nothing
from riskscan.parsers.terraform import parse
from tests.support import short


class Before(Nothing):
    """A folder of one file, with a state before."""

    def __init__(self, before: str) -> None:
        self.before = before

    def baseline(self, near: str, *endings: str) -> dict[str, str] | None:
        return {"main.tf": self.before} if self.before else None


def read(row: ResourceRule, text: str) -> tuple[Effect, ...]:
    return parse(Artifact("main.tf", Language.TERRAFORM, text, intent=row.intent), Before(row.before)).effects


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r.id)
def test_example_yields_what_is_expected(row: ResourceRule) -> None:
    found = read(row, row.example)
    assert sorted(map(short, found)) == sorted(row.expect)
    own = [e for e in found if e.rule == row.id]
    assert own
    assert own[0].verb == row.verb or row.id == "terraform/resource-created"
    assert set(row.traits) <= set(own[0].traits)


@pytest.mark.parametrize(("row", "text"), [(r, t) for r in ROWS for t in r.near_misses], ids=lambda v: getattr(v, "id", ""))
def test_near_misses_stay_silent(row: ResourceRule, text: str) -> None:
    assert row.id not in {e.rule for e in read(row, text)}


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r.id)
def test_words_are_plain_and_short(row: ResourceRule) -> None:
    for effect in read(row, row.example):
        assert "{" not in effect.text
        for sentence in (effect.text, *(n.text for n in effect.also), *(s.text for s in effect.safe_evidence)):
            assert all(len(s.split()) <= 20 for s in re.split(r"(?<=[.;]) ", sentence))


def test_ids_are_unique_and_every_destroy_needs_its_intent() -> None:
    assert len(BY_ID) == len(ROWS)
    assert {r.intent for r in ROWS} == {Intent.RUN, Intent.DESTROY}
