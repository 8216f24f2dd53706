"""The sentences that every effect, trait and impact can be said in: short, and never broken by a name."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscan.graph.impacts import SENTENCES as IMPACT_SENTENCES
from riskscan.knowledge import places
from riskscan.knowledge.schedules import in_words
from riskscan.knowledge.traits import SAFETY_WORDS, TRAIT_WORDS
from riskscan.knowledge.words import SENTENCES, name_of, say
from riskscan.model.asset import AssetKind, AssetRef, Match
from riskscan.model.effect import Operation, Safety, Scope, Trait


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?])\s+", text) if part]


@pytest.mark.parametrize(
    "text", [*SENTENCES.values(), *IMPACT_SENTENCES.values(), *filter(None, TRAIT_WORDS.values()), *SAFETY_WORDS.values()]
)
def test_sentences_are_short_and_end(text: str):
    filled = text.replace("{when}", "").replace("{target}", "the table orders").replace("{name}", "orders").replace("{Name}", "Orders")
    assert filled.endswith(".")
    assert all(len(sentence.split()) <= 20 for sentence in sentences(filled))


def test_every_trait_and_safe_evidence_has_words():
    assert set(TRAIT_WORDS) == set(Trait)
    assert set(SAFETY_WORDS) == set(Safety)


@given(
    st.sampled_from(list(Operation)),
    st.text(max_size=12),
    st.sampled_from(list(Scope)),
    st.sampled_from(list(AssetKind)),
    st.text(max_size=30),
)
def test_any_name_can_be_said(operation: Operation, verb: str, scope: Scope, kind: AssetKind, name: str):
    assert say(operation, verb, scope, AssetRef(kind, name))


def test_a_name_with_a_hole_called_name_is_said_once():
    asset = AssetRef(AssetKind.TABLE, "backup_{name}", Match.PATTERN)
    assert say(Operation.DELETE, "drop", Scope.ALL, asset) == "It deletes the table backup_{name} itself. What is built on it stops."


def test_a_name_that_only_the_run_knows_is_said_so():
    asset = AssetRef(AssetKind.SECRET, "{key_id}", Match.UNKNOWN)
    assert say(Operation.DELETE, "delete_key", Scope.ALL, asset) == "It deletes a secret whose name is only known when it runs."


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        ("0 2 * * *", "each day at 02:00"),
        ("*/15 * * * *", "every 15 minutes"),
        ("@daily", "each night"),
        ("0 6 1 * *", "on day 1 of each month at 06:00"),
        ("0 9 * * 1", "each Monday at 09:00"),
        ("30 5 * * 1-5", "on weekdays at 05:30"),
        ("rate(5 minutes)", "every 5 minutes"),
        ("cron(0 3 * * ? *)", "each day at 03:00"),
        ("whenever", ""),
        ("", ""),
    ],
)
def test_schedules_in_words(schedule: str, words: str):
    assert in_words(schedule) == words


@pytest.mark.parametrize(
    ("path", "system", "disk"),
    [
        ("/", True, False),
        ("/usr/*", True, False),
        ("/*.bak", True, False),
        ("/etc", True, False),
        ("/var/log/app/*.log", False, False),
        ("/srv/reports", False, False),
        ("etc", False, False),
        ("/dev/sdb1", False, True),
        ("/dev/null", False, False),
    ],
)
def test_the_whole_machine_is_told_from_a_folder(path: str, system: bool, disk: bool):
    assert (places.is_system_folder(path), places.is_disk(path)) == (system, disk)


def test_a_name_that_says_itself_gets_no_kind():
    assert name_of(AssetRef(AssetKind.PROGRAM, "all programs of this setup")) == "all programs of this setup"
    assert name_of(AssetRef(AssetKind.PROGRAM, "nginx")) == "the program nginx"
