"""Rows for data that goes by itself as time passes."""

from __future__ import annotations

from riskscan.knowledge.terraform.rule import ResourceRule
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo

_S3 = "docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html"


def _rule(filter_: str, what: str, status: str = "Enabled") -> str:
    return (
        f'data "aws_s3_bucket" "b" {{\n  bucket = "lake"\n}}\nresource "aws_s3_bucket_lifecycle_configuration" "l" {{\n  bucket = data.aws_s3_bucket.b.id\n'
        f'  rule {{\n    id     = "old"\n    status = "{status}"\n    {filter_}\n    {what}\n  }}\n}}\n'
    )


_DAYS = "expiration {\n      days = 30\n    }"
_OLD = "noncurrent_version_expiration {\n      noncurrent_days = 2\n    }"
_PREFIX = 'filter {\n      prefix = "tmp/"\n    }'
_TABLE = 'resource "google_bigquery_dataset" "d" {\n  dataset_id                  = "sales"\n  default_table_expiration_ms = 3600000\n}\n'

AGES: tuple[tuple[str, str, str], ...] = (
    (r"^aws_dynamodb_table$", "ttl.enabled", "terraform/rows-expire"),
    (r"^google_bigquery_table$", "time_partitioning.expiration_ms", "terraform/rows-expire"),
    (r"^google_bigquery_table$", "expiration_time", "terraform/table-expires"),
    (r"^azurerm_cosmosdb_(sql_container|mongo_collection|gremlin_graph)$", "default_ttl", "terraform/rows-expire"),
    (r"^azurerm_cosmosdb_(mongo_collection)$", "default_ttl_seconds", "terraform/rows-expire"),
)  # (types, argument that lets data go by itself, rule)


def _sessions(ttl: str) -> str:
    return f'resource "aws_dynamodb_table" "s" {{\n  name = "sessions"\n  {ttl}\n}}\n'


_TTL = 'ttl {\n    attribute_name = "ends"\n    enabled        = true\n  }'
_DATED = 'resource "google_bigquery_table" "t" {\n  dataset_id = "sales"\n  table_id   = "orders"\n}\n'

ENDS: tuple[ResourceRule, ...] = (
    ResourceRule(
        id="terraform/bucket-expires-everything", operation=Operation.DELETE, verb="expire_objects", kind=AssetKind.BUCKET, scope=Scope.ALL, undo=Undo.NO,
        traits=(Trait.EXPIRES,), plain="It deletes every file in {target} once the file is {days} old, again and again.",
        example=_rule("filter {}", _DAYS), expect=("delete bucket:lake all",),
        near_misses=(_rule(_PREFIX, _DAYS), _rule("filter {}", _DAYS, "Disabled"), _rule("filter {}", 'transition {\n      days = 30\n      storage_class = "GLACIER"\n    }')),
        source=_S3,
    ),
    ResourceRule(
        id="terraform/bucket-expires-some", operation=Operation.DELETE, verb="expire_some_objects", kind=AssetKind.BUCKET, scope=Scope.SOME, undo=Undo.WITH_WORK,
        traits=(Trait.EXPIRES,), plain="It deletes some files in {target} once they are {days} old.",
        example=_rule(_PREFIX, _DAYS), expect=("delete bucket:lake some",),
        near_misses=(_rule("filter {}", _DAYS), _rule(_PREFIX, _DAYS, "Disabled")), source=_S3,
    ),
    ResourceRule(
        id="terraform/old-versions-expire", operation=Operation.ALTER, verb="expire_old_versions", kind=AssetKind.BUCKET, scope=Scope.ALL, undo=Undo.NO,
        traits=(Trait.UNDO_REMOVED,), plain="It deletes old versions (versioning) in {target} after {days}. What is deleted then cannot be brought back.",
        example=_rule("filter {}", _OLD), expect=("alter bucket:lake all",),
        near_misses=(_rule("filter {}", _OLD.replace("= 2", "= 90")),), source=_S3,
    ),
    ResourceRule(
        id="terraform/rows-expire", operation=Operation.DELETE, verb="expire_rows", kind=AssetKind.TABLE, scope=Scope.SOME, undo=Undo.NO,
        traits=(Trait.EXPIRES,), plain="Rows in {target} delete themselves from now on, once their time is over.",
        example=_sessions(_TTL), before=_sessions(""), expect=("alter table:sessions one", "delete table:sessions some"),
        near_misses=(_sessions(_TTL.replace("true", "false")), _sessions("")), source="docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html",
    ),
    ResourceRule(
        id="terraform/table-expires", operation=Operation.DELETE, verb="expire_table", kind=AssetKind.TABLE, scope=Scope.ALL, undo=Undo.NO,
        traits=(Trait.EXPIRES,), plain="It sets a time at which {target} deletes itself with all its rows.",
        example=_DATED.replace("}", "  expiration_time = 1767225600000\n}"), before=_DATED, expect=("alter table:orders one", "delete table:orders all"),
        near_misses=(_DATED,), source="cloud.google.com/bigquery/docs/managing-tables#updating_a_tables_expiration_time",
    ),
    ResourceRule(
        id="terraform/tables-expire", operation=Operation.ALTER, verb="expire_new_tables", kind=AssetKind.DATABASE, scope=Scope.SOME,
        undo=Undo.WITH_WORK, plain="New tables in {target} are deleted by themselves after {days}.",
        example=_TABLE, expect=("alter database:sales some", "create database:sales one"),
        near_misses=(_TABLE.replace("  default_table_expiration_ms = 3600000\n", ""),), source="cloud.google.com/bigquery/docs/managing-tables",
    ),
)  # fmt: skip
