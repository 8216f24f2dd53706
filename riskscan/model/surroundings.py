"""What a parser may know beyond its own text: the files near the artifact. The files room implements it."""

from __future__ import annotations

import posixpath
from typing import Protocol


class Surroundings(Protocol):
    """Files near an artifact, read as data. Paths are relative to the artifact's own folder, or as the artifact wrote them."""

    @property
    def dialect(self) -> str:
        """The SQL dialect that the person named, or an empty text."""

    def text(self, path: str, near: str) -> str | None:
        """The text of a file named from within the artifact ``near``; None where there is none, it is too large, or not text."""

    def place(self, path: str, near: str) -> str:
        """Where such a file stands, as the ``near`` of what is named from within it; the path itself where there is none."""

    def folder(self, near: str, *endings: str) -> tuple[str, ...]:
        """The paths (usable with ``text``) of files in the folder of artifact ``near`` with one of the endings, sorted."""

    def baseline(self, near: str, *endings: str) -> dict[str, str] | None:
        """File name -> text as they were before the change, for the folder of ``near``; None where no baseline is known."""


def path_from(near: str, path: str, surroundings: Surroundings) -> str:
    """The path of a file that artifact ``near`` names, as one that other files can be found from (usable as ``near`` itself).

    A file that lies elsewhere (found from the top of the project, not from the folder of ``near``) keeps its path as written.
    """
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(near), path))
    return joined if surroundings.text(posixpath.basename(joined), joined) is not None else path


class Nothing:
    """Surroundings for text that stands alone (standard input, tests)."""

    dialect = ""

    def text(self, path: str, near: str) -> str | None:
        """There is no file."""
        return None

    def place(self, path: str, near: str) -> str:
        """There is no file."""
        return path

    def folder(self, near: str, *endings: str) -> tuple[str, ...]:
        """There is no folder."""
        return ()

    def baseline(self, near: str, *endings: str) -> dict[str, str] | None:
        """There is no baseline."""
        return None
