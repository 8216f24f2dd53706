"""The values of a plan, as configuration: only arguments that are safe to show, and nothing that the plan marks as sensitive."""

from __future__ import annotations

import re

from riskscan.model.span import Span
from riskscan.parsers.terraform.config import Config, Item
from riskscan.parsers.terraform.syntax import Lit, Value

HIDDEN = re.compile(r"(?i)pass|secret|token|private|credential|user_data|connection_string|certificate|access_key")


def map_of(value: object) -> dict[str, object]:
    """A map as it is; an empty one for all else."""
    return value if isinstance(value, dict) else {}


def list_of(value: object) -> list[object]:
    """A list as it is; an empty one for all else."""
    return value if isinstance(value, list) else []


def config_of(values: dict[str, object], hidden: dict[str, object], place: Span, depth: int) -> Config:
    """One side of a resource; ``hidden`` says what is sensitive, ``depth`` how far inside it is."""
    items: dict[str, Item] = {}
    blocks: dict[str, list[Config]] = {}
    for name, value in values.items():
        if hidden.get(name) is True or HIDDEN.search(name) or depth > 20:
            continue
        if isinstance(value, list) and value and all(isinstance(v, dict) for v in value):
            below = hidden.get(name)
            inner = [map_of(h) for h in below] if isinstance(below, list) else []
            inner += [{}] * (len(value) - len(inner))
            blocks[name] = [config_of(v, h, place, depth + 1) for v, h in zip(value, inner, strict=False)]
        else:
            items[name] = Item(value_of(value, map_of(hidden.get(name)), 0), place, Lit(None))
    return Config(items, blocks, place)


def value_of(value: object, hidden: dict[str, object], depth: int) -> Value:
    """One value without what is hidden in it."""
    if depth > 20:
        return None
    if isinstance(value, dict):
        return {
            k: value_of(v, map_of(hidden.get(k)), depth + 1) for k, v in value.items() if hidden.get(k) is not True and not HIDDEN.search(k)
        }
    if isinstance(value, list):
        return [value_of(v, {}, depth + 1) for v in value]
    return value if isinstance(value, (str, bool, int, float)) else None
