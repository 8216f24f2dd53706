"""Who may look after a key: a policy that names nobody for it any more locks everyone out, the account's own administrators too.

Source: docs.aws.amazon.com/kms, key policies ("allow access to the account root user").
"""

from __future__ import annotations

from collections.abc import Iterator

from riskscan.model.effect import Effect
from riskscan.model.span import Span
from riskscan.parsers.terraform.evaluate import Instance
from riskscan.parsers.terraform.making import make
from riskscan.parsers.terraform.naming import asset_of
from riskscan.parsers.terraform.statements import statements, texts

_TYPES = frozenset({"aws_kms_key", "aws_kms_key_policy", "aws_kms_external_key", "aws_kms_replica_key"})
_KEEPS = frozenset({"*", "kms:*", "kms:put*", "kms:putkeypolicy"})


def left_alone(before: Instance, after: Instance, place: Span) -> Iterator[Effect]:
    """The key that had someone to look after it before and has nobody after; silent where either policy is not known."""
    if after.type not in _TYPES or not _kept(before):
        return
    now = statements(after.config.get("policy"))
    if now and not any(_keeps(statement) for statement in now):
        yield make("terraform/key-without-keeper", asset_of(after), place)


def _kept(instance: Instance) -> bool:
    return any(_keeps(statement) for statement in statements(instance.config.get("policy")))


def _keeps(statement: dict[str, object]) -> bool:
    principal = statement.get("Principal")
    people = principal == "*" or (isinstance(principal, dict) and bool(texts(principal.get("AWS"))))
    actions = [action.lower() for action in texts(statement.get("Action"))]
    return statement.get("Effect") == "Allow" and people and any(action in _KEEPS or "{" in action for action in actions)  # or not known
