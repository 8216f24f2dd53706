"""What the command line answers with: 0 below the gate, 1 at the gate, 2 for wrong use and for what could not be read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SAFE = "print('hello')\n"
DANGEROUS = "import shutil\nshutil.rmtree('/var/lib/postgresql/data')\n"


def run(*arguments: str, stdin: bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root), "NO_COLOR": "1"}
    return subprocess.run(
        [sys.executable, "-m", "riskscan", *arguments], input=stdin, capture_output=True, check=False, env=environment, cwd=cwd, timeout=120
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "safe.py").write_text(SAFE)
    (tmp_path / "bad.py").write_text(DANGEROUS)
    (tmp_path / "empty.py").write_text("")
    (tmp_path / "binary.sql").write_bytes(b"\x00\x01\x02SELECT")
    return tmp_path


def test_a_harmless_file_may_run(folder: Path):
    done = run("scan", "safe.py", "--format", "json", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["verdict"]["decision"] == "go_ahead"


def test_the_gate_gives_1_and_without_it_0(folder: Path):
    assert run("scan", "bad.py", cwd=folder).returncode == 0
    assert run("scan", "bad.py", "--fail-on", "high", cwd=folder).returncode == 1
    assert run("scan", "safe.py", "--fail-on", "low", cwd=folder).returncode == 0


@pytest.mark.parametrize("name", ["empty.py", "binary.sql", "missing.sql", "."])
def test_what_cannot_be_read_is_2_and_never_green(folder: Path, name: str):
    if name == ".":
        folder = folder / "nothing"
        folder.mkdir()
    done = run("scan", name, "--format", "json", cwd=folder)
    assert done.returncode == 2
    assert json.loads(done.stdout)["verdict"]["decision"] == "could_not_read"


def test_wrong_use_is_2(folder: Path):
    assert run("scan", cwd=folder).returncode == 2
    assert run("scan", "safe.py", "--format", "poem", cwd=folder).returncode == 2
    assert run("scan", "safe.py", "--now", "yesterday", cwd=folder).returncode == 2
    assert run("scan", "safe.py", "--config", "none.toml", cwd=folder).returncode == 2


def test_a_config_with_an_unknown_key_names_file_and_line(folder: Path):
    (folder / "riskscan.toml").write_text('[organisation]\nname = "Acme"\ncolour = "red"\n')
    done = run("scan", "safe.py", "--config", "riskscan.toml", cwd=folder)
    assert done.returncode == 2
    assert b"riskscan.toml" in done.stderr
    assert b"3" in done.stderr


def test_standard_input_is_read(folder: Path):
    done = run("scan", "-", "--language", "python", "--format", "json", stdin=DANGEROUS.encode(), cwd=folder)
    assert json.loads(done.stdout)["effects"][0]["operation"] == "delete"
    assert run("scan", "-", stdin=b"", cwd=folder).returncode == 2


def test_a_folder_is_ranked_worst_first(folder: Path):
    (folder / "empty.py").unlink()
    (folder / "binary.sql").unlink()
    done = run("scan", ".", "--format", "json", cwd=folder)
    assessment = json.loads(done.stdout)
    assert [part["artifacts"][0]["path"] for part in assessment["parts"]] == ["bad.py", "safe.py"]
    assert assessment["verdict"]["level"] == assessment["parts"][0]["verdict"]["level"]


def test_output_goes_to_the_file_and_says_so(folder: Path):
    done = run("scan", "safe.py", "--format", "html", "--output", "out/page.html", cwd=folder)
    assert done.returncode == 0
    assert done.stdout == b""
    assert (folder / "out" / "page.html").read_text().startswith("<!doctype html>")


def test_same_input_same_bytes_under_another_hash_seed(folder: Path, monkeypatch: pytest.MonkeyPatch):
    outputs = []
    for seed in ("1", "2"):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        outputs.append(run("scan", "bad.py", "--format", "html", "--now", "2026-11-23T09:00:00Z", cwd=folder).stdout)
    assert outputs[0] == outputs[1] != b""
