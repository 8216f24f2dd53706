"""``riskscan explain``, ``rules`` and ``suggest`` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from riskscan.advice import explain
from riskscan.cli.app import app
from riskscan.model.effect import Operation
from riskscan.model.verdict import LEVELS
from tests.support import FIXTURES

HEADINGS = ("What it does", "What it touches", "What could break", "Instead", "Source")
FIX = FIXTURES / "artifacts" / "status-fix-filter-off" / "q3_status_fix.py"


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, list(arguments))
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.parametrize("name", ["sql/delete-without-filter", "python/shutil.rmtree", "shell/terraform-destroy", *LEVELS])
def test_an_explanation_has_its_fixed_parts_in_order(name: str):
    code, out, _ = run("explain", name)
    assert code == 0
    places = [out.index(f"  {heading}") for heading in HEADINGS]
    assert places == sorted(places)


def test_every_rule_has_words_for_each_part():
    for name, row in explain.rows().items():
        found = explain.explain(name)
        assert all(text.strip() for _, text in found.parts), name
        assert not [sign for sign in ("{", "NAMED") if sign in explain.sentence(row)], (name, explain.sentence(row))


def test_an_unknown_name_is_wrong_use_and_shows_near_ones():
    code, _, err = run("explain", "delete-filter")
    assert code == 2
    assert "sql/delete-without-filter" in err


def test_an_effect_of_a_file_and_of_its_report(tmp_path: Path):
    report = tmp_path / "report.json"
    assert run("scan", str(FIX), "--against", str(FIXTURES / "estates" / "acme"), "--format", "json", "--output", str(report))[0] == 0
    from riskscan.model.codec import from_json

    wanted = next(e for e in from_json(report.read_bytes()).effects if e.operation is not Operation.READ)
    code, out, _ = run("explain", wanted.id, str(report))
    assert code == 0
    assert f"line {wanted.location.start_line}" in " ".join(out.split())  # a long path may break the line anywhere
    assert wanted.rule in " ".join(out.split())
    assert run("explain", "e1", str(FIX))[0] == 0
    assert run("explain", "e1")[0] == 2
    assert run("explain", "e999", str(report))[0] == 2


def test_rules_of_one_language():
    code, out, _ = run("rules", "terraform")
    assert code == 0
    assert all(line.startswith("terraform/") for line in out.splitlines())


def test_suggest_writes_a_diff_and_says_the_steps(tmp_path: Path):
    patch = tmp_path / "safer.patch"
    code, out, err = run("suggest", str(FIX), "--against", str(FIXTURES / "estates" / "acme"), "--output", str(patch))
    assert (code, out) == (0, "")
    assert patch.read_text("utf-8").startswith("--- a/")
    assert "1. " in err


def test_suggest_for_a_calm_file_is_no_failure():
    code, out, err = run("suggest", str(FIXTURES / "artifacts" / "bucket-size-list" / "list_old_files.py"), "--against", str(FIXTURES))
    assert (code, out) == (0, "")
    assert "needs no change" in err


def test_suggest_for_what_cannot_be_read(tmp_path: Path):
    path = tmp_path / "x.py"
    path.write_bytes(b"\x00\x01\x02")
    assert run("suggest", str(path))[0] == 2
