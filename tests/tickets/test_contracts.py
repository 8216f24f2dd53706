"""The same story in every system: attach, attach again, a later report, the older one hidden, one more; and each system's own rules."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest

from riskscan.model.assessment import Assessment
from riskscan.model.codec import to_json
from riskscan.reports.comment import render_comment
from riskscan.tickets import attach
from riskscan.tickets.attach import Behavior
from riskscan.tickets.marking import room
from riskscan.tickets.secrets import Secrets
from riskscan.tickets.target import open_target, read_target
from riskscan.tickets.transport import Live
from riskscan.tickets.values import File, Marker, Outcome, Parcel, System, TicketError
from tests.reports import samples
from tests.tickets import contracts
from tests.tickets.stub import Contract, serve

FIRST = samples.stop()
SECOND = replace(FIRST, verdict=replace(FIRST.verdict, score=95), provenance=replace(FIRST.provenance, report_id="RS-AAAA-BBBB"))


@dataclass
class Desk:
    """A stub, how to reach it, and what stands on its ticket."""

    contract: Contract
    to: str
    environment: dict[str, str]
    markup: str = ""

    def system(self, **environment: str) -> System:
        names = {**self.environment, **environment}
        secrets = Secrets(names)
        return open_target(read_target(self.to), Live(secrets, sleep=lambda _: None), secrets, names, self.markup)

    def put(self, assessment: Assessment, behavior: Behavior = Behavior.UPDATE, key: str = "a" * 16) -> Outcome:
        system = self.system()
        data = to_json(assessment)
        answer = f"{assessment.verdict.decision}-{assessment.verdict.score}"
        file = "f" * 16 if key[0] == "a" else "none"
        marker = Marker(key, file, assessment.provenance.report_id, answer, hashlib.sha256(data).hexdigest()[:16])
        files = (
            File(f"page-{marker.json[:8]}.html", "text/html", b"<p>page</p>"),
            File(f"page-{marker.json[:8]}.json", "application/json", data),
        )
        sending, left = attach.fitting(files, system.largest)
        body = render_comment(assessment, system.form, system.limit - room(system.form), [file.name for file in sending])
        return attach.attach(system, Parcel(marker, "riskscan: Stop", body, sending), behavior, left)

    def texts(self) -> list[str]:
        """The comments as stored."""
        one = self.contract
        if isinstance(one, contracts.Jira | contracts.GitHub):
            return [str(comment["body"]) for comment in one.comments]
        if isinstance(one, contracts.GitLab):
            return [str(note["body"]) for note in one.notes]
        if isinstance(one, contracts.Redmine):
            return [str(journal["notes"]) for journal in one.journals if journal["notes"]]
        assert isinstance(one, contracts.ServiceNow)
        return one.notes

    def files(self) -> set[str]:
        """Names of the attached files."""
        return set(getattr(self.contract, "files", {}))


def desks() -> dict[str, Desk]:
    token = Contract.token
    jira = {"JIRA_EMAIL": "ada@acme.example", "JIRA_API_TOKEN": token}
    return {
        "jira-cloud": Desk(contracts.Jira(), "jira:OPS-1", jira, "adf"),
        "jira-server": Desk(contracts.Jira(version=2), "jira:OPS-1", {"JIRA_TOKEN": token}, "wiki"),
        "github": Desk(contracts.GitHub(), "github:acme/data#7", {"GITHUB_TOKEN": token}),
        "github-app": Desk(contracts.GitHub(app=True), "github:acme/data#7", {"GH_TOKEN": token}),
        "gitlab": Desk(contracts.GitLab(), "gitlab:acme/team/data!3", {"GITLAB_TOKEN": token}),
        "redmine": Desk(contracts.Redmine(), "redmine:5", {"REDMINE_API_KEY": token}),
        "redmine-textile": Desk(contracts.Redmine(), "redmine:5", {"REDMINE_API_KEY": token}, "textile"),
        "servicenow": Desk(
            contracts.ServiceNow(), "servicenow:incident/INC0010001", {"SERVICENOW_USER": "ada", "SERVICENOW_PASSWORD": token}
        ),
    }


NAMES = tuple(desks())


@contextmanager
def reach(one: Desk) -> Iterator[Desk]:
    """The desk with its server running."""
    with serve(one.contract) as served:
        for name in ("JIRA_URL", "GITHUB_API_URL", "GITLAB_URL", "REDMINE_URL", "SERVICENOW_URL"):
            one.environment[name] = served.url
        yield one


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    with reach(desks()[request.param]) as one:
        yield one


@pytest.mark.parametrize("desk", NAMES, indirect=True)
def test_the_same_report_twice_changes_nothing(desk: Desk):
    assert desk.put(FIRST).action == "added"
    before, files = desk.texts(), desk.files()
    assert len(before) == 1
    assert len(files) == (0 if desk.to.startswith("github") else 2)
    assert desk.put(FIRST).action == "unchanged"
    assert (desk.texts(), desk.files()) == (before, files)


@pytest.mark.parametrize("desk", NAMES, indirect=True)
def test_a_later_report_takes_the_place_of_the_older(desk: Desk):
    desk.put(FIRST)
    outcome = desk.put(SECOND)
    keeps = desk.to.startswith("servicenow")
    assert outcome.action == ("again" if keeps else "updated")
    assert len(desk.texts()) == (2 if keeps else 1)
    assert "95" in desk.texts()[-1]
    assert desk.put(SECOND).action == "unchanged"
    assert len(desk.files()) == (0 if desk.to.startswith("github") else 4)


@pytest.mark.parametrize("desk", NAMES, indirect=True)
def test_the_same_answer_on_another_day_is_no_news_where_comments_stay(desk: Desk):
    desk.put(FIRST)
    later = replace(FIRST, provenance=replace(FIRST.provenance, read_at="2026-11-24T08:00:00Z"))
    assert desk.put(later).action == ("unchanged" if desk.to.startswith("servicenow") else "updated")
    assert len(desk.texts()) == 1


@pytest.mark.parametrize("desk", NAMES, indirect=True)
def test_hide_and_new(desk: Desk):
    desk.put(FIRST)
    outcome = desk.put(SECOND, Behavior.HIDE_AND_NEW)
    assert outcome.action == ("again" if desk.to.startswith("servicenow") else "replaced")
    assert len(desk.texts()) == 2
    assert "95" in desk.texts()[1]
    if isinstance(desk.contract, contracts.GitHub):
        assert desk.contract.minimized == ["IC_1"]
    elif not isinstance(desk.contract, contracts.ServiceNow):
        assert "An older report" in desk.texts()[0]
    assert desk.put(SECOND).action == "unchanged"
    third = replace(SECOND, verdict=replace(SECOND.verdict, score=97))
    desk.put(third, Behavior.HIDE_AND_NEW)
    assert sum("An older report" in text for text in desk.texts()) == (
        0 if isinstance(desk.contract, contracts.GitHub | contracts.ServiceNow) else 2
    )


@pytest.mark.parametrize("desk", NAMES, indirect=True)
def test_new_adds_one_and_another_request_is_never_touched(desk: Desk):
    desk.put(FIRST)
    first = desk.texts()[0]
    assert desk.put(FIRST, Behavior.NEW).action == "added"
    assert len(desk.texts()) == 2
    assert desk.put(SECOND, key="b" * 16).action == "added"
    assert desk.texts()[0] == first
    assert len(desk.texts()) == 3


@pytest.mark.parametrize("desk", NAMES, indirect=True)
def test_words_of_others_are_never_overwritten(desk: Desk):
    """Somebody else posts a comment that holds our marker, at its place or as a quotation."""
    desk.put(FIRST)
    stolen = desk.texts()[0]
    one = desk.contract
    if isinstance(one, contracts.Jira):
        one.comments[0]["author"] = {"accountId": "mallory"}
    elif isinstance(one, contracts.GitHub):
        one.comments[0]["user"] = {"login": "mallory", "type": "User"}
    elif isinstance(one, contracts.GitLab):
        one.notes[0]["author"] = {"id": 6}
    elif isinstance(one, contracts.Redmine):
        one.journals[0]["user"] = {"id": 6}
    else:
        one.notes[0] = f"> {stolen}\n\nWhat does this mean?"
        stolen = one.notes[0]
    assert desk.put(SECOND).action == "added"
    assert desk.texts()[0] == stolen
    assert len(desk.texts()) == 2


@pytest.mark.parametrize("desk", NAMES, indirect=True)
def test_many_comments_are_paged_through(desk: Desk):
    desk.put(FIRST)
    one = desk.contract
    if isinstance(one, contracts.Jira):
        one.comments[:0] = [{"id": str(n), "author": {}, "body": "hello" if one.version == 2 else {}} for n in range(1, 251)]
    elif isinstance(one, contracts.GitHub):
        one.comments[:0] = [{"id": 1000 + n, "user": {}, "body": "hello"} for n in range(250)]
    elif isinstance(one, contracts.GitLab):
        one.notes[:0] = [{"id": 1000 + n, "author": {}, "body": "hello"} for n in range(250)]
    assert desk.put(FIRST).action == "unchanged"


@pytest.mark.parametrize("desk", NAMES, indirect=True)
@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again(desk: Desk, status: int):
    desk.contract.faults = [(status, {"Retry-After": "3"}, False)] * 2
    assert desk.put(FIRST).action == "added"
    assert len(desk.texts()) == 1


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("done", [True, False], ids=["it had arrived", "it had not arrived"])
def test_a_broken_answer_at_any_step_doubles_nothing(name: str, done: bool):
    """Each request in turn gets a 502, either before or after the server has done its work."""
    with reach(desks()[name]) as whole:
        whole.put(FIRST)
        steps = len(whole.contract.calls)
    assert steps >= 2
    for step in range(steps):
        with reach(desks()[name]) as desk:
            desk.contract.faults = [*[None] * step, (502, {}, done)]
            assert desk.put(FIRST).action == "added", step
            assert len(desk.texts()) == 1, step
            assert desk.files() == whole.files()


@pytest.mark.parametrize("desk", NAMES, indirect=True)
def test_a_wrong_token_is_said_once_and_not_shown(desk: Desk):
    for name in desk.environment:
        if not name.endswith(("_URL", "_USER", "_EMAIL")):
            desk.environment[name] = "another-s3cret"
    with pytest.raises(TicketError, match="401 it does not know this token") as caught:
        desk.put(FIRST)
    assert "another-s3cret" not in str(caught.value)
    assert len(desk.contract.calls) == 1


@pytest.mark.parametrize("desk", NAMES, indirect=True)
@pytest.mark.parametrize("name", ["hostile", "large", "repo", "unread", "empty", "go"])
def test_every_report_fits_and_is_taken(desk: Desk, name: str):
    assert desk.put(samples.ALL[name]()).action == "added"


@pytest.mark.parametrize("desk", ["jira-cloud"], indirect=True)
def test_jira_hides_its_marker_in_a_property(desk: Desk):
    desk.put(FIRST)
    assert "riskscan-ticket" not in desk.texts()[0]
    assert isinstance(desk.contract, contracts.Jira)
    assert "riskscan-ticket" in str(desk.contract.properties)
    sent = next(call for call in desk.contract.calls if call.path.endswith("/attachments"))
    assert sent.headers["x-atlassian-token"] == "no-check"
    assert [part[0] for part in sent.parts] == ["file"]


@pytest.mark.parametrize("desk", ["gitlab"], indirect=True)
def test_gitlab_links_its_files(desk: Desk):
    desk.put(FIRST)
    assert desk.texts()[0].count("](/uploads/") == 2
    desk.put(SECOND)
    assert desk.texts()[0].count("](/uploads/") == 2


@pytest.mark.parametrize("desk", ["gitlab"], indirect=True)
def test_gitlab_takes_no_links_from_notes_of_others(desk: Desk):
    desk.put(FIRST)
    assert isinstance(desk.contract, contracts.GitLab)
    desk.contract.notes[0]["author"] = {"id": 6}
    desk.contract.notes[0]["body"] = str(desk.contract.notes[0]["body"]).replace("/uploads/", "/uploads/zz")
    assert desk.put(FIRST).action == "added"
    assert "/uploads/zz" not in desk.texts()[1]


@pytest.mark.parametrize("desk", ["servicenow"], indirect=True)
def test_servicenow_names_a_record_that_is_not_there(desk: Desk):
    desk.to = "servicenow:incident/INC0000000"
    with pytest.raises(TicketError, match="no such record"):
        desk.put(FIRST)
    assert isinstance(desk.contract, contracts.ServiceNow)
    assert "[code]" not in "".join(desk.texts())
