"""``dbt_project.yml``: what a project sets for whole folders of models, and which models are switched off anywhere.

A rule is kept as a fact of the project (``RULE``) until all models are known; what a model says itself wins over its folder.
Source: docs.getdbt.com, dbt_project.yml, resource configs, enabled, model-paths.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from riskscan.estate import dbt_hooks, dbt_profiles, dbt_vars
from riskscan.estate.dbt_text import filled
from riskscan.estate.piece import Around, Gather
from riskscan.formats.yaml_text import Map, map_of, text_of, texts_of
from riskscan.model.asset import Asset, AssetKind
from riskscan.model.estate import Dependency, Estate

RULE = "dbt rule"
_FOLDER = "enabled by folder"
_PASSING = (RULE, "enabled", _FOLDER, dbt_vars.FACT, dbt_profiles.FACT)  # facts that say nothing any more once all models are known
_BUILT = ("model", "seed", "snapshot")
_SORTS = {"models": "model-paths", "seeds": "seed-paths", "snapshots": "snapshot-paths"}
_OLDER = {"models": "source-paths", "seeds": "data-paths", "snapshots": "snapshot-paths"}
_SET = ("enabled", "materialized", "schema", "group", "tags")


def wants(document: Map, path: PurePosixPath) -> bool:
    """The file by its name."""
    return path.name in ("dbt_project.yml", "dbt_project.yaml")


def read(document: Map, gather: Gather, around: Around) -> None:
    """The project as a pipeline, with its rules."""
    gather.source = "dbt"
    name = text_of(document.get("name"))
    if not name:
        return
    folder = PurePosixPath(gather.file).parent.as_posix()
    prefix = "" if folder == "." else folder + "/"
    rules: list[tuple[str, str]] = []
    for sort, paths in _SORTS.items():
        roots = texts_of(document.get(paths)) or texts_of(document.get(_OLDER[sort])) or (sort,)
        own = map_of(document.get(sort))
        for part in (own, map_of(own.get(name))):
            for inside, setting, value in _settings(part, "", name):
                rules += [(RULE, f"{prefix}{root}/{inside}|{setting}|{value}") for root in roots]
    place = dbt_profiles.place_of(document, gather.file, around)
    facts = (("label", f"dbt ({name})"), (dbt_profiles.FACT, place), *dbt_vars.facts(document, name), *rules)
    dbt_hooks.of_project(gather, document, gather.asset(AssetKind.PIPELINE, f"dbt:{name}", 1, facts=facts), around)


def _settings(part: Map, inside: str, project: str, depth: int = 0) -> Iterator[tuple[str, str, str]]:
    """(folder below the root, setting, value) of every setting, written with or without its plus sign."""
    for key, value in part.items():
        setting = key.removeprefix("+")
        if setting in _SET and (key.startswith("+") or not isinstance(value, Map)):
            text = ",".join(filled(one) if setting == "schema" else one for one in texts_of(value))
            yield inside, setting, dbt_vars.switch(text) if setting == "enabled" else text
        elif isinstance(value, Map) and depth < 10 and key != project and not key.startswith("+"):
            yield from _settings(value, f"{inside}{key}/", project, depth + 1)


def lay(pieces: Sequence[Estate]) -> list[Estate]:
    """The pieces with the rules of their project laid over the models in its folders, and the whole names that its profile gives them."""
    pipelines = (a for p in pieces for a in p.assets if a.kind is AssetKind.PIPELINE)
    projects = [a for a in pipelines if any(name in (RULE, dbt_profiles.FACT) for name, _ in a.facts)]
    if not projects:
        return list(pieces)
    found = {value for project in projects for name, value in project.facts if name == RULE}
    places = {p.name.removeprefix("dbt:"): p.fact(dbt_profiles.FACT) for p in sorted(projects, key=repr) if p.fact(dbt_profiles.FACT)}
    rules = sorted((tuple(rule.split("|", 2)) for rule in found), key=lambda rule: (-len(rule[0]), rule))
    laid = []
    for piece in pieces:
        if any(asset.fact("dbt") in _BUILT for asset in piece.assets):
            laid_over = (_placed(_with_rules(a, rules), places) if a.fact("dbt") in _BUILT else a for a in piece.assets)
            piece = replace(piece, assets=tuple(laid_over))
        laid.append(piece)
    return laid


def _placed(asset: Asset, places: Mapping[str, str]) -> Asset:
    """The table with the whole name under which others know it."""
    place = places.get(dbt_vars.project_of(asset), "") if _files(asset) else ""
    if not place:
        return asset
    return replace(asset, aliases=(*asset.aliases, dbt_profiles.name_in(place, asset.name, asset.fact("schema")).lower()))


def switch_off(estate: Estate) -> Estate:
    """The estate without the models that their own file, their properties or a folder's rule switches off."""
    variables = dbt_vars.of_projects(estate.assets)
    off = {a.key for a in estate.assets if a.fact("dbt") in _BUILT and _off(a, variables.get(dbt_vars.project_of(a), {}))}
    assets = [
        replace(asset, facts=tuple(fact for fact in asset.facts if fact[0] not in _PASSING))
        if any(name in _PASSING for name, _ in asset.facts)
        else asset
        for asset in estate.assets
        if asset.key not in off
    ]
    if not off:
        return replace(estate, assets=tuple(assets))
    used = {end for e in estate.dependencies if not _of(e, off) for end in (e.source, e.target)} & off
    assets += [Asset(a.key, a.kind, a.name, evidence=a.evidence) for a in estate.assets if a.key in used]
    edges = tuple(edge for edge in estate.dependencies if not _of(edge, off))
    return replace(estate, assets=tuple(sorted(assets, key=lambda a: a.key)), dependencies=edges)


def _of(edge: Dependency, off: set[str]) -> bool:
    """True for an edge that a switched-off model says of itself, or that dbt says of it."""
    return edge.target in off or (edge.source in off and edge.evidence.source.startswith("dbt"))


def _files(asset: Asset) -> list[str]:
    return [e.file for e in asset.evidence if e.file.endswith((".sql", ".py", ".csv"))]


def _off(asset: Asset, variables: Mapping[str, str]) -> bool:
    said = {value for name, value in asset.facts if name == "enabled"} or {asset.fact(_FOLDER)}
    return any(dbt_vars.is_off(value, variables) for value in said)


def _with_rules(asset: Asset, rules: list[tuple[str, ...]]) -> Asset:
    facts, tags = dict(reversed(asset.facts)), set(asset.tags)
    for _, setting, value in (r for r in rules if any(f.startswith(r[0]) for f in _files(asset))):
        if setting == "tags":
            tags |= {tag for tag in value.split(",") if tag}
        elif "{{" not in value:
            facts.setdefault(_FOLDER if setting == "enabled" else setting, value.lower() if setting == "enabled" else value)
    kind = AssetKind.VIEW if facts.get("materialized") == "view" and asset.kind is AssetKind.TABLE else asset.kind
    more = tuple((name, value) for name, value in facts.items() if name not in {n for n, _ in asset.facts})
    return replace(asset, kind=kind, tags=tuple(sorted(tags)), facts=(*asset.facts, *more))
