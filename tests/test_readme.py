"""What the README shows is true: its scans run, its options exist, its files are there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.support import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"(?ms)^```(\w+)\n(.*?)^```$", README)
SHELL = [text.strip() for language, text in BLOCKS if language == "sh"]
START, TEST, *EXAMPLES = SHELL
PROGRAM = "import sys; from riskscan.cli.main import main; sys.exit(main())"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with the shipped samples in it, to run the examples in."""
    for name in ("artifacts", "estates"):
        shutil.copytree(ROOT / "fixtures" / name, tmp_path / "fixtures" / name)
    return tmp_path


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs one ``riskscan ...`` of the README, with ``echo "..." |`` before it where the README has that."""
    given = ""
    if command.startswith("echo "):
        said, _, command = command.partition(" | ")
        given = shlex.split(said)[1] + "\n"
    words = shlex.split(command)
    assert words[0] == "riskscan"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_DATA_HOME": str(folder / "data")}
    arguments = [sys.executable, "-c", PROGRAM, *words[1:]]
    return subprocess.run(arguments, cwd=folder, env=environment, input=given, capture_output=True, text=True, check=False)


def test_there_are_two_commands_to_start() -> None:
    assert START.count("\n") == TEST.count("\n") == 0
    assert START.startswith("python3 -m venv .venv && .venv/bin/pip install ")
    assert TEST.endswith("-m pytest -q -n auto")


def test_the_first_command_does_the_main_job(place: Path) -> None:
    scan = START.rpartition(" && ")[2].replace(".venv/bin/riskscan", "riskscan")
    done = run(scan, place)
    assert done.returncode == 0, done.stderr
    assert "STOP" in done.stdout.upper()
    assert "crm.customers" in done.stdout


def test_the_demo_runs(place: Path) -> None:
    assert "riskscan demo" in EXAMPLES
    assert run("riskscan demo", place).returncode == 0


@pytest.mark.parametrize("command", [text for text in EXAMPLES if "riskscan scan" in text], ids=lambda text: text[:40])
def test_example_runs(command: str, place: Path) -> None:
    done = run(command + " --no-policies", place)
    assert done.returncode == 0, done.stdout + done.stderr
    out = re.search(r"--output (\S+)", command)
    assert (place / out[1]).stat().st_size if out else done.stdout.strip()


def test_the_examples_of_the_ticket_and_the_record_run_in_order(place: Path) -> None:
    commands = [text for text in EXAMPLES if re.search(r"--record|report\.json|^riskscan record ", text)]
    assert len(commands) >= 5
    for command in commands:
        done = run(command + (" --no-policies" if "riskscan scan" in command else ""), place)
        assert done.returncode == 0, done.stdout + done.stderr
    assert (place / "numbers.html").stat().st_size
    assert (place / "report.eml").stat().st_size


@pytest.mark.parametrize("code", [text for language, text in BLOCKS if language == "python"], ids=["python"])
def test_python_example_runs(code: str, place: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=place, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "shop.orders" in done.stdout


def test_every_option_is_shown(place: Path) -> None:
    offered = set(re.findall(r"--[a-z][a-z-]+", run("riskscan scan --help", place).stdout)) - {"--help"}
    shown = set(re.findall(r"`(--[a-z][a-z-]+)", README))
    assert offered <= shown
    offered |= set(re.findall(r"--[a-z][a-z-]+", run("riskscan attach --help", place).stdout))
    assert {option for option in shown if option not in offered} <= {"--verbose"}


def test_the_configuration_shown_is_accepted(place: Path) -> None:
    text = "\n".join(text for language, text in BLOCKS if language == "toml")
    tomllib.loads(text)
    (place / "shown.toml").write_text(text, encoding="utf-8")
    done = run(
        "riskscan scan fixtures/artifacts/revenue-question/revenue_by_country.sql --against fixtures/estates/acme --config shown.toml",
        place,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_files_it_links_to_are_there() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_continuous_integration_runs_the_same_tests() -> None:
    assert TEST in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
