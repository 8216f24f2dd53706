"""Harmful changes and their harmless twins: both levels hold, and the harmful one ranks above."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from riskscan import scan
from riskscan.model.assessment import Assessment
from riskscan.model.verdict import LEVELS
from tests.support import FIXTURES

NOW = datetime(2026, 11, 23, 9, 40, tzinfo=UTC)
PAIRS = {
    pair["name"]: pair for file in sorted((FIXTURES / "twins").glob("*.toml")) for pair in tomllib.loads(file.read_text("utf-8"))["pair"]
}


def judged(folder: Path, pair: dict[str, object], side: str) -> Assessment:
    """The result of one side, against its context alone."""
    own, context = folder / side, folder / "context"
    for place, files in ((own, pair.get("beside", {})), (context, pair.get("context", {}))):
        assert isinstance(files, dict)
        place.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(str(text).lstrip("\n"), encoding="utf-8")
    file = own / str(pair["file"])
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(str(pair[side]).lstrip("\n"), encoding="utf-8")
    baseline = None
    if "before" in pair:
        baseline = folder / "before"
        baseline.mkdir(exist_ok=True)
        (baseline / file.name).write_text(str(pair["before"]).lstrip("\n"), encoding="utf-8")
    return scan([file], against=[context], baseline=baseline, now=NOW, policies=False)


def test_there_are_enough_pairs():
    assert len(PAIRS) >= 50


@pytest.mark.parametrize("name", sorted(PAIRS))
def test_the_harmful_one_is_told_from_its_twin(tmp_path: Path, name: str):
    pair = PAIRS[name]
    bad, ok = (judged(tmp_path, pair, side) for side in ("bad", "ok"))
    why = [f"{e.level} {e.rule} {e.asset.name} {[str(t) for t in e.traits]}" for e in (*bad.effects, *ok.effects)]
    assert LEVELS.index(bad.verdict.level) >= LEVELS.index(pair.get("least", "high")), why
    assert LEVELS.index(ok.verdict.level) <= LEVELS.index(pair.get("most", "medium")), why
    assert bad.verdict.score > ok.verdict.score, why
