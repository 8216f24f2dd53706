"""The names of real things: what is written, and what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from riskscan.knowledge.terraform.facts import identity
from riskscan.knowledge.terraform.kinds import IN_BUCKETS
from riskscan.parsers.terraform import functions
from riskscan.parsers.terraform.syntax import Partial, Unknown, Value

if TYPE_CHECKING:
    from riskscan.parsers.terraform.evaluate import Instance

_ARN = {
    "aws_s3_bucket": "arn:aws:s3:::{}",
    "aws_dynamodb_table": "arn:aws:dynamodb:*:*:table/{}",
    "aws_sqs_queue": "arn:aws:sqs:*:*:{}",
    "aws_sns_topic": "arn:aws:sns:*:*:{}",
    "aws_lambda_function": "arn:aws:lambda:*:*:function:{}",
    "aws_iam_policy": "arn:aws:iam::*:policy/{}",
    "aws_iam_role": "arn:aws:iam::*:role/{}",
    "aws_iam_user": "arn:aws:iam::*:user/{}",
    "aws_kinesis_stream": "arn:aws:kinesis:*:*:stream/{}",
    "aws_db_instance": "arn:aws:rds:*:*:db:{}",
    "aws_secretsmanager_secret": "arn:aws:secretsmanager:*:*:secret:{}",
}
_WHO = frozenset({"entity", "member", "role_entity"})
_NAMED = frozenset({"id", "name", "bucket", "identifier", "function_name", "table_name", "cluster_identifier"})


def physical_name(instance: Instance) -> Value:
    """The name of the real thing as far as it is written; None where the type has none or the cloud makes one up."""
    argument = identity(instance.type) or ("name" if instance.block.attribute("name") else "")
    if argument in _WHO and instance.block.attribute("bucket"):
        argument = "bucket"  # a right is named by what it is a right on
    attribute = instance.block.attribute(argument) if argument else None
    if attribute is None:
        prefix = instance.block.attribute(f"{argument}_prefix") if argument else None
        value = instance.scope.value(prefix.value, instance.bindings) if prefix else None
        return functions.call("format", ["%s%s", value, Unknown("made up")]) if value else None
    value = instance.scope.value(attribute.value, instance.bindings)
    bucket = instance.block.attribute("bucket") if instance.type in IN_BUCKETS else None
    return in_bucket(instance.scope.value(bucket.value, instance.bindings), value) if bucket else value


def in_bucket(bucket: Value, name: Value) -> Value:
    """The whole name of a file in a bucket: ``lake/raw/a.csv``."""
    return functions.call("format", ["%s/%s", bucket, name])


def arn_of(type_: str, name: str) -> str:
    """The ARN with ``*`` for region and account, where the name alone gives one; else an empty text."""
    return _ARN[type_].format(name) if type_ in _ARN and name else ""


def computed(instance: Instance, attribute: str, shown: str) -> Value:
    """An attribute that is not written: ids and ARNs as far as the name gives them."""
    name = physical_name(instance)
    written = instance.block.attribute(IN_BUCKETS.get(instance.type, ""))
    if attribute == "id" and written:
        return instance.scope.value(written.value, instance.bindings)  # of a file in a bucket, the path in it
    if attribute in _NAMED and isinstance(name, (str, Partial)):
        return name
    if attribute in ("arn", "qualified_arn", "invoke_arn") and isinstance(name, str) and arn_of(instance.type, name):
        return arn_of(instance.type, name)
    return Unknown(shown)
