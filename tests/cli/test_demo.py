"""The sample, the help, and the files for pipelines do what they say."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from riskscan.cli.scan import Format
from riskscan.reports import FORMATS
from tests.cli.test_exit_codes import run
from tests.support import ROOT


def test_the_demo_writes_and_names_a_page(tmp_path: Path) -> None:
    done = run("demo", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    out = done.stdout.decode()
    page = tmp_path / re.findall(r"The page +(\S+)", out)[0]
    text = page.read_text(encoding="utf-8")
    assert "Not as it stands." in text
    assert "Use the monthly status update" in text
    again = shlex.split(re.findall(r"Next +riskscan (.+)", out)[0])
    assert b"STOP" in run(*again, cwd=tmp_path).stdout
    assert run("demo", "--output", "look", "--format", "sarif", cwd=tmp_path).returncode == 0
    assert (tmp_path / "look" / "page.sarif").is_file()


def test_a_folder_that_cannot_be_written_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert run("demo", "--output", "file/x", cwd=tmp_path).returncode == 2


def test_every_format_is_offered() -> None:
    assert {one.value for one in Format} == set(FORMATS)


COMMANDS = ("scan", "demo")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_example_of_the_help_runs(command: str, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    here = tmp_path / "work"
    (here / "fix.sql").write_text("UPDATE shop.orders SET status = 'done' WHERE id = 7;\n")
    (here / "main.tf").write_text('resource "aws_s3_bucket" "notes" {\n  bucket = "notes"\n}\n')
    (tmp_path / "platform").mkdir()
    text = " ".join(run(command, "--help", cwd=here).stdout.decode().split())
    examples = text.partition("Examples: ")[2].split(" · ")
    assert len(examples) >= 2
    for example in examples:
        given, _, typed = example.rpartition(" | ")
        words = shlex.split(typed.strip())
        assert words[0] == "riskscan"
        stdin = (here / given.split()[-1]).read_bytes() if given else b""
        more = ["--no-policies"] if command == "scan" else []
        done = run(*words[1:], *more, stdin=stdin, cwd=here)
        assert done.returncode == 0, (example, done.stderr, done.stdout[-500:])


def test_completion_is_offered(tmp_path: Path) -> None:
    help_ = run("--help", cwd=tmp_path).stdout.decode()
    assert "--install-completion" in help_
    assert "--show-completion" in help_


def test_the_hook_and_the_action_name_options_that_exist() -> None:
    offered = set(re.findall(r"--[a-z][a-z-]+", run("scan", "--help").stdout.decode()))
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["entry"] == "riskscan scan"
    assert {one for one in hook["args"] if one.startswith("--")} <= offered
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    run_ = action["runs"]["steps"][-1]["run"]
    assert set(re.findall(r"(?<= )--[a-z][a-z-]+", run_)) <= offered
    assert set(re.findall(r"--format (\w+)", run_)) <= set(FORMATS)
    assert "${{" not in run_
    guide = (ROOT / "docs" / "pipelines.md").read_text(encoding="utf-8")
    assert set(re.findall(r"--format (\w+)", guide)) <= set(FORMATS)
    for block in re.findall(r"(?s)```yaml\n(.*?)```", guide):
        assert yaml.safe_load(block)
