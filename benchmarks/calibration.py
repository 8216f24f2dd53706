"""Does the score order hand-overs as people do? Kendall's tau over written pairs, and the pairs whose levels are the wrong way round.

Each pair in ``fixtures/calibration/pairs.toml`` says which of two is worse and why. A pair counts +1 where the worse one has the higher
score, -1 where it has the lower one and 0 where both are equal. Run ``python benchmarks/calibration.py [--verbose] [FILE]``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from riskscan import scan
from riskscan.model.verdict import LEVELS

PAIRS = Path(__file__).parent.parent / "fixtures" / "calibration" / "pairs.toml"
NOW = datetime(2026, 11, 23, 9, 40, tzinfo=UTC)
_ENDINGS = {"sql": ".sql", "python": ".py", "shell": ".sh", "terraform": ".tf"}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two hand-overs by name, with what they were given: level 0..4 and score 0..100 of the worse and of the milder one."""

    worse: str
    milder: str
    why: str
    high: tuple[int, int]
    low: tuple[int, int]

    @property
    def sign(self) -> int:
        """+1 ordered as people do, 0 equal, -1 the wrong way round."""
        return (self.high[1] > self.low[1]) - (self.high[1] < self.low[1])

    @property
    def inverted(self) -> bool:
        """The milder one has the higher level."""
        return self.high[0] < self.low[0]

    @property
    def mild(self) -> bool:
        """Neither is above low."""
        return max(self.high[0], self.low[0]) <= LEVELS.index("low")


def measured(file: Path = PAIRS) -> tuple[Pair, ...]:
    """All pairs of a file with level and score of each side."""
    told = tomllib.loads(file.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        given = {name: _judged(Path(folder) / name, one) for name, one in told["text"].items()}
    return tuple(Pair(p["worse"], p["milder"], p["why"], given[p["worse"]], given[p["milder"]]) for p in told["pair"])


def _judged(folder: Path, one: Mapping[str, str]) -> tuple[int, int]:
    folder.mkdir()
    path = folder / f"change{_ENDINGS[one['language']]}"
    path.write_text(one["text"], encoding="utf-8")
    verdict = scan([path], against=[], now=NOW, policies=False).verdict
    return LEVELS.index(verdict.level), verdict.score


def tau(pairs: Sequence[Pair]) -> float:
    """Kendall's tau over the written pairs: (ordered - wrong way round) / all; equal scores count as not ordered."""
    return sum(pair.sign for pair in pairs) / len(pairs) if pairs else 0.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures; exit code 1 where a level is the wrong way round."""
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    reader.add_argument("file", nargs="?", type=Path, default=PAIRS)
    reader.add_argument("--verbose", action="store_true")
    asked = reader.parse_args(arguments)
    pairs = measured(asked.file)
    inverted = [pair for pair in pairs if pair.inverted]
    mild = [pair for pair in pairs if pair.mild]
    print(f"pairs {len(pairs)}  tau {tau(pairs):.2f}  levels the wrong way round {len(inverted)}")
    print(f"between two mild ones: pairs {len(mild)}  tau {tau(mild):.2f}")
    for pair in pairs if asked.verbose else inverted:
        if pair.sign <= 0 or pair.inverted:
            sides = [f"{name} {LEVELS[level]} {score}" for name, (level, score) in ((pair.worse, pair.high), (pair.milder, pair.low))]
            print(f"  {sides[0]} | {sides[1]} | {pair.why}")
    return 1 if inverted else 0


if __name__ == "__main__":
    sys.exit(main())
