"""checkov's findings come out of our child process as they come out of its own command, without a network, and from the cache."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from riskscan.knowledge.terraform.policies import severity_of, title_of
from riskscan.parsers.terraform import checkov_child
from riskscan.parsers.terraform.policies import FLAGS, _entry, start
from tests.parsers.terraform.varied import joined_files, varied_files

COMMAND = Path(sys.executable).with_name("checkov")
Found = dict[str, set[tuple[str, str, int]]]


def by_command(*given: str) -> Found:
    """What the command itself says when it is given these files or folders: file -> (check, resource, first line)."""
    command = [str(COMMAND), *given, "--framework", "terraform", "-o", "json", "--quiet", "--skip-download"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False, env={**os.environ, **FLAGS})
    report = json.loads(done.stdout)
    found: Found = {}
    for check in report["results"]["failed_checks"]:
        found.setdefault(Path(check["file_path"]).name, set()).add((check["check_id"], check["resource"], check["file_line_range"][0]))
    return found


@pytest.mark.slow
@pytest.mark.skipif(not COMMAND.exists() and shutil.which("checkov") is None, reason="the checkov command is not there")
def test_same_findings_as_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "all"
    folder.mkdir()
    files = varied_files()
    assert len(files) >= 30
    for name, text in files.items():
        (folder / name).write_text(text)
    (folder / "broken.tf").write_text('resource "aws_s3_bucket" "b" {\n  bucket = \n')
    expected = by_command("-d", str(folder))
    paths = tuple(sorted(folder.glob("*.tf")))
    policies, diagnostics = start(paths).finish(200)
    ours: Found = {}
    for policy in policies:
        ours.setdefault(Path(policy.file).name, set()).add((policy.check_id, policy.resource, policy.line))
    assert sum(map(len, expected.values())) > 100
    for name in files:
        assert ours.get(name) == expected.get(name), name
    assert [d.location.path.rpartition("/")[2] for d in diagnostics if d.location] == ["broken.tf"]
    begin = time.perf_counter()
    again, _ = start(paths).finish(200)
    assert again == policies
    assert time.perf_counter() - begin < 0.6


@pytest.mark.slow
@pytest.mark.skipif(not COMMAND.exists() and shutil.which("checkov") is None, reason="the checkov command is not there")
def test_same_findings_where_files_belong_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Modules in modules, checks that look at two resources, policy documents, keys in plain text: few files, so read in one process."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "joined"
    for name, text in joined_files().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    paths = tuple(sorted(folder.rglob("*.tf")))
    expected = by_command(*(word for path in paths for word in ("-f", str(path))))
    assert len(paths) <= checkov_child.FEW
    policies, diagnostics = start(paths).finish(200)
    ours: Found = {}
    for policy in policies:
        ours.setdefault(Path(policy.file).name, set()).add((policy.check_id, policy.resource, policy.line))
    assert ours == expected
    assert not diagnostics
    assert {check for found in expected.values() for check, _, _ in found} >= {"CKV2_AWS_6", "CKV_AWS_356", "CKV_AWS_41"}


def test_nothing_is_kept_where_more_decides_than_we_look_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("riskscan.parsers.terraform.policies.FOLDERS", 1)
    (tmp_path / "main.tf").write_text('module "m" {\n  source = "./store"\n}\n')
    assert _entry((tmp_path / "main.tf",)) is not None
    (tmp_path / "store").mkdir()
    assert _entry((tmp_path / "main.tf",)) is None


def test_child_has_no_network() -> None:
    """The guard stands before checkov is imported, and every way out is refused."""
    program = (
        "import runpy, socket, sys\n"
        "child = runpy.run_path(sys.argv[1], run_name='child')\n"
        "child['_close_network']()\n"
        "ways = [lambda: socket.create_connection(('192.0.2.1', 80), 1), lambda: socket.getaddrinfo('example.org', 80),\n"
        "        lambda: socket.socket().connect(('192.0.2.1', 80)), lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 9))]\n"
        "refused = 0\n"
        "for way in ways:\n"
        "    try:\n"
        "        way()\n"
        "    except child['NoNetworkError']:\n"
        "        refused += 1\n"
        "print(refused, 'checkov' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, checkov_child.__file__], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout.split() == ["4", "False"]
    source = Path(checkov_child.__file__).read_text()
    assert source.index("    _close_network()") < source.index("from checkov")


def test_cache_knows_values_neighbours_and_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "main.tf").write_text('module "m" {\n  source = "./store"\n}\n')
    (tmp_path / "store" / "inner").mkdir(parents=True)
    (tmp_path / "store" / "calls.tf").write_text('module "n" {\n  source = "./inner"\n}\n')
    marks = [_entry((tmp_path / "main.tf",))]
    for name in ("terraform.tfvars", "beside.tf", "store/main.tf", "store/inner/main.tf"):
        (tmp_path / name).write_text("# a\n")
        marks.append(_entry((tmp_path / "main.tf",)))
    assert None not in marks
    assert len(set(marks)) == 5


@pytest.mark.parametrize(
    ("title", "severity"),
    [
        ("Ensure no hard coded credentials exist in X", "high"), ("Ensure X does not allow ingress from 0.0.0.0:0 to any port", "high"),
        ("Ensure X is encrypted with a CMK", "low"), ("Ensure every rule has a description", "none"), ("Ensure soft delete is on", "medium"),
    ],
)  # fmt: skip
def test_checks_outside_the_table_get_plain_words(title: str, severity: str) -> None:
    assert severity_of("CKV_NEW_1", title) == severity
    shown = title_of("CKV_NEW_1", title)
    assert shown != title
    assert len(shown.split()) <= 20
    assert "Ensure" not in shown
