"""Rows for what happens to a resource as a whole: made, changed, replaced, destroyed, renamed, let go."""

from __future__ import annotations

from riskscan.knowledge.terraform.rule import ResourceRule
from riskscan.model.artifact import Intent
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo

_DOCS = "developer.hashicorp.com/terraform/language/resources/behavior"
_SCHEMA = "provider schema (ForceNew, RequiresReplace); see knowledge.terraform.facts"

_DB = """resource "aws_db_instance" "main" {
  identifier          = "orders"
  db_name             = "NAME"
  deletion_protection = false
}
"""
_BUCKET = """resource "aws_s3_bucket" "raw" {
  bucket = "NAME"
}
"""
_ALARM = """resource "aws_cloudwatch_metric_alarm" "x" {
  alarm_name          = "NAME"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
}
"""
_KEY = """resource "aws_kms_key" "main" {
  description = "orders"
  key_usage   = "NAME"
}
"""
_KEPT = """resource "aws_kms_key" "main" {
  description = "orders"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::1:root" }, Action = "ACTION", Resource = "*" }] })
}
"""
_SERVICE = """resource "aws_lb" "web" {
  name = "NAME"
}
"""
_TAG = """resource "aws_lb" "web" {
  name = "web"
  tags = { Team = "NAME" }
}
"""
_PROVIDER = 'provider "aws" {\n  region = "NAME"\n}\n'
_STATE = 'terraform {\n  backend "s3" {\n    bucket = "states"\n    key    = "NAME"\n  }\n}\n'
_EMPTY = "# nothing here\n"
_MODULE = 'module "net" {\n  source = "terraform-aws-modules/vpc/aws"\n  name   = "shop-net"\n}\n'

CHANGES: tuple[ResourceRule, ...] = (
    ResourceRule(
        id="terraform/resource-created", operation=Operation.CREATE, verb="create_resource", kind=AssetKind.QUEUE, scope=Scope.ONE, undo=Undo.YES,
        example='resource "aws_sqs_queue" "jobs" {\n  name = "jobs"\n}\n', expect=("create queue:jobs one",),
        near_misses=('data "aws_sqs_queue" "jobs" {\n  name = "jobs"\n}\n', 'resource "aws_sqs_queue" "jobs" {\n  count = 0\n  name  = "jobs"\n}\n'),
        source=_DOCS,
    ),
    ResourceRule(
        id="terraform/setting-made", operation=Operation.ALTER, verb="add_setting", kind=AssetKind.BUCKET, scope=Scope.ONE, undo=Undo.YES,
        example='resource "aws_s3_bucket_versioning" "v" {\n  bucket = "lake"\n  versioning_configuration {\n    status = "Enabled"\n  }\n}\n',
        expect=("alter bucket:lake one",), near_misses=('resource "aws_s3_bucket" "v" {\n  bucket = "lake"\n}\n',), source=_DOCS,
    ),
    ResourceRule(
        id="terraform/resource-changed", operation=Operation.ALTER, verb="change_setting", kind=AssetKind.NETWORK, scope=Scope.ONE, undo=Undo.YES,
        example=_TAG.replace("NAME", "data"), before=_TAG.replace("NAME", "web"), expect=("alter network:web one",),
        near_misses=(_TAG.replace("NAME", "web"), "# why\n" + _TAG.replace("NAME", "web")), source=_DOCS,
    ),
    ResourceRule(
        id="terraform/database-replaced", operation=Operation.DELETE, verb="replace", kind=AssetKind.DATABASE, scope=Scope.ALL, undo=Undo.NO,
        traits=(Trait.REPLACES,), plain="It deletes {target} and makes a new, empty one in its place.",
        example=_DB.replace("NAME", "shop"), before=_DB.replace("NAME", "orders"), expect=("delete database:orders all",),
        near_misses=(_DB.replace("NAME", "orders"), _DB.replace("NAME", "orders").replace("}", "  multi_az = true\n}")), source=_SCHEMA,
    ),
    ResourceRule(
        id="terraform/data-replaced", operation=Operation.DELETE, verb="replace", kind=AssetKind.BUCKET, scope=Scope.ALL, undo=Undo.NO,
        traits=(Trait.REPLACES,), plain="It deletes {target} and makes a new, empty one in its place.",
        example=_BUCKET.replace("NAME", "lake-new"), before=_BUCKET.replace("NAME", "lake"), expect=("delete bucket:lake all",),
        near_misses=(_BUCKET.replace("NAME", "lake"),), source=_SCHEMA,
    ),
    ResourceRule(
        id="terraform/secret-replaced", operation=Operation.DELETE, verb="replace", kind=AssetKind.SECRET, scope=Scope.ALL, undo=Undo.NO,
        traits=(Trait.REPLACES, Trait.UNREADABLE), plain="It deletes {target} and makes a new one. What was locked with it may stay locked.",
        example=_KEY.replace("NAME", "SIGN_VERIFY"), before=_KEY.replace("NAME", "ENCRYPT_DECRYPT"), expect=("delete secret:aws_kms_key.main all",),
        near_misses=(_KEY.replace("NAME", "ENCRYPT_DECRYPT"),), source=_SCHEMA,
    ),
    ResourceRule(
        id="terraform/service-replaced", operation=Operation.DELETE, verb="replace", kind=AssetKind.NETWORK, scope=Scope.ALL, undo=Undo.WITH_WORK,
        traits=(Trait.REPLACES, Trait.OUTAGE), plain="It deletes {target} and makes a new one. It does not work in between.",
        example=_SERVICE.replace("NAME", "web-two"), before=_SERVICE.replace("NAME", "web"), expect=("delete network:web all",),
        near_misses=(_SERVICE.replace("NAME", "web"),), source=_SCHEMA,
    ),
    ResourceRule(
        id="terraform/resource-replaced", operation=Operation.DELETE, verb="replace", kind=AssetKind.RESOURCE, scope=Scope.ALL, undo=Undo.WITH_WORK,
        traits=(Trait.REPLACES,), plain="It deletes {target} and makes a new one in its place.",
        example=_ALARM.replace("NAME", "b"), before=_ALARM.replace("NAME", "a"),
        expect=("delete resource:a all",), near_misses=(_ALARM.replace("NAME", "a"),), source=_SCHEMA,
    ),
    ResourceRule(
        id="terraform/key-without-keeper", operation=Operation.ALTER, verb="lock_out", kind=AssetKind.SECRET, scope=Scope.ALL, undo=Undo.NO,
        traits=(Trait.OUTAGE,), plain="It leaves {target} without anybody who may look after it, administrators included.",
        example=_KEPT.replace("ACTION", "kms:Decrypt"), before=_KEPT.replace("ACTION", "kms:*"), expect=("alter secret:aws_kms_key.main one", "alter secret:aws_kms_key.main all"),
        near_misses=(_KEPT.replace("ACTION", "kms:*"), _KEY), source="docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html",
    ),
    ResourceRule(
        id="terraform/database-destroyed", operation=Operation.DELETE, verb="destroy", kind=AssetKind.DATABASE, scope=Scope.ALL, undo=Undo.NO,
        plain="It deletes {target} with all the data in it.",
        example=_DB.replace("NAME", "orders"), intent=Intent.DESTROY, expect=("delete database:orders all",), near_misses=(_BUCKET,), source=_DOCS,
    ),
    ResourceRule(
        id="terraform/data-destroyed", operation=Operation.DELETE, verb="destroy", kind=AssetKind.BUCKET, scope=Scope.ALL, undo=Undo.NO,
        plain="It deletes {target} with all that is in it.",
        example=_EMPTY, before=_BUCKET.replace("NAME", "lake"), expect=("delete bucket:lake all",),
        near_misses=(_BUCKET.replace("NAME", "lake"), 'removed {\n  from = aws_s3_bucket.raw\n  lifecycle {\n    destroy = false\n  }\n}\n'), source=_DOCS,
    ),
    ResourceRule(
        id="terraform/secret-destroyed", operation=Operation.DELETE, verb="destroy", kind=AssetKind.SECRET, scope=Scope.ALL, undo=Undo.NO,
        traits=(Trait.UNREADABLE,), plain="It deletes {target}. What was locked with it may stay locked.",
        example=_EMPTY, before=_KEY, expect=("delete secret:aws_kms_key.main all",), near_misses=(_KEY,), source=_DOCS,
    ),
    ResourceRule(
        id="terraform/service-destroyed", operation=Operation.DELETE, verb="destroy", kind=AssetKind.NETWORK, scope=Scope.ALL, undo=Undo.WITH_WORK,
        traits=(Trait.OUTAGE,), plain="It deletes {target}. What needs it stops.",
        example=_EMPTY, before=_SERVICE.replace("NAME", "web"), expect=("delete network:web all",), near_misses=(_SERVICE.replace("NAME", "web"),), source=_DOCS,
    ),
    ResourceRule(
        id="terraform/resource-destroyed", operation=Operation.DELETE, verb="destroy", kind=AssetKind.RESOURCE, scope=Scope.ALL, undo=Undo.YES,
        plain="It deletes {target}.",
        example=_EMPTY, before=_ALARM.replace("NAME", "a"), expect=("delete resource:a all",),
        near_misses=(_ALARM.replace("NAME", "a"),), source=_DOCS,
    ),
    ResourceRule(
        id="terraform/renamed-in-place", operation=Operation.ALTER, verb="rename", kind=AssetKind.DATABASE, scope=Scope.ALL, undo=Undo.WITH_WORK,
        traits=(Trait.OUTAGE,),
        example=_DB.replace("orders", "shop-db").replace("NAME", "x"), before=_DB.replace("NAME", "x"), expect=("alter database:orders all",),
        near_misses=(_DB.replace("NAME", "x"),), source="provider schema: the naming argument changes in place; see knowledge.terraform.facts",
    ),
    ResourceRule(
        id="terraform/address-moved", operation=Operation.ALTER, verb="move_address", kind=AssetKind.BUCKET, scope=Scope.ONE, undo=Undo.YES,
        plain="It gives {target} a new name inside Terraform only. The thing itself stays.",
        example='moved {\n  from = aws_s3_bucket.raw\n  to   = aws_s3_bucket.lake\n}\nresource "aws_s3_bucket" "lake" {\n  bucket = "lake"\n}\n',
        before=_BUCKET.replace("NAME", "lake"), expect=("alter bucket:lake one",),
        near_misses=('resource "aws_s3_bucket" "lake" {\n  bucket = "lake"\n}\n',), source="developer.hashicorp.com/terraform/language/moved",
    ),
    ResourceRule(
        id="terraform/let-go", operation=Operation.ALTER, verb="forget", kind=AssetKind.BUCKET, scope=Scope.ONE, undo=Undo.YES,
        plain="Terraform lets go of {target}. The thing itself stays.",
        example='removed {\n  from = aws_s3_bucket.raw\n  lifecycle {\n    destroy = false\n  }\n}\n', before=_BUCKET.replace("NAME", "lake"),
        expect=("alter bucket:lake one",), near_misses=(_EMPTY,), source="developer.hashicorp.com/terraform/language/resources/syntax#removing-resources",
    ),
    ResourceRule(
        id="terraform/taken-in", operation=Operation.ALTER, verb="take_in", kind=AssetKind.BUCKET, scope=Scope.ONE, undo=Undo.YES,
        plain="Terraform takes {target}, which already exists, into its care.",
        example='import {\n  to = aws_s3_bucket.raw\n  id = "lake"\n}\n' + _BUCKET.replace("NAME", "lake"), expect=("alter bucket:lake one",),
        near_misses=(_BUCKET.replace("NAME", "lake"),), source="developer.hashicorp.com/terraform/language/import",
    ),
    ResourceRule(
        id="terraform/module-made", operation=Operation.CREATE, verb="create_module", kind=AssetKind.RESOURCE, scope=Scope.ONE, undo=Undo.YES,
        plain="It makes what the building block {name} holds, which we cannot see.",
        example=_MODULE, expect=("create resource:shop-net one",),
        near_misses=(_MODULE.replace("}", "  count = 0\n}"),), source="developer.hashicorp.com/terraform/language/modules",
    ),
    ResourceRule(
        id="terraform/module-changed", operation=Operation.ALTER, verb="change_module", kind=AssetKind.RESOURCE, scope=Scope.UNKNOWN, undo=Undo.UNKNOWN,
        plain="It changes how the building block {name} is set up. What that does inside we cannot see.",
        example=_MODULE.replace("shop-net", "shop-two"), before=_MODULE, expect=("alter resource:shop-net unknown",),
        near_misses=(_MODULE,), source="developer.hashicorp.com/terraform/language/modules",
    ),
    ResourceRule(
        id="terraform/module-destroyed", operation=Operation.DELETE, verb="destroy", kind=AssetKind.RESOURCE, scope=Scope.ALL, undo=Undo.NO,
        plain="It deletes everything that the building block {name} made.",
        example=_EMPTY, before=_MODULE, expect=("delete resource:shop-net all",),
        near_misses=(_MODULE,), source="developer.hashicorp.com/terraform/language/modules",
    ),
    ResourceRule(
        id="terraform/place-changed", operation=Operation.ALTER, verb="change_place", kind=AssetKind.RESOURCE, scope=Scope.ALL, undo=Undo.WITH_WORK,
        traits=(Trait.OUTAGE,), plain="It points Terraform at another place or account for {target}. There it makes everything anew.",
        example=_PROVIDER.replace("NAME", "us-east-1"), before=_PROVIDER.replace("NAME", "eu-west-1"), expect=("alter resource:provider.aws all",),
        near_misses=(_PROVIDER.replace("NAME", "eu-west-1"), _PROVIDER.replace("NAME", "eu-west-1").replace("}", "  max_retries = 3\n}")),
        source="developer.hashicorp.com/terraform/language/providers/configuration",
    ),
    ResourceRule(
        id="terraform/state-moved", operation=Operation.ALTER, verb="move_state", kind=AssetKind.RESOURCE, scope=Scope.ALL, undo=Undo.WITH_WORK,
        traits=(Trait.OUTAGE,),
        plain="It makes Terraform keep its record (state) elsewhere. Unless someone moves it, Terraform makes everything anew.",
        example=_STATE.replace("NAME", "shop"), before=_STATE.replace("NAME", "all"), expect=("alter resource:the record of what Terraform made (state) all",),
        near_misses=(_STATE.replace("NAME", "all"), _EMPTY), source="developer.hashicorp.com/terraform/language/backend",
    ),
)  # fmt: skip
