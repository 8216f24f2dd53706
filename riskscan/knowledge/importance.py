"""How important a thing is, 0 to 3, from what is declared about it.

The highest of all signs counts, so a further sign never lowers. 0 only where the place itself is scratch or development; 1 where
nothing is known; 2 for live systems, dashboards and personal data; 3 for what somebody declared vital or guards with a safety catch.
Sources: dbt's exposure maturity and type, tier tags as seen in public dbt and Airflow repositories, Terraform's own safety catches.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from riskscan.knowledge.personal import is_personal
from riskscan.knowledge.places import is_development, is_production, is_scratch_schema, is_scratch_table
from riskscan.model.asset import Asset, AssetKind

VITAL, IMPORTANT, ORDINARY, NONE = 3, 2, 1, 0
MATURITY = {"high": VITAL, "medium": IMPORTANT, "low": ORDINARY}
CONSUMER = {"application": VITAL, "ml": VITAL, "dashboard": IMPORTANT, "notebook": ORDINARY, "analysis": ORDINARY}
WORDS = {"none": NONE, "low": ORDINARY, "medium": IMPORTANT, "moderate": IMPORTANT, "high": VITAL, "vital": VITAL, "critical": VITAL}
_LIFECYCLE = {"production": IMPORTANT, "experimental": NONE}
_TIER = re.compile(r"(?:^|[/:_\- ])(?:tier|p)[ _-]?([0-4])$")
_VITAL_TAG = re.compile(
    r"(?i)(^|[/:_\- ])(critical|vital|(?:mission|business)[-_ ]critical|sox|gdpr|pii|pci|financial|legal|audit|regulat(?:ed|ory))($|[/:_\- ])"
)
_IMPORTANT_TAG = re.compile(r"(?i)(^|[/:_\- ])(important|core|finance|production|prod)($|[/:_\- ])")
_KEPT_FOR_YEARS = re.compile(r"(?i)retention|retain|record|data[-_ ]?class|compliance")
_CATCHES = frozenset(
    {"deletion_protection", "prevent_destroy", "deletion_protection_enabled", "termination_protection", "disable_api_termination"}
)
_PLACES = frozenset({"environment", "tag.environment", "tag.env", "tag.stage"})
_YES = frozenset({"true", "yes", "on", "enabled", "1"})


def importance(asset: Asset) -> int:
    """The importance of an asset, 0..3; see the module."""
    signs = [ORDINARY]
    if asset.criticality is not None:
        signs.append(asset.criticality)
    for name, value in asset.facts:
        signs.append(_fact(name, value))
    signs.append(of_tags(asset.tags) or NONE)
    if is_production(asset.name) and asset.kind not in (AssetKind.TEAM, AssetKind.FILE):
        signs.append(IMPORTANT)
    if any(is_personal(column) for column in asset.columns):
        signs.append(IMPORTANT)
    worth = max(signs)
    return NONE if worth == ORDINARY and asset.criticality in (None, NONE) and _nobodys(asset) else worth


def of_word(word: str) -> int | None:
    """0 to 3 for a number or word ("high", "2", "tier 1"), None where it says nothing."""
    word = word.strip().lower()
    if word.isdigit() and int(word) <= VITAL:
        return int(word)
    tier = _TIER.search(word)
    return _rank(int(tier[1])) if tier else WORDS.get(word)


def of_tier(word: str) -> int | None:
    """0 to 3 for the value of a field named tier: tier 1 is the most important."""
    word = word.strip().lower()
    return _rank(int(word)) if word.isdigit() and int(word) <= VITAL + 1 else of_word(word)


def of_tags(tags: Iterable[str]) -> int | None:
    """The highest that any tag says, None where none says anything."""
    return highest(of_tag(tag) for tag in tags)


def of_tag(tag: str) -> int | None:
    """0 to 3 for a tag (``impact/tier_1``, ``pii``, ``retention:7y``), None where it says nothing."""
    name, _, value = tag.strip().partition(":")
    tier = _TIER.search(tag.strip().lower())
    if tier:
        return _rank(int(tier[1]))
    if _VITAL_TAG.search(value or name) or (value and _KEPT_FOR_YEARS.search(name)):
        return VITAL
    return IMPORTANT if _IMPORTANT_TAG.search(value or name) else None


def highest(values: Iterable[int | None]) -> int | None:
    """The highest of the values that are known."""
    return max((v for v in values if v is not None), default=None)


def _rank(tier: int) -> int:
    return max(VITAL + 1 - max(tier, 1), NONE)


def _fact(name: str, value: str) -> int:
    low = value.lower()
    if name == "maturity":
        return MATURITY.get(low, ORDINARY)
    if name in ("type", "exposure_type") and low in CONSUMER:
        return CONSUMER[low]
    if name in _CATCHES and low in _YES:
        return VITAL
    if name == "role" and low in ("primary", "master", "leader", "writer"):
        return VITAL
    if name == "lifecycle" and low in _LIFECYCLE:
        return _LIFECYCLE[low]
    if name in ("environment", "lifecycle", "stage") and is_production(value):
        return IMPORTANT
    if name.startswith(("tag.", "meta.")):
        return of_tag(f"{name.partition('.')[2]}:{value}") or ORDINARY
    return ORDINARY


def _nobodys(asset: Asset) -> bool:
    """True for scratch and development places by their own name."""
    if asset.kind in (AssetKind.TABLE, AssetKind.VIEW):
        return is_scratch_table(asset.name)
    if asset.kind is AssetKind.SCHEMA:
        return is_scratch_schema(asset.name)
    places = [value for name, value in asset.facts if name.lower() in _PLACES]
    return bool(places) and all(is_development(value) for value in places)
