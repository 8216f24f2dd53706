"""Tokens are in no output and no error, whatever they look like and whatever the server does."""

from __future__ import annotations

import base64
import contextlib
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from riskscan.cli.app import app
from riskscan.model.codec import to_json
from riskscan.tickets.secrets import Secrets
from riskscan.tickets.values import TicketError
from tests.reports import samples
from tests.support import ROOT
from tests.tickets import contracts
from tests.tickets.stub import Call, Contract, serve

TOKENS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=60) | st.sampled_from(
    ["a\"b\\c'd/e+f=g", "%41%42%43+/=&?#", "ghp_0123456789abcdefghij", "päss wört ☃☃", "....../////", "{}[]<>&;:,"]
)
PLACES = {
    "jira:OPS-1": ("JIRA_URL", {"JIRA_EMAIL": "ada@acme.example"}, "JIRA_API_TOKEN"),
    "jira:OPS-2": ("JIRA_URL", {}, "JIRA_TOKEN"),
    "github:acme/data#7": ("GITHUB_API_URL", {}, "GITHUB_TOKEN"),
    "gitlab:acme/data#7": ("GITLAB_URL", {}, "GITLAB_TOKEN"),
    "rt:1": ("RT_URL", {"RT_USER": "ada"}, "RT_PASSWORD"),
    "rt:2": ("RT_URL", {}, "RT_TOKEN"),
    "redmine:5": ("REDMINE_URL", {}, "REDMINE_API_KEY"),
    "servicenow:incident/INC1": ("SERVICENOW_URL", {"SERVICENOW_USER": "ada"}, "SERVICENOW_PASSWORD"),
    "servicenow:incident/INC2": ("SERVICENOW_URL", {}, "SERVICENOW_TOKEN"),
    "roundup:1": ("ROUNDUP_URL", {"ROUNDUP_USER": "ada"}, "ROUNDUP_PASSWORD"),
}


class Echo(Contract):
    """A server that says back all that it was sent, in every way of writing it."""

    def answer(self, call: Call) -> tuple[int, object]:
        self.calls.append(call)
        said = " ".join(call.headers.values())
        found = re.search(r"Basic (\S+)", said)
        with contextlib.suppress(ValueError, UnicodeDecodeError):
            said += " " + base64.b64decode(found[1]).decode() if found else ""
        return 400, {"message": said, "quoted": quote(said), "plus": quote_plus(said), "coded": base64.b64encode(said.encode()).decode()}


def forms(token: str) -> list[str]:
    """The ways in which a token could stand in an output."""
    coded = base64.b64encode(token.encode()).decode()
    return [token, quote(token, safe=""), coded, json.dumps(token)[1:-1]]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.json"
    path.write_bytes(to_json(samples.stop()))
    return path


@pytest.mark.parametrize("to", PLACES)
@pytest.mark.parametrize("mode", ["dry run", "refusing server", "no server", "plain http"])
@settings(max_examples=12, deadline=None)
@given(token=TOKENS)
def test_no_output_and_no_error_holds_a_token(report: Path, to: str, mode: str, token: str):
    variable, more, secret = PLACES[to]
    with contextlib.ExitStack() as stack:
        url = {"no server": "http://127.0.0.1:9", "plain http": "http://tickets.acme.example"}.get(mode, "")
        url = url or stack.enter_context(serve(Echo())).url
        environment = {variable: url, secret: token, **more}
        arguments = ["attach", str(report), "--to", to, "--no-files", *(["--dry-run"] if mode == "dry run" else [])]
        monkey = stack.enter_context(pytest.MonkeyPatch.context())
        monkey.setattr("riskscan.tickets.transport.time.sleep", lambda _: None)
        monkey.setattr("riskscan.tickets.transport.Live.__init__.__defaults__", ((lambda _: None), 2))
        errors = io.StringIO()
        with contextlib.redirect_stderr(errors):
            done = CliRunner().invoke(app, arguments, env=dict.fromkeys(_all_names()) | environment)
    said = done.output + errors.getvalue() + (repr(done.exception) if done.exception else "")
    for form in forms(token):
        assert form not in said.replace("***", ""), (form, said[-400:])
    assert done.exit_code == (0 if mode == "dry run" and _sendable(token) else 2)
    if mode == "dry run":
        assert "***" in said or "characters" in said


def _sendable(token: str) -> bool:
    return token.isprintable()


def _all_names() -> set[str]:
    names = {"GH_TOKEN"}
    for variable, more, secret in PLACES.values():
        names |= {variable, secret, *more}
    return names


@given(st.lists(TOKENS, min_size=1, max_size=3), st.text(max_size=30))
def test_hiding_leaves_nothing_of_a_token(tokens: list[str], around: str):
    secrets = Secrets({f"T{index}": token for index, token in enumerate(tokens)})
    for index in range(len(tokens)):
        secrets.first(f"T{index}")
    text = secrets.hide(around.join(form for token in tokens for form in forms(token.strip())))
    for token in tokens:
        assert token.strip() not in text.replace("***", "\0") or not token.strip()
    assert not any(token.strip() and token.strip() in repr(secrets) for token in tokens if len(token.strip()) > 8)


def test_a_token_with_a_new_line_is_refused_without_showing_it():
    with pytest.raises(TicketError, match="GITHUB_TOKEN holds characters") as caught:
        Secrets({"GITHUB_TOKEN": "s3cret\r\nX-Evil: 1"}).needed("GITHUB_TOKEN")
    assert "s3cret" not in str(caught.value)


def test_a_missing_token_names_the_variable(report: Path):
    done = CliRunner().invoke(app, ["attach", str(report), "--to", "github:a/b#1"], env={"GITHUB_TOKEN": None, "GH_TOKEN": None})
    assert done.exit_code == 2
    assert "set GITHUB_TOKEN or GH_TOKEN in the environment" in done.output


def test_a_token_never_follows_a_redirect(report: Path):
    with serve(contracts.GitHub()) as elsewhere, serve(Contract()) as first:
        first.faults = [(302, {"Location": f"{elsewhere.url}/repos/a/b/issues/1/comments"}, False)]
        done = CliRunner().invoke(
            app, ["attach", str(report), "--to", "github:a/b#1"], env={"GITHUB_API_URL": first.url, "GITHUB_TOKEN": "tok-tok-tok"}
        )
        assert done.exit_code == 2
        assert "sends us on to" in done.output
        assert elsewhere.calls == []


def test_a_password_in_an_address_is_refused(report: Path):
    names = {"REDMINE_URL": "https://ada:s3cret@redmine.acme.example", "REDMINE_API_KEY": "key-key-key"}
    done = CliRunner().invoke(app, ["attach", str(report), "--to", "redmine:1", "--dry-run"], env=names)
    assert done.exit_code == 2
    assert "s3cret" not in done.output


def test_a_crash_would_show_no_token(report: Path):
    """Even a stack trace with all local values would show a Secrets object without its content."""
    code = "from riskscan.tickets.secrets import Secrets; s = Secrets({'A': 'tok-tok-tok'}); s.first('A'); print(repr(s), str(s), f'{s!r}')"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "tok-tok" not in done.stdout
