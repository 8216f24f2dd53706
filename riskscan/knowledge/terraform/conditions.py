"""Arguments that replace a thing for some changes of their value only: which ones. For the ``maybe`` of ``facts``.

Source: the argument references of azurerm (storage account, SQL database, Redis cache) and the CustomizeDiff functions of the providers aws
(ElastiCache, MSK, OpenSearch, Elasticsearch) and google (Redis).
"""

from __future__ import annotations

import re
from collections.abc import Callable

_ZONED = frozenset({"zrs", "gzrs", "ragzrs"})
_RANKS = ("basic", "standard", "premium")
_NUMBERS = re.compile(r"\d+")


def replaces(type_: str, path: str, before: object, after: object) -> bool | None:
    """Whether a change of value makes the thing anew; None where no condition is known or a side is not."""
    rule = _CONDITIONS.get((type_, path))
    if rule is None or not isinstance(before, (str, bool)) or not isinstance(after, (str, bool)):
        return None
    return rule(str(before).lower(), str(after).lower())


def small_step(engine: str, before: object, after: object) -> bool:
    """True for a newer version with the same main number: 15.4 to 15.6, 8.0.35 to 8.0.36.

    PostgreSQL (from 10 on) and engines past version 12 count their main versions by the first number, the others by the first two.
    """
    old, new = numbers(str(before)), numbers(str(after))
    if len(old) < 2 or len(new) < 2 or old[0] != new[0] or new < old:
        return False
    by_first = old[0] > 12 or (old[0] >= 10 and "postgres" in engine)
    return by_first or old[1] == new[1]


def numbers(version: str) -> list[int]:
    """The numbers of a version, in order."""
    return [int(n[:9]) for n in _NUMBERS.findall(version)]


def is_lower(before: str, after: str) -> bool:
    """True for a step to an older version."""
    return numbers(after) < numbers(before)


def _zones(before: str, after: str) -> bool:
    return (before in _ZONED) != (after in _ZONED)


def _leaves_hyperscale(before: str, after: str) -> bool:
    return before.startswith("hs_") and not after.startswith("hs_")


def _down(before: str, after: str) -> bool:
    return before in _RANKS and after in _RANKS and _RANKS.index(after) < _RANKS.index(before)


def _off(before: str, after: str) -> bool | None:
    return True if (before, after) == ("true", "false") else None


_CONDITIONS: dict[tuple[str, str], Callable[[str, str], bool | None]] = {
    ("azurerm_storage_account", "account_replication_type"): _zones,
    ("azurerm_mssql_database", "sku_name"): _leaves_hyperscale,
    ("azurerm_redis_cache", "sku_name"): _down,
    ("aws_elasticache_cluster", "engine_version"): is_lower,
    ("aws_elasticache_replication_group", "engine_version"): is_lower,
    ("aws_msk_cluster", "kafka_version"): is_lower,
    ("aws_opensearch_domain", "encrypt_at_rest.enabled"): _off,
    ("aws_opensearch_domain", "node_to_node_encryption.enabled"): _off,
    ("aws_elasticsearch_domain", "encrypt_at_rest.enabled"): _off,
    ("aws_elasticsearch_domain", "node_to_node_encryption.enabled"): _off,
    ("google_redis_instance", "redis_version"): is_lower,
}
