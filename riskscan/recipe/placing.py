"""The Terraform folder that a handed-in file belongs to, under the path that the estate has for it.

A file of the estate belongs to its own folder. A copy from elsewhere, or a plan, belongs to the folder that describes most of its
resources; where several do so equally, its addresses stand alone and may mean each of them.
"""

from __future__ import annotations

import posixpath
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace

from riskscan.model.artifact import Language
from riskscan.model.estate import Estate
from riskscan.model.homes import Rename, address_in, all_at, bare, home_in, is_placed, moved, renamed, renamed_ref
from riskscan.model.judged import ReadArtifact

Homes = Mapping[str, frozenset[str]]
"""Address -> the folders of the estate in which it names a resource."""


def homes_of(estate: Estate) -> Homes:
    """Where each address of an estate holds."""
    found: dict[str, set[str]] = defaultdict(set)
    for asset in estate.assets:
        for name in asset.aliases:
            if is_placed(name):
                found[address_in(name)].add(home_in(name))
    return {address: frozenset(homes) for address, homes in found.items()}


def in_place(item: ReadArtifact, homes: Homes) -> ReadArtifact:
    """The artifact with its resources in their folder as the estate calls it."""
    used = {(address_in(n), home_in(n)) for asset in item.declared.assets for n in asset.aliases if is_placed(n)}
    used |= {(address_in(n), home_in(n)) for effect in item.effects for n in effect.asset.aliases if is_placed(n)}
    if not used:
        return item
    rename = _rename(item, used, homes)
    effects = tuple(replace(e, asset=renamed_ref(e.asset, rename)) for e in item.effects)
    at_worst = tuple(replace(e, asset=renamed_ref(e.asset, rename)) for e in item.at_worst)
    return replace(item, effects=effects, declared=renamed(item.declared, rename), at_worst=at_worst)


def _rename(item: ReadArtifact, used: set[tuple[str, str]], homes: Homes) -> Rename:
    if item.own:
        rename = moved(posixpath.dirname(item.summary.path.replace("\\", "/")), posixpath.dirname(item.own[0]))
        known = {home for found in homes.values() for home in found}
        is_plan = item.summary.language == Language.TERRAFORM_PLAN.value
        if not is_plan or any(home_in(rename(f"{home}#{address}")) in known for address, home in used):
            return rename
    votes = Counter(home for address, _ in used for home in homes.get(address, ()))
    if not votes:
        return lambda name: name
    most = max(votes.values())
    best = [home for home, count in votes.items() if count == most]
    return all_at(best[0]) if len(best) == 1 else bare
