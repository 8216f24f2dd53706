"""Defaults of the command line come from riskscan.toml or pyproject.toml; what is typed comes first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from riskscan.cli.defaults import defaults_of
from riskscan.estate.catalog import ConfigError
from riskscan.model.config import Defaults
from tests.cli.test_exit_codes import DANGEROUS, run

OURS = '[tool.riskscan]\nformat = "json"\nfail_on = "high"\nagainst = ["../platform"]\npolicies = false\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "work").mkdir()
    (tmp_path / "platform").mkdir()
    (tmp_path / "work" / "bad.py").write_text(DANGEROUS)
    return tmp_path / "work"


def test_a_pyproject_sets_format_and_gate(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[project]\nname = "x"\n' + OURS)
    done = run("scan", "bad.py", cwd=folder)
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["request"]["against"] == ["../platform"]
    typed = run("scan", "bad.py", "--format", "csv", "--fail-on", "critical", "--against", ".", cwd=folder)
    assert typed.stdout.startswith(b"file,decision")


def test_the_nearest_file_counts_and_ours_comes_first(folder: Path) -> None:
    (folder.parent / "pyproject.toml").write_text(OURS)
    assert defaults_of(None, folder).against == (str(folder.parent / "../platform"),)
    (folder / "pyproject.toml").write_text("[tool.black]\n")
    assert defaults_of(None, folder).format == "json"
    (folder / "riskscan.toml").write_text('[defaults]\nformat = "html"\n')
    assert defaults_of(None, folder) == Defaults(format="html")
    (folder / "riskscan.toml").unlink()
    (folder / ".git").mkdir()
    assert defaults_of(None, folder) == Defaults()


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('[tool.riskscan]\nformat = "json"\ncolour = "red"\n', 3, "unknown key 'colour'"),
        ('[tool.riskscan]\nfail_on = "bad"\n', 2, "unknown fail_on 'bad'"),
        ('[project]\n[tool.riskscan]\npolicies = "no"\n', 3, "true or false"),
        ('[tool]\nriskscan = "x"\n', 2, "must be a table"),
    ],
)
def test_a_mistake_names_file_and_line(folder: Path, text: str, line: int, says: str) -> None:
    (folder / "pyproject.toml").write_text(text)
    with pytest.raises(ConfigError, match=says) as caught:
        defaults_of(None, folder)
    assert f"pyproject.toml:{line}:" in str(caught.value)
    assert run("scan", "bad.py", cwd=folder).returncode == 2


def test_an_unknown_default_format_is_wrong_use(folder: Path) -> None:
    (folder / "riskscan.toml").write_text('[defaults]\nformat = "poem"\n')
    done = run("scan", "bad.py", cwd=folder)
    assert done.returncode == 2
    assert b"poem" in done.stderr


def test_a_broken_pyproject_is_for_others_to_tell_of(folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[tool.riskscan\n")
    assert defaults_of(None, folder) == Defaults()


def test_what_a_person_took_on_passes_the_gate_until_its_day(folder: Path) -> None:
    results = json.loads(run("scan", "bad.py", "-f", "sarif", cwd=folder).stdout)["runs"][0]["results"]
    (print_,) = [one["partialFingerprints"]["riskscan/v1"] for one in results]
    taken = f'[[accepted]]\nfingerprint = "{print_}"\nreason = "This machine goes."\nby = "the head of Data"\nuntil = 2026-12-31\n'
    (folder / "riskscan.toml").write_text(taken)
    gate = ("scan", "bad.py", "--fail-on", "high", "--config", "riskscan.toml", "--now")
    assert run(*gate, "2026-12-31T09:00:00Z", cwd=folder).returncode == 0
    assert run(*gate, "2027-01-01T09:00:00Z", cwd=folder).returncode == 1
    page = run(*gate, "2026-12-31T09:00:00Z", "--format", "html", cwd=folder).stdout.decode()
    assert "This machine goes." in page
    (folder / "riskscan.toml").write_text(taken.replace("until = 2026-12-31", ""))
    assert run(*gate, "2026-12-31T09:00:00Z", cwd=folder).returncode == 2
