"""Which tables a statement reads and writes, beside sqllineage: agreement and speed in one run.

Run ``python benchmarks/sql_lineage.py`` where sqllineage is installed, or name its interpreter: ``--peer PYTHON``. The cases stand in
``fixtures/sql_lineage`` (``*.sql``, one statement after ``-- reads: a, b -- writes: c``); what they mark was decided by hand. Speed is
that of one warm process each, over all cases. Exit code 1 where riskscan disagrees with a mark or is less than 20 times as fast.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
CASES = ROOT / "fixtures" / "sql_lineage"
FASTER = 20.0
ROUNDS = 5
_MARK = re.compile(r"^-- reads:(?P<reads>.*?)-- writes:(?P<writes>.*)$", re.M)
_PEER = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
from sqllineage.runner import LineageRunner
cases = json.load(sys.stdin)
def run(sql):
    try:
        found = LineageRunner(sql, dialect="ansi")
        strip = lambda tables: sorted(str(t).lower().removeprefix("<default>.") for t in tables)
        return [strip(found.source_tables), strip(found.target_tables)]
    except Exception as error:
        return type(error).__name__
run(cases[0])
start = time.process_time()
answers = [run(c) for c in cases]
json.dump([time.process_time() - start, answers], sys.stdout)
"""


@dataclass(frozen=True, slots=True)
class Case:
    """A statement and the tables that it reads and writes, as marked by hand."""

    file: str
    sql: str
    reads: frozenset[str]
    writes: frozenset[str]


def cases() -> list[Case]:
    """All cases, in the order of the files."""
    found = []
    for path in sorted(CASES.glob("*.sql")):
        text = path.read_text()
        marks = list(_MARK.finditer(text))
        for mark, following in zip(marks, [*marks[1:], None], strict=True):
            sql = text[mark.end() : following.start() if following else len(text)].strip()
            found.append(Case(path.name, sql, _names(mark["reads"]), _names(mark["writes"])))
    return found


def _names(text: str) -> frozenset[str]:
    return frozenset(name.strip().lower() for name in text.split(",") if name.strip() not in ("", "none"))


def ours(sql: str) -> tuple[frozenset[str], frozenset[str]]:
    """(reads, writes) as riskscan tells them."""
    from riskscan.model.artifact import Artifact, Language
    from riskscan.model.asset import AssetKind
    from riskscan.model.effect import Operation
    from riskscan.model.surroundings import Nothing
    from riskscan.parsers.dispatch import parse

    effects = [
        e for e in parse(Artifact("x.sql", Language.SQL, sql), Nothing()).effects if e.asset.kind in (AssetKind.TABLE, AssetKind.VIEW)
    ]
    reads = frozenset(e.asset.name.lower() for e in effects if e.operation is Operation.READ)
    writes = frozenset(e.asset.name.lower() for e in effects if e.operation in (Operation.WRITE, Operation.CREATE) or e.verb == "replace")
    return reads, writes


def measure(every: list[Case]) -> tuple[float, list[tuple[frozenset[str], frozenset[str]]]]:
    """(CPU seconds over all cases, warm, the median round; the answers)."""
    for case in every[:3]:
        ours(case.sql)
    rounds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        answers = [ours(case.sql) for case in every]
        rounds.append(time.process_time() - start)
    return sorted(rounds)[ROUNDS // 2], answers


def peer(every: list[Case], interpreter: str) -> tuple[float, list[tuple[frozenset[str], frozenset[str]] | None]] | None:
    """The same of sqllineage; None where it cannot be started."""
    done = subprocess.run([interpreter, "-c", _PEER], input=json.dumps([c.sql for c in every]), capture_output=True, text=True, check=False)
    if done.returncode:
        return None
    seconds, answers = json.loads(done.stdout)
    return seconds, [None if isinstance(a, str) else (frozenset(a[0]), frozenset(a[1])) for a in answers]


def main() -> int:
    """Prints the table; 1 where a bar is missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--peer", default=sys.executable, help="the Python that has sqllineage")
    options.add_argument("--verbose", action="store_true")
    chosen = options.parse_args()
    every = cases()
    seconds, answers = measure(every)
    right = sum(a == (c.reads, c.writes) for a, c in zip(answers, every, strict=True))
    print(f"{len(every)} statements")
    print(f"riskscan    as marked {right}/{len(every)}   {1000 * seconds / len(every):8.2f} ms a statement")
    for case, (reads, writes) in zip(every, answers, strict=True):
        if (reads, writes) != (case.reads, case.writes):
            print(f"  {case.file}: {' '.join(case.sql.split())[:90]}\n    reads {sorted(reads)} writes {sorted(writes)}")
    other = peer(every, chosen.peer)
    if other is None:
        print("sqllineage  is not installed here")
        return int(right != len(every))
    agreed = sum(a == (c.reads, c.writes) for a, c in zip(other[1], every, strict=True))
    same = sum(a == b for a, b in zip(answers, other[1], strict=True))
    print(f"sqllineage  as marked {agreed}/{len(every)}   {1000 * other[0] / len(every):8.2f} ms a statement")
    print(f"both say the same {same}/{len(every)}; riskscan is {other[0] / seconds:.0f} times as fast (bar {FASTER:.0f})")
    if chosen.verbose:
        for case, answer in zip(every, other[1], strict=True):
            if answer != (case.reads, case.writes):
                print(f"  sqllineage, {case.file}: {' '.join(case.sql.split())[:90]}\n    {answer}")
    return int(right != len(every) or other[0] / seconds < FASTER)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    raise SystemExit(main())
