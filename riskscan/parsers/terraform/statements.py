"""The statements of a policy text."""

from __future__ import annotations

import json

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
