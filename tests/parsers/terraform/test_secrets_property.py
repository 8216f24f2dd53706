"""A password never comes out: neither from configuration, plan nor state, in any report format."""

from __future__ import annotations

import json
import string
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskscan import scan
from riskscan.reports import render

SECRET = st.text(alphabet=string.ascii_letters + string.digits, min_size=12, max_size=24).filter(lambda t: any(c.isdigit() for c in t))
NAMES = (
    "password",
    "master_password",
    "admin_password",
    "secret",
    "secret_string",
    "token",
    "auth_token",
    "api_key",
    "private_key",
    "access_key",
)


def configuration(name: str, value: str) -> str:
    return (
        f'variable "{name}" {{\n  default = "{value}"\n}}\n'
        f'resource "aws_db_instance" "d" {{\n  identifier = "orders"\n  {name} = "{value}"\n  tags = {{ {name} = "{value}" }}\n}}\n'
        f'resource "aws_lambda_function" "f" {{\n  function_name = "f"\n  environment {{\n    variables = {{ {name.upper()} = "{value}" }}\n  }}\n}}\n'
    )


def plan(name: str, value: str) -> str:
    side = {"identifier": "orders", "engine": "x", name: value, "settings": [{name: value}]}
    change = {"actions": ["delete", "create"], "before": side, "after": {**side, "engine": "y"}, "replace_paths": [["engine"]]}
    row = {"address": "aws_db_instance.d", "mode": "managed", "type": "aws_db_instance", "name": "d", "change": change}
    return json.dumps(
        {"format_version": "1.2", "terraform_version": "1.9.0", "variables": {name: {"value": value}}, "resource_changes": [row]}
    )


def state(name: str, value: str) -> str:
    row = {"mode": "managed", "type": "aws_db_instance", "name": "d", "instances": [{"attributes": {"identifier": "orders", name: value}}]}
    return json.dumps({"version": 4, "outputs": {name: {"value": value}}, "resources": [row]})


def shown(folder: Path, artifact: str, baseline: Path | None = None) -> str:
    found = scan([folder / artifact], against=[folder], baseline=baseline, policies=False)
    return "".join(render(found, name) for name in ("text", "json", "html", "markdown"))


@pytest.mark.parametrize("make", [configuration, plan])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(NAMES), value=SECRET)
def test_secrets_come_out_nowhere(make: object, name: str, value: str) -> None:
    artifact = "main.tf" if make is configuration else "plan.json"
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "now")
        (Path(place, "before")).mkdir()
        folder.mkdir()
        (folder / artifact).write_text(make(name, value))  # type: ignore[operator]
        (folder / "terraform.tfstate").write_text(state(name, value))
        (folder / "terraform.tfvars").write_text(f'{name} = "{value}"\n')
        (Path(place, "before") / "main.tf").write_text(configuration(name, value[::-1]))
        assert value not in shown(folder, artifact)
        said = shown(folder, artifact, Path(place, "before"))
        assert value not in said
        assert value[::-1] not in said
