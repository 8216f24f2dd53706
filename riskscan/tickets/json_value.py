"""Reading JSON of a server: what is not there or of another type is empty, never a crash."""

from __future__ import annotations


def at(value: object, *path: str | int) -> object:
    """The value at a path of keys and positions; None where there is none."""
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def text_at(value: object, *path: str | int) -> str:
    """The text (or the number as text) at a path; empty where there is none."""
    found = at(value, *path)
    return found if isinstance(found, str) else str(found) if isinstance(found, int) and not isinstance(found, bool) else ""


def list_at(value: object, *path: str | int) -> list[object]:
    """The list at a path; empty where there is none."""
    found = at(value, *path)
    return found if isinstance(found, list) else []
