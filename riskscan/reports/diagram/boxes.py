"""A box of the picture: its name, its kind as people call it, and what it stands for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from riskscan.model.assessment import Node
from riskscan.reports.words import count

PEOPLE = frozenset({"team", "email", "people", "person", "customers"})
_DOTTED = frozenset({"table", "view"})
_PLURAL = {
    "identity": "accounts",
    "dns": "web addresses",
    "email": "mail lists",
    "other": "things",
    "resource": "things",
    "url": "services",
}
_PLAIN = {
    "bucket": "file store", "object": "stored file", "identity": "account", "dns": "web address", "url": "service",
    "email": "mail list", "other": "thing", "resource": "thing", "schema": "group of tables", "artifact": "file",
}  # fmt: skip
ICON_OF = {
    "table": "table", "view": "layers", "column": "table", "database": "database", "schema": "database", "file": "file",
    "bucket": "database", "object": "file", "queue": "layers", "topic": "layers", "function": "setting", "server": "service",
    "cluster": "service", "secret": "lock", "identity": "lock", "network": "service", "dns": "service", "url": "app", "email": "people",
    "program": "script", "pipeline": "job", "job": "job", "report": "chart", "team": "people", "resource": "setting",
    "artifact": "script",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Box:
    """One box. ``role``: yours, reads, changes, relies, people, unknown. ``more``: how many others it stands for. ``step``: its number on
    the worst path, 0 for none.
    """

    key: str
    name: str
    kind: str
    icon: str
    role: str
    more: int = 0
    step: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """Boxes in headed columns, left to right; a column holds stacks (boxes joined by a line straight down). ``lines`` join box keys."""

    columns: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    boxes: dict[str, Box]
    lines: tuple[tuple[str, str], ...]
    worst: tuple[str, ...]

    def steps(self) -> set[tuple[str, str]]:
        """The lines of the worst path."""
        return set(zip(self.worst, self.worst[1:], strict=False))


def boxes_of(nodes: dict[str, Node], groups: list[list[str]]) -> tuple[dict[str, Box], dict[str, str]]:
    """The boxes by key, and the box in which each node went. A box takes the key of its first node."""
    boxes, home = {}, {}
    for group in groups:
        node = nodes[group[0]]
        boxes[node.key] = _box(node, [nodes[key] for key in group[1:]])
        home.update(dict.fromkeys(group, node.key))
    return boxes, home


def _box(node: Node, others: list[Node]) -> Box:
    role = {"artifact": "yours", "reads": "reads", "changes": "changes", "creates": "changes"}.get(node.role, "relies")
    if role == "relies" and (node.role == "notices" or node.kind in PEOPLE):
        role = "people"
    icon = ICON_OF.get("artifact" if role == "yours" else node.kind, "people" if role == "people" else "setting")
    kind = node.detail or (node.owner if role == "people" else "") or ("script" if role == "yours" else plain_kind(node.kind))
    if others:
        kinds = {other.kind for other in others}
        kind = (
            "and " + count(len(others), "more " + plain_kind(node.kind), "more " + _plural(node.kind))
            if kinds == {node.kind}
            else (f"and {len(others):,} more")
        )
    return Box(node.key, node.name or "name not known", kind, icon, role, len(others))


def short_names(boxes: dict[str, Box], nodes: dict[str, Node]) -> dict[str, Box]:
    """Tables and views by their last two names where no other box then has the same: ``crm.customers``, not ``warehouse.crm.customers``."""
    short = {key: ".".join(box.name.split(".")[-2:]) if nodes[key].kind in _DOTTED else box.name for key, box in boxes.items()}
    taken = Counter(short.values())
    return {key: replace(box, name=short[key]) if taken[short[key]] == 1 else box for key, box in boxes.items()}


def plain_kind(kind: str) -> str:
    """The kind as people call it."""
    return _PLAIN.get(kind, kind.replace("_", " "))


def _plural(kind: str) -> str:
    plain = plain_kind(kind)
    return _PLURAL.get(kind, plain[:-1] + "ies" if plain.endswith("y") else plain + "s")
