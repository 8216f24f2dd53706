"""What a review takes, and files that were approved before."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from riskscan import scan
from riskscan.estate.catalog import ConfigError, parse
from riskscan.model.assessment import Assessment
from riskscan.reports import render

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DELETE = "DELETE FROM orders;\n"


def answer(folder: Path, text: str, name: str = "fix.sql") -> Assessment:
    (folder / name).write_text(text)
    return scan([folder / name], against=[folder], now=MONDAY, policies=False)


def known(text: str, until: str = "2026-12-31") -> str:
    return (
        f'[[known]]\nsha256 = "{hashlib.sha256(text.encode()).hexdigest()}"\nreason = "Read in June."\nby = "Data team"\nuntil = {until}\n'
    )


def test_hours_grow_with_languages_tests_and_systems(tmp_path: Path):
    small = answer(tmp_path, DELETE).review
    text = (
        "import os, psycopg2\na = psycopg2.connect('host=a.example.com dbname=x')\nb = psycopg2.connect('host=b.example.com dbname=x')\n"
        "a.cursor().execute('DELETE FROM orders')\nb.cursor().execute('DELETE FROM people')\na.commit()\nb.commit()\nos.system('rm -rf /srv/lists')\n"
    )
    large = answer(tmp_path, text, "job.py").review
    assert large.effort_hours[1] > small.effort_hours[1]
    assert large.effort_because == ("8 lines", "3 languages", "3 tests to write", "2 systems to try it on")
    assert small.effort_because == ("1 line", "1 language", "1 test to write")


def test_what_may_simply_run_counts_nothing(tmp_path: Path):
    assert answer(tmp_path, "SELECT 1;").review.effort_because == ()


def test_a_file_approved_before_is_said_and_its_level_stays(tmp_path: Path):
    before = answer(tmp_path, DELETE)
    (tmp_path / "riskscan.toml").write_text(known(DELETE))
    after = answer(tmp_path, DELETE)
    assert (after.verdict.level, after.verdict.score) == (before.verdict.level, before.verdict.score)
    assert after.page.checked[0].text == "Exactly this file was approved before, by Data team. That holds until Thu 31 Dec."
    assert [one.by for one in after.known] == ["Data team"]
    assert "Approved before" in render(after, "html")


@pytest.mark.parametrize(("text", "until"), [(DELETE + " ", "2026-12-31"), (DELETE, "2026-11-22")])
def test_a_changed_byte_or_a_past_day_ends_it(tmp_path: Path, text: str, until: str):
    (tmp_path / "riskscan.toml").write_text(known(DELETE, until))
    found = answer(tmp_path, text)
    assert found.known == ()
    assert not any("approved before" in note.text for note in found.page.checked)


def test_a_hash_that_is_none_is_an_error_with_its_line():
    with pytest.raises(ConfigError, match=r"riskscan\.toml:2: 'sha256' must be the 64 digits"):
        parse('[[known]]\nsha256 = "abc"\nreason = "r"\nby = "b"\nuntil = 2026-12-31\n')
    with pytest.raises(ConfigError, match="unknown key 'hash'"):
        parse('[[known]]\nhash = "abc"\n')
