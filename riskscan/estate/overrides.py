"""What ``riskscan.toml`` says about assets, put over what the files say: the last word, but nothing becomes less important."""

from __future__ import annotations

import re
from dataclasses import replace
from fnmatch import fnmatchcase

from riskscan.estate.codeowners import pattern
from riskscan.estate.names import parts_of
from riskscan.model.asset import Asset, AssetKind, key_of
from riskscan.model.config import Config, KnownAsset
from riskscan.model.estate import Dependency, EdgeKind, Estate
from riskscan.model.evidence import Evidence, Method

_SQL_NAME = re.compile(r"[\w$.\"`-]+$")


def declared(config: Config, file: str) -> Estate:
    """The assets that the organisation names, so that an effect finds them where no other file does."""
    assets = []
    for known in config.assets:
        if any(sign in known.name for sign in "*?"):
            continue
        kind = AssetKind(known.kind) if known.kind else (AssetKind.TABLE if _SQL_NAME.match(known.name) else AssetKind.OTHER)
        if not known.kind and kind is AssetKind.TABLE and "." not in known.name:
            continue  # a bare name of no kind speaks of what other files know
        facts = tuple((k, v) for k, v in (("rows", str(known.rows) if known.rows is not None else ""), ("note", known.note)) if v)
        seen = Evidence("riskscan.toml", file, known.line, Method.DECLARED)
        assets.append(
            Asset(key_of(kind, known.name), kind, known.name, known.aliases, known.owner, known.criticality, (), known.tags, facts, (seen,))
        )
    return Estate(tuple(assets))


def apply(estate: Estate, config: Config, file: str) -> Estate:
    """The estate with owners, importance, names, tags and sizes as declared."""
    teams: dict[str, Asset] = {}
    edges = set(estate.dependencies)
    assets = []
    for asset in estate.assets:
        changed, line = _changed(asset, config)
        if line and changed.owner:
            seen = Evidence("riskscan.toml", file, line, Method.DECLARED)
            team = key_of(AssetKind.TEAM, changed.owner)
            teams[team] = Asset(team, AssetKind.TEAM, changed.owner, evidence=(seen,))
            edges.add(Dependency(asset.key, team, EdgeKind.NOTIFIES, seen))
        assets.append(changed)
    known = {a.key for a in assets}
    assets += [team for key, team in sorted(teams.items()) if key not in known]
    return replace(estate, assets=tuple(sorted(assets, key=lambda a: a.key)), dependencies=tuple(sorted(edges)))


def _changed(asset: Asset, config: Config) -> tuple[Asset, int]:
    """The asset as declared, and the line that names its owner."""
    line = 0
    for rule in config.owners:
        by_file = rule.path and any(pattern(rule.path).match(e.file) for e in asset.evidence if e.method is not Method.MATCHED)
        if asset.kind is not AssetKind.TEAM and (by_file or (rule.asset and _named(asset, rule.asset))):
            asset, line = replace(asset, owner=rule.team), rule.line
    for known in config.assets:
        if _named(asset, known.name) and (not known.kind or key_of(AssetKind(known.kind), "") == key_of(asset.kind, "")):
            asset, line = _over(asset, known), known.line if known.owner else line
    for name, stats in config.table_stats.items():
        if asset.kind in (AssetKind.TABLE, AssetKind.VIEW) and _named(asset, name):
            figures = (("rows", stats.rows), ("writes_per_second", stats.writes_per_second))
            asset = replace(
                asset, facts=_facts(asset, tuple((k, f"{v:g}" if isinstance(v, float) else str(v)) for k, v in figures if v is not None))
            )
    return asset, line


def _over(asset: Asset, known: KnownAsset) -> Asset:
    worth = [c for c in (asset.criticality, known.criticality) if c is not None]
    said = (("rows", str(known.rows) if known.rows is not None else ""), ("note", known.note))
    return replace(
        asset,
        owner=known.owner or asset.owner,
        criticality=max(worth, default=None),
        aliases=tuple(sorted({*asset.aliases, *known.aliases})),
        tags=tuple(sorted({*asset.tags, *known.tags})),
        facts=_facts(asset, tuple(fact for fact in said if fact[1])),
    )


def _facts(asset: Asset, said: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Declared facts first: the first of a name counts."""
    return tuple(dict.fromkeys((*said, *asset.facts)))


def _named(asset: Asset, name: str) -> bool:
    """True where a declared name (``*`` and ``?`` as usual) is the asset's name, an alias, or its last parts."""
    name = name.lower()
    names = (asset.name.lower(), *(a.lower() for a in asset.aliases))
    if any(sign in name for sign in "*?["):
        return any(fnmatchcase(n, name) for n in names)
    if name in names:
        return True
    if asset.kind in (AssetKind.TABLE, AssetKind.VIEW, AssetKind.SCHEMA):
        parts, own = parts_of(name), parts_of(asset.name)
        return len(parts) <= len(own) and own[-len(parts) :] == parts
    return False
