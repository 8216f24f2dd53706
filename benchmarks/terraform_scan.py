"""How long Terraform takes, beside the ``checkov`` command: one small file, the same again, and the resource graph of a whole repository.

Run ``python benchmarks/terraform_scan.py [FOLDER]``. Without a folder a repository of 800 files in 80 modules is made. Exit code 1 where a
bar is missed. Times are wall seconds: medians of three runs of whole processes with an empty cache.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

RUNS = 3
SMALL = """resource "aws_s3_bucket" "lake" {
  bucket = "acme-lake"
}

resource "aws_security_group" "db" {
  name = "db"
  ingress {
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_db_instance" "orders" {
  identifier             = "orders"
  engine                 = "postgres"
  instance_class         = "db.t3.medium"
  vpc_security_group_ids = [aws_security_group.db.id]
  skip_final_snapshot    = true
}
"""
SCAN = (sys.executable, "-c", "import sys; from riskscan.cli.main import main; sys.exit(main())", "scan")


@dataclass(frozen=True, slots=True)
class Line:
    """One measured thing; ``holds`` says whether its bar is met, None where it has none."""

    name: str
    seconds: float
    bar: str = ""
    holds: bool | None = None


def seconds(command: tuple[str, ...], cache: Path) -> float:
    """Wall seconds of one run. Raises RuntimeError where nothing came out."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache), "LOG_LEVEL": "ERROR", "CKV_SKIP_PACKAGE_UPDATE_CHECK": "true"}
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, env=environment, timeout=900, check=False)
    if not done.stdout:
        raise RuntimeError(f"{command[0]} said nothing: {done.stderr[-400:]!r}")
    return time.perf_counter() - start


def median(run: Callable[[], float]) -> float:
    """The median of the runs."""
    return statistics.median(run() for _ in range(RUNS))


def repository(root: Path) -> None:
    """Writes 80 folders of 10 files that name each other and a module beside."""
    for folder in range(80):
        place = root / f"service{folder}"
        place.mkdir(parents=True)
        for file in range(10):
            before = f"aws_sqs_queue.q{file - 1}.arn" if file else '"none"'
            text = "".join(
                f'resource "aws_sns_topic" "t{file}_{n}" {{\n  name = "service{folder}-{file}-{n}"\n  tags = {{ after = {before} }}\n}}\n'
                for n in range(4)
            )
            text += f'resource "aws_sqs_queue" "q{file}" {{\n  name = "jobs-{folder}-{file}"\n}}\n'
            (place / f"part{file}.tf").write_text(text)


def graph(root: Path) -> tuple[float, int, int]:
    """(seconds, resources, links) of the resource graph of a repository, in this process, nothing cached."""
    from riskscan.estate.read import read
    from riskscan.parsers.queue import read as ask

    start = time.perf_counter()
    found = read([root], ask)
    return time.perf_counter() - start, len(found.assets), len(found.dependencies)


def lines(folder: Path, root: Path | None) -> list[Line]:
    """All that is measured."""
    small, empty = folder / "main.tf", folder / "empty"
    small.write_text(SMALL)
    empty.mkdir()
    scan = (*SCAN, str(small), "--against", str(empty), "--format", "json")
    program = str(Path(sys.executable).with_name("checkov"))
    checkov = (program, "-f", str(small), "--framework", "terraform", "--skip-download", "-o", "json")
    alone = median(lambda: seconds((*scan, "--no-policies"), folder / "c0"))
    command = median(lambda: seconds(checkov, folder / "c1"))
    cold = statistics.median(seconds(scan, folder / f"cold{n}") for n in range(RUNS))
    again = median(lambda: seconds(scan, folder / "cold0"))
    made = root or folder / "repository"
    if root is None:
        repository(made)
    os.environ["XDG_CACHE_HOME"] = str(folder / "graph")
    took, assets, links = graph(made)
    files = sum(1 for _ in made.rglob("*.tf"))
    return [
        Line("riskscan, one small file, without checkov", alone, "0.5 s", alone < 0.5),
        Line("checkov command, the same file", command),
        Line("riskscan with checkov, nothing cached", cold, f"1.3 times faster ({command / cold:.2f} times)", command / cold >= 1.3),
        Line("riskscan with checkov, the same again", again, "0.6 s", again < 0.6),
        Line(f"resource graph: {files} files, {assets} things, {links} links", took, "3 s", took < 3),
    ]


def main() -> int:
    """Prints one line for each measured thing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, help="a repository whose resource graph is drawn; default: one that is made")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        found = lines(Path(name), arguments.folder)
    for line in found:
        verdict = "" if line.holds is None else "met" if line.holds else "MISSED"
        print(f"{line.seconds:7.2f} s  {line.name:<66} {line.bar:<32} {verdict}")
    return 0 if all(line.holds is not False for line in found) else 1


if __name__ == "__main__":
    sys.exit(main())
