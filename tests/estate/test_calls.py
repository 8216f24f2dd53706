"""Programs that call a service whose description is here."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskscan import scan
from riskscan.estate.read import read
from riskscan.parsers import queue
from tests.estate.support import edges

MEMBERS = """
openapi: 3.0.0
info: {title: Members}
SERVERS
paths:
  /members/{id}:
    get: {summary: One member}
    delete: {summary: Removes a member for good}
"""
SERVERS = "servers: [{url: https://members.example.com/v1}]"
CALL = "import requests\nprint(requests.get('ADDRESS').json())\n"
SEND = "import requests\nfor number in range(3):\n    requests.delete(f'https://members.example.com/v1/members/{number}')\n"


def callers(folder: Path, files: dict[str, str]) -> set[tuple[str, str]]:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return {(s, t) for s, kind, t in edges(read([folder], queue.read)) if kind == "enables"}


def test_who_reads_from_a_service_or_sends_to_it_needs_it(tmp_path: Path) -> None:
    files = {
        "api/openapi.yaml": MEMBERS.replace("SERVERS", SERVERS),
        "jobs/a.py": CALL.replace("ADDRESS", "https://members.example.com/v1/members/7"),
        "jobs/b.py": SEND,
    }
    assert callers(tmp_path, files) == {("program:Members", "program:jobs/a.py"), ("program:Members", "program:jobs/b.py")}


def test_a_description_without_a_server_counts_by_its_path(tmp_path: Path) -> None:
    files = {"api/openapi.yaml": MEMBERS.replace("SERVERS", ""), "a.py": CALL.replace("ADDRESS", "https://inside.example.com/members/7")}
    assert callers(tmp_path, files) == {("program:Members", "program:a.py")}


@pytest.mark.parametrize(
    "address",
    ["https://shop.example.com/v1/members/7", "https://members.example.com/v1/orders/7", "https://members.example.com/v1/members"],
)
def test_near_misses(address: str, tmp_path: Path) -> None:
    files = {"api/openapi.yaml": MEMBERS.replace("SERVERS", SERVERS), "a.py": CALL.replace("ADDRESS", address)}
    assert callers(tmp_path, files) == set()


def test_a_path_that_two_services_have_ties_to_neither(tmp_path: Path) -> None:
    one = MEMBERS.replace("SERVERS", "")
    files = {
        "api/openapi.yaml": one,
        "other/openapi.yaml": one.replace("title: Members", "title: Guests"),
        "a.py": CALL.replace("ADDRESS", "https://inside.example.com/members/7"),
    }
    assert callers(tmp_path, files) == set()


def test_a_call_that_deletes_changes_what_the_service_keeps_and_stops_nobody(tmp_path: Path) -> None:
    estate = {
        "api/openapi.yaml": MEMBERS.replace("SERVERS", SERVERS),
        "inventory.yml": "all:\n  hosts:\n    web1.example.com: {environment: production, role: web, serves: [Members]}\n",
        "jobs/a.py": CALL.replace("ADDRESS", "https://members.example.com/v1/members/7"),
    }
    callers(tmp_path / "estate", estate)
    (tmp_path / "one.py").write_text("import requests\nrequests.delete('https://members.example.com/v1/members/17')\n")
    (tmp_path / "stop.sh").write_text("ansible web1.example.com -m reboot\nssh web1.example.com 'shutdown -h now'\n")
    told = {i.asset: i.how for i in scan([tmp_path / "one.py"], against=[tmp_path / "estate"], policies=False).impacts}
    assert told["program:Members"] == "gets_wrong_data"
    assert "stops" not in told.values()
    stopped = {i.asset: i.how for i in scan([tmp_path / "stop.sh"], against=[tmp_path / "estate"], policies=False).impacts}
    assert (stopped["program:Members"], stopped["program:jobs/a.py"]) == ("stops", "loses_access")


@pytest.mark.parametrize(
    "code",
    [
        "const r = await fetch('https://members.example.com/v1/members/7');\n",
        'await fetch(`https://members.example.com/v1/members/${id}`, {\n  method: "DELETE",\n});\n',
        "const BASE = 'https://members.example.com/v1';\nawait fetch(`${BASE}/members/${member.id}`);\n",
        "import axios from 'axios';\nawait axios.delete<Member>(`https://members.example.com/v1/members/${id}`);\n",
        "const api = axios.create({ timeout: 9, baseURL: 'https://members.example.com/v1' });\nexport const one = (id: string) => api.get(`/members/${id}`);\n",
    ],
)
def test_calls_of_a_browser_program(code: str, tmp_path: Path) -> None:
    files = {"api/openapi.yaml": MEMBERS.replace("SERVERS", SERVERS), "web/src/members.ts": code}
    assert callers(tmp_path, files) == {("program:Members", "program:web/src/members.ts")}


@pytest.mark.parametrize(
    "code",
    [
        "const r = await fetch(url);\n",
        "await fetch('https://shop.example.com/v1/members/7');\n",
        "cache.get('https://members.example.com/v1/members/7');\n",
        "const link = 'https://members.example.com/v1/members/7'; // fetch it\n",
    ],
)
def test_near_misses_of_a_browser_program(code: str, tmp_path: Path) -> None:
    files = {"api/openapi.yaml": MEMBERS.replace("SERVERS", SERVERS), "web/src/members.ts": code}
    assert callers(tmp_path, files) == set()
