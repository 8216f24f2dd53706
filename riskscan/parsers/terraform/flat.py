"""A resource's configuration as paths, for comparing two states and for finding safety settings."""

from __future__ import annotations

from dataclasses import dataclass

from riskscan.model.span import Span
from riskscan.parsers.terraform.config import Config, Item
from riskscan.parsers.terraform.functions import is_known
from riskscan.parsers.terraform.sameness import same
from riskscan.parsers.terraform.syntax import Lit, Trav, Tup, Value

META = frozenset({"count", "for_each", "provider", "depends_on", "provisioner", "connection", "timeouts"})


@dataclass(frozen=True, slots=True)
class Change:
    """One argument that differs. ``sure`` is False where a side is known only at run time; ``block``: a whole block that came or went."""

    path: str
    before: Value
    after: Value
    span: Span
    sure: bool = True
    block: str = ""


def flat(config: Config) -> dict[str, list[Item]]:
    """Dotted path (without indexes) -> its places, in order."""
    found: dict[str, list[Item]] = {}
    waiting: list[tuple[str, Config]] = [("", config)]
    while waiting:
        prefix, block = waiting.pop(0)
        for name, item in block.items.items():
            if prefix or name not in META:
                found.setdefault(prefix + name, []).append(item)
        for name, blocks in block.blocks.items():
            if prefix or name not in META:
                waiting.extend((f"{prefix}{name}.", b) for b in blocks)
    return found


def changes(before: Config, after: Config) -> list[Change]:
    """What differs, in the order of the file; what is ignored by the resource's own lifecycle is left out."""
    old, new = flat(before), flat(after)
    ignored = ignored_paths(after)
    if "all" in ignored:
        return []
    result: list[Change] = []
    for path in dict.fromkeys((*new, *old)):
        if _is_ignored(path, ignored) or path.startswith("lifecycle."):
            continue
        a, b = [i.value for i in old.get(path, [])], [i.value for i in new.get(path, [])]
        if a == b or (_nothing(a) and _nothing(b)) or same(path, _one(a), _one(b)):
            continue
        span = next((i.span for n, i in enumerate(new.get(path, [])) if n >= len(a) or i.value != a[n]), after.span)
        top = path.split(".")[0]
        block = top if "." in path and (top in before.blocks) != (top in after.blocks) else ""
        result.append(Change(path, _one(a), _one(b), span, is_known(list(a)) and is_known(list(b)), block))
    return sorted(result, key=lambda c: (c.span.start_line, c.span.start_column))


def _nothing(values: list[Value]) -> bool:
    return all(v is None or v is False or v in ("", [], {}) for v in values)


def _one(values: list[Value]) -> Value:
    return values[0] if len(values) == 1 else values if values else None


def ignored_paths(config: Config) -> set[str]:
    """The dotted names in ``lifecycle { ignore_changes = [...] }``, without indexes."""
    found: set[str] = set()
    for block in config.blocks.get("lifecycle", []):
        item = block.items.get("ignore_changes")
        if item is None:
            continue
        for expr in item.expr.items if isinstance(item.expr, Tup) else (item.expr,):
            if isinstance(expr, Trav) and isinstance(expr.root, str):
                found.add(".".join([expr.root, *(s for s in expr.steps if isinstance(s, str))]))
            elif isinstance(expr, Lit) and isinstance(expr.value, str):
                found.add("all" if expr.value == "*" else expr.value)
    return found


def _is_ignored(path: str, ignored: set[str]) -> bool:
    """``settings[0].tier`` keeps back that argument alone, ``settings`` all of it."""
    return any(path == name or path.startswith(name + ".") for name in ignored)


def no_longer_ignored(before: Config, after: Config) -> list[str]:
    """What the change takes off the list of things that Terraform leaves alone."""
    now = ignored_paths(after)
    return [] if "all" in now else sorted(n for n in ignored_paths(before) if not _is_ignored(n, now))
