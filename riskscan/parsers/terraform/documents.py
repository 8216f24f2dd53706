"""Turns an ``aws_iam_policy_document`` block into the policy text that it stands for, with the documents that it takes in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from riskscan.parsers.terraform.functions import call, text_of, to_json
from riskscan.parsers.terraform.syntax import Partial, Value

if TYPE_CHECKING:
    from riskscan.parsers.terraform.config import Config

_LISTS = (("actions", "Action"), ("not_actions", "NotAction"), ("resources", "Resource"), ("not_resources", "NotResource"))


def document_json(config: Config) -> Value:
    """The document as JSON text, unknown parts as ``{name}``. A later statement with the same ``sid`` takes the place of an earlier one."""
    own = [_statement(s) for s in config.inner("statement")]
    found: list[Value] = [*_taken(config, "source_policy_documents", "source_json"), *own]
    over = _taken(config, "override_policy_documents", "override_json")
    named = {s.get("Sid") for s in over if isinstance(s, dict)} - {None}
    kept = [s for s in found if not (isinstance(s, dict) and s.get("Sid") in named)]
    return to_json({"Statement": [*kept, *over]})


def _taken(config: Config, *names: str) -> list[Value]:
    """The statements of the documents that an argument names."""
    taken: list[Value] = []
    for name in names:
        value = config.get(name)
        for text in value if isinstance(value, list) else [value]:
            taken.extend(statements_of(text))
    return taken


def statements_of(text: Value) -> list[Value]:
    """The statements of a policy text; none where it cannot be read."""
    document = call("jsondecode", [text.text if isinstance(text, Partial) else text])
    found = document.get("Statement") if isinstance(document, dict) else None
    return found if isinstance(found, list) else [] if found is None else [found]


def _statement(block: Config) -> Value:
    statement: dict[str, Value] = {"Effect": block.get("effect") or "Allow"}
    if isinstance(block.get("sid"), str) and block.get("sid"):
        statement["Sid"] = block.get("sid")
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
        of_test = conditions.setdefault(text_of(inner.get("test")), {})
        if isinstance(of_test, dict):
            of_test[text_of(inner.get("variable"))] = inner.get("values")
    if conditions:
        statement["Condition"] = conditions
    return statement
