"""The recipe: read each folder, merge, then put owners and declarations over it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from riskscan.estate import addresses, calls, codeowners, dbt_project, handlers, index, overrides, patterns, tags, teams
from riskscan.estate.folder import Folder, Pool, Progress, read_folder
from riskscan.estate.merge import merge
from riskscan.estate.migrations import settle
from riskscan.estate.piece import Ask
from riskscan.model.asset import Asset, AssetKind
from riskscan.model.config import Config
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.estate import Dependency, EdgeKind, Estate

_AT_ONCE = 3  # names shown where several files share a diagnostic


def read(
    roots: Sequence[Path],
    ask: Ask,
    exclude: frozenset[Path] = frozenset(),
    config: Config | None = None,
    pool: Pool | None = None,
    progress: Progress | None = None,
) -> Estate:
    """Everything that the files below ``roots`` say exists.

    ``ask`` is the queue; ``exclude`` are files that are not part of the estate (the artifacts themselves). Paths in the evidence are
    relative to their root. The order of roots and files does not matter; the same files give the same estate. What could not be read
    is a diagnostic for each file.
    """
    outside = frozenset(path.resolve() for path in exclude)
    folders: list[Folder] = []
    missing: list[Estate] = []
    marks: dict[str, str] = {}
    for root in sorted({root.resolve() for root in roots}):
        if not root.exists():
            says = f"There is no folder {root.name} to compare with."
            missing.append(Estate(diagnostics=(Diagnostic("estate-not-found", says, "Who relies on this is not known.", None),)))
            continue
        folder = read_folder(root, ask, outside, pool, progress or (lambda _: None))
        folders.append(folder)
        marks |= {f"{root} {path}": mark for path, mark in folder.marks.items()}
    key = index.whole({**marks, "": repr((config, missing, [folder.diagnostics for folder in folders]))})
    known = index.get_whole(key) if marks else None
    if known is not None:
        return known
    pieces, rules = list(missing), []
    for folder in folders:
        found, owned = folder.pieces()
        pieces += found
        rules += owned
    estate = _put_together(pieces, tuple(rules), config, sorted({path for folder in folders for path in folder.marks}))
    if marks:
        index.put_whole(key, estate)
    return estate


def _put_together(pieces: list[Estate], rules: tuple[codeowners.Rule, ...], config: Config | None, paths: Sequence[str]) -> Estate:
    file = PurePosixPath(config.path).name if config and config.path else "riskscan.toml"
    if config is not None:
        pieces = [*pieces, overrides.declared(config, file)]
    joined = handlers.tie(settle(merge(dbt_project.lay(pieces))), paths)
    estate = codeowners.apply(tags.apply(_groups(dbt_project.switch_off(addresses.tie(calls.tie(patterns.tie(joined)))))), rules)
    if config is not None:
        estate = overrides.apply(estate, config, file)
    return teams.unite(estate)


def _groups(estate: Estate) -> Estate:
    """Owners of dbt groups, for the models that name a group and no owner."""
    teams: dict[str, Asset] = {}
    for asset in estate.assets:
        if asset.kind is AssetKind.TEAM:
            teams |= {alias.removeprefix("group:"): asset for alias in asset.aliases if alias.startswith("group:")}
    if not teams:
        return estate
    assets, edges = [], set(estate.dependencies)
    for asset in estate.assets:
        team = teams.get(asset.fact("group")) if not asset.owner and asset.fact("group") else None
        if team is not None and team.evidence:
            asset = replace(asset, owner=team.name)
            edges.add(Dependency(asset.key, team.key, EdgeKind.NOTIFIES, team.evidence[0]))
        assets.append(asset)
    return replace(estate, assets=tuple(assets), dependencies=tuple(sorted(edges)))


def summarised(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """One diagnostic for each code: with its own words where few files have it, else with a count and the first names."""
    by_code: dict[str, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        by_code.setdefault(diagnostic.code, []).append(diagnostic)
    found = []
    for code_name, same in sorted(by_code.items()):
        same.sort(key=repr)
        if len(same) <= _AT_ONCE:
            found += same
            continue
        names = sorted({d.location.path for d in same if d.location})
        text = f"We could not follow {len(names)} of the files around it in full: {', '.join(names[:_AT_ONCE])} and others."
        found.append(replace(same[0], code=code_name, text=text))
    return tuple(found)


__all__ = ["read", "summarised"]
