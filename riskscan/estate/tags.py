"""What the labels on cloud things say: whose they are and how important."""

from __future__ import annotations

from dataclasses import replace

from riskscan.knowledge import importance
from riskscan.model.asset import Asset, AssetKind, key_of
from riskscan.model.estate import Dependency, EdgeKind, Estate

_OWNER = frozenset({"owner", "team", "squad", "owned_by", "ownedby", "owning_team"})
_TIER = frozenset({"tier", "service_tier", "servicetier"})
_WORTH = frozenset({"criticality", "importance", "business_criticality", "businesscriticality"})


def apply(estate: Estate) -> Estate:
    """Owners and importance from facts named ``tag.<label>``, where nothing closer names an owner; teams are told."""
    teams: dict[str, Asset] = {a.key: a for a in estate.assets if a.kind is AssetKind.TEAM}
    others, edges = [], set(estate.dependencies)
    for asset in estate.assets:
        if asset.kind is AssetKind.TEAM:
            continue
        labels = {name[4:].lower().replace("-", "_"): value.strip() for name, value in asset.facts if name.startswith("tag.")}
        if labels:
            tiers = [importance.of_tier(value) for label, value in labels.items() if label in _TIER]
            words = [importance.of_word(value) for label, value in labels.items() if label in _WORTH]
            owner = asset.owner or next((value for label, value in sorted(labels.items()) if label in _OWNER and value), "")
            if owner and not asset.owner and asset.evidence:
                team = key_of(AssetKind.TEAM, owner)
                teams.setdefault(team, Asset(team, AssetKind.TEAM, owner, evidence=asset.evidence[:1]))
                edges.add(Dependency(asset.key, team, EdgeKind.NOTIFIES, asset.evidence[0]))
            asset = replace(asset, owner=owner, criticality=importance.highest((asset.criticality, *tiers, *words)))
        others.append(asset)
    everything = tuple(sorted((*others, *teams.values()), key=lambda a: a.key))
    return replace(estate, assets=everything, dependencies=tuple(sorted(edges)))
