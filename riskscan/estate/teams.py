"""One team, one name: ``shop-core`` in CODEOWNERS and ``Shop Core`` elsewhere are the same people."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from riskscan.model.asset import Asset, AssetKind
from riskscan.model.estate import Estate


def fold(name: str) -> str:
    """A team's name without case, spaces and signs."""
    return "".join(sign for sign in name.lower() if sign.isalnum()) or name


def _other_names(estate: Estate) -> dict[str, str]:
    """Folded name -> the folded name of the one team that says that it goes by that name too."""
    found: dict[str, set[str]] = defaultdict(set)
    for asset in estate.assets:
        if asset.kind is AssetKind.TEAM:
            for alias in asset.aliases:
                if not alias.startswith("group:"):
                    found[fold(alias)].add(fold(asset.name))
    return {name: next(iter(teams)) for name, teams in found.items() if len(teams) == 1}


def unite(estate: Estate) -> Estate:
    """The estate with each team under one name: the one written for people (with capitals and spaces) where there is one."""
    same: dict[str, list[Asset]] = defaultdict(list)
    others = _other_names(estate)
    for asset in estate.assets:
        if asset.kind is AssetKind.TEAM:
            same[others.get(fold(asset.name), fold(asset.name))].append(asset)
    if all(len(teams) == 1 for teams in same.values()):
        return estate
    keys: dict[str, str] = {}
    names: dict[str, str] = {}
    kept: list[Asset] = [a for a in estate.assets if a.kind is not AssetKind.TEAM]
    for teams in same.values():
        teams.sort(key=lambda t: (t.name == t.name.lower(), " " not in t.name, t.name))
        first = teams[0]
        keys |= {team.key: first.key for team in teams}
        names |= {team.name: first.name for team in teams}
        kept.append(
            replace(
                first,
                aliases=tuple(sorted({*(alias for t in teams for alias in t.aliases), *(t.name for t in teams[1:])} - {first.name})),
                facts=tuple(dict.fromkeys(fact for team in teams for fact in team.facts)),
                evidence=tuple(dict.fromkeys(e for team in teams for e in team.evidence)),
            )
        )
    kept = [replace(a, owner=names.get(a.owner, a.owner)) for a in kept]
    edges = {replace(e, source=keys.get(e.source, e.source), target=keys.get(e.target, e.target)) for e in estate.dependencies}
    return replace(estate, assets=tuple(sorted(kept, key=lambda a: a.key)), dependencies=tuple(sorted(edges)))
