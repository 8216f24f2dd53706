"""What names have in common: their parts, which kinds of thing can be one, and whether a thing is defined or only mentioned."""

from __future__ import annotations

import re
from functools import cache

from riskscan.model.asset import Asset, AssetKind
from riskscan.model.evidence import Method

DBT_ID = re.compile(r"(model|seed|snapshot|source|exposure)\.([\w-]+)\.(.+)$")
_QUOTES = str.maketrans("", "", '"`[]')
_STORE = re.compile(r"(?:s3|s3a|s3n|gs|gcs|abfss?|wasbs?)://([^/]+)(?:/|$)", re.I)
_CLOUD_HOST = re.compile(
    r"(?i)\.(rds|redshift|cache|docdb|neptune|es|aoss|redshift-serverless)\.amazonaws\.com(\.cn)?$"
    r"|\.(database|postgres\.database|mysql\.database|redis\.cache|documents)\.(windows|azure)\.(net|com)$"
)
_STORE_HOST = re.compile(r"https?://(?:([a-z0-9.-]+)\.s3[.-][\w.-]*amazonaws\.com|storage\.googleapis\.com/([\w.-]+))(?:/|$)", re.I)


SQL_KINDS = frozenset({AssetKind.TABLE, AssetKind.VIEW, AssetKind.COLUMN, AssetKind.SCHEMA, AssetKind.DATABASE})
FAMILIES = (
    frozenset({AssetKind.TABLE, AssetKind.VIEW}),
    frozenset({AssetKind.SERVER, AssetKind.CLUSTER, AssetKind.DATABASE, AssetKind.DNS}),
    frozenset({AssetKind.PROGRAM, AssetKind.PIPELINE, AssetKind.JOB, AssetKind.FUNCTION}),
    frozenset({AssetKind.QUEUE, AssetKind.TOPIC}),
    frozenset({AssetKind.IDENTITY, AssetKind.SECRET}),
)


@cache
def plausible(one: AssetKind, other: AssetKind) -> bool:
    """True where a thing of one kind may be known as the other: same family, or one of them only "a resource"."""
    if one is other or any(one in family and other in family for family in FAMILIES):
        return True
    loose = {AssetKind.RESOURCE, AssetKind.OTHER}
    tight = ({one, other} - loose) or {AssetKind.RESOURCE}
    return bool({one, other} & loose) and not tight & {AssetKind.FILE, AssetKind.URL, AssetKind.EMAIL, AssetKind.TEAM, AssetKind.REPORT}


def parts_of(name: str) -> tuple[str, ...]:
    """The parts of a dotted SQL name, folded as keys are; dots inside ``{holes}`` and quotes do not part."""
    if not any(sign in name for sign in '"`{['):
        return tuple(name.lower().split("."))
    parts: list[str] = [""]
    depth, quote = 0, ""
    for sign in name:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in '"`':
            quote = sign
        depth += (sign == "{") - (sign == "}")
        if sign == "." and not quote and depth <= 0:
            parts.append("")
        else:
            parts[-1] += sign
    return tuple(p.translate(_QUOTES).lower() for p in parts) or ("",)


def cloud_names(name: str) -> tuple[str, ...]:
    """The short name inside an ARN or inside the host name that a cloud gives to a database or cache, folded; nothing for other names."""
    if name.startswith("arn:") and not name.endswith("*"):
        return (re.split(r"[:/]", name)[-1].lower(),)
    return (name.partition(".")[0].lower(),) if _CLOUD_HOST.search(name) else ()


def bucket_of(asset: Asset) -> str:
    """The file store that an object or file address lies in, or an empty text."""
    return bucket_in(asset.kind, asset.name, asset.fact("within"))


def stage_in(name: str) -> str:
    """The stage that a path in one names: ``@raw.lake_stage/orders/`` is ``lake_stage``; empty for the stage of a user or a table."""
    found = re.match(r"@[\"']?(?:(?:[\w$]+|\{[^{}]*\})\.){0,2}([A-Za-z_][\w$]*)", name)
    return found[1] if found else ""


def bucket_in(kind: AssetKind, name: str, within: str = "") -> str:
    """The same for a kind, a name and where it lies."""
    found = _STORE.match(name) or _STORE_HOST.match(name)
    if found:
        return next(g for g in found.groups() if g)
    if kind is AssetKind.BUCKET and name.startswith("@"):
        return stage_in(name)
    if kind is AssetKind.BUCKET:
        return name.partition("/")[0]
    if kind is AssetKind.OBJECT:
        return within.removeprefix("s3://").removeprefix("gs://").partition("/")[0] or name.partition("/")[0]
    return ""


def defined(asset: Asset) -> bool:
    """True where some file describes the asset; False where files only mention it."""
    return any(e.method in (Method.DECLARED, Method.READ, Method.RESOLVED) for e in asset.evidence)
