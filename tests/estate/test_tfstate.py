"""Terraform's record as a source of names: ids, ARNs, dependencies, and never a secret."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from riskscan.estate.read import read
from riskscan.model.estate import EdgeKind, Estate
from riskscan.parsers.queue import read as ask


def state(*rows: dict[str, object], version: int = 4) -> str:
    return json.dumps(
        {"version": version, "terraform_version": "1.9.0", "outputs": {"pw": {"value": "OUT-PUT-9"}}, "resources": list(rows)}
    )


def row(type_: str, name: str, attributes: dict[str, object], **more: object) -> dict[str, object]:
    inner = {k: more.pop(k) for k in ("dependencies", "index_key", "sensitive_attributes") if k in more}
    return {"mode": "managed", "type": type_, "name": name, "provider": "p", "instances": [{"attributes": attributes, **inner}], **more}


def estate(tmp_path: Path, text: str) -> Estate:
    (tmp_path / "terraform.tfstate").write_text(text)
    return read([tmp_path], ask)


def test_names_arns_and_dependencies(tmp_path: Path) -> None:
    found = estate(
        tmp_path,
        state(
            row("aws_s3_bucket", "raw", {"id": "lake", "bucket": "lake", "arn": "arn:aws:s3:::lake"}),
            row(
                "aws_lambda_function",
                "f",
                {"function_name": "load", "environment": [{"variables": {"PW": "Zq-77-x"}}]},
                dependencies=["aws_s3_bucket.raw"],
                module="module.m",
            ),
        ),
    )
    bucket = next(a for a in found.assets if a.key == "bucket:lake")
    assert {"aws_s3_bucket.raw", "arn:aws:s3:::lake"} <= set(bucket.aliases)
    assert ("bucket:lake", "function:load", EdgeKind.SUPPORTS) in {(d.source, d.target, d.kind) for d in found.dependencies}
    assert "Zq-77-x" not in repr(found)
    assert "OUT-PUT-9" not in repr(found)


def test_instances_by_key(tmp_path: Path) -> None:
    found = estate(
        tmp_path, state(row("aws_sqs_queue", "q", {"name": "jobs"}, index_key="a"), row("aws_vpc", "v", {"id": "vpc-1"}, index_key=0))
    )
    aliases = {alias for a in found.assets for alias in (a.name, *a.aliases)}
    assert {'aws_sqs_queue.q["a"]', "aws_vpc.v[0]"} <= aliases


def test_what_is_marked_sensitive_is_not_read(tmp_path: Path) -> None:
    hidden = [[{"type": "get_attr", "value": "name"}]]
    found = estate(tmp_path, state(row("aws_ssm_parameter", "p", {"name": "HIDDEN-1", "value": "HIDDEN-2"}, sensitive_attributes=hidden)))
    assert "HIDDEN" not in repr(found)


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"version": 3}', state(version=5), "[" * 5000, '{"version": 4, "resources": [1, {"type": 2, "instances": [3]}]}']
)
def test_other_versions_and_broken_files_are_bounded(tmp_path: Path, text: str) -> None:
    found = estate(tmp_path, text)
    assert not [a for a in found.assets if a.key.startswith(("bucket", "queue"))]
