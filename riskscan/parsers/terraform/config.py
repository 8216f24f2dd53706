"""Blocks with their values worked out, and the steps that may be spent on it."""

from __future__ import annotations

from dataclasses import dataclass

from riskscan.model.span import Span
from riskscan.parsers.terraform.syntax import Expr, Value

STEPS = 150_000


@dataclass(slots=True)
class Budget:
    """Steps left for one artifact, shared by all its scopes."""

    steps: int = STEPS
    depth: int = 0
    cut: bool = False  # a count or list was longer than we follow


@dataclass(slots=True)
class Item:
    """An evaluated attribute. ``expr`` is what stands in the file."""

    value: Value
    span: Span
    expr: Expr


@dataclass(slots=True)
class Config:
    """An evaluated block."""

    items: dict[str, Item]
    blocks: dict[str, list[Config]]
    span: Span

    def get(self, name: str) -> Value:
        """The value of an attribute, None where it is not written."""
        found = self.items.get(name)
        return found.value if found else None

    def inner(self, name: str) -> list[Config]:
        """The blocks of that name; a list of maps written as an attribute counts as blocks."""
        if name in self.blocks:
            return self.blocks[name]
        found = self.items.get(name)
        values = found.value if found and isinstance(found.value, list) else [found.value] if found else []
        return [_as_config(v, found) for v in values if isinstance(v, dict) and found]


def _as_config(value: dict[str, Value], item: Item) -> Config:
    return Config({k: Item(v, item.span, item.expr) for k, v in value.items()}, {}, item.span)
