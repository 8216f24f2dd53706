"""What the labels of a resource say about where it lives. Its local name in the file never counts."""

from __future__ import annotations

from dataclasses import replace

from riskscan.knowledge.places import is_development, is_production
from riskscan.model.effect import Effect, Operation, Safe, Safety, Trait
from riskscan.model.span import Span
from riskscan.parsers.terraform.config import Config
from riskscan.parsers.terraform.evaluate import Instance
from riskscan.parsers.terraform.syntax import Value

_LABELS = ("tags", "labels", "user_labels", "resource_labels")
_KEYS = frozenset({"environment", "env", "stage"})
_OPENS = (Trait.PUBLIC, Trait.ADMIN, Trait.OUTSIDE, Trait.SECRET)


def marked(effect: Effect, instance: Instance) -> Effect:
    """The effect with evidence of a development place, where every label of that kind says so and the real name does not say live.

    Rights and openings are left as they are: whoever gets in does not stop at a label.
    """
    if effect.operation is Operation.GRANT or effect.has(*_OPENS):
        return effect
    found = _labels(instance.config) or _of_provider(instance)
    if not found or is_production(effect.asset.name) or effect.has(Trait.PRODUCTION):
        return effect
    if not all(isinstance(value, str) and is_development(value) for value, _ in found):
        return effect
    value, span = found[0]
    safe = Safe(Safety.DEVELOPMENT, f"Line {span.start_line} labels it as {value}.", span)
    return replace(effect, safe_evidence=(*effect.safe_evidence, safe))


def is_live(instance: Instance, name: str) -> bool:
    """True where the real name or a label says that it is a live system."""
    return is_production(name) or any(isinstance(value, str) and is_production(value) for value, _ in _labels(instance.config))


def _labels(config: Config) -> list[tuple[Value, Span]]:
    found: list[tuple[Value, Span]] = []
    for name in _LABELS:
        item = config.items.get(name)
        if item is not None and isinstance(item.value, dict):
            found += [(value, item.span) for key, value in item.value.items() if key.lower() in _KEYS]
    return found


def _of_provider(instance: Instance) -> list[tuple[Value, Span]]:
    """The labels that the usual provider puts on all that it makes; resources of another provider have none of them."""
    if instance.block.attribute("provider") is not None or instance.scope.prefix:
        return []
    usual = instance.type.partition("_")[0]
    found: list[tuple[Value, Span]] = []
    for block in instance.scope.folder.settings("provider"):
        if block.labels == (usual,) and block.attribute("alias") is None:
            config = instance.scope.config(block, {})
            for inner in (*config.inner("default_tags"), config):
                found += _labels(inner)
                item = inner.items.get("default_labels")
                if item is not None and isinstance(item.value, dict):
                    found += [(value, item.span) for key, value in item.value.items() if key.lower() in _KEYS]
    return found
