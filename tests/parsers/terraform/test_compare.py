"""Pairs of a folder before and after."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Intent
from riskscan.model.effect import Certainty, Safety, Trait, Undo
from tests.parsers.terraform.support import read, rules


def res(type_: str, body: str, name: str = "x") -> str:
    return f'resource "{type_}" "{name}" {{\n{body}\n}}\n'


DB = 'identifier = "orders"\ndb_name = "shop"\nengine = "postgres"\n'
PAIRS = [
    ("replaced by engine", "aws_db_instance", DB, DB.replace("postgres", "mysql"), {"database-replaced"}),
    ("class changes in place", "aws_db_instance", DB + 'instance_class = "db.t3.small"', DB + 'instance_class = "db.t3.large"', {"resource-changed"}),
    ("same in other order", "aws_db_instance", DB, "\n".join(reversed(DB.strip().split("\n"))), set()),
    ("default written out", "aws_db_instance", DB, DB + "storage_encrypted = false", set()),
    ("identifier", "aws_db_instance", DB, DB.replace("orders", "orders-two"), {"renamed-in-place"}),
    ("table key", "aws_dynamodb_table", 'name = "t"\nhash_key = "a"', 'name = "t"\nhash_key = "b"', {"data-replaced"}),
    ("bucket name", "aws_s3_bucket", 'bucket = "a"', 'bucket = "b"', {"data-replaced"}),
    ("machine image", "aws_instance", 'ami = "ami-1"', 'ami = "ami-2"', {"service-replaced"}),
    ("ignored image", "aws_instance", 'ami = "ami-1"', 'ami = "ami-2"\nlifecycle {\n  ignore_changes = [ami]\n}', set()),
    ("tags", "aws_instance", 'ami = "ami-1"', 'ami = "ami-1"\ntags = { a = "b" }', {"resource-changed"}),
    ("task definition is new each time", "aws_ecs_task_definition", 'family = "a"\ncpu = 1', 'family = "a"\ncpu = 2', {"resource-changed"}),
    ("lock off", "aws_dynamodb_table", 'name = "t"\ndeletion_protection_enabled = true', 'name = "t"', {"deletion-protection-off"}),
    ("lock on", "aws_dynamodb_table", 'name = "t"', 'name = "t"\ndeletion_protection_enabled = true', {"resource-changed"}),
    ("prevent destroy gone", "aws_s3_bucket", 'bucket = "a"\nlifecycle {\n  prevent_destroy = true\n}', 'bucket = "a"', {"deletion-protection-off"}),
    ("logs shorter", "aws_cloudwatch_log_group", 'name = "a"\nretention_in_days = 365', 'name = "a"\nretention_in_days = 7', {"copies-shortened"}),
    ("logs for ever", "aws_cloudwatch_log_group", 'name = "a"\nretention_in_days = 365', 'name = "a"\nretention_in_days = 0', {"resource-changed"}),
    ("point in time off", "aws_dynamodb_table", 'name = "t"\npoint_in_time_recovery {\n  enabled = true\n}', 'name = "t"\npoint_in_time_recovery {\n  enabled = false\n}', {"copies-shortened"}),
    ("google region", "google_sql_database_instance", 'name = "a"\nregion = "europe-west1"', 'name = "a"\nregion = "us-east1"', {"database-replaced"}),
    ("azure name", "azurerm_postgresql_flexible_server", 'name = "a"', 'name = "b"', {"database-replaced"}),
    ("scaled to nothing", "aws_ecs_service", 'name = "web"\ndesired_count = 4', 'name = "web"\ndesired_count = 0', {"resource-changed"}),
    ("provider without a table", "snowflake_schema", 'name = "a"\ndatabase = "d"', 'name = "a"\ndatabase = "e"', {"data-replaced"}),
    ("only a comment there", "snowflake_table", 'name = "a"', 'name = "a"\ncomment = "x"', {"resource-changed"}),
    ("newly public", "aws_db_instance", DB, DB + "publicly_accessible = true", {"resource-changed", "public-database"}),
    ("public before too", "aws_db_instance", DB + "publicly_accessible = true", DB + "publicly_accessible = true\nmulti_az = true", {"resource-changed"}),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "before", "after", "expected"), [p[1:] for p in PAIRS], ids=[p[0] for p in PAIRS])
def test_pairs(type_: str, before: str, after: str, expected: set[str]) -> None:
    assert rules(read(res(type_, after), before=res(type_, before))) == expected


def test_replacement_names_the_argument_and_the_line() -> None:
    found = read(res("aws_db_instance", DB.replace('"shop"', '"store"')), before=res("aws_db_instance", DB))
    (effect,) = found.effects
    assert [n.text for n in effect.also] == ["Line 3 changes db_name, which Terraform can only do by replacing."]
    assert effect.undo is Undo.NO


def test_moved_block_keeps_the_thing() -> None:
    after = "moved {\n  from = aws_db_instance.x\n  to = aws_db_instance.y\n}\n" + res("aws_db_instance", DB, "y")
    assert rules(read(after, before=res("aws_db_instance", DB))) == {"address-moved"}


def test_new_name_without_moved_block_destroys() -> None:
    found = read(res("aws_db_instance", DB, "y"), before=res("aws_db_instance", DB))
    assert rules(found) == {"database-destroyed", "resource-created"}
    assert any("no moved block" in n.text for e in found.effects for n in e.also)


def test_moved_to_another_file_is_no_loss() -> None:
    block = res("aws_db_instance", DB)
    assert rules(read("# empty\n", {"db.tf": block}, before=block)) == set()


def test_only_the_submitted_file_counts() -> None:
    before = {"main.tf": "# a\n", "db.tf": res("aws_db_instance", DB)}
    assert rules(read("# b\n", before=before)) == set()


def test_value_known_only_at_run_time_is_possible() -> None:
    after = 'variable "n" {}\n' + res("aws_db_instance", DB.replace('"shop"', "var.n"))
    (effect,) = read(after, before=res("aws_db_instance", DB)).effects
    assert (effect.rule, effect.certainty) == ("terraform/database-replaced", Certainty.POSSIBLE)


def test_what_hangs_on_a_replaced_thing_is_replaced_too() -> None:
    subnet = res("aws_subnet", 'vpc_id = aws_vpc.x.id\ncidr_block = "10.0.1.0/24"', "s")
    before, after = (res("aws_vpc", f'cidr_block = "10.{n}.0.0/16"') + subnet for n in (0, 1))
    assert [e.rule for e in read(after, before=before).effects] == ["terraform/service-replaced"] * 2


def test_lock_that_stays_holds() -> None:
    body = DB + "deletion_protection = true"
    (effect,) = read(res("aws_db_instance", body.replace('"shop"', '"b"')), before=res("aws_db_instance", body)).effects
    assert effect.safe(Safety.PROTECTED)


def test_lock_that_goes_in_the_same_change() -> None:
    before, after = DB + "deletion_protection = true", DB.replace('"shop"', '"b"') + "skip_final_snapshot = true"
    found = read(res("aws_db_instance", after), before=res("aws_db_instance", before))
    effect = next(e for e in found.effects if e.rule == "terraform/database-replaced")
    assert effect.has(Trait.CATCH_REMOVED)
    assert effect.has(Trait.UNDO_REMOVED)
    assert not effect.safe(Safety.PROTECTED)


def test_count_comes_without_a_loss() -> None:
    block = 'bucket = "a"'
    assert rules(read(res("aws_s3_bucket", "count = 1\n" + block), before=res("aws_s3_bucket", block))) == set()
    assert rules(read(res("aws_s3_bucket", "count = 0\n" + block), before=res("aws_s3_bucket", block))) == {"data-destroyed"}


def test_one_key_of_for_each_goes() -> None:
    before = res("aws_sqs_queue", 'for_each = toset(["a", "b"])\nname = each.key')
    after = res("aws_sqs_queue", 'for_each = toset(["a"])\nname = each.key')
    (effect,) = read(after, before=before).effects
    assert (effect.rule, effect.asset.name) == ("terraform/service-destroyed", "b")


def test_values_file_changes_what_the_folder_makes() -> None:
    block = 'variable "n" {}\n' + res("aws_s3_bucket", "bucket = var.n")
    old, new = 'n = "a"\n', 'n = "b"\n'
    found = read(new, {"main.tf": block}, before={"main.tf": block, "terraform.tfvars": old}, path="terraform.tfvars")
    (effect,) = found.effects
    assert (effect.rule, effect.asset.name, effect.location.path) == ("terraform/data-replaced", "a", "terraform.tfvars")


def test_destroy_reads_the_whole_folder_and_its_locks() -> None:
    held = res("aws_db_instance", DB + "lifecycle {\n  prevent_destroy = true\n}", "held")
    found = read(held, {"b.tf": res("aws_sqs_queue", 'name = "q"')}, intent=Intent.DESTROY)
    assert rules(found) == {"database-destroyed", "service-destroyed"}
    assert [e.safe(Safety.PROTECTED) for e in found.effects] == [True, False]


@pytest.mark.parametrize(
    ("type_", "rule"),
    [
        ("snowflake_database", "database-destroyed"), ("snowflake_table", "data-destroyed"), ("kubernetes_namespace", "data-destroyed"),
        ("kubernetes_deployment", "service-destroyed"), ("random_id", "resource-destroyed"),
    ],
)  # fmt: skip
def test_what_other_providers_hold_is_never_harmless(type_: str, rule: str) -> None:
    assert rules(read("# gone\n", before=res(type_, 'name = "a"'))) == {rule}


def test_large_folder_is_bounded_and_said() -> None:
    found = read("".join(res("aws_sqs_queue", f'name = "q{n}"', f"q{n}") for n in range(3500)))
    assert "terraform-too-large" in {d.code for d in found.diagnostics}
