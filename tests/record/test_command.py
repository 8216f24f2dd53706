"""The commands from the outside: keep, list, show, decide, count, export, verify."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bad.py").write_text("import shutil\nshutil.rmtree('/var/lib/postgresql/data')\n")
    return tmp_path


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    names = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_DATA_HOME": str(folder / "data"), "NO_COLOR": "1", **environment}
    return subprocess.run(
        [sys.executable, "-m", "riskscan", *arguments], cwd=folder, env=names, capture_output=True, text=True, check=False, timeout=120
    )


def test_from_the_request_to_the_decision(folder: Path):
    scanned = run(folder, "scan", "bad.py", "--record", "--asked-by", "Sales", "--ticket", "OPS-7", "--format", "json")
    assert scanned.returncode == 0, scanned.stderr
    report_id = json.loads(scanned.stdout)["provenance"]["report_id"]
    receipt = re.search(r"kept as (\d+:[0-9a-f]{16})", scanned.stderr)
    assert receipt
    file = folder / "data" / "riskscan" / "record.sqlite3"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert report_id in run(folder, "record", "list", "--waiting").stdout
    assert report_id in run(folder, "record", "list", "--level", "high").stdout
    assert report_id not in run(folder, "record", "list", "--level", "critical").stdout
    assert report_id not in run(folder, "record", "list", "--since", "2999-01-01").stdout
    assert "OPS-7" in run(folder, "record", "show", report_id).stdout
    assert run(folder, "record", "show", report_id, "--format", "report").stdout == scanned.stdout
    assert run(folder, "record", "show", report_id, "--format", "html").stdout.startswith("<!doctype html>")
    done = run(folder, "record", "decide", report_id, "--outcome", "declined", "--by", "Ada", "--note", "Not needed")
    assert done.returncode == 0, done.stderr
    assert report_id not in run(folder, "record", "list", "--waiting").stdout
    assert "Not needed" in run(folder, "record", "show", report_id).stdout
    assert run(folder, "record", "stats", "--format", "html", "--output", "page.html").returncode == 0
    assert "1 request in 1 month." in (folder / "page.html").read_text()
    assert [json.loads(line)["kind"] for line in run(folder, "record", "export").stdout.splitlines()] == ["request", "decision"]
    checked = run(folder, "record", "verify", "--receipt", receipt[1], "--receipt", done.stdout)
    assert checked.returncode == 0, checked.stdout
    assert "All 2 receipts are honoured." in checked.stdout


def test_verify_says_what_was_changed(folder: Path):
    assert run(folder, "scan", "bad.py", "--record").returncode == 0
    with sqlite3.connect(folder / "data" / "riskscan" / "record.sqlite3") as connection:
        connection.execute("DROP TRIGGER riskscan_entry_no_update")
        connection.execute("UPDATE riskscan_entry SET level = 'none'")
    connection.close()
    done = run(folder, "record", "verify")
    assert done.returncode == 1
    assert "entry 1: it was changed after it was kept" in done.stdout


def test_wrong_use_is_2_and_says_why(folder: Path):
    for arguments, says in (
        (("record", "show", "RS-0000-0000"), "no request RS-0000-0000"),
        (("record", "decide", "RS-0000-0000", "--outcome", "declined", "--by", "Ada"), "no request RS-0000-0000"),
        (("record", "verify", "--receipt", "12"), "no receipt in '12'"),
        (("record", "verify", "--receipts", "none.txt"), "none.txt"),
    ):
        done = run(folder, *arguments)
        assert done.returncode == 2, arguments
        assert says in done.stderr
        assert "Traceback" not in done.stderr


def test_a_record_that_cannot_be_kept_ends_the_scan_before_its_answer(folder: Path):
    (folder / "taken").write_text("a file where a folder should be")
    done = run(folder, "scan", "bad.py", "--record", RISKSCAN_RECORD=str(folder / "taken" / "record.db"))
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    done = run(folder, "scan", "bad.py", "--record", RISKSCAN_RECORD="postgresql://ada:s3cret@127.0.0.1:1/x")
    assert done.returncode == 2
    assert "s3cret" not in done.stderr + done.stdout


def test_a_team_names_its_record_in_its_settings(folder: Path):
    (folder / "riskscan.toml").write_text(f'[record]\nurl = "{folder / "team.sqlite3"}"\n')
    assert run(folder, "scan", "bad.py", "--record").returncode == 0
    assert (folder / "team.sqlite3").is_file()
    assert "bad.py" in run(folder, "record", "list").stdout
