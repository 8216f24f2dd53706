"""Rows for safety catches and ways back that a change takes away."""

from __future__ import annotations

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
        undo=Undo.WITH_WORK, traits=(Trait.UNDO_REMOVED,), plain="It stops keeping old versions in {target}. A deleted file is then gone.",
        example=_versioning("Suspended"), before=_versioning("Enabled"), expect=("alter bucket:lake all",),
        near_misses=(_versioning("Enabled"),), source="docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html",
    ),
)  # fmt: skip
