"""Four processes write a thousand entries while they are killed with SIGKILL again and again; nothing that was acknowledged is lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from riskscan.record import chain
from riskscan.record.place import place
from riskscan.record.store import Record
from tests.support import ROOT

WRITERS = 4
EACH = 250
KILLS = 12

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")]


def start(address: str, name: str, first: int, out: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with out.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.record.writer", address, name, str(first), str(EACH)], cwd=ROOT, env=environment, stdout=file
        )


def test_killed_writers_lose_nothing_that_was_acknowledged(address: str, tmp_path: Path):
    outs = {f"w{index}": tmp_path / f"w{index}.receipts" for index in range(WRITERS)}
    running = {name: start(address, name, 0, out) for name, out in outs.items()}
    chance = random.Random(9)
    killed = 0
    end = time.monotonic() + 240
    while running and time.monotonic() < end:
        time.sleep(chance.uniform(0.02, 0.25))
        busy = [name for name, out in outs.items() if name in running and out.exists() and out.stat().st_size > 0]
        if busy and killed < KILLS:
            name = chance.choice(busy)
            running[name].kill()
            killed += running[name].wait() == -signal.SIGKILL
            written = len(outs[name].read_text().splitlines())
            running[name] = start(address, name, written, outs[name])
        for name in [name for name, process in running.items() if process.poll() is not None]:
            assert running.pop(name).returncode == 0
    assert not running
    assert killed >= 4
    lines = [line for out in outs.values() for line in out.read_text().splitlines()]
    assert len(lines) == WRITERS * EACH
    receipts = chain.read_receipts(lines)
    record = Record(place(address, {}))
    check = record.check(receipts)
    assert check.holds, check.faults
    assert check.receipts == len(set(receipts)) == WRITERS * EACH
    assert WRITERS * EACH <= check.entries <= WRITERS * EACH + killed  # killed between the commit and the word about it
    record.close()
    (tmp_path / "receipts").write_text("\n".join(lines) + "\n")
    done = subprocess.run(
        [sys.executable, "-m", "riskscan", "record", "verify", "--receipts", str(tmp_path / "receipts")],
        env={**os.environ, "PYTHONPATH": str(ROOT), "RISKSCAN_RECORD": address},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{WRITERS * EACH:,} receipts" in done.stdout
