"""How long a person waits for one answer, measured on whole processes: median of five runs, compiled files in place.

Run ``python benchmarks/cold_start.py``. bandit stands beside it where it is installed. Exit code 1 where a bar is missed.
"""

from __future__ import annotations

import importlib.util
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
ARTIFACTS = "fixtures/artifacts"
ESTATE = "fixtures/estates/acme"
RUNS = 5
RISKSCAN = (sys.executable, "-c", "import sys; from riskscan.cli.main import main; sys.exit(main())")


@dataclass(frozen=True, slots=True)
class Job:
    """A command and the seconds it may take; 0 where there is no bar."""

    name: str
    command: tuple[str, ...]
    bar: float = 0.0


def _scan(name: str, path: str, *options: str) -> Job:
    return Job(name, (*RISKSCAN, "scan", f"{ARTIFACTS}/{path}", "--against", ESTATE, *options), 1.0)


JOBS = (
    Job("riskscan --version", (*RISKSCAN, "--version"), 0.15),
    _scan("riskscan, Python", "status-fix-filter-off/q3_status_fix.py"),
    _scan("riskscan, SQL", "dedupe-orders/dedupe_orders.sql"),
    _scan("riskscan, Terraform, no policies", "new-bucket/campaign_assets.tf", "--no-policies"),
    _scan("riskscan, shell", "backfill/backfill_2023.sh"),
)


def others() -> tuple[Job, ...]:
    """The same for a tool that people know, where it is installed."""
    if importlib.util.find_spec("bandit") is None:
        return ()
    return (Job("bandit, Python", (sys.executable, "-m", "bandit", "-q", f"{ARTIFACTS}/status-fix-filter-off/q3_status_fix.py")),)


def seconds(command: tuple[str, ...]) -> float:
    """The median of the runs, after one that is not counted. Raises RuntimeError where the command itself fails."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    times = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        times.append(time.perf_counter() - start)
        if done.returncode not in (0, 1):
            raise RuntimeError(f"{' '.join(command)}\n{done.stderr}")
    return statistics.median(times[1:])


def main() -> int:
    """Prints a line a command; 1 where a bar is missed."""
    missed = False
    for job in (*JOBS, *others()):
        took = seconds(job.command)
        late = bool(job.bar) and took > job.bar
        missed = missed or late
        verdict = f"bar {job.bar:.2f} s  {'missed' if late else 'met'}" if job.bar else ""
        print(f"{job.name:36} {took:6.2f} s  {verdict}", flush=True)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
