"""The formats of other tools: valid, traceable, and steady when lines move."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import jsonschema
import pytest

from riskscan.model.assessment import Assessment
from riskscan.model.codec import from_json, json_schema, to_json
from riskscan.model.config import Accepted
from riskscan.model.span import Span
from riskscan.reports import FORMATS, Options, render
from riskscan.reports.findings import findings
from riskscan.reports.spreadsheet import COLUMNS
from tests.reports import samples

SCHEMAS = Path(__file__).parents[1] / "schemas"


@lru_cache(maxsize=1)
def sarif_rules() -> jsonschema.Draft4Validator:
    return jsonschema.Draft4Validator(json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def gitlab_rules() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads((SCHEMAS / "gitlab-code-quality.json").read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def own_rules() -> jsonschema.Draft202012Validator:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def faults(validator: object, made: object) -> list[str]:
    return [f"{list(error.absolute_path)}: {error.message[:200]}" for error in validator.iter_errors(made)]  # type: ignore[attr-defined]


def check_tools(assessment: Assessment) -> None:
    """What every assessment's reports for other tools keep to."""
    log = json.loads(render(assessment, "sarif"))
    assert faults(sarif_rules(), log) == []
    (run,) = log["runs"]
    nodes = {node["id"] for node in run["graphs"][0]["nodes"]}
    edges = {edge["id"]: edge for edge in run["graphs"][0]["edges"]}
    assert len(nodes) == len(run["graphs"][0]["nodes"])
    assert all(edge["sourceNodeId"] in nodes and edge["targetNodeId"] in nodes for edge in edges.values())
    prints = [one["partialFingerprints"]["riskscan/v1"] for one in run["results"]]
    assert len(prints) == len(set(prints))
    for one in run["results"]:
        assert run["tool"]["driver"]["rules"][one["ruleIndex"]]["id"] == one["ruleId"]
        for walk in one.get("graphTraversals", []):
            steps = [edges[step["edgeId"]] for step in walk["edgeTraversals"]]
            assert all(a["targetNodeId"] == b["sourceNodeId"] for a, b in itertools.pairwise(steps))
    quality = json.loads(render(assessment, "gitlab"))
    assert faults(gitlab_rules(), quality) == []
    assert len({one["fingerprint"] for one in quality}) == len(quality)
    suites = ET.fromstring(render(assessment, "junit"))
    cases = list(suites.iter("testcase"))
    assert len(cases) == int(suites.get("tests", "")) == max(len(assessment.parts), 1)
    assert sum(case.find("failure") is not None for case in cases) == int(suites.get("failures", ""))
    assert sum(case.find("error") is not None for case in cases) == int(suites.get("errors", ""))
    for line in render(assessment, "github").splitlines():
        assert re.fullmatch(r"::(notice|warning|error) (?:[a-zA-Z]+=[^:,\r\n]*,?)+::[^\r\n]+", line), line
    rows = list(csv.reader(io.StringIO(render(assessment, "csv"))))
    assert rows[0] == list(COLUMNS)
    assert all(len(row) == len(COLUMNS) for row in rows)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert faults(own_rules(), json.loads(to_json(assessment))) == []


@pytest.mark.parametrize("name", samples.ALL)
def test_every_sample_is_valid(name: str) -> None:
    check_tools(samples.ALL[name]())


def test_sarif_says_what_where_and_why() -> None:
    (run,) = json.loads(render(samples.stop(), "sarif"))["runs"]
    worst = run["results"][0]
    assert (worst["ruleId"], worst["level"]) == ("sql/update-without-filter", "error")
    assert worst["message"]["text"] == "It changes every row of the table crm.customers. 2 other things rely on it."
    (place,) = worst["locations"]
    assert place["physicalLocation"]["region"]["startLine"] == 18
    assert place["logicalLocations"][0] == {"name": "crm.customers", "fullyQualifiedName": "crm.customers", "kind": "table"}
    assert worst["relatedLocations"][0]["message"]["text"] == "The filter is off."
    assert {one["physicalLocation"]["artifactLocation"].get("uriBaseId") for one in worst["relatedLocations"]} == {None, "ESTATE"}
    assert len(worst["graphTraversals"]) == 2
    assert len(worst["codeFlows"][0]["threadFlows"][0]["locations"]) > 2
    assert run["properties"]["decision"] == "stop"
    assert run["columnKind"] == "unicodeCodePoints"


def test_what_was_not_read_is_never_clean() -> None:
    unread = samples.could_not_read()
    (run,) = json.loads(render(unread, "sarif"))["runs"]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert run["results"][0]["ruleId"] == "riskscan/could-not-read"
    assert "score" not in run["properties"]
    assert json.loads(render(unread, "gitlab"))[0]["severity"] == "critical"
    assert "<error " in render(unread, "junit")
    assert render(unread, "github").startswith("::error ")
    assert "could_not_read" in render(unread, "csv")


def test_a_harmless_file_is_clean_everywhere() -> None:
    calm = samples.go()
    assert json.loads(render(calm, "gitlab")) == []
    assert json.loads(render(calm, "sarif"))["runs"][0]["results"] == []
    assert "<system-out>" in render(calm, "junit")
    assert render(calm, "github").count("\n") == 1


def test_the_gate_decides_what_fails() -> None:
    one = samples.reviewer()
    assert "<failure" not in render(one, "junit")
    assert "<failure" in render(one, "junit", Options(fail_on="medium"))


def moved(span: Span, by: int) -> Span:
    return replace(span, start_line=span.start_line + by, end_line=span.end_line + by)


def test_a_fingerprint_knows_no_line() -> None:
    before = samples.stop()
    after = replace(before, effects=tuple(replace(one, location=moved(one.location, 100)) for one in before.effects))
    assert [one.fingerprint for one in findings(before)] == [one.fingerprint for one in findings(after)]
    twice = replace(before, effects=(*before.effects, replace(before.effects[0], id="e9")))
    assert len({one.fingerprint for one in findings(twice)}) == len(findings(twice))


def test_what_a_person_took_on_is_marked() -> None:
    one = samples.stop()
    print_ = findings(one)[0].fingerprint
    taken = replace(one, accepted=(Accepted(print_, "The table is moved on Friday.", "the head of Data", "2026-12-31"),))
    (run,) = json.loads(render(taken, "sarif"))["runs"]
    assert run["results"][0]["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "The table is moved on Friday."}
    ]
    assert "suppressions" not in run["results"][1]
    check_tools(taken)


def test_a_cell_is_never_a_formula() -> None:
    base = samples.go()
    effect = samples.stop().effects[0]
    for name in ("=1+1", "+A1", "-2", "@SUM(A1)", "\t=1", "\r\n=1", "=cmd|' /C calc'!A0", "\uff1d1"):
        bad = replace(base, effects=(replace(effect, asset=replace(effect.asset, name=name), text=name),))
        rows = list(csv.DictReader(io.StringIO(render(bad, "csv"))))
        assert {rows[0]["asset"][0], rows[0]["text"][0]} == {"'"}, name


def test_annotations_hold_no_second_command() -> None:
    base = samples.stop()
    bad = replace(base, effects=(replace(base.effects[0], text="a\r\n::error::b%0A::warning::c", rule="x/y,line=1::z"),))
    lines = render(bad, "github").splitlines()
    assert len(lines) == 2
    assert "%250A" in lines[1]
    assert "title=riskscan critical%2C x/y%2Cline=1%3A%3Az::" in lines[1]


def test_old_reports_stay_readable() -> None:
    stored = (SCHEMAS / "assessment-1.0.json").read_bytes()
    old = from_json(stored)
    assert old == samples.stop()
    assert faults(own_rules(), json.loads(stored)) == []
    later = {**json.loads(stored), "schema_version": "1.7", "something_new": {"a": 1}}
    assert from_json(json.dumps(later).encode()).verdict == old.verdict


def test_every_format_has_an_ending_of_its_own() -> None:
    endings = [one.ending for one in FORMATS.values()]
    assert len(endings) == len(set(endings))
