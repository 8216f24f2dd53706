"""Backstage's ``catalog-info.yaml``: components, services and resources with their owner, lifecycle and what they depend on.

Source: backstage.io, descriptor format of catalog entities (``backstage.io/v1alpha1`` and ``v1beta1``), well-known relations.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from riskscan.estate.piece import Gather
from riskscan.formats.yaml_text import Map, map_of, text_of, texts_of
from riskscan.model.asset import AssetKind, key_of
from riskscan.model.estate import EdgeKind
from riskscan.model.evidence import Method

_KINDS = {"Component": AssetKind.PROGRAM, "API": AssetKind.URL, "System": AssetKind.OTHER, "Domain": AssetKind.OTHER}
_TYPES = (
    (re.compile(r"bucket|storage"), AssetKind.BUCKET),
    (re.compile(r"table"), AssetKind.TABLE),
    (re.compile(r"database|db$|warehouse|postgres|mysql"), AssetKind.DATABASE),
    (re.compile(r"queue"), AssetKind.QUEUE),
    (re.compile(r"topic|stream"), AssetKind.TOPIC),
    (re.compile(r"cluster"), AssetKind.CLUSTER),
    (re.compile(r"dashboard|report"), AssetKind.REPORT),
    (re.compile(r"pipeline|job|dag|workflow"), AssetKind.JOB),
)


def wants(document: Map, path: PurePosixPath) -> bool:
    """An entity of the catalogue."""
    return text_of(document.get("apiVersion")).startswith("backstage.io/") and "kind" in document


def read(document: Map, gather: Gather) -> None:
    """One entity."""
    gather.source = "backstage"
    kind, metadata, spec = text_of(document.get("kind")), map_of(document.get("metadata")), map_of(document.get("spec"))
    name, line = text_of(metadata.get("name")), metadata.lines.get("name", document.line)
    if kind in ("Group", "User"):
        profile = map_of(spec.get("profile"))
        shown = text_of(profile.get("displayName")) or name
        gather.asset(
            AssetKind.TEAM, shown, line, aliases=(name,) if shown != name else (), facts=(("contact", text_of(profile.get("email"))),)
        )
        return
    if not name or (kind not in _KINDS and kind != "Resource"):
        return
    owner = _plain(text_of(spec.get("owner")))
    key = gather.asset(
        _kind(kind, text_of(spec.get("type"))),
        name,
        line,
        key=_key(f"{kind}:{name}"),
        aliases=tuple(a for a in (key_of(_kind(kind, text_of(spec.get("type"))), name), text_of(metadata.get("title"))) if a),
        owner=owner,
        tags=texts_of(metadata.get("tags")),
        facts=(
            ("lifecycle", text_of(spec.get("lifecycle"))),
            ("system", text_of(spec.get("system"))),
            ("description", " ".join(text_of(metadata.get("description")).split())[:400]),
        ),
    )
    gather.team(key, owner, spec.lines.get("owner", line))
    for word, default, towards in (
        ("dependsOn", "component", False),
        ("dependencyOf", "component", True),
        ("consumesApis", "api", False),
        ("providesApis", "api", True),
    ):
        for other in texts_of(spec.get(word)):
            reference = other if ":" in other else f"{default}:{other}"
            ends = (key, _key(reference)) if towards else (_key(reference), key)
            gather.edge(*ends, EdgeKind.SUPPORTS, spec.lines.get(word, line), Method.DECLARED)


def _kind(kind: str, type_: str) -> AssetKind:
    if kind != "Resource":
        return _KINDS[kind]
    return next((found for pattern, found in _TYPES if pattern.search(type_.lower())), AssetKind.RESOURCE)


def _plain(reference: str) -> str:
    """The name in ``kind:namespace/name``."""
    return reference.partition(":")[2].rpartition("/")[2] if ":" in reference else reference.rpartition("/")[2]


def _key(reference: str) -> str:
    kind, _, rest = reference.partition(":")
    return f"other:backstage.{kind.lower()}.{rest.rpartition('/')[2].lower()}"
