"""Which files of a folder belong to the estate, with their size and time.

Passed over: folders that hold other people's code or build results (``SKIPPED`` in the files room), virtual environments (a folder with
``pyvenv.cfg`` or ``conda-meta``), hidden folders but those of code hosts, links of any kind (so a link that leads back is no loop), and
what ``.gitignore`` leaves out. Records that tools write about themselves (``RECORDS``) are read although ``.gitignore`` leaves them out.
Submodules are read where they are checked out. A folder that may not be opened is said.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from riskscan.files import SKIPPED, ignored
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.span import Span

HIDDEN = frozenset(
    {".github", ".circleci", ".gitlab", ".gitea", ".azuredevops", ".azure-pipelines", ".azure", ".platform", ".ebextensions"}
)
RECORDS = frozenset({"manifest.json", "catalog.json", "run_results.json", ".env", "terraform.tfstate"})


@dataclass(frozen=True, slots=True)
class Place:
    """A file: where it is, its size in bytes and when it was last changed (nanoseconds)."""

    path: Path
    size: int
    changed: int


@dataclass(frozen=True, slots=True)
class Walked:
    """The files by their path relative to the folder, in order, and what could not be opened."""

    files: dict[str, Place]
    diagnostics: tuple[Diagnostic, ...] = ()


def walk(root: Path) -> Walked:
    """All files below a folder, or the one file."""
    if not root.is_dir():
        stat = root.stat()
        return Walked({root.name: Place(root, stat.st_size, stat.st_mtime_ns)})
    left_out = ignored(root)
    diagnostics: list[Diagnostic] = []
    found = dict(_below(root, "", left_out, False, diagnostics))
    return Walked(dict(sorted(found.items())), tuple(diagnostics))


def _below(
    folder: Path, inside: str, left_out: frozenset[str], all_left_out: bool, diagnostics: list[Diagnostic]
) -> Iterator[tuple[str, Place]]:
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        says = "What stands in it is missing from this answer."
        place = Span(inside or ".", 1, 1, 1, 1)
        diagnostics.append(Diagnostic("estate-folder-unread", f"We may not open the folder {inside or '.'}.", says, place))
        return
    names = {entry.name for entry in listed}
    if inside and names & {"pyvenv.cfg", "conda-meta"}:
        return
    for entry in listed:
        path = f"{inside}/{entry.name}" if inside else entry.name
        try:
            if entry.is_symlink():
                continue
            out = all_left_out or path in left_out
            if entry.is_dir(follow_symlinks=False):
                if _entered(entry.name):
                    yield from _below(Path(entry.path), path, left_out, out, diagnostics)
            elif entry.is_file(follow_symlinks=False) and (not out or PurePosixPath(path).name in RECORDS):
                stat = entry.stat(follow_symlinks=False)
                yield path, Place(Path(entry.path), stat.st_size, stat.st_mtime_ns)
        except OSError:
            diagnostics.append(
                Diagnostic("estate-file-unread", f"We could not read {path}.", "What it describes is missing.", Span(path, 1, 1, 1, 1))
            )


def _entered(name: str) -> bool:
    return name not in SKIPPED and (not name.startswith(".") or name in HIDDEN)
