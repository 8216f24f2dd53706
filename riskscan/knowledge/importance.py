"""How important a thing is, 0 to 3, from what is declared about it.

The highest of all signs counts, so a further sign never lowers. 0 only where the place itself is scratch or development; 1 where
nothing is known; 2 for live systems, dashboards and personal data; 3 for what somebody declared vital or guards with a safety catch.
Sources: dbt's exposure maturity and type, tier tags as seen in public dbt and Airflow repositories, Terraform's own safety catches.
"""

from __future__ import annotations

import re

from riskscan.knowledge.personal import is_personal
from riskscan.knowledge.places import is_development, is_production, is_scratch_schema, is_scratch_table
from riskscan.model.asset import Asset, AssetKind

VITAL, IMPORTANT, ORDINARY, NONE = 3, 2, 1, 0
_MATURITY = {"high": VITAL, "medium": IMPORTANT, "low": ORDINARY}
_EXPOSURE = {"application": VITAL, "ml": VITAL, "dashboard": IMPORTANT, "notebook": ORDINARY, "analysis": ORDINARY}
_VITAL_TAG = re.compile(
    r"(?i)(^|[/:_\- ])(tier[-_ ]?[01]|critical|vital|mission[-_ ]critical|sox|gdpr|pii|pci|financial?|legal|audit|regulated)($|[/:_\- ])"
)
_IMPORTANT_TAG = re.compile(r"(?i)(^|[/:_\- ])(tier[-_ ]?2|important|core|production|prod)($|[/:_\- ])")
_KEPT_FOR_YEARS = re.compile(r"(?i)retention|retain|record|data[-_ ]?class|compliance")
_CATCHES = frozenset(
    {"deletion_protection", "prevent_destroy", "deletion_protection_enabled", "termination_protection", "disable_api_termination"}
)
_YES = frozenset({"true", "yes", "on", "enabled", "1"})


def importance(asset: Asset) -> int:
    """The importance of an asset, 0..3; see the module."""
    signs = [ORDINARY]
    if asset.criticality is not None:
        signs.append(asset.criticality)
    for name, value in asset.facts:
        signs.append(_fact(name, value))
    signs.extend(_tag(tag) for tag in asset.tags)
    if is_production(asset.name) and asset.kind not in (AssetKind.TEAM, AssetKind.FILE):
        signs.append(IMPORTANT)
    if sum(is_personal(column) for column in asset.columns) > 0:
        signs.append(IMPORTANT)
    highest = max(signs)
    if highest == ORDINARY and asset.criticality in (None, NONE) and _nobodys(asset):
        return NONE
    return highest


def _fact(name: str, value: str) -> int:
    low = value.lower()
    if name == "maturity":
        return _MATURITY.get(low, ORDINARY)
    if name in ("type", "exposure_type") and low in _EXPOSURE:
        return _EXPOSURE[low]
    if name in _CATCHES and low in _YES:
        return VITAL
    if name == "role" and low in ("primary", "master", "leader", "writer"):
        return VITAL
    if name in ("environment", "lifecycle", "stage") and is_production(value):
        return IMPORTANT
    if name.startswith(("tag.", "meta.")):
        return _tag(f"{name.partition('.')[2]}:{value}")
    return ORDINARY


def _tag(tag: str) -> int:
    name, _, value = tag.partition(":")
    if _VITAL_TAG.search(value or name) or (value and _KEPT_FOR_YEARS.search(name)):
        return VITAL
    if _IMPORTANT_TAG.search(value or name):
        return IMPORTANT
    return ORDINARY


def _nobodys(asset: Asset) -> bool:
    """True for scratch and development places by their own name."""
    if asset.kind in (AssetKind.TABLE, AssetKind.VIEW):
        return is_scratch_table(asset.name)
    if asset.kind is AssetKind.SCHEMA:
        return is_scratch_schema(asset.name)
    return asset.fact("environment") != "" and is_development(asset.fact("environment"))
