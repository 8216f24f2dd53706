"""What the cloud providers' own source says about each Terraform type. Facts only: type names, argument names, defaults.

Tables: ``data/<provider>.json.gz``, read when a type of that provider first occurs. Made from the declarative part of the provider sources:
aws 6.58.0 (symbols of release v6.58.0, index lonegunmanb/terraform-provider-aws-index at 2f6e22c), azurerm 5.2.0 (hashicorp/
terraform-provider-azurerm at 69697b7), google 7.46.0-dev (hashicorp/terraform-provider-google at e03b762), with types that are gone since
from aws 5.46 and 3.50, azurerm 4.81 and 3.117, google 6.50 and 5.45. Those sources are under MPL-2.0; no code or text of theirs is here.
Replacing arguments: ``ForceNew`` and ``RequiresReplace`` in the schemas; checked against azurerm's documentation (99.9 % of 9,245 arguments
agree), magic-modules (99.4 % of 5,922) and CloudFormation's create-only properties (91.9 % of 3,826; another system, so not expected to be
equal). Classes, protections and exposures are our own judgement over those lists of types and arguments.
Known gaps: other provider versions, replacement that depends on a value (only "maybe"), differences that a provider suppresses.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import cast

from riskscan.knowledge.terraform.aids import replaces_helper

PROVIDERS = ("aws", "azurerm", "google")


class Forced(StrEnum):
    """Whether changing an argument makes Terraform delete the thing and make a new one."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"  # for some values or conditions only
    UNKNOWN = "unknown"  # a type that we know nothing of


@dataclass(frozen=True, slots=True)
class _Table:
    force_new: dict[str, list[str]]
    identity: dict[str, list[str]]
    classes: dict[str, str]
    protection: dict[str, dict[str, object]]
    exposure: dict[str, dict[str, object]]
    no_region: frozenset[str]


@lru_cache(maxsize=len(PROVIDERS) + 1)
def _table(provider: str) -> _Table:
    if provider not in PROVIDERS:
        return _Table({}, {}, {}, {}, {}, frozenset())
    packed = files(__package__).joinpath("data", f"{provider}.json.gz").read_bytes()
    table = json.loads(gzip.decompress(packed))
    return _Table(
        cast("dict[str, list[str]]", table["force_new"]),
        cast("dict[str, list[str]]", table["identity"]),
        cast("dict[str, str]", table["class"]),
        cast("dict[str, dict[str, object]]", table["protection"]),
        cast("dict[str, dict[str, object]]", table["exposure"]),
        frozenset(cast("list[str]", table.get("no_region", []))),
    )


def _of(kind: str) -> _Table:
    provider = kind.partition("_")[0]
    return _table("google" if provider == "google" else provider)


@lru_cache(maxsize=1)
def _versions() -> dict[str, dict[str, dict[str, list[str]]]]:
    """Type -> version -> what forced replacement then and not now (``was``), or now and not then (``now``)."""
    packed = files(__package__).joinpath("data", "versions.json.gz").read_bytes()
    return cast("dict[str, dict[str, dict[str, list[str]]]]", json.loads(gzip.decompress(packed))["types"])


def _then(kind: str, path: str, version: str) -> Forced | None:
    """What an older version said, where it says something else: the table of the same major version, else None."""
    major = version.partition(".")[0]
    if not major.isdecimal():
        return None
    tables = _versions().get(kind, {})
    found = next((table for known, table in sorted(tables.items()) if known.partition(".")[0] == major), None)
    if found is None:
        return None
    if path in found.get("was", []):
        return Forced.YES
    return Forced.NO if path in found.get("now", []) else None


def force_new(kind: str, path: str, version: str = "") -> Forced:
    """Whether changing the argument ``path`` (dotted, without indexes) of a resource type replaces the resource.

    ``version`` is that of the provider where it is known (``3.50.0``); without one the newest counts.
    """
    helper = replaces_helper(kind, path)
    if helper is not None:
        return Forced.YES if helper else Forced.NO
    then = _then(kind, path, version) if version else None
    if then is not None:
        return then
    table = _of(kind)
    paths = table.force_new.get(kind)
    if paths is None:
        return Forced.UNKNOWN
    if path == "region" and kind.startswith("aws_") and kind not in table.no_region:
        return Forced.YES
    parts = path.split(".")
    above = [".".join(parts[: n + 1]) for n in range(len(parts))]
    if "*" in paths or path in paths or any(f"{part}.*" in paths for part in above):
        return Forced.YES
    if f"?{path}" in paths or any(f"?{part}.*" in paths for part in above):
        return Forced.MAYBE
    return Forced.NO


def class_of(kind: str) -> str:
    """What is lost when a resource of this type goes: ``data``, ``data_part``, ``copy``, ``logs``, ``queue``, ``secret``, ``users``,
    ``container``, ``vm``, ``outage_*``, ``pipeline``, ``switch``, ``alert``; empty where nothing is known.
    """  # fmt: skip
    return _of(kind).classes.get(kind, "")


_SHARED = frozenset({"target_id", "qualifier", "destination_prefix_list_id", "scalable_dimension"})
"""Arguments that tell a thing from others of the same parent alone: many things have the same."""


def identity(kind: str) -> str:
    """The argument that names the real thing, or an empty text."""
    found = _of(kind).identity.get(kind)
    return found[0] if found and found[0] not in _SHARED else ""


def protections(kind: str) -> dict[str, object]:
    """Argument path -> provider default (None: none, or the cloud decides) of what guards a resource of this type."""
    return _of(kind).protection.get(kind, {})


def exposures(kind: str) -> dict[str, object]:
    """Argument path -> provider default of what may open a resource of this type to others."""
    return _of(kind).exposure.get(kind, {})
