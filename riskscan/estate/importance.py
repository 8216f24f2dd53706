"""How important something is, 0 to 3, as its owners wrote it down: tags, a declared tier, the maturity of a report.

Source: dbt's exposure properties (maturity, type); tier labels as teams publish them (``tier_1``, ``impact/tier_1``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

WORDS = {"low": 1, "medium": 2, "moderate": 2, "high": 3, "vital": 3, "critical": 3, "none": 0}
MATURITY = {"low": 1, "medium": 2, "high": 3}
CONSUMER = {"application": 3, "ml": 3, "dashboard": 2, "notebook": 1, "analysis": 1}
TAGS = {"critical": 3, "business_critical": 3, "mission_critical": 3, "sox": 3, "regulatory": 3, "pii": 2, "gdpr": 2, "finance": 2}
_TIER = re.compile(r"(?:^|[/:_ -])(?:tier|p)[ _-]?([0-4])$")


def of_word(word: str) -> int | None:
    """0 to 3 for a number or word ("high", "2", "tier 1"), None where it says nothing."""
    word = word.strip().lower()
    if word.isdigit() and int(word) <= 3:
        return int(word)
    tier = _TIER.search(word)
    if tier:
        return max(4 - max(int(tier[1]), 1), 0)
    return WORDS.get(word)


def of_tags(tags: Iterable[str]) -> int | None:
    """The highest that any tag says, None where none says anything."""
    return highest(_of_tag(tag.strip().lower()) for tag in tags)


def _of_tag(tag: str) -> int | None:
    tier = _TIER.search(tag)
    return max(4 - max(int(tier[1]), 1), 0) if tier else TAGS.get(tag.replace("-", "_"))


def of_tier(word: str) -> int | None:
    """0 to 3 for the value of a field named tier: tier 1 is the most important."""
    word = word.strip().lower()
    return max(4 - max(int(word), 1), 0) if word.isdigit() and int(word) <= 4 else of_word(word)


def highest(values: Iterable[int | None]) -> int | None:
    """The highest of the values that are known."""
    return max((v for v in values if v is not None), default=None)
