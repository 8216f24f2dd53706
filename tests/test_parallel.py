"""Work by several processes gives what one process gives, in the order of the work; where it cannot be had, none."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest

from riskscan import cache, parallel, scan
from riskscan.model.codec import to_json

SIZES = [n % 7 + 1 for n in range(60)]


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(parallel.SWITCH, "2")


@pytest.mark.usefixtures("two")
def test_results_come_in_the_order_of_the_work() -> None:
    assert parallel.results(lambda n: str(n).encode(), SIZES) == [str(n).encode() for n in range(60)]


@pytest.mark.usefixtures("two")
def test_little_work_is_done_here() -> None:
    assert parallel.results(lambda n: b"", [1] * (parallel.FEW - 1)) is None


def test_one_process_is_none_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(parallel.SWITCH, "1")
    assert parallel.results(lambda n: b"", SIZES) is None


@pytest.mark.usefixtures("two")
def test_a_process_that_dies_costs_time_only() -> None:
    here = os.getpid()

    def work(number: int) -> bytes:
        if number == 30 and os.getpid() != here:
            os._exit(11)
        return b"x"

    assert parallel.results(work, SIZES) is None


def test_the_collector_is_as_it_was_after() -> None:
    before = gc.get_threshold()
    with parallel.few_collections():
        assert gc.get_threshold() != before
    assert gc.get_threshold() == before


@pytest.mark.parametrize("against", [None, ()])
def test_a_folder_gives_the_same_bytes_however_many_processes_read_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, against: tuple[str, ...] | None
) -> None:
    from datetime import UTC, datetime

    monkeypatch.setenv(cache.SWITCH, "off")
    (tmp_path / "names.py").write_text("TABLE = 'sales.orders'\n")
    for number in range(parallel.FEW + 4):
        text = f"import psycopg2\nfrom names import TABLE\n\ncur = psycopg2.connect(host='db{number}').cursor()\ncur.execute('DELETE FROM ' + TABLE)\n"
        (tmp_path / f"job_{number}.py").write_text(text)
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    seen = []
    for count in ("1", "3"):
        monkeypatch.setenv(parallel.SWITCH, count)
        seen.append(to_json(scan([tmp_path], against=against, now=moment)))
    assert seen[0] == seen[1]
    assert seen[0].count(b'"name": "sales.orders"') >= parallel.FEW
