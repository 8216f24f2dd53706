"""More pairs of a folder before and after, as teams write them for the three clouds: what is lost, what opens, what is harmless."""

from __future__ import annotations

import pytest

from tests.parsers.terraform.support import read, rules
from tests.parsers.terraform.test_compare import res

SQL = 'name = "orders"\ndatabase_version = "POSTGRES_15"\nsettings {\n  tier = "db-custom-4-16384"\n  backup_configuration {\n    enabled = true\n  }\n}'
BLOBS = 'name = "files"\nlocation = "westeurope"\nblob_properties {\n  versioning_enabled = true\n  delete_retention_policy {\n    days = 30\n  }\n}'
LIFE = 'bucket = "lake"\nrule {\n  id = "a"\n  status = "Enabled"\n  filter {\n    prefix = "PREFIX"\n  }\n  expiration {\n    days = DAYS\n  }\n}'
SCHEMA = 'dataset_id = "sales"\ntable_id = "orders"\nschema = jsonencode([COLUMNS])'
ID, MAIL = '{ name = "id", type = "INT64" }', '{ name = "mail", type = "STRING" }'
DENY = 'name = "files"\nnetwork_rules {\n  default_action = "Deny"\n}'


def life(prefix: str, days: int) -> str:
    return LIFE.replace("PREFIX", prefix).replace("DAYS", str(days))


def schema(*columns: str) -> str:
    return SCHEMA.replace("COLUMNS", ", ".join(columns))


PAIRS = [
    ("nested versions off", "azurerm_storage_account", BLOBS, BLOBS.replace("= true", "= false"), {"versioning-suspended"}),
    ("deleted files kept for less", "azurerm_storage_account", BLOBS, BLOBS.replace("30", "1"), {"copies-shortened"}),
    ("the whole block is gone", "azurerm_storage_account", BLOBS, 'name = "files"\nlocation = "westeurope"', {"copies-shortened", "versioning-suspended"}),
    ("kept for longer", "azurerm_storage_account", BLOBS, BLOBS.replace("30", "60"), {"resource-changed"}),
    ("one place in two spellings", "azurerm_storage_account", BLOBS, BLOBS.replace("westeurope", "West Europe"), set()),
    ("another place", "azurerm_storage_account", BLOBS, BLOBS.replace("westeurope", "northeurope"), {"data-replaced"}),
    ("wall down", "azurerm_storage_account", DENY, DENY.replace("Deny", "Allow"), {"public-block-off"}),
    ("wall stays", "azurerm_storage_account", DENY, DENY.replace('"files"', '"files"\ntags = { a = "b" }'), {"resource-changed"}),
    ("public lock of a bucket off", "google_storage_bucket", 'name = "a"\npublic_access_prevention = "enforced"', 'name = "a"', {"public-block-off"}),
    ("legal hold gone", "google_storage_bucket", 'name = "a"\nretention_policy {\n  retention_period = 31536000\n}', 'name = "a"', {"copies-shortened"}),
    ("copies off", "google_sql_database_instance", SQL, SQL.replace("    enabled = true", "    enabled = false"), {"copies-shortened"}),
    ("newer engine", "google_sql_database_instance", SQL, SQL.replace("15", "16"), {"resource-changed"}),
    ("disk grows", "google_compute_disk", 'name = "d"\nsize = 100', 'name = "d"\nsize = 200', {"resource-changed"}),
    ("disk shrinks", "google_compute_disk", 'name = "d"\nsize = 200', 'name = "d"\nsize = 100', {"data-replaced"}),
    ("a further column", "google_bigquery_table", schema(ID), schema(ID, MAIL), {"resource-changed"}),
    ("a column less", "google_bigquery_table", schema(ID, MAIL), schema(ID), {"data-replaced"}),
    ("rows expire", "google_bigquery_table", schema(ID), schema(ID) + "\ntime_partitioning {\n  expiration_ms = 86400000\n}", {"resource-changed", "rows-expire"}),
    ("rows expire later", "google_bigquery_table", "time_partitioning {\n  expiration_ms = 1\n}", "time_partitioning {\n  expiration_ms = 9\n}", {"resource-changed"}),
    ("messages kept for less", "google_pubsub_subscription", 'name = "s"\nmessage_retention_duration = "604800s"', 'name = "s"\nmessage_retention_duration = "600s"', {"copies-shortened"}),
    ("messages kept for longer", "google_pubsub_subscription", 'name = "s"\nmessage_retention_duration = "600s"', 'name = "s"\nmessage_retention_duration = "1h"', {"resource-changed"}),
    ("rule for all files", "aws_s3_bucket_lifecycle_configuration", life("tmp/", 30), life("", 30), {"resource-changed", "bucket-expires-everything"}),
    ("files go later", "aws_s3_bucket_lifecycle_configuration", life("", 30), life("", 365), {"resource-changed"}),
    ("files go sooner", "aws_s3_bucket_lifecycle_configuration", life("", 365), life("", 30), {"resource-changed", "bucket-expires-everything"}),
    ("narrower than before", "aws_s3_bucket_lifecycle_configuration", life("", 30), life("raw/", 30), {"resource-changed"}),
    ("other files now", "aws_s3_bucket_lifecycle_configuration", life("tmp/", 30), life("raw/", 30), {"resource-changed", "bucket-expires-some"}),
    ("numbers as texts", "aws_sqs_queue", 'name = "q"\ndelay_seconds = 5', 'name = "q"\ndelay_seconds = "5"', set()),
    ("truth as text", "aws_kms_key", "enable_key_rotation = true", 'enable_key_rotation = "true"', set()),
    ("policy in another layout", "aws_s3_bucket_policy", 'bucket = "a"\npolicy = jsonencode({ Statement = [{ Effect = "Deny", Action = ["s3:*"] }] })', 'bucket = "a"\npolicy = "{\\"Statement\\": {\\"Action\\": \\"s3:*\\", \\"Effect\\": \\"Deny\\"}}"', {"resource-changed"}),
    ("policy with keys in another order", "aws_s3_bucket_policy", 'bucket = "a"\npolicy = jsonencode({ Statement = [{ Effect = "Deny", Action = ["s3:*"] }] })', 'bucket = "a"\npolicy = "{\\"Statement\\": [{\\"Action\\": \\"s3:*\\", \\"Effect\\": \\"Deny\\"}]}"', set()),
    ("name points elsewhere", "aws_route53_record", 'name = "www"\ntype = "A"\nrecords = ["10.0.0.1"]', 'name = "www"\ntype = "A"\nrecords = ["10.0.0.2"]', {"resource-changed"}),
    ("size of a store is no machine", "aws_ebs_volume", 'availability_zone = "a"\nsize = 10', 'availability_zone = "a"\nsize = 20', {"resource-changed"}),
    ("object lock gone", "aws_s3_bucket", 'bucket = "a"\nobject_lock_enabled = true', 'bucket = "a"\nobject_lock_enabled = false', {"data-replaced", "deletion-protection-off"}),
    ("key window shorter", "aws_kms_key", "deletion_window_in_days = 30", "deletion_window_in_days = 7", {"copies-shortened"}),
    ("many machines", "aws_autoscaling_group", 'name = "w"\nmin_size = 2', 'name = "w"\nmin_size = 200', {"resource-changed", "large-machine"}),
    ("one machine more", "aws_autoscaling_group", 'name = "w"\nmin_size = 2', 'name = "w"\nmin_size = 3', {"resource-changed"}),
    ("partition key", "azurerm_cosmosdb_sql_container", 'name = "c"\npartition_key_paths = ["/a"]', 'name = "c"\npartition_key_paths = ["/b"]', {"data-replaced"}),
    ("purge protection off", "azurerm_key_vault", 'name = "k"\npurge_protection_enabled = true', 'name = "k"\npurge_protection_enabled = false', {"deletion-protection-off"}),
    ("dataset may be deleted full", "google_bigquery_dataset", 'dataset_id = "d"', 'dataset_id = "d"\ndelete_contents_on_destroy = true', {"force-delete-on"}),
    ("alarm limit", "aws_cloudwatch_metric_alarm", 'alarm_name = "a"\nthreshold = 80', 'alarm_name = "a"\nthreshold = 90', {"resource-changed"}),
    ("function memory", "aws_lambda_function", 'function_name = "f"\nmemory_size = 128', 'function_name = "f"\nmemory_size = 512', {"resource-changed"}),
    ("node size", "azurerm_kubernetes_cluster", 'name = "k"\ndefault_node_pool {\n  vm_size = "Standard_D4s_v3"\n}', 'name = "k"\ndefault_node_pool {\n  vm_size = "Standard_D8s_v3"\n}', {"resource-changed"}),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "before", "after", "expected"), [p[1:] for p in PAIRS], ids=[p[0] for p in PAIRS])
def test_pairs(type_: str, before: str, after: str, expected: set[str]) -> None:
    assert rules(read(res(type_, after), before=res(type_, before))) == expected


def test_temporary_files_may_go() -> None:
    found = read(
        res("aws_s3_bucket_lifecycle_configuration", life("tmp/", 1)), before=res("aws_s3_bucket_lifecycle_configuration", life("tmp/", 30))
    )
    (effect,) = [e for e in found.effects if e.rule == "terraform/bucket-expires-some"]
    assert [str(s.kind) for s in effect.safe_evidence] == ["scratch"]


def test_a_name_that_points_elsewhere_is_no_harmless_change() -> None:
    type_, body = "aws_route53_record", 'name = "www"\ntype = "A"\nrecords = ["10.0.0.1"]'
    (effect,) = read(res(type_, body.replace("0.1", "0.2")), before=res(type_, body)).effects
    assert effect.verb == "redirect"


def test_development_labels_count_on_both_sides_only() -> None:
    body = 'ami = "ami-1"\ntags = { Environment = "dev" }'
    (effect,) = read(res("aws_instance", body.replace("ami-1", "ami-2")), before=res("aws_instance", body)).effects
    assert [str(s.kind) for s in effect.safe_evidence] == ["development"]
    (effect,) = read(
        res("aws_instance", body.replace("ami-1", "ami-2")), before=res("aws_instance", body.replace('"dev"', '"live"'))
    ).effects
    assert not effect.safe_evidence


def test_labels_of_the_provider_count_for_what_has_none() -> None:
    provider = 'provider "aws" {\n  default_tags {\n    tags = { environment = "staging" }\n  }\n}\n'
    before, after = (provider + res("aws_sqs_queue", f'name = "jobs"\nfifo_queue = {value}') for value in ("false", "true"))
    (effect,) = read(after, before=before).effects
    assert [str(s.kind) for s in effect.safe_evidence] == ["development"]


def test_labels_and_words_of_an_unseen_building_block_are_harmless() -> None:
    block = 'module "db" {\n  source = "terraform-aws-modules/rds/aws"\n  tags   = { a = "b" }\n}\n'
    (effect,) = read(block.replace('"b"', '"c"'), before=block).effects
    assert (effect.rule, str(effect.undo)) == ("terraform/module-changed", "yes")
    (effect,) = read(block.replace("tags  ", "engine").replace('{ a = "b" }', '"x"'), before=block).effects
    assert str(effect.undo) == "unknown"


def test_a_provider_that_no_longer_holds_deletions_back() -> None:
    before = 'provider "azurerm" {\n  features {}\n}\n'
    after = (
        'provider "azurerm" {\n  features {\n    resource_group {\n      prevent_deletion_if_contains_resources = false\n    }\n  }\n}\n'
    )
    assert rules(read(after, before=before)) == {"deletion-protection-off"}
    assert rules(read(after.replace("false", "true"), before=before)) == set()
