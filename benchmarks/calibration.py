"""Does the score order hand-overs as people do? Kendall's tau over written pairs, and the pairs whose levels are the wrong way round.

Each pair in ``fixtures/calibration/*.toml`` says which of two is worse and why; those of ``held_out.toml`` were never tuned on. A pair counts +1 where the worse one has the higher
score, -1 where it has the lower one and 0 where both are equal. Beside it stands what counting the findings of other tools gives.
Run ``python benchmarks/calibration.py [--verbose] [--peers BIN] [FILE ...]``.
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

FOLDER = Path(__file__).parent.parent / "fixtures" / "calibration"
PAIRS = FOLDER / "pairs.toml"
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


def by_peers(file: Path, programs: Path | None) -> tuple[float, int, list[str]]:
    """(tau of counting findings, pairs on which the counts are equal, the tools that were not there)."""
    sys.path.insert(0, str(FOLDER.parent.parent))  # run as a file, the folder of the project is not where modules are looked for
    from benchmarks.peers import counted

    told = tomllib.loads(file.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        counts, missing = counted(told["text"], Path(folder), programs)
    signs = [(counts[p["worse"]] > counts[p["milder"]]) - (counts[p["worse"]] < counts[p["milder"]]) for p in told["pair"]]
    return sum(signs) / len(signs), signs.count(0), missing


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures; exit code 1 where a level is the wrong way round."""
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    reader.add_argument("files", nargs="*", type=Path, default=sorted(FOLDER.glob("*.toml")))
    reader.add_argument("--verbose", action="store_true")
    reader.add_argument("--peers", type=Path, help="folder of the executables of bandit, checkov, squawk and shellcheck")
    asked = reader.parse_args(arguments)
    wrong = 0
    for file in asked.files:
        wrong += _table(file, asked.verbose)
        other, equal, missing = by_peers(file, asked.peers)
        absent = f"  (not installed: {', '.join(missing)})" if missing else ""
        print(f"  counting findings of bandit, checkov, squawk, shellcheck: tau {other:.2f}, equal counts {equal}{absent}")
    return 1 if wrong else 0


def _table(file: Path, verbose: bool) -> int:
    """Prints the figures of one file; the number of pairs whose levels are the wrong way round."""
    pairs = measured(file)
    inverted = [pair for pair in pairs if pair.inverted]
    mild = [pair for pair in pairs if pair.mild]
    print(f"{file.stem}: pairs {len(pairs)}  tau {tau(pairs):.2f}  levels the wrong way round {len(inverted)}")
    print(f"  between two mild ones: pairs {len(mild)}  tau {tau(mild):.2f}")
    for pair in pairs if verbose else inverted:
        if pair.sign <= 0 or pair.inverted:
            sides = [f"{name} {LEVELS[level]} {score}" for name, (level, score) in ((pair.worse, pair.high), (pair.milder, pair.low))]
            print(f"  {sides[0]} | {sides[1]} | {pair.why}")
    return len(inverted)


if __name__ == "__main__":
    sys.exit(main())
