"""What readers share: a file, the lie of the land around it, and a gatherer of assets and edges."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from riskscan.model.artifact import Artifact
from riskscan.model.asset import Asset, AssetKind, key_of
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.estate import Dependency, EdgeKind, Estate
from riskscan.model.evidence import Evidence, Method
from riskscan.model.findings import Findings
from riskscan.model.span import Span
from riskscan.model.surroundings import Surroundings

Ask = Callable[[Artifact, Surroundings], Findings]
"""The queue: all effects and declarations of an artifact and of everything inside it."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the estate: ``path`` relative to its root with forward slashes, ``text`` as read."""

    path: str
    text: str

    @property
    def posix(self) -> PurePosixPath:
        """The path as a path."""
        return PurePosixPath(self.path)


@dataclass(frozen=True, slots=True)
class Layout:
    """What readers may know about other files: all paths, and the dbt projects as (folder, name), deepest folder first."""

    paths: frozenset[str] = frozenset()
    projects: tuple[tuple[str, str], ...] = ()

    def resolve(self, name: str, near: str) -> str | None:
        """The file that a name in the file ``near`` means: beside it, from the root, then by its last parts; or None."""
        name = name.removeprefix("./")
        if not name or len(name) > 1_000:
            return None
        for folder in (posixpath.dirname(near), ""):
            path = posixpath.normpath(posixpath.join(folder, name))
            if path in self.paths:
                return path
        parts = [part for part in name.split("/") if part not in ("", ".", "..")]
        for start in range(1, len(parts) - 1):  # a place where the folder is copied to: its last two parts at least must agree
            path = "/".join(parts[start:])
            if path in self.paths:
                return path
        path = "/".join(parts)
        return path if len(parts) > 1 and path in self.paths else None

    def listed(self, folder: str, ending: str) -> tuple[str, ...]:
        """The files of a folder with an ending, sorted; ``.`` is the root."""
        return tuple(sorted(p for p in self.paths if p.endswith(ending) and (posixpath.dirname(p) or ".") == folder))

    def project(self, path: str) -> tuple[str, str] | None:
        """(folder, name) of the dbt project that holds a path."""
        return next((p for p in self.projects if p[0] in ("", ".") or path.startswith(p[0] + "/")), None)


@dataclass(frozen=True, slots=True)
class Around:
    """What a reader is handed beside its file."""

    layout: Layout
    ask: Ask
    near: Surroundings  # the files of this estate
    aside: Surroundings  # the same without programs, which are read on their own


@dataclass
class Gather:
    """Assets and edges of one file. Adding the same thing twice is harmless."""

    source: str
    file: str
    assets: dict[str, list[Asset]] = field(default_factory=dict)
    edges: dict[Dependency, None] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def seen(self, line: int, method: Method = Method.READ) -> Evidence:
        """Evidence in this file."""
        return Evidence(self.source, self.file, line, method)

    def asset(
        self,
        kind: AssetKind,
        name: str,
        line: int,
        *,
        key: str = "",
        method: Method = Method.READ,
        aliases: Iterable[str] = (),
        owner: str = "",
        criticality: int | None = None,
        columns: Iterable[str] = (),
        tags: Iterable[str] = (),
        facts: Iterable[tuple[str, str]] = (),
    ) -> str:
        """Adds an asset and returns its key; facts with an empty value are left out."""
        key = key or key_of(kind, name)
        asset = Asset(
            key=key,
            kind=kind,
            name=name,
            aliases=tuple(aliases),
            owner=owner,
            criticality=criticality,
            columns=tuple(columns),
            tags=tuple(tags),
            facts=tuple((k, v) for k, v in facts if v),
            evidence=(self.seen(line, method),),
        )
        known = self.assets.setdefault(key, [])
        if asset not in known:
            known.append(asset)
        return key

    def edge(
        self, source: str, target: str, kind: EdgeKind, line: int, method: Method = Method.READ, columns: tuple[str, ...] = ()
    ) -> None:
        """Adds an edge; one from a thing to itself says nothing and is left out."""
        if source and target and source != target:
            self.edges[Dependency(source, target, kind, self.seen(line, method), columns)] = None

    def team(self, of: str, owner: str, line: int, contact: str = "") -> str:
        """Adds a team and tells it about ``of``; returns the owner as shown."""
        owner = " ".join(owner.split())
        if owner:
            self.asset(AssetKind.TEAM, owner, line, facts=(("contact", contact),))
            self.edge(of, key_of(AssetKind.TEAM, owner), EdgeKind.NOTIFIES, line)
        return owner

    def unread(self, code: str, text: str, consequence: str, line: int = 1) -> None:
        """Says what could not be read here."""
        self.diagnostics.append(Diagnostic(code, text, consequence, Span(self.file, line, 1, line, 1)))

    def take(self, estate: Estate) -> None:
        """Adds all of another piece."""
        for asset in estate.assets:
            known = self.assets.setdefault(asset.key, [])
            if asset not in known:
                known.append(asset)
        self.edges.update(dict.fromkeys(estate.dependencies))
        self.diagnostics.extend(estate.diagnostics)

    def estate(self) -> Estate:
        """All that was gathered."""
        assets = tuple(asset for same in self.assets.values() for asset in same)
        return Estate(assets, tuple(self.edges), tuple(self.diagnostics), files_read=1)
