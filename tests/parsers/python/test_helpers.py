"""Helpers that several calls share: each call takes its own way through them."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskscan.files import Near
from riskscan.model.artifact import Language
from riskscan.model.effect import Safety, Trait
from tests.support import effects

HELPER = """import sys
import requests

def call(method, path, json=None):
    url = "https://crm.example.com" + path
    if method == "GET":
        return requests.get(url)
    elif method.upper() == "DELETE":
        return requests.delete(url)
    return requests.post(url, json=json)

"""
VERB = """from requests import Session

class Quiet(Session):
    def rebuild_auth(self, prepared, response):
        return None

def call(method, path):
    verb = method.upper()
    session = Quiet()
    if verb == "GET":
        return session.get("https://crm.example.com" + path)
    return session.delete("https://crm.example.com" + path)

"""


def told(text: str) -> list[str]:
    found = effects(text, Language.PYTHON)
    return sorted(f"{e.operation} {e.asset.name.rpartition('.com')[2]}" for e in found if not e.safe_evidence)


def test_each_call_of_a_helper_takes_its_own_way() -> None:
    assert told(HELPER + 'call("GET", "/people")\ncall("DELETE", "/people/7")\n') == ["delete /people/7", "read /people"]


@pytest.mark.parametrize("helper", [HELPER, VERB])
def test_a_way_that_no_call_takes_is_told_as_not_called(helper: str) -> None:
    found = [e for e in effects(helper + 'call("GET", "/people")\n', Language.PYTHON) if e.operation == "delete"]
    assert [(e.asset.kind, [s.kind for s in e.safe_evidence]) for e in found] == [("url", [Safety.NOT_CALLED])]


def test_a_method_that_is_not_known_may_be_any() -> None:
    assert told(HELPER + 'call(sys.argv[1], "/people")\n') == ["delete /people", "read /people", "send /people"]


def test_a_method_that_is_set_anew_may_be_any() -> None:
    changed = HELPER.replace('    if method == "GET"', '    method = sys.argv[1]\n    if method == "GET"')
    assert told(changed + 'call("GET", "/people")\n') == ["delete /people", "read /people", "send /people"]


def test_a_loop_over_methods_takes_each_way() -> None:
    assert told(HELPER + 'for method in ("GET", "DELETE"):\n    call(method, "/people")\n') == ["delete /people", "read /people"]


ADDRESS = """from urllib.parse import urljoin
import requests

class Client:
    def __init__(self, base):
        self.base = base

    def address(self, path):
        if path.startswith(("http://", "https://")):
            return path
        return urljoin(self.base + "/", path.lstrip("/"))

    def remove(self, path):
        requests.delete(self.address(path))

"""


def test_a_path_is_put_behind_its_address() -> None:
    assert [e.asset.name for e in effects(ADDRESS + 'Client("https://crm.example.com").remove("/people/7")\n', Language.PYTHON)] == [
        "https://crm.example.com/people/7"
    ]


def test_a_whole_address_stays_as_it_is() -> None:
    found = effects(ADDRESS + 'Client("https://crm.example.com").remove("https://other.example.com/a")\n', Language.PYTHON)
    assert [e.asset.name for e in found] == ["https://other.example.com/a"]


@pytest.mark.parametrize(
    ("lines", "own"),
    [
        ("d.mkdir()\nshutil.rmtree(d)", True),
        ("os.makedirs(d)\ntry:\n    print(d)\nfinally:\n    shutil.rmtree(str(d))", True),
        ("os.mkdir(d, exist_ok=False)\nshutil.rmtree(d)", True),
        ("d.mkdir(exist_ok=True)\nshutil.rmtree(d)", False),
        ("if not d.exists():\n    d.mkdir()\nshutil.rmtree(d)", False),
        ("try:\n    d.mkdir()\nexcept FileExistsError:\n    print(d)\nshutil.rmtree(d)", False),
        ("d.mkdir()\nd = where\nshutil.rmtree(d)", False),
        ("d.mkdir()\nshutil.rmtree(where)", False),
        ("shutil.rmtree(d)\nd.mkdir()", False),
    ],
)
def test_a_folder_that_it_made_anew_is_its_own(lines: str, own: bool) -> None:
    body = "".join(f"    {line}\n" for line in lines.split("\n"))
    text = f"import os\nimport shutil\nfrom pathlib import Path\n\ndef work(where, n):\n    d = where / f'copy-{{n}}'\n{body}\nwork(Path('/srv/x'), 7)\n"
    found = [e for e in effects(text, Language.PYTHON) if e.operation == "delete"]
    assert [any(s.kind is Safety.OWN_OUTPUT for s in e.safe_evidence) for e in found] == [own]


LAZY = """import requests

_session = None
client = None

def session():
    global _session
    if _session is None:
        made = requests.Session()
        _session = made
    return _session

def start():
    global client
    client = requests.Session()

def remove(path):
    session().delete("https://crm.example.com" + path)

def stop(path):
    client.delete("https://crm.example.com" + path)
"""


@pytest.mark.parametrize("call", ['lazy.remove("/people/7")', 'lazy.start()\nlazy.stop("/people/7")'])
def test_a_client_of_another_module_that_is_made_when_it_is_first_asked_for(tmp_path: Path, call: str) -> None:
    (tmp_path / "lazy.py").write_text(LAZY)
    found = effects(f"import lazy\n\n{call}\n", Language.PYTHON, "a.py", Near((tmp_path,), tmp_path))
    assert [(e.operation, e.asset.name) for e in found] == [("delete", "https://crm.example.com/people/7")]


@pytest.mark.parametrize(("value", "personal"), [("'office@example.com'", False), ("row['email']", True), ("input()", True)])
def test_what_the_author_wrote_into_a_request_is_no_list_of_people(value: str, personal: bool) -> None:
    text = f"import csv, requests\n\nfor row in csv.DictReader(open('p.csv')):\n    requests.post('https://help.example.com/tickets', json={{'email': {value}}})\n"
    sent = [e for e in effects(text, Language.PYTHON) if e.operation == "send"]
    assert [e.has(Trait.PERSONAL) for e in sent] == [personal]
