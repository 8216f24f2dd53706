"""What exists, without anything being handed in: for those who want to see their picture of it, or the way between two things."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from riskscan.estate.identity import Names
from riskscan.estate.read import read as read_estate
from riskscan.files import git_root
from riskscan.graph.paths import way
from riskscan.graph.survey import survey
from riskscan.model.asset import AssetKind, AssetRef, Match
from riskscan.model.estate import Estate
from riskscan.model.survey import Survey, Way
from riskscan.parsers.queue import read as read_artifact
from riskscan.recipe import workers
from riskscan.recipe.hand_in import settings_of

Progress = Callable[[str], None]
_KINDS = (
    AssetKind.TABLE,
    AssetKind.REPORT,
    AssetKind.JOB,
    AssetKind.PROGRAM,
    AssetKind.BUCKET,
    AssetKind.RESOURCE,
    AssetKind.SERVER,
    AssetKind.URL,
)


class UnknownNameError(ValueError):
    """Nothing in the estate goes by that name; ``near`` are keys that look like it."""

    def __init__(self, name: str, near: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name, self.near = name, near


def estate_of(
    folders: Sequence[str | os.PathLike[str]], config: str | os.PathLike[str] | None = None, progress: Progress | None = None
) -> tuple[Estate, tuple[Path, ...]]:
    """The estate of these folders; without any, of the git work tree or folder that we stand in. Raises ConfigError."""
    roots = tuple(Path(folder) for folder in folders) or (git_root(Path.cwd()) or Path.cwd(),)
    estate = read_estate(roots, read_artifact, config=settings_of(config, roots), pool=workers.read, progress=progress)
    return estate, roots


def look(
    folders: Sequence[str | os.PathLike[str]], config: str | os.PathLike[str] | None = None, progress: Progress | None = None
) -> Survey:
    """All that exists, as far as the files say."""
    estate, roots = estate_of(folders, config, progress)
    return survey(estate, tuple(root.resolve().name for root in roots))


def explain(estate: Estate, start: str, end: str) -> Way:
    """The way from one name to another. Raises UnknownNameError."""
    return way(estate, _keys(estate, start), _keys(estate, end))


def _keys(estate: Estate, name: str) -> tuple[str, ...]:
    """The keys that a name may mean: a key itself, else a name, alias or last part of any kind."""
    if any(asset.key == name for asset in estate.assets):
        return (name,)
    kind, _, rest = name.partition(":")
    names = Names(estate)
    if rest and kind in AssetKind._value2member_map_:
        found = names.candidates(AssetRef(AssetKind(kind), rest))
        if found:
            return tuple(key for key, _ in found)
    folded = name.lower()
    named = tuple(a.key for a in estate.assets if folded in (a.name.lower(), *(alias.lower() for alias in a.aliases)))
    if named:
        return named
    keys = {key for kind_ in _KINDS for key, _ in names.candidates(AssetRef(kind_, name, Match.EXACT))}
    if not keys:
        near = tuple(sorted(a.key for a in estate.assets if folded in a.key.lower()))[:5]
        raise UnknownNameError(name, near)
    return tuple(sorted(keys))
