from __future__ import annotations

import dataclasses
import json

import jsonschema
import msgspec
import pytest

from riskscan.model.assessment import Assessment
from riskscan.model.codec import WrongVersionError, from_json, json_schema, to_json
from tests.reports import samples


@pytest.mark.parametrize("name", samples.ALL)
def test_round_trip(name: str) -> None:
    assessment = samples.ALL[name]()
    data = to_json(assessment)
    assert from_json(data) == assessment
    assert to_json(from_json(data)) == data


def test_keys_stand_in_the_order_of_the_contract() -> None:
    made = json.loads(to_json(samples.stop()))
    assert list(made) == [field.name for field in dataclasses.fields(Assessment)]
    assert list(made)[:7] == ["schema_version", "tool", "request", "artifacts", "verdict", "effects", "impacts"]
    assert made["tool"] == {"name": "riskscan", "version": "1.0.0"}
    assert made["verdict"]["decision"] == "stop"
    assert made["effects"][0]["operation"] == "write"
    assert made["graph"]["nodes"][0]["key"] == "file:left_in_q3.csv"


@pytest.mark.parametrize("name", samples.ALL)
def test_output_validates(name: str) -> None:
    schema = json_schema()
    assert schema["$schema"].endswith("2020-12/schema")
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    assert not list(validator.iter_errors(json.loads(to_json(samples.ALL[name]()))))


def test_strict() -> None:
    made = json.loads(to_json(samples.go()))
    made["verdict"]["score"] = "5"
    with pytest.raises(msgspec.ValidationError, match=r"verdict\.score"):
        from_json(json.dumps(made).encode())
    made["verdict"] = None
    with pytest.raises(msgspec.ValidationError):
        from_json(json.dumps(made).encode())
    with pytest.raises(msgspec.DecodeError):
        from_json(b"{")


def test_versions() -> None:
    made = json.loads(to_json(samples.go()))
    made["later_field"] = 1
    made["schema_version"] = "1.7"
    assert from_json(json.dumps(made).encode()).schema_version == "1.7"
    made["schema_version"] = "2.0"
    with pytest.raises(WrongVersionError):
        from_json(json.dumps(made).encode())
