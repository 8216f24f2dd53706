"""The checks in the child process: the same findings as checkov's own command, kept, and bounded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from riskscan.parsers.terraform import policies
from tests.support import FIXTURES

FILES = tuple(sorted((FIXTURES / "terraform").glob("*.tf"))[:3])


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_same_as_the_command_and_kept(tmp_path: Path) -> None:
    """Slow: checkov is imported twice (about 15 s)."""
    running = policies.start(FILES)
    program = "import sys; sys.argv[0] = 'checkov'; from checkov.main import Checkov; sys.exit(Checkov().run())"
    command = [
        sys.executable,
        "-c",
        program,
        "--framework",
        "terraform",
        "--skip-download",
        "--soft-fail",
        "--compact",
        "--quiet",
        "-o",
        "json",
    ]
    for file in FILES:
        command += ["-f", str(file)]
    done = subprocess.run(command, capture_output=True, env={**os.environ, **policies.FLAGS}, cwd=tmp_path, timeout=110, check=False)
    theirs = json.loads(done.stdout)["results"]["failed_checks"]
    found, trouble = running.finish(110)
    assert not trouble
    assert len(found) > 20
    assert sorted((p.check_id, p.resource, p.line) for p in found) == sorted(
        (c["check_id"], c["resource"], c["file_line_range"][0]) for c in theirs
    )
    again = policies.start(FILES)
    assert again.child is None
    assert again.finish(0)[0] == found
    (entry,) = (tmp_path / "cache").rglob("*.json")
    entry.write_text("{ damaged")
    broken = policies.start(FILES)
    assert broken.child is not None
    broken.stop()


def test_a_limit_that_is_over_is_said() -> None:
    running = policies.start(FILES[:1])
    found, trouble = running.finish(0.05)
    assert found == ()
    assert trouble[0].code == "checks-not-run"
    assert running.child is not None
    assert running.child.poll() is not None


def test_gone_files_and_no_files() -> None:
    assert policies.start((Path("not/there.tf"),)).finish(1)[1]
    assert policies.start(()).finish(1) == ((), ())


def test_child_refuses_connections() -> None:
    program = "from riskscan.parsers.terraform.checkov_child import _close_network; _close_network(); import urllib.request as u; u.urlopen('http://127.0.0.1:9')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False)
    assert "does not use the network" in done.stderr or "do not use the network" in done.stderr
