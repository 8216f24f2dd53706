from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from riskscan.cli.app import app
from riskscan.model.codec import to_json
from riskscan.tickets.attach import fitting
from riskscan.tickets.marking import marked, marker_of, outdated, room
from riskscan.tickets.target import Target, check_markup, read_target
from riskscan.tickets.values import File, Marker, TicketError
from tests.reports import samples

MARKER = Marker("0" * 16, "none", "RS-1-->{x}]\n", "stop-93", "f" * 16)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("jira:OPS-412", Target("jira", ("OPS-412",))),
        ("github:acme/data.repo#7", Target("github", ("acme/data.repo", "7"))),
        ("gitlab:acme/team/data#7", Target("gitlab", ("acme/team/data", "#", "7"))),
        ("gitlab:acme/data!7", Target("gitlab", ("acme/data", "!", "7"))),
        ("rt:12", Target("rt", ("12",))),
        ("redmine:12", Target("redmine", ("12",))),
        ("servicenow:incident/INC0010001", Target("servicenow", ("incident", "INC0010001"))),
        ("roundup:issue12", Target("roundup", ("12",))),
        ("out/report.EML", Target("mail", ("out/report.EML",))),
    ],
)
def test_targets(text: str, target: Target):
    assert read_target(text) == target


@pytest.mark.parametrize(
    "text",
    [
        "",
        "jira:",
        "jira:OPS",
        "github:acme#1",
        "github:acme/data#x",
        "rt:1/../2",
        "redmine:1?x=2",
        "servicenow:incident/INC1^ORnumber=2",
        "ftp:1",
        "report.pdf",
    ],
)
def test_what_names_no_ticket_is_refused_with_the_forms(text: str):
    with pytest.raises(TicketError, match="github:owner/repo#1"):
        read_target(text)


def test_markup_fits_the_system():
    check_markup(Target("jira", ("A-1",)), "wiki")
    check_markup(Target("rt", ("1",)), "")
    with pytest.raises(TicketError, match="redmine has commonmark and textile, not adf"):
        check_markup(Target("redmine", ("1",)), "adf")
    with pytest.raises(TicketError, match="only one markup"):
        check_markup(Target("rt", ("1",)), "wiki")


@pytest.mark.parametrize("form", ["markdown", "commonmark", "html", "textile", "wiki", "text"])
def test_a_marker_is_found_only_at_its_place(form: str):
    body = marked(form, "Hello.\n", MARKER)
    found = marker_of(body.replace("\n", "\r\n"))
    assert found is not None
    assert (found.key, found.file, found.answer, found.json) == (MARKER.key, MARKER.file, MARKER.answer, MARKER.json)
    assert marker_of(f"> {body}\nWhat is this?") is None
    assert marker_of(outdated(body)) is None
    assert len(body) - len("Hello.\n") <= room(form)


def test_what_is_too_large_is_left_out_and_said():
    files = (File("a.html", "text/html", b"x" * 5), File("b.json", "application/json", b"x" * 50))
    kept, left = fitting(files, 10)
    assert [file.name for file in kept] == ["a.html"]
    assert left == ("b.json: it has 50 bytes, 10 are allowed",)
    assert fitting(files, 0)[0] == ()


def test_what_is_no_report_is_said(tmp_path: Path):
    for content, says in ((b"{", "not a riskscan report"), (b"{}", "not a riskscan report"), (b"\xff", "not a riskscan report")):
        (tmp_path / "x.json").write_bytes(content)
        done = CliRunner().invoke(app, ["attach", str(tmp_path / "x.json"), "--to", str(tmp_path / "y.eml")])
        assert done.exit_code == 2
        assert says in done.output
    done = CliRunner().invoke(app, ["attach", str(tmp_path / "none.json"), "--to", "rt:1"])
    assert done.exit_code == 2
    assert "cannot read" in done.output


def test_an_old_report_and_a_later_one_of_1_x_are_read(tmp_path: Path):
    value = json.loads(to_json(samples.stop()))
    del value["see_first"], value["parts"]
    value["added_later"] = {"x": 1}
    (tmp_path / "old.json").write_text(json.dumps(value))
    done = CliRunner().invoke(app, ["attach", str(tmp_path / "old.json"), "--to", str(tmp_path / "y.eml")])
    assert done.exit_code == 0, done.output
    (tmp_path / "new.json").write_bytes(to_json(replace(samples.stop(), schema_version="2.0")))
    done = CliRunner().invoke(app, ["attach", str(tmp_path / "new.json"), "--to", str(tmp_path / "y.eml")])
    assert done.exit_code == 2
    assert "another riskscan" in done.output
