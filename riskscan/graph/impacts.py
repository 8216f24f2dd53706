"""From harm that spreads to impacts: one a harmed asset, with the path, the owner, the effects behind it, and a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from riskscan.graph.conflicts import Clash
from riskscan.graph.spread import HOW, ORDER, Reached, spread
from riskscan.graph.web import Web, touched
from riskscan.knowledge.schedules import when
from riskscan.model.asset import Asset, AssetKind
from riskscan.model.effect import Effect
from riskscan.model.estate import Dependency
from riskscan.model.impact import Impact
from riskscan.model.reach import Reach

CONSUMERS = frozenset({AssetKind.REPORT, AssetKind.PROGRAM, AssetKind.URL, AssetKind.DNS})
SENTENCES: dict[tuple[str, str], str] = {
    ("deleted_with_it", "table"): "Rows of {name} that belong to it go too.",
    ("deleted_with_it", ""): "{Name} goes with it.",
    ("breaks", "job"): "{Name} fails at its next run{when}.",
    ("breaks", "pipeline"): "{Name} fails at its next run{when}.",
    ("breaks", "report"): "{Name} stops working.",
    ("breaks", ""): "{Name} stops working.",
    ("stops", ""): "{Name} stops.",
    ("gets_wrong_data", "report"): "{Name} shows other numbers.",
    ("gets_wrong_data", "job"): "{Name} works with the changed data{when}.",
    ("gets_wrong_data", "table"): "{Name} takes over the change.",
    ("gets_wrong_data", ""): "{Name} works with the changed data.",
    ("goes_stale", "program"): "{Name} works with old data.",
    ("goes_stale", "job"): "{Name} works with old data{when}.",
    ("goes_stale", "report"): "{Name} shows old numbers.",
    ("goes_stale", ""): "{Name} is no longer brought up to date.",
    ("loses_access", ""): "{Name} can no longer use it.",
    ("exposed", ""): "{Name} is open to others too.",
    ("undoes_it", ""): "{Name} writes this too. Your change is lost at its next run{when}.",
    ("is_undone", ""): "{Name} keeps this setting. The next planned change puts it back.",
}
_NAMED = {
    AssetKind.TABLE: "the table", AssetKind.VIEW: "the view", AssetKind.JOB: "the job", AssetKind.PIPELINE: "the pipeline",
    AssetKind.REPORT: "the report", AssetKind.PROGRAM: "the program", AssetKind.DATABASE: "the database",
    AssetKind.BUCKET: "the file store",
    AssetKind.FUNCTION: "the function", AssetKind.SERVER: "the server", AssetKind.CLUSTER: "the cluster", AssetKind.URL: "the service",
    AssetKind.DNS: "the web address", AssetKind.IDENTITY: "the account", AssetKind.NETWORK: "the network", AssetKind.QUEUE: "the queue",
    AssetKind.TOPIC: "the topic", AssetKind.SCHEMA: "the schema", AssetKind.SECRET: "the key", AssetKind.FILE: "the file",
}  # fmt: skip

_SAYS_KIND = frozenset({"report", "dashboard", "job", "program", "service", "list", "mail", "model", "table", "app", "page"})


@dataclass(frozen=True, slots=True)
class Spread:
    """What the graph says: impacts (worst first), the reach of each effect, and the harm by effect for the picture."""

    impacts: tuple[Impact, ...]
    reaches: tuple[Reach, ...]
    paths: Mapping[str, Reached]


def title(asset: Asset) -> str:
    """The asset with its kind, as a person reads it: "the table orders"."""
    label = asset.fact("label") or asset.name
    kind = "the service" if asset.fact("exposure_type") == "application" else _NAMED.get(asset.kind, "")
    if " " in label and label.rpartition(" ")[2].lower() in _SAYS_KIND:
        return f"the {label}"
    return f"{kind} {label}".strip()


def impacts_of(effects: tuple[Effect, ...], clashes: tuple[Clash, ...], web: Web) -> Spread:
    """All impacts of all effects. Ids are i1, i2, ... in order of importance, then distance, then key."""
    by_effect = {effect.id: spread(effect, web) for effect in effects}
    worst: dict[str, Reached] = {}
    because: dict[str, list[str]] = {}
    for effect in effects:
        for key, reached in by_effect[effect.id].items():
            if web.asset(key).kind is AssetKind.TEAM:
                continue
            because.setdefault(key, []).append(effect.id)
            known = worst.get(key)
            if known is None or (ORDER[reached.harm], reached.hops) < (ORDER[known.harm], known.hops):
                worst[key] = reached
    ordered = sorted(worst, key=lambda key: (-web.worth(key), worst[key].hops, key))
    impacts = [_impact(f"i{place}", worst[key], tuple(because[key]), web) for place, key in enumerate(ordered, start=1)]
    against = _clash_impacts(clashes, web, set(worst))
    reaches = tuple(_reach(effect, by_effect[effect.id], web) for effect in effects)
    return Spread(_numbered([*impacts, *against]) if against else tuple(impacts), reaches, worst)


def _impact(identity: str, reached: Reached, because: tuple[str, ...], web: Web) -> Impact:
    asset = web.asset(reached.key)
    how = HOW[reached.harm]
    edges = reached.edges
    return Impact(
        id=identity,
        asset=reached.key,
        how=how,
        hops=reached.hops,
        path=_keys(reached.origin, edges),
        owner=", ".join(web.teams_of(reached.key)),
        criticality=web.worth(reached.key),
        because=because,
        text=sentence(how, asset),
        level="",
        confidence=min((edge.evidence.confidence for edge in edges), default=1.0),
    )


def _keys(origin: str, edges: Sequence[Dependency]) -> tuple[str, ...]:
    """The path as keys from the touched asset on (edges may have been walked against their direction)."""
    keys = [origin]
    for edge in edges:
        keys.append(edge.target if edge.source == keys[-1] else edge.source)
    return tuple(keys)


def sentence(how: str, asset: Asset) -> str:
    """The sentence of an impact, at most 20 words."""
    pattern = SENTENCES.get((how, asset.kind.value)) or SENTENCES[(how, "")]
    name = title(asset)
    return pattern.format(name=name, Name=name[:1].upper() + name[1:], when=when(asset) if "{when}" in pattern else "")


def _clash_impacts(clashes: tuple[Clash, ...], web: Web, known: set[str]) -> list[Impact]:
    """One impact for each program or file that undoes the change; not where it is hit already."""
    found: dict[str, tuple[Clash, list[str]]] = {}
    for clash in clashes:
        if clash.other not in known:
            found.setdefault(clash.other, (clash, []))[1].append(clash.effect)
    impacts = []
    for other, (clash, because) in found.items():
        asset = web.asset(other)
        how = "undoes_it" if clash.kind == "overwritten" or clash.edge.evidence.source.startswith("dbt") else "is_undone"
        owner = ", ".join(web.teams_of(other))
        ids = tuple(dict.fromkeys(because))
        confidence = clash.edge.evidence.confidence
        impacts.append(Impact("", other, how, 1, (clash.asset, other), owner, web.worth(other), ids, sentence(how, asset), "", confidence))
    return impacts


def _reach(effect: Effect, reached: dict[str, Reached], web: Web) -> Reach:
    own = [key for key, _ in touched(effect, web)]
    hosts = [key for key, _ in web.hosts.get(effect.id, ())]
    others = sorted(key for key in reached if web.asset(key).kind is not AssetKind.TEAM)
    all_keys = (*own, *hosts, *others)
    importances = {key: web.worth(key) for key in all_keys}
    highest = max(importances.values(), default=-1)
    teams = {team for key in all_keys for team in web.teams_of(key)}
    return Reach(
        effect=effect.id,
        touched=tuple(own),
        reached=tuple(others),
        teams=tuple(sorted(teams)),
        consumers=sum(web.asset(key).kind in CONSUMERS for key in others),
        criticality=max(highest, 0),
        most_important=next((key for key in all_keys if importances[key] == highest), ""),
        known=bool(own or hosts),
    )


def join(spreads: Sequence[Spread]) -> Spread:
    """What several artifacts reach, as one: an asset that two of them hit is one impact with both behind it."""
    if len(spreads) == 1:
        return spreads[0]
    by_asset: dict[str, Impact] = {}
    for impact in (i for spread_ in spreads for i in spread_.impacts):
        known = by_asset.get(impact.asset)
        if known is None:
            by_asset[impact.asset] = impact
            continue
        nearer = min(known, impact, key=lambda i: (i.how in ("undoes_it", "is_undone"), i.hops))
        by_asset[impact.asset] = replace(nearer, because=tuple(dict.fromkeys((*known.because, *impact.because))))
    paths: dict[str, Reached] = {}
    for spread_ in spreads:
        for key, reached in spread_.paths.items():
            paths.setdefault(key, reached)
    return Spread(_numbered(list(by_asset.values())), tuple(r for s in spreads for r in s.reaches), paths)


def _numbered(impacts: list[Impact]) -> tuple[Impact, ...]:
    """The impacts in order of importance, then distance, then key, with ids i1, i2, ..."""
    impacts.sort(key=lambda i: (-i.criticality, i.how in ("undoes_it", "is_undone"), i.hops, i.asset))
    return tuple(replace(impact, id=f"i{n}") for n, impact in enumerate(impacts, start=1))
