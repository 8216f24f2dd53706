"""Rows for safety catches and ways back that a change takes away."""

from __future__ import annotations

import re

from riskscan.knowledge.terraform.rule import ResourceRule
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo

_SCHEMA = "provider documentation of the argument; see knowledge.terraform.facts"


def _db(line: str) -> str:
    return f'resource "aws_db_instance" "main" {{\n  identifier = "orders"\n  {line}\n}}\n'


def _versioning(status: str) -> str:
    return (
        f'resource "aws_s3_bucket_versioning" "v" {{\n  bucket = "lake"\n  versioning_configuration {{\n    status = "{status}"\n  }}\n}}\n'
    )


CATCHES = frozenset(
    {
        "deletion_protection",
        "deletion_protection_enabled",
        "enable_deletion_protection",
        "disable_api_termination",
        "termination_protection",
        "delete_protection",
        "termination_protection_enabled",
        "enable_termination_protection",
        "enable_drop_protection",
        "purge_protection_enabled",
        "prevent_destroy",
        "deletion_policy",
        "object_lock_enabled",
        "mfa_delete",
        "create_snapshot_before_destroy",
    }
)
SKIPS = {
    "skip_final_snapshot": "skips the final snapshot", "skip_final_backup": "skips the last backup",
    "delete_automated_backups": "deletes the automatic backups too",
}  # fmt: skip
FORCES = frozenset({"force_destroy", "force_delete", "delete_contents_on_destroy"})
RETENTIONS = frozenset(
    {
        "backup_retention_period",
        "backup_retention_days",
        "snapshot_retention_limit",
        "automated_snapshot_retention_period",
        "backup_retention_period_in_days",
        "soft_delete_retention_days",
        "recovery_window_in_days",
        "deletion_window_in_days",
        "transaction_log_retention_days",
        "retention_in_days",
        "retention_period",
        "automatic_backup_retention_days",
        "retention_days",
        "message_retention_seconds",
        "retained_backups",
        "retention_period_in_days",
        "manual_snapshot_retention_period",
        "total_retention_in_days",
        "message_retention_duration",
        "version_retention_period",
        "data_retention_in_hours",
        "destroy_scheduled_duration",
        "version_destroy_ttl",
        "retention_duration_seconds",
        "magnetic_store_retention_period_in_days",
        "max_time_travel_hours",
    }
)
RETENTION_BLOCKS = (
    "delete_retention_policy.days",
    "container_delete_retention_policy.days",
    "restore_policy.days",
    "share_properties.retention_policy.days",
    "retention_policy.retention_period",
    "immutability_policy.period_since_creation_in_days",
)  # without the block nothing is kept
WALLS: tuple[tuple[str, frozenset[object]], ...] = (
    ("default_action", frozenset({"Deny", "deny"})),
    ("public_access_prevention", frozenset({"enforced"})),
    ("private_cluster_enabled", frozenset({True})),
    ("enable_private_nodes", frozenset({True})),
    ("enable_private_endpoint", frozenset({True})),
    ("no_public_ip", frozenset({True})),
)  # arguments and the values with which they keep strangers out
PROVIDER_CATCHES: tuple[tuple[str, bool], ...] = (
    ("prevent_deletion_if_contains_resources", True),
    ("purge_soft_delete_on_destroy", False),
    ("purge_soft_deleted_secrets_on_destroy", False),
    ("purge_soft_deleted_keys_on_destroy", False),
    ("purge_soft_deleted_certificates_on_destroy", False),
    ("permanently_delete_on_destroy", False),
)  # settings of a provider and the value with which they hold a deletion back
VERSIONINGS = ("versioning_configuration.status", "versioning.enabled", "versioning_enabled")
COPIES = (
    "point_in_time_recovery.enabled",
    "settings.backup_configuration.enabled",
    "backup_configuration.enabled",
    "point_in_time_recovery_enabled",
    "continuous_backup_config.enabled",
    "settings.backup_configuration.point_in_time_recovery_enabled",
    "automated_backup_policy.enabled",
)
ON = (True, "true", "Enabled", "On", "ENABLED", "ACTIVE", "PREVENT", "ABANDON", "RETAIN", "POINT_IN_TIME_RECOVERY_ENABLED", 1)
WINDOWS = frozenset(
    {"deletion_window_in_days", "recovery_window_in_days", "soft_delete_retention_days"}
)  # days in which a deletion can be called back
LAST_COPIES = ("final_snapshot_identifier", "final_snapshot_name")
REFUSES_WHILE_FULL = frozenset({"aws_s3_bucket", "google_storage_bucket"})
GUARD_TYPES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"^(azurerm_management_lock|google_resource_manager_lien|aws_backup_vault_lock_configuration|aws_s3_bucket_object_lock_configuration)$"
        ),
        "terraform/deletion-protection-off",
    ),
    (re.compile(r"^aws_s3_(bucket|account)_public_access_block$"), "terraform/public-block-off"),
    (re.compile(r"^aws_s3_bucket_versioning$"), "terraform/versioning-suspended"),
    (
        re.compile(
            r"^(aws_backup_(plan|selection)|aws_dlm_lifecycle_policy|aws_db_instance_automated_backups_replication|google_compute_(region_)?disk_resource_policy_attachment|google_backup_dr_backup_plan(_association)?|azurerm_backup_(protected|policy)_\w+|azurerm_data_protection_backup_(policy|instance)_\w+)$"
        ),
        "terraform/backups-end",
    ),
)  # types that only guard another thing: without them it stays, unguarded


def guard_rule(type_: str) -> str:
    """The rule that says what is lost when a resource of a guarding type goes, or an empty text."""
    return next((rule for pattern, rule in GUARD_TYPES if pattern.search(type_)), "")


_UNGUARDED = """resource "aws_db_instance" "main" {
  identifier              = "orders-prod"
  backup_retention_period = 0
}
"""

GUARDS: tuple[ResourceRule, ...] = (
    ResourceRule(
        id="terraform/deletion-protection-off", operation=Operation.ALTER, verb="remove_protection", kind=AssetKind.DATABASE, scope=Scope.ALL,
        undo=Undo.YES, traits=(Trait.CATCH_REMOVED,), plain="It switches off the lock that keeps {target} from being deleted.",
        example=_db("deletion_protection = false"), before=_db("deletion_protection = true"), expect=("alter database:orders all",),
        near_misses=(_db("deletion_protection = true"), _db("deletion_protection = true\n  multi_az = true")), source=_SCHEMA,
    ),
    ResourceRule(
        id="terraform/final-copy-off", operation=Operation.ALTER, verb="skip_last_copy", kind=AssetKind.DATABASE, scope=Scope.ALL, undo=Undo.YES,
        traits=(Trait.UNDO_REMOVED,), plain="It gives up the last copy that is made when {target} is deleted.",
        example=_db("skip_final_snapshot = true"), before=_db("skip_final_snapshot = false"), expect=("alter database:orders all",),
        near_misses=(_db("skip_final_snapshot = false"),), source=_SCHEMA,
    ),
    ResourceRule(
        id="terraform/copies-shortened", operation=Operation.ALTER, verb="shorten_backups", kind=AssetKind.DATABASE, scope=Scope.ALL, undo=Undo.NO,
        traits=(Trait.UNDO_REMOVED,), plain="It keeps fewer copies of {target}. Older copies are deleted.",
        example=_db("backup_retention_period = 1"), before=_db("backup_retention_period = 14"), expect=("alter database:orders all",),
        near_misses=(_db("backup_retention_period = 14"), _db("backup_retention_period = 35")), source=_SCHEMA,
    ),
    ResourceRule(
        id="terraform/force-delete-on", operation=Operation.ALTER, verb="allow_forced_delete", kind=AssetKind.BUCKET, scope=Scope.ALL, undo=Undo.YES,
        traits=(Trait.CATCH_REMOVED,), plain="It allows {target} to be deleted even while it is full.",
        example='resource "aws_s3_bucket" "b" {\n  bucket        = "lake"\n  force_destroy = true\n}\n',
        before='resource "aws_s3_bucket" "b" {\n  bucket = "lake"\n}\n', expect=("alter bucket:lake all",),
        near_misses=('resource "aws_s3_bucket" "b" {\n  bucket        = "lake"\n  force_destroy = false\n}\n',), source=_SCHEMA,
    ),
    ResourceRule(
        id="terraform/versioning-suspended", operation=Operation.ALTER, verb="suspend_versioning", kind=AssetKind.BUCKET, scope=Scope.ALL,
        undo=Undo.WITH_WORK, traits=(Trait.UNDO_REMOVED,), plain="It stops keeping old versions (versioning) in {target}. A deleted file is then gone.",
        example=_versioning("Suspended"), before=_versioning("Enabled"), expect=("alter bucket:lake all",),
        near_misses=(_versioning("Enabled"),), source="docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html",
    ),
    ResourceRule(
        id="terraform/made-unguarded", operation=Operation.ALTER, verb="leave_unguarded", kind=AssetKind.DATABASE, scope=Scope.ALL,
        undo=Undo.WITH_WORK, plain="It makes {target} with too little to bring it back if something goes wrong.",
        example=_UNGUARDED, expect=("alter database:orders-prod all", "create database:orders-prod one"),
        near_misses=(_UNGUARDED.replace("= 0", "= 7"), _UNGUARDED.replace("  backup_retention_period = 0\n", ""), _UNGUARDED.replace("orders-prod", "orders").replace("backup_retention_period = 0", "skip_final_snapshot = true")),
        source=_SCHEMA,
    ),
    ResourceRule(
        id="terraform/backups-end", operation=Operation.ALTER, verb="end_backups", kind=AssetKind.RESOURCE, scope=Scope.ALL,
        undo=Undo.YES, traits=(Trait.UNDO_REMOVED,), plain="It ends the automatic copies (backups) that {target} makes.",
        example="# nothing here\n", before='resource "aws_backup_plan" "p" {\n  name = "nightly"\n}\n', expect=("alter resource:nightly all",),
        near_misses=('resource "aws_backup_plan" "p" {\n  name = "nightly"\n}\n',), source=_SCHEMA,
    ),
)  # fmt: skip
