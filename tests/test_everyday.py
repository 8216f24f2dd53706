"""Everyday files, written as people write them: the harmless ones pass, the harmful ones wait for somebody."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from riskscan import scan
from riskscan.model.verdict import LEVELS
from tests.support import FIXTURES

EVERYDAY = FIXTURES / "everyday"
NOW = datetime(2026, 11, 23, 9, 40, tzinfo=UTC)
HARMLESS = sorted(str(path.relative_to(EVERYDAY / "harmless")) for path in (EVERYDAY / "harmless").rglob("*") if path.is_file())
HARMFUL = tomllib.loads((EVERYDAY / "harmful" / "expected.toml").read_text("utf-8"))


def level_and_why(path: Path) -> tuple[int, list[str]]:
    read = scan([path], against=[], now=NOW, policies=False)
    assert read.artifacts[0].status != "not_read"
    return LEVELS.index(read.verdict.level), [f"{e.level} {e.rule} {e.asset.name} line {e.location.start_line}" for e in read.effects]


def test_there_are_enough_of_both():
    assert len(HARMLESS) >= 90
    assert len(HARMFUL) >= 60
    assert all((EVERYDAY / "harmful" / name).is_file() for name in HARMFUL)


@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_file_is_low_at_most(name: str):
    level, why = level_and_why(EVERYDAY / "harmless" / name)
    assert level <= LEVELS.index("low"), why


@pytest.mark.parametrize("name", sorted(HARMFUL))
def test_a_harmful_file_waits_for_somebody(name: str):
    level, why = level_and_why(EVERYDAY / "harmful" / name)
    assert level >= LEVELS.index(HARMFUL[name]), why
