"""The files near a file of the estate, with a record of which were looked at, so that a kept piece is used only while they are the same."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath

from riskscan.estate.piece import Layout
from riskscan.model.artifact import digest
from riskscan.model.surroundings import Surroundings

_LIST = "files of "  # before a folder, where a question was about all its files
_PROGRAMS = frozenset({".py", ".sh", ".bash", ".ksh", ".ipynb", ".ps1"})


@lru_cache(maxsize=4096)
def _digest(text: str) -> str:
    return digest(text.encode("utf-8", "replace"))


_folder_of = lru_cache(maxsize=4096)(posixpath.dirname)


def _mark(text: str | None) -> str:
    """A digest of a text; empty where there is none. Many files look at the same few texts."""
    return "" if text is None else _digest(text)


def same_text(text: str | None, mark: str) -> bool:
    """True where a text is the one that a digest was made of (empty: there was none)."""
    return _mark(text) == mark


@dataclass(frozen=True, slots=True)
class Watched:
    """Surroundings that remember. With ``programs`` false, programs are not shown: the estate reads each of them on its own."""

    inner: Surroundings
    programs: bool = True
    texts: dict[tuple[str, str], str | None] = field(default_factory=dict)
    folders: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = field(default_factory=dict)

    @property
    def dialect(self) -> str:
        """See Surroundings."""
        return self.inner.dialect

    def text(self, path: str, near: str) -> str | None:
        """See Surroundings."""
        if not self.programs and PurePosixPath(path).suffix in _PROGRAMS:
            return None
        found = self.inner.text(path, near)
        self.texts[(path, near)] = found
        return found

    def place(self, path: str, near: str) -> str:
        """See Surroundings."""
        return self.inner.place(path, near)

    def folder(self, near: str, *endings: str) -> tuple[str, ...]:
        """See Surroundings."""
        found = self.inner.folder(near, *endings)
        self.folders[(near, endings)] = found
        return found

    def baseline(self, near: str, *endings: str) -> dict[str, str] | None:
        """The estate is as it is: there is no other state of it."""
        return None

    def seen_texts(self) -> tuple[tuple[str, str, str], ...]:
        """(path, near, digest or empty) of the texts that were looked at."""
        return tuple((path, near, _mark(text)) for (path, near), text in sorted(self.texts.items(), key=lambda item: item[0]))

    def seen_folders(self) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
        """(near, endings, files) of the folders that were looked at."""
        return tuple((near, endings, files) for (near, endings), files in sorted(self.folders.items()))

    def same(self, texts: tuple[tuple[str, str, str], ...], folders: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]) -> bool:
        """True where all that was looked at then is as it was."""
        for path, near, mark in texts:
            if not same_text(self.text(path, near), mark):
                return False
        return all(self.inner.folder(near, *endings) == files for near, endings, files in folders)


@dataclass(frozen=True, slots=True)
class WatchedLayout(Layout):
    """A layout that remembers which names it was asked for."""

    asked: dict[tuple[str, str], str] = field(default_factory=dict)

    def resolve(self, name: str, near: str) -> str | None:
        """See Layout."""
        found = Layout.resolve(self, name, near)
        self.asked[(name, near)] = found or ""
        return found

    def listed(self, folder: str, ending: str) -> tuple[str, ...]:
        """See Layout."""
        found = Layout.listed(self, folder, ending)
        self.asked[(f"{_LIST}{folder}", ending)] = "\n".join(found)
        return found

    def seen_paths(self) -> tuple[tuple[str, str, str], ...]:
        """(name, near, path or empty) of all that was asked."""
        return tuple((name, near, path) for (name, near), path in sorted(self.asked.items()))


@dataclass
class Checker:
    """Whether kept pieces still hold, for many pieces of one folder: each text is digested and each folder listed once.

    ``marks`` are the digests of the files of the estate that are known to be unchanged, by their whole path; these are not opened.
    """

    near: Surroundings
    layout: Layout
    marks: Mapping[str, str]
    _texts: dict[tuple[str, str], str] = field(default_factory=dict)
    _folders: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = field(default_factory=dict)

    def holds(
        self,
        texts: tuple[tuple[str, str, str], ...],
        folders: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...],
        paths: tuple[tuple[str, str, str], ...],
    ) -> bool:
        """True where all that was looked at then is as it was."""
        return (
            all(self._path(name, near) == found for name, near, found in paths)
            and all(self._text(path, near) == mark for path, near, mark in texts)
            and all(self._folder(near, endings) == files for near, endings, files in folders)
        )

    def _path(self, name: str, near: str) -> str:
        if name.startswith(_LIST):
            return "\n".join(self.layout.listed(name.removeprefix(_LIST), near))
        return self.layout.resolve(name, near) or ""

    def _text(self, path: str, near: str) -> str:
        folder = _folder_of(near)
        if (path, folder) not in self._texts:
            known = self.marks.get(self.near.place(path, near))
            self._texts[(path, folder)] = _mark(self.near.text(path, near)) if known is None else known
        return self._texts[(path, folder)]

    def _folder(self, near: str, endings: tuple[str, ...]) -> tuple[str, ...]:
        folder = _folder_of(near)
        if (folder, endings) not in self._folders:
            self._folders[(folder, endings)] = self.near.folder(near, *endings)
        return self._folders[(folder, endings)]
