"""Every report of every hand-over, byte for byte."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from riskscan.model.verdict import DECISION_OF_LEVEL, LEVELS
from tests.golden.accept import report
from tests.golden.cases import CASES, FORMATS, GOLDEN, Case, assess

HOW = "look at it, then run: python -m tests.golden.accept"


def shown(new: bytes, old: bytes, path: Path) -> str:
    """The first lines that differ."""
    lines = difflib.unified_diff(old.decode().splitlines(), new.decode().splitlines(), "accepted", "now", lineterm="", n=1)
    return f"{path.name} of {path.parent.name} is not the accepted one; {HOW}\n" + "\n".join(list(lines)[:40])


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_report_is_the_accepted_one(case: Case, form: str) -> None:
    path = case.golden(form)
    new = report(case, form)
    if not path.is_file():
        pytest.fail(f"no accepted {form} report for {case.name}; {HOW}", pytrace=False)
    old = path.read_bytes()
    if new != old:
        pytest.fail(shown(new, old, path), pytrace=False)


def test_no_accepted_report_is_left_over() -> None:
    kept = {path.name for path in GOLDEN.iterdir()} if GOLDEN.is_dir() else set()
    assert kept <= {case.name for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_level_is_what_common_sense_says(case: Case) -> None:
    verdict = assess(case.name).verdict
    lowest, highest = case.level
    assert LEVELS.index(lowest) <= LEVELS.index(verdict.level) <= LEVELS.index(highest), f"{verdict.level} {verdict.score}: {case.why}"
    assert verdict.decision == DECISION_OF_LEVEL[verdict.level]
