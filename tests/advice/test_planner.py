"""The child process that plans edits: asked again, ended when it is over time, started anew when it is gone."""

from __future__ import annotations

import pytest

from riskscan.advice.safer_version.planner import Planner

REQUEST = {"text": "import os\nos.remove('a')\n", "wants": [{"kind": "dry_run", "places": [[10, ""]]}]}


@pytest.fixture
def planner():
    one = Planner()
    yield one
    one.stop()


def test_one_child_answers_again_and_again(planner: Planner):
    first = planner.ask(REQUEST)
    child = planner._child
    assert isinstance(first, dict)
    assert [draft["kind"] for draft in first["drafts"]] == ["dry_run"]
    assert planner.ask(REQUEST) == first
    assert planner._child is child


def test_a_text_that_cannot_be_read_gets_no_drafts_and_keeps_the_child(planner: Planner):
    assert planner.ask({**REQUEST, "text": "def (:\n"}) == {"drafts": []}
    assert planner.ask(REQUEST) != {"drafts": []}


def test_a_child_that_is_over_time_is_ended_and_the_next_one_answers(planner: Planner):
    planner.seconds = 0.0
    assert planner.ask(REQUEST) is None
    planner.seconds = 20.0
    assert planner.ask(REQUEST) is not None


def test_a_child_that_is_gone_costs_no_answer(planner: Planner):
    planner.ask(REQUEST)
    assert planner._child is not None
    planner._child.kill()
    planner._child.wait()
    assert planner.ask(REQUEST) is not None


def test_a_request_that_ends_the_child_is_no_answer(planner: Planner):
    assert planner.ask({"text": 1}) is None
    assert planner.ask(REQUEST) is not None
