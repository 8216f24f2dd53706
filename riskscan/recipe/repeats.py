"""One change of a Terraform folder told once, where several of its files were handed in and each of them shows it.

A resource stands in one file, the value that changes it may stand in another. The file that holds the resource keeps the effect.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import replace

from riskscan.model.artifact import Language
from riskscan.model.effect import Effect
from riskscan.model.judged import ReadArtifact

Mark = tuple[str, str, str, str, tuple[str, ...]]


def without_repeats(read: Sequence[ReadArtifact]) -> tuple[ReadArtifact, ...]:
    """The artifacts, each effect on one resource in the first of them that holds the resource, else in the first that shows it."""
    keepers: dict[Mark, int] = {}
    for at_home in (True, False):
        for n, item in enumerate(read):
            for effect in item.effects if item.summary.language == Language.TERRAFORM.value else ():
                if not at_home or _is_home(item, effect):
                    keepers.setdefault(_mark(item, effect), n)
    return tuple(
        replace(item, effects=tuple(e for e in item.effects if keepers.get(_mark(item, e), n) == n))
        if item.summary.language == Language.TERRAFORM.value
        else item
        for n, item in enumerate(read)
    )


def _mark(item: ReadArtifact, effect: Effect) -> Mark:
    return posixpath.dirname(item.summary.path), effect.rule, effect.verb, effect.asset.name, effect.asset.aliases


def _is_home(item: ReadArtifact, effect: Effect) -> bool:
    own = item.summary.path
    return any(
        asset.kind is effect.asset.kind and asset.name == effect.asset.name and any(e.file == own for e in asset.evidence)
        for asset in item.declared.assets
    )
