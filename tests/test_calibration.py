"""The score orders hand-overs as people do, on the pairs that it was tuned on and on those that it never saw."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from benchmarks.calibration import FOLDER, measured, tau

LEAST, LEAST_PAIRS = 0.85, {"pairs": 80, "held_out": 40}


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_pairs_are_ordered_and_no_level_is_the_wrong_way_round(file: Path):
    pairs = measured(file)
    assert len(pairs) >= LEAST_PAIRS[file.stem]
    assert tau(pairs) >= LEAST
    assert not [(pair.worse, pair.milder) for pair in pairs if pair.inverted]


def test_the_held_out_pairs_share_no_text_with_the_others():
    texts = [{t["text"] for t in tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))["text"].values()} for name in LEAST_PAIRS]
    assert not texts[0] & texts[1]
