"""Scans an installed code base with riskscan (first run, second run) beside other scanners, each as a whole process.

    python benchmarks/python_scan.py PATH [--peer "bandit -q -r {path}"]...

PATH is any folder of Python, such as the unpacked wheels of apache-airflow and its amazon, google and snowflake providers. The kept
results go to a folder of their own, so the first run is cold. Wall and CPU in seconds, peak memory in MB.
"""

from __future__ import annotations

import argparse
import os
import resource
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RISKSCAN = (sys.executable, "-m", "riskscan", "scan", "{path}", "--no-policies", "--format", "json")


def measure(command: list[str], environment: dict[str, str]) -> tuple[float, float, float, int]:
    """(wall, CPU, peak memory, exit code) of one process with its children."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, _megabytes(usage), process.returncode


def _megabytes(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--peer", action="append", default=[], help="a further command line; {path} stands for the folder")
    options = parser.parse_args()
    path = str(options.path.resolve())
    files = list(options.path.rglob("*.py"))
    print(f"{len(files)} files, {sum(file.stat().st_size for file in files) / 1e6:.1f} MB\n")
    print(f"{'':34}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}{'exit':>6}")
    with tempfile.TemporaryDirectory() as kept:
        environment = {**os.environ, "XDG_CACHE_HOME": kept, "SOURCE_DATE_EPOCH": "1767225600"}
        own = [part.replace("{path}", path) for part in RISKSCAN]
        runs = [("riskscan, first run", own), ("riskscan, second run", own)]
        runs += [
            (peer.partition(" ")[0].rpartition("/")[2], [part.replace("{path}", path) for part in shlex.split(peer)])
            for peer in options.peer
        ]
        for name, command in runs:
            wall, cpu, memory, code = measure(command, environment)
            print(f"{name:34}{wall:9.1f}{cpu:9.1f}{memory:9.0f}{code:6}", flush=True)


if __name__ == "__main__":
    main()
