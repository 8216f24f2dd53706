"""The command against real servers: attach, attach again, bring up to date, read back. Run by nox -s tickets."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from riskscan.model.codec import to_json
from riskscan.tickets.json_value import list_at, text_at
from tests.reports import samples
from tests.support import ROOT
from tests.tickets import servers

pytestmark = pytest.mark.skipif(os.environ.get("RISKSCAN_TICKETS") != "start", reason="real ticket systems are started by nox -s tickets")


@pytest.fixture(scope="module")
def request_tracker() -> Iterator[str]:
    with servers.request_tracker() as url:
        yield url


@pytest.fixture(scope="module")
def roundup() -> Iterator[str]:
    with servers.roundup() as url:
        yield url


@pytest.fixture
def reports(tmp_path: Path) -> tuple[Path, Path]:
    """A report, and a later one on the same file."""
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    stop = samples.stop()
    first.write_bytes(to_json(stop))
    changed = replace(stop, verdict=replace(stop.verdict, score=95), provenance=replace(stop.provenance, report_id="RS-AAAA-BBBB"))
    second.write_bytes(to_json(changed))
    return first, second


def attach(report: Path, to: str, *more: str, **environment: str) -> subprocess.CompletedProcess[str]:
    names = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    done = subprocess.run(
        [sys.executable, "-m", "riskscan", "attach", str(report), "--to", to, *more], env=names, capture_output=True, text=True, check=False
    )
    for secret in ("RT_PASSWORD", "ROUNDUP_PASSWORD"):
        assert environment.get(secret, "\0") not in done.stdout + done.stderr
    return done


def test_request_tracker(request_tracker: str, reports: tuple[Path, Path]):
    first, second = reports
    base = f"{request_tracker}/REST/2.0"
    rt = ("root", "password")
    value = {"Queue": "General", "Subject": "Can you run this?", "Content": "Please.", "Requestor": "ada@acme.example"}
    number = text_at(servers.ask("POST", f"{base}/ticket", *rt, value), "id")
    access = {"RT_URL": request_tracker, "RT_USER": "root", "RT_PASSWORD": "password"}

    done = attach(first, f"rt:{number}", **access)
    assert done.returncode == 0, done.stderr
    assert f"The report is in Request Tracker #{number}." in done.stdout
    again = attach(first, f"rt:{number}", **access)
    assert "nothing was changed" in again.stdout, again.stderr

    def parts() -> list[object]:
        return list_at(
            servers.ask("GET", f"{base}/ticket/{number}/attachments?fields=Subject,Filename,ContentType&per_page=100", *rt), "items"
        )

    def comments() -> list[str]:
        found = [one for one in parts() if not text_at(one, "Filename") and text_at(one, "ContentType") == "text/html"]
        told = (servers.ask("GET", f"{base}/attachment/{text_at(one, 'id')}", *rt) for one in found)
        texts = [base64.b64decode(text_at(one, "Content")).decode() for one in told]
        return [text for text in texts if "riskscan-ticket" in text]

    assert len(comments()) == 1
    assert "riskscan: Stop, q3_status_fix.py (RS-7F3A-9C1E)" in {text_at(one, "Subject") for one in parts()}
    files = {text_at(one, "Filename"): one for one in parts() if text_at(one, "Filename")}
    assert {name.rpartition(".")[2] for name in files} - {"pdf"} == {"html", "json"}
    kept = next(one for name, one in files.items() if name.endswith(".json"))
    content = text_at(servers.ask("GET", f"{base}/attachment/{text_at(kept, 'id')}", *rt), "Content")
    assert base64.b64decode(content) == first.read_bytes()
    assert "<h2>Can we run this? Not as it stands.</h2>" in comments()[0]
    assert "<table" in comments()[0]

    changed = attach(second, f"rt:{number}", **access)
    assert "below an older one, which stays as it is" in changed.stdout, changed.stderr
    assert len(comments()) == 2
    assert "nothing was changed" in attach(second, f"rt:{number}", **access).stdout
    assert len(comments()) == 2

    gone = attach(first, "rt:99999", **access)
    assert gone.returncode == 2
    assert "Traceback" not in gone.stderr
    wrong = attach(first, f"rt:{number}", **{**access, "RT_PASSWORD": "not-the-password"})
    assert wrong.returncode == 2
    assert "401" in wrong.stderr
    dry = attach(first, f"rt:{number}", "--dry-run", "--behavior", "new", **access)
    assert dry.returncode == 0
    assert len(comments()) == 2


def test_mail_through_the_gate_of_request_tracker(request_tracker: str, reports: tuple[Path, Path], tmp_path: Path):
    """The mail is read by a ticket system's own gate, with its files."""
    base = f"{request_tracker}/REST/2.0"
    rt = ("root", "password")
    mail = tmp_path / "report.eml"
    assert attach(reports[0], str(mail), RISKSCAN_MAIL_FROM="root@localhost").returncode == 0
    gate = next((path for path in ("/usr/bin/rt-mailgate-5", "/usr/bin/rt-mailgate") if Path(path).exists()), None)
    if gate is None:
        pytest.skip("rt-mailgate is a package of its own: rt5-clients")
    with mail.open("rb") as file:
        subprocess.run([gate, "--queue", "General", "--action", "correspond", "--url", f"{request_tracker}/"], stdin=file, check=True)
    found = servers.ask("GET", f"{base}/tickets?query=Subject%20LIKE%20%27riskscan%27&per_page=20", *rt)
    number = text_at(found, "items", 0, "id")
    told = servers.ask("GET", f"{base}/ticket/{number}/attachments?fields=Filename&per_page=50", *rt)
    assert len([one for one in list_at(told, "items") if text_at(one, "Filename").startswith("riskscan-")]) in (2, 3)


def test_roundup(roundup: str, reports: tuple[Path, Path]):
    first, second = reports
    parts = roundup.split("/demo")
    headers = {"X-Requested-With": "rest", "Origin": parts[0], "Referer": f"{roundup}/"}

    def ask(method: str, path: str, value: object = None) -> object:
        return servers.ask(method, f"{roundup}/rest/data{path}", "admin", "admin", value, headers)

    number = text_at(ask("POST", "/issue", {"title": "Can you run this?"}), "data", "id")
    access = {"ROUNDUP_URL": roundup, "ROUNDUP_USER": "admin", "ROUNDUP_PASSWORD": "admin"}

    def run(report: Path, *more: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "riskscan", "attach", str(report), "--to", f"roundup:{number}", *more],
            env={**os.environ, "PYTHONPATH": str(ROOT), **access}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def messages() -> list[str]:
        found = list_at(ask("GET", f"/issue/{number}/messages"), "data", "data")
        return [text_at(ask("GET", f"/msg/{one}?@verbose=3"), "data", "attributes", "content") for one in found]

    def files() -> list[object]:
        return list_at(ask("GET", f"/issue/{number}/files"), "data", "data")

    assert "The report is in" in run(first)
    assert "nothing was changed" in run(first)
    assert len(messages()) == 1
    assert "Can we run this? Not as it stands." in messages()[0]
    each = len(files())
    assert each in (2, 3)  # a PDF too, where one can be made
    assert "brought up to date" in run(second)
    assert len(messages()) == 1
    assert "95 of 100" in messages()[0]
    assert len(files()) == 2 * each
    assert "the older one is folded away" in run(first, "--behavior", "hide-and-new")
    assert sorted("An older report" in text for text in messages()) == [False, True]
    assert len(files()) == 2 * each
    assert "The report is in" in run(second, "--behavior", "new")
    assert len(messages()) == 3
    kept = [text_at(ask("GET", f"/file/{one}?@verbose=3"), "data", "attributes", "content") for one in files()]
    assert first.read_text() in kept
    assert second.read_text() in kept
    name = text_at(ask("GET", f"/file/{files()[0]}"), "data", "attributes", "name")
    assert name.startswith("riskscan-q3_status_fix.py-")
