"""The statements of a policy text."""

from __future__ import annotations

import json
from collections.abc import Iterator

from riskscan.knowledge.terraform.rights import EVERY_ADDRESS, WEAK_CONDITION
from riskscan.parsers.terraform.functions import text_of
from riskscan.parsers.terraform.syntax import Partial, Value


def as_list(value: object) -> list[object]:
    """A list as it is, one thing as a list of it."""
    return value if isinstance(value, list) else [] if value is None else [value]


def texts(value: object) -> list[str]:
    """The entries of a list, or the one value, as texts."""
    return [str(v) for v in as_list(value)]


def statements(value: Value) -> list[dict[str, object]]:
    """The statements of a policy text; none where it cannot be read as one."""
    if not isinstance(value, (str, Partial)):
        return []
    try:
        document = json.loads(text_of(value))
    except (ValueError, RecursionError):
        return []
    found = document.get("Statement") if isinstance(document, dict) else None
    return [s for s in as_list(found) if isinstance(s, dict)]


def conditions(statement: dict[str, object]) -> Iterator[tuple[str, list[str]]]:
    """(key, values) of each condition of a statement."""
    found = statement.get("Condition")
    for keys in found.values() if isinstance(found, dict) else ():
        for key, values in keys.items() if isinstance(keys, dict) else ():
            yield str(key), texts(values)


def is_narrowed(statement: dict[str, object]) -> bool:
    """True where a condition says who may: by account, organisation, network or caller. Encryption and the like say nothing of that."""
    return any(not WEAK_CONDITION.search(key) and not any(v in EVERY_ADDRESS for v in values) for key, values in conditions(statement))
