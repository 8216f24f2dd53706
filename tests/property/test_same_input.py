"""The same input gives the same bytes, in one process and in two."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import given, settings

from riskscan.reports import render
from tests.property.strategies import Script, python_scripts, sql_scripts
from tests.property.support import NOW
from tests.support import FIXTURES, ROOT

FORMATS = ("json", "html", "markdown", "text")
PROGRAM = """
import hashlib, sys
from datetime import datetime
from riskscan.reports import render
from riskscan import scan
path, estate, now, *formats = sys.argv[1:]
result = scan([path], against=[estate], now=datetime.fromisoformat(now), policies=False)
for form in formats:
    print(form, hashlib.sha256(render(result, form).encode()).hexdigest())
"""


def twice(name: str, text: str, folder: str) -> None:
    """Both scans of a file give the same reports."""
    from riskscan import scan

    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as handle:
        handle.write(text)
    first, second = (scan([path], against=[folder], now=NOW, policies=False) for _ in range(2))
    assert first == second
    for form in FORMATS:
        assert render(first, form) == render(second, form)


@settings(max_examples=15, deadline=None)
@given(script=sql_scripts)
def test_two_scans_of_a_sql_script_are_equal(script: Script, tmp_path_factory: pytest.TempPathFactory) -> None:
    twice("fix.sql", script.sql(), str(tmp_path_factory.mktemp("same")))


@settings(max_examples=15, deadline=None)
@given(script=python_scripts)
def test_two_scans_of_a_python_script_are_equal(script: Script, tmp_path_factory: pytest.TempPathFactory) -> None:
    twice("job.py", script.python(), str(tmp_path_factory.mktemp("same")))


@pytest.mark.parametrize("path", ["status-fix-filter-off/q3_status_fix.py", "database-renamed/database.tf", "backfill/backfill_2023.sh"])
def test_two_processes_with_other_hash_seeds_are_equal(path: str) -> None:
    command = (sys.executable, "-c", PROGRAM, f"fixtures/artifacts/{path}", str(FIXTURES / "estates" / "acme"), NOW.isoformat(), *FORMATS)
    printed = [
        subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True).stdout
        for seed in ("1", "77")
    ]
    assert printed[0]
    assert printed[0] == printed[1]
