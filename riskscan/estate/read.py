"""The recipe: walk the folders, hand each file to the readers that want it, merge, then put owners and declarations over it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from riskscan.estate import cache, code, codeowners, cron, dbt, documents, inventory, literals, manifest, overrides, tags, teams, tfstate
from riskscan.estate.merge import merge
from riskscan.estate.piece import Around, Ask, Layout, Source
from riskscan.estate.watched import Watched
from riskscan.files import LARGEST, Near, git_root, read_text, walk
from riskscan.model.asset import Asset, AssetKind
from riskscan.model.config import Config
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.estate import Dependency, EdgeKind, Estate
from riskscan.model.span import Span


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader: ``wants`` looks at path and text, ``read`` returns what it finds. ``last``: no later reader gets the file."""

    name: str
    wants: Callable[[PurePosixPath, str, Layout], bool]
    read: Callable[[Source, Around], Estate]


READERS: tuple[Reader, ...] = (
    Reader("dbt manifest", lambda path, text, _: manifest.wants(path, text), manifest.read),
    Reader("dbt", dbt.wants, dbt.read),
    Reader("terraform state", tfstate.wants, tfstate.read),
    Reader("cron", lambda path, text, _: cron.wants(path, text), cron.read),
    Reader("inventory", lambda path, text, _: inventory.wants_ini(path, text), inventory.read_ini),
    Reader("documents", lambda path, text, _: documents.wants(path, text), documents.read),
    Reader("code", lambda path, text, _: code.wants(path, text), code.read),
    Reader("literals", lambda path, text, _: literals.wants(path, text), literals.read),
)
"""In this order; the first that wants a file gets it, so every file is read once."""

ENDINGS = frozenset({*code.LANGUAGES, *literals.ENDINGS, ".yml", ".yaml", ".cron", ".crontab", ".ini", ".cfg", ".tfstate"})
NAMES = frozenset({"crontab", "crontab.txt", "hosts", "inventory", "CODEOWNERS", "manifest.json"})
_JSON = re.compile(r"(openapi|swagger)[^/]*\.json$", re.I)
_COMPILED = re.compile(r"(^|/)target/(compiled|run)/|(^|/)(node_modules|site-packages|dbt_packages)/")
_KEPT = frozenset({"code", "documents"})  # what costs more to read than to keep
_AT_ONCE = 3  # names shown where several files share a diagnostic


def read(roots: Sequence[Path], ask: Ask, exclude: frozenset[Path] = frozenset(), config: Config | None = None) -> Estate:
    """Everything that the files below ``roots`` say exists.

    ``ask`` is the queue; ``exclude`` are files that are not part of the estate (the artifacts themselves). Paths in the evidence are
    relative to their root. The order of roots and files does not matter; the same files give the same estate.
    """
    pieces: list[Estate] = []
    rules: list[codeowners.Rule] = []
    outside = frozenset(path.resolve() for path in exclude)
    for root in sorted({root.resolve() for root in roots}):
        found, owned = _root(root, ask, outside)
        pieces += found
        rules += owned
    file = PurePosixPath(config.path).name if config and config.path else "riskscan.toml"
    if config is not None:
        pieces.append(overrides.declared(config, file))
    estate = codeowners.apply(tags.apply(_groups(merge(pieces))), tuple(rules))
    if config is not None:
        estate = overrides.apply(estate, config, file)
    return replace(teams.unite(estate), diagnostics=_together(estate.diagnostics))


def _root(root: Path, ask: Ask, outside: frozenset[Path]) -> tuple[list[Estate], list[codeowners.Rule]]:
    if not root.exists():
        says = f"There is no folder {root.name} to compare with."
        return [Estate(diagnostics=(Diagnostic("estate-not-found", says, "Who relies on this is not known.", None),))], []
    folder = root if root.is_dir() else root.parent
    files = {path.relative_to(folder).as_posix(): path for path in (walk(root) if root.is_dir() else (root,)) if path not in outside}
    layout = Layout(frozenset(files), _projects(files))
    near = Near((folder, *(r for r in (git_root(folder),) if r)), folder)
    pieces: list[Estate] = []
    rules: list[codeowners.Rule] = []
    store = cache.Store()
    for path, place in files.items():
        pure = PurePosixPath(path)
        if not _opened(pure, layout):
            continue
        text = read_text(place)
        if text is None:
            pieces.append(_too_large(path, place))
        elif codeowners.wants(pure):
            rules += codeowners.rules(path, text)
        else:
            piece = _piece(Source(path, text), layout, ask, near, store)
            if piece is not None:
                pieces.append(piece)
    return pieces, rules


def _opened(path: PurePosixPath, layout: Layout) -> bool:
    """True for files whose name alone says that a reader may want them; all others are never opened."""
    if path.suffix == ".csv":
        return dbt.wants(path, "", layout)
    known = (
        path.suffix in ENDINGS
        or path.name in NAMES
        or "cron.d" in path.parts
        or (path.suffix == ".json" and _JSON.search(str(path)) is not None)
    )
    return known and not _COMPILED.search(str(path))


def _piece(source: Source, layout: Layout, ask: Ask, near: Near, store: cache.Store) -> Estate | None:
    """What the first reader that wants the file finds in it; None where no reader wants it."""
    reader = next((r for r in READERS if r.wants(source.posix, source.text, layout)), None)
    if reader is None:
        return None
    watched = Watched(near)
    if reader.name not in _KEPT:
        return reader.read(source, Around(layout, ask, watched, replace(watched, programs=False)))
    key = store.key(reader.name, source, layout.project(source.path), layout)
    known = store.get(key, watched)
    if known is not None:
        return known
    piece = reader.read(source, Around(layout, ask, watched, replace(watched, programs=False)))
    store.put(key, piece, watched)
    return piece


def _projects(files: dict[str, Path]) -> tuple[tuple[str, str], ...]:
    """The dbt projects as (folder, name), deepest first."""
    found = []
    for path, place in files.items():
        if PurePosixPath(path).name in ("dbt_project.yml", "dbt_project.yaml"):
            name = re.search(r"(?m)^name\s*:\s*['\"]?([\w-]+)", read_text(place) or "")
            folder = PurePosixPath(path).parent.as_posix()
            found.append((folder, name[1] if name else PurePosixPath(path).parent.name or "dbt"))
    return tuple(sorted(found, key=lambda p: (-len(PurePosixPath(p[0]).parts), p)))


def _too_large(path: str, place: Path) -> Estate:
    """A file that a reader may want but that is no text that we read."""
    large = place.stat().st_size > LARGEST if place.is_file() else False
    code_ = "estate-file-too-large" if large else "estate-file-unread"
    text = f"{path} is too large for us to follow." if large else f"We could not read {path}."
    return Estate(diagnostics=(Diagnostic(code_, text, "What it describes is missing from this answer.", Span(path, 1, 1, 1, 1)),))


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


def _together(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """One diagnostic for each code: with its own words where one file has it, else with a count and the first names."""
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


__all__ = ["ENDINGS", "READERS", "Reader", "read"]
