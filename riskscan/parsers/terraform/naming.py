"""The asset that a resource is: its kind, the name of the real thing, and the names that Terraform and AWS have for it."""

from __future__ import annotations

import re

from riskscan.knowledge.secrets import without_secrets
from riskscan.knowledge.terraform.kinds import LINK, kind_of
from riskscan.model.asset import AssetKind, AssetRef, Match
from riskscan.model.homes import block_of, placed
from riskscan.parsers.terraform.evaluate import Instance
from riskscan.parsers.terraform.functions import text_of
from riskscan.parsers.terraform.identities import arn_of, physical_name
from riskscan.parsers.terraform.syntax import Partial

_ARN = re.compile(r"^arn:[\w*-]*:(?P<service>[\w-]*):[^:]*:[^:]*:(?P<rest>.+)$")
_SERVICES = {
    "s3": AssetKind.BUCKET, "sqs": AssetKind.QUEUE, "sns": AssetKind.TOPIC, "kinesis": AssetKind.TOPIC, "secretsmanager": AssetKind.SECRET,
    "kms": AssetKind.SECRET, "ssm": AssetKind.SECRET, "iam": AssetKind.IDENTITY, "rds": AssetKind.DATABASE, "rds-db": AssetKind.DATABASE,
    "lambda": AssetKind.FUNCTION, "ec2": AssetKind.SERVER, "ecs": AssetKind.CLUSTER, "eks": AssetKind.CLUSTER,
}  # fmt: skip


def aliases_of(instance: Instance) -> tuple[str, ...]:
    """The full address, the plain ``type.name``, both with their folders, and the ARN where the name gives one."""
    plain = f"{'data.' if instance.is_data else ''}{instance.type}.{instance.name}"
    name = physical_name(instance)
    arn = arn_of(instance.type, name) if isinstance(name, str) else ""
    home, folder = instance.scope.home, instance.scope.folder.home
    names = [instance.address, plain, placed(instance.address, home)]
    if instance.address != plain:
        names.append(block_of(folder, plain))
    return tuple(dict.fromkeys(a for a in (*names, arn) if a))


def asset_of(instance: Instance) -> AssetRef:
    """The asset, by its physical name where that is written, else by its address."""
    if instance.asset is None:
        instance.asset = _asset_of(instance)
    return instance.asset


def _asset_of(instance: Instance) -> AssetRef:
    name, kind = physical_name(instance), kind_of(instance.type)
    if LINK.search(instance.type):
        name = next((v for v in map(instance.config.get, ("role", "user", "group")) if isinstance(v, (str, Partial))), name)
        name = instance.address if isinstance(name, str) and name.startswith(("arn:", "roles/")) else name
    elif isinstance(name, str) and name.startswith("arn:"):
        name = None  # it names what it belongs to, not itself
    aliases = aliases_of(instance)
    if isinstance(name, str) and name:
        return AssetRef(kind, without_secrets(name), aliases=aliases)
    if isinstance(name, Partial) and re.search(r"\w", re.sub(r"\{[^{}]*\}", "", name.text)):
        return AssetRef(kind, name.text, Match.PATTERN, aliases)
    return AssetRef(kind, instance.address, aliases=aliases)


def asset_of_arn(arn: str) -> AssetRef:
    """The asset that an ARN in a policy names."""
    found = _ARN.match(arn)
    if found is None:
        return AssetRef(AssetKind.RESOURCE, arn or "everything", Match.PATTERN if "{" in arn or "*" in arn else Match.EXACT)
    service, rest = found["service"], found["rest"]
    kind = _SERVICES.get(service, AssetKind.RESOURCE)
    if service == "s3":
        name = rest.partition("/")[0]
    elif service == "dynamodb":
        kind, name = AssetKind.TABLE, rest.removeprefix("table/").partition("/")[0]
    else:
        name = re.split(r"[:/]", rest)[-1] if service not in ("rds-db", "ssm", "logs") else rest
    name = name if name not in ("", "*") else rest
    return AssetRef(kind, name, Match.PATTERN if re.search(r"[*{]", name) else Match.EXACT, (arn,))


def name_text(value: object) -> str:
    """A value as a short name for a sentence."""
    return text_of(value)[:80] if isinstance(value, (str, int, float, Partial)) else ""
