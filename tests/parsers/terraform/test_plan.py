"""Plans as ``terraform show -json`` writes them (format 1.2)."""

from __future__ import annotations

import json

import pytest

from riskscan.model.artifact import Artifact, Language, Status
from riskscan.model.effect import Trait, Undo
from riskscan.model.findings import Findings
from riskscan.model.surroundings import Nothing
from riskscan.parsers.terraform import parse
from tests.parsers.terraform.support import rules


def change(address: str, actions: list[str], before: object = None, after: object = None, **more: object) -> dict[str, object]:
    type_, name = address.split(".")[-2:]
    inner = {k: more.pop(k) for k in ("replace_paths", "importing", "before_sensitive", "after_sensitive", "after_unknown") if k in more}
    return {
        "address": address,
        "mode": "managed",
        "type": type_,
        "name": name,
        "change": {"actions": actions, "before": before, "after": after, **inner},
        **more,
    }


def plan(*changes: dict[str, object], version: str = "1.2") -> Findings:
    text = json.dumps({"format_version": version, "terraform_version": "1.11.4", "resource_changes": list(changes)}, indent=1)
    return parse(Artifact("plan.json", Language.TERRAFORM_PLAN, text), Nothing())


DB = {"identifier": "orders", "db_name": "a", "password": "Blue-Horse-77", "skip_final_snapshot": True}


def test_replacement_with_its_reason_and_no_secret() -> None:
    found = plan(change("aws_db_instance.main", ["delete", "create"], DB, {**DB, "db_name": "b"}, replace_paths=[["db_name"]]))
    (effect,) = found.effects
    assert (effect.rule, effect.asset.name, effect.undo) == ("terraform/database-replaced", "orders", Undo.NO)
    assert effect.has(Trait.REPLACES)
    assert "db_name" in effect.also[0].text
    assert "Blue-Horse" not in repr(found)


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        (["create"], {"resource-created"}), (["delete"], {"data-destroyed"}), (["update"], {"resource-changed"}), (["no-op"], set()), (["read"], set()),
        (["forget"], {"let-go"}), (["create", "delete"], {"data-replaced"}),
    ],
)  # fmt: skip
def test_actions(actions: list[str], expected: set[str]) -> None:
    before, after = {"bucket": "lake", "tags": {"a": "1"}}, {"bucket": "lake", "tags": {"a": "2"}}
    found = plan(change("aws_s3_bucket.b", actions, None if actions == ["create"] else before, None if actions == ["delete"] else after))
    assert rules(found) == expected


def test_moved_and_imported() -> None:
    body = {"bucket": "lake"}
    assert rules(plan(change("aws_s3_bucket.b", ["no-op"], body, body, previous_address="aws_s3_bucket.a"))) == {"address-moved"}
    assert rules(plan(change("aws_s3_bucket.b", ["update"], body, body, importing={"id": "lake"}))) == {"resource-changed", "taken-in"}


def test_lock_dropped_and_address_in_module() -> None:
    found = plan(
        change("module.m.aws_db_instance.main", ["update"], {**DB, "deletion_protection": True}, {**DB, "deletion_protection": False})
    )
    assert rules(found) == {"deletion-protection-off"}
    assert "module.m.aws_db_instance.main" in found.effects[0].asset.aliases


def test_sensitive_values_are_not_read() -> None:
    secret = {"name": "TOP-VALUE", "engine": "x"}
    found = plan(change("aws_dynamodb_table.t", ["delete"], secret, None, before_sensitive={"name": True}))
    assert "TOP-VALUE" not in repr(found)


@pytest.mark.parametrize(
    "text", ["", "{", '{"format_version": "1.2", "resource_ch', "[]", '{"format_version":"1.2"}', "[" * 5000, '{"a":' * 3000]
)
def test_broken_plans_are_unread(text: str) -> None:
    found = parse(Artifact("plan.json", Language.TERRAFORM_PLAN, text), Nothing())
    assert found.status is Status.NOT_READ
    assert found.diagnostics[0].unread


def test_other_version_is_unread() -> None:
    assert plan(version="2.0").status is Status.NOT_READ
    assert plan(version="1.99").status is Status.READ


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2", "1.9"])
def test_minor_versions_read_the_same(version: str) -> None:
    rows = (
        change("aws_db_instance.main", ["delete", "create"], DB, {**DB, "db_name": "b"}, replace_paths=[["db_name"]]),
        change("azurerm_storage_account.a", ["delete"], {"name": "files"}, None),
        change(
            "google_sql_database_instance.g",
            ["update"],
            {"name": "g", "deletion_protection": True},
            {"name": "g", "deletion_protection": False},
        ),
        change("aws_sqs_queue.q", ["create"], None, {"name": "jobs"}, some_later_field={"x": 1}),
    )
    assert rules(plan(*rows, version=version)) == {"database-replaced", "data-destroyed", "deletion-protection-off", "resource-created"}


def test_what_is_put_off_is_said() -> None:
    text = json.dumps(
        {"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": [], "deferred_changes": [{}], "complete": False}
    )
    found = parse(Artifact("plan.json", Language.TERRAFORM_PLAN, text), Nothing())
    assert {d.code for d in found.diagnostics} == {"terraform-plan-deferred"}
    assert found.status is Status.PARTLY_READ


def test_what_terraform_gives_as_its_reason() -> None:
    (effect,) = plan(change("aws_s3_bucket.b", ["delete"], {"bucket": "lake"}, None, action_reason="delete_because_each_key")).effects
    assert effect.also[0].text == "Its key is no longer listed."


def test_a_value_known_later_is_no_lost_lock() -> None:
    before, after = {"identifier": "orders", "deletion_protection": True}, {"identifier": "orders"}
    found = plan(change("aws_db_instance.d", ["update"], before, after, after_unknown={"deletion_protection": True}))
    assert [(e.rule, str(e.certainty)) for e in found.effects] == [("terraform/deletion-protection-off", "possible")]


def test_drift_is_put_back_or_told() -> None:
    then, hand = {"name": "jobs", "delay_seconds": 0}, {"name": "jobs", "delay_seconds": 90}
    drift = [
        change("aws_sqs_queue.q", ["update"], then, hand),
        change("aws_sns_topic.t", ["update"], {"name": "a", "kms": "x"}, {"name": "a", "kms": "y"}),
    ]
    rows = [change("aws_sqs_queue.q", ["update"], hand, then)]
    text = json.dumps({"format_version": "1.2", "resource_changes": rows, "resource_drift": drift})
    found = parse(Artifact("plan.json", Language.TERRAFORM_PLAN, text), Nothing())
    assert "Somebody changed delay_seconds by hand. This puts it back." in [n.text for e in found.effects for n in e.also]
    assert [d.code for d in found.diagnostics] == ["terraform-plan-drift"]
    assert "aws_sns_topic.t" in found.diagnostics[0].text


def test_expiry_of_a_bucket_that_the_plan_makes() -> None:
    rule = {"status": "Enabled", "expiration": [{"days": 7}], "filter": []}
    rows = (
        change("aws_s3_bucket.b", ["create"], None, {"bucket": "out"}),
        change("aws_s3_bucket_lifecycle_configuration.b", ["create"], None, {"bucket": "out", "rule": [rule]}),
    )
    (effect,) = [e for e in plan(*rows).effects if e.rule == "terraform/bucket-expires-everything"]
    assert [str(s.kind) for s in effect.safe_evidence] == ["own_output"]


def test_nested_secrets_are_not_read() -> None:
    body = {"name": "f", "environment": {"inner": {"plain": "TOP-VALUE-1"}}}
    hidden = {"environment": {"inner": {"plain": True}}}
    found = plan(change("aws_lambda_function.f", ["update"], body, {**body, "name": "g"}, before_sensitive=hidden, after_sensitive=hidden))
    assert "TOP-VALUE-1" not in repr(found)
