"""What an organisation knows laid over what everybody knows: which names are live, test or scratch places here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from riskscan.model.config import Config, Environments
from riskscan.model.effect import Effect, Safe, Safety, Trait


def lay_over(effects: Sequence[Effect], config: Config) -> tuple[Effect, ...]:
    """The effects with the organisation's own environments: live places raise, test and scratch places lower."""
    environments = config.environments
    if environments == Environments():
        return tuple(effects)
    return tuple(_place(effect, environments, config.path) for effect in effects)


def _place(effect: Effect, environments: Environments, source: str) -> Effect:
    names = [n.lower() for n in (effect.asset.within, effect.asset.name, *effect.asset.name.split(".")[:-1]) if n]
    if _any(names, environments.production):
        return effect if effect.has(Trait.PRODUCTION) else replace(effect, traits=(*effect.traits, Trait.PRODUCTION))
    for globs, kind, word in ((environments.scratch, Safety.SCRATCH, "scratch"), (environments.development, Safety.DEVELOPMENT, "test")):
        if _any(names, globs) and not effect.safe(kind):
            return replace(effect, safe_evidence=(*effect.safe_evidence, Safe(kind, f"{source} lists this as a {word} place.")))
    return effect


def _any(names: Sequence[str], globs: Sequence[str]) -> bool:
    return any(fnmatchcase(name, glob.lower()) for name in names for glob in globs)
