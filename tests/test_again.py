"""The answer of a scan of many files is used again while nothing that it rests on changed, and never after."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from riskscan import cache, parallel, scan
from riskscan.model.assessment import Assessment
from riskscan.model.codec import to_json

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
Ask = Callable[..., Assessment]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Scans a folder of scripts; each file in it looks old."""
    monkeypatch.delenv(cache.SWITCH, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    monkeypatch.setenv(parallel.SWITCH, "1")
    work = tmp_path / "work"
    (work / "dist").mkdir(parents=True)
    for number in range(parallel.FEW):
        (work / f"job_{number}.py").write_text(f"import shutil\n\nshutil.rmtree('/srv/data/{number}')\n")
    (work / "job_0.py").write_text("import sqlite3\n\nsqlite3.connect('/srv/x.db').execute(open('dist/fix.sql').read())\n")
    (work / "dist" / "fix.sql").write_text("DELETE FROM orders\n")

    def again(now: datetime = NOW, **options: object) -> Assessment:
        for path in work.rglob("*"):
            os.utime(path, ns=(1, path.stat().st_size))
        return scan([work], now=now, **options)  # type: ignore[arg-type]

    return again


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one for each scan that reads anything."""
    import riskscan.recipe as recipe

    found: list[int] = []
    read_all = recipe.read_all

    def counted(*arguments: object) -> object:
        found.append(1)
        return read_all(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(recipe, "read_all", counted)
    return found


def test_the_same_question_reads_nothing_and_gives_the_same_bytes(ask: Ask, reads: list[int]) -> None:
    assert to_json(ask()) == to_json(ask())
    assert len(reads) == 1


def test_the_time_of_the_second_scan_is_its_own(ask: Ask, reads: list[int]) -> None:
    ask()
    later = ask(NOW + timedelta(hours=2))
    assert {one.provenance.read_at for one in (later, *later.parts)} == {"2026-01-05T11:00:00Z"}
    assert len(reads) == 1


@pytest.mark.parametrize("change", ["job_1.py", "new.py", "notes.csv", "dist/fix.sql"])
def test_any_change_is_seen(ask: Ask, reads: list[int], tmp_path: Path, change: str) -> None:
    first = ask()
    (tmp_path / "work" / change).write_text("DROP TABLE orders\n" if change.endswith(".sql") else "import os\n\nos.remove('/srv/a')\n")
    second = ask()
    assert len(reads) == 2
    assert (first.effects == second.effects) is (change == "notes.csv")


def test_another_day_is_another_answer(ask: Ask, reads: list[int]) -> None:
    assert ask().verdict == ask(NOW + timedelta(days=1)).verdict
    assert len(reads) == 2


def test_another_option_is_another_question(ask: Ask, reads: list[int]) -> None:
    ask()
    ask(dialect="mysql")
    ask(asked_by="Kim")
    assert len(reads) == 3


def test_a_damaged_answer_is_a_miss(ask: Ask, reads: list[int], tmp_path: Path) -> None:
    first = ask()
    for kept in (tmp_path / "kept" / "riskscan" / "answers").rglob("*"):
        if kept.is_file():
            kept.write_bytes(kept.read_bytes()[:-3])
    assert to_json(ask()) == to_json(first)
    assert len(reads) == 2


def test_nothing_is_kept_where_it_is_switched_off(ask: Ask, reads: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.SWITCH, "off")
    ask()
    ask()
    assert len(reads) == 2


def test_terraform_is_always_read(ask: Ask, reads: list[int], tmp_path: Path) -> None:
    (tmp_path / "work" / "main.tf").write_text('resource "aws_s3_bucket" "a" {}\n')
    ask(policies=False)
    ask(policies=False)
    assert len(reads) == 2
