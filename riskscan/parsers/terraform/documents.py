"""Turns an ``aws_iam_policy_document`` block into the policy text that it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from riskscan.parsers.terraform.functions import text_of, to_json
from riskscan.parsers.terraform.syntax import Value

if TYPE_CHECKING:
    from riskscan.parsers.terraform.config import Config

_LISTS = (("actions", "Action"), ("not_actions", "NotAction"), ("resources", "Resource"), ("not_resources", "NotResource"))


def document_json(config: Config) -> Value:
    """The document as JSON text, unknown parts as ``{name}``."""
    return to_json({"Statement": [_statement(s) for s in config.inner("statement")]})


def _statement(block: Config) -> Value:
    statement: dict[str, Value] = {"Effect": block.get("effect") or "Allow"}
    for name, key in _LISTS:
        if block.get(name) is not None:
            statement[key] = block.get(name)
    for name, key in (("principals", "Principal"), ("not_principals", "NotPrincipal")):
        people: dict[str, Value] = {}
        for inner in block.inner(name):
            people[text_of(inner.get("type"))] = inner.get("identifiers")
        if people:
            statement[key] = "*" if people.get("*") == ["*"] else people
    conditions: dict[str, Value] = {}
    for inner in block.inner("condition"):
        conditions[f"{text_of(inner.get('test'))} {text_of(inner.get('variable'))}"] = inner.get("values")
    if conditions:
        statement["Condition"] = conditions
    return statement
