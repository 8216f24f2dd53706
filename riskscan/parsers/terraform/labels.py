"""What the labels of a resource say about where it lives. Its local name in the file never counts."""

from __future__ import annotations

from dataclasses import replace

from riskscan.knowledge.places import is_development, is_production
from riskscan.model.effect import Effect, Operation, Safe, Safety, Trait
from riskscan.parsers.terraform.evaluate import Instance

_LABELS = ("tags", "labels", "user_labels", "resource_labels")
_KEYS = frozenset({"environment", "env", "stage"})
_OPENS = (Trait.PUBLIC, Trait.ADMIN, Trait.OUTSIDE, Trait.SECRET)


def marked(effect: Effect, instance: Instance) -> Effect:
    """The effect with evidence of a development place, where every label of that kind says so and the real name does not say live.

    Rights and openings are left as they are: whoever gets in does not stop at a label.
    """
    if effect.operation is Operation.GRANT or effect.has(*_OPENS):
        return effect
    found = []
    for name in _LABELS:
        item = instance.config.items.get(name)
        if item is not None and isinstance(item.value, dict):
            found += [(value, item.span) for key, value in item.value.items() if key.lower() in _KEYS]
    if not found or is_production(effect.asset.name) or effect.has(Trait.PRODUCTION):
        return effect
    if not all(isinstance(value, str) and is_development(value) for value, _ in found):
        return effect
    value, span = found[0]
    safe = Safe(Safety.DEVELOPMENT, f"Line {span.start_line} labels it as {value}.", span)
    return replace(effect, safe_evidence=(*effect.safe_evidence, safe))
