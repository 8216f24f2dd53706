"""One folder of the estate: each of its files read once, or taken from what was kept of it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from riskscan.estate import code, codeowners, index, readers
from riskscan.estate.piece import Around, Ask, Layout, Source
from riskscan.estate.walk import Place, walk
from riskscan.estate.watched import Checker, Watched, WatchedLayout
from riskscan.files import LARGEST, Near, git_root, read_text
from riskscan.model.artifact import digest
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.estate import Estate
from riskscan.model.estate_codec import Entry, Kept
from riskscan.model.span import Span

Pool = Callable[[Path, Layout, Sequence[str]], Iterable[tuple[str, Entry]]]
"""Reads files of a folder in several processes; what it does not give back is read here."""
Progress = Callable[[str], None]
WORTH_A_POOL = 150  # files to parse; below that, starting processes costs more than it saves
_PROJECT = ("dbt_project.yml", "dbt_project.yaml")
_PARSED = frozenset({*code.LANGUAGES, ".yml", ".yaml"})


@dataclass(frozen=True, slots=True)
class Folder:
    """What a folder yielded: the entry of each file, and what could not be opened. Pieces are decoded when somebody asks for them."""

    entries: dict[str, Entry]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def marks(self) -> dict[str, str]:
        """The digest of what each opened file yielded, empty for one that no reader wants."""
        return {path: entry.mark for path, entry in self.entries.items()}

    def pieces(self) -> tuple[list[Estate], list[codeowners.Rule]]:
        """The pieces in the order of the files, and the rules of CODEOWNERS."""
        found: list[Estate] = [Estate(diagnostics=self.diagnostics)] if self.diagnostics else []
        rules: list[codeowners.Rule] = []
        for path in sorted(self.entries):
            kept = index.kept_of(self.entries[path])
            if kept is not None:
                found.append(kept.estate)
                rules += [codeowners.Rule(*row) for row in kept.owners]
        return found, rules


def near_of(folder: Path) -> Near:
    """What programs of a folder may look at: the folder, and the work tree that it is part of."""
    return Near((folder, *(root for root in (git_root(folder),) if root)), folder)


def read_folder(root: Path, ask: Ask, outside: frozenset[Path], pool: Pool | None, tell: Progress) -> Folder:
    """Reads all files below a folder; ``outside`` are left out."""
    walked = walk(root)
    folder = root if root.is_dir() else root.parent
    files = {path: place for path, place in walked.files.items() if place.path not in outside}
    shelf = index.Index(root)
    layout = Layout(frozenset(files), projects(files, shelf))
    shelf.read_with(layout.projects)
    near = near_of(folder)
    wanted = {path: place for path, place in files.items() if readers.opened(PurePosixPath(path), layout)}
    entries = _known(wanted, shelf, layout, near)
    missing = [path for path in wanted if path not in entries]
    made: dict[str, Entry] = {}
    if pool is not None and sum(PurePosixPath(path).suffix in _PARSED for path in missing) >= WORTH_A_POOL:
        for path, entry in pool(folder, layout, missing):
            made[path] = entry
            if len(made) % 50 == 0:
                tell(f"Reading what is around it: {len(made)} of {len(missing)} files")
    for path in missing:
        entries[path] = shelf.keep(path, wanted[path], made.get(path) or read_file(path, wanted[path].path, layout, ask, near), False)
    shelf.save()
    return Folder(entries, walked.diagnostics)


def _known(wanted: dict[str, Place], shelf: index.Index, layout: Layout, near: Near) -> dict[str, Entry]:
    """The entries of files that are as they were, and all that their reader looked at too."""
    candidates: dict[str, Entry] = {}
    for path, place in wanted.items():
        entry = shelf.unopened(path, place)
        if entry is None and shelf.has(path):
            text = read_text(place.path)
            entry = shelf.same_text(path, "" if text is None else _mark(text))
        if entry is not None:
            candidates[path] = entry
    marks = {str(wanted[path].path): entry.text for path, entry in candidates.items()}
    checker = Checker(near, layout, marks)
    return {
        path: shelf.keep(path, wanted[path], entry, True)
        for path, entry in candidates.items()
        if checker.holds(entry.texts, entry.folders, entry.paths)
    }


def _mark(text: str) -> str:
    return digest(text.encode("utf-8", "replace"))


def read_file(path: str, place: Path, layout: Layout, ask: Ask, near: Near) -> Entry:
    """One file read anew by the first reader that wants it."""
    text = read_text(place)
    if text is None:
        return index.without_text(index.entry_of("", Kept(_unread(path, place))))
    if codeowners.wants(PurePosixPath(path)):
        rules = tuple((r.folder, r.pattern, r.owners, r.file, r.line) for r in codeowners.rules(path, text))
        return index.entry_of(text, Kept(Estate(files_read=1), owners=rules))
    source = Source(path, text)
    reader = readers.reader_of(source, layout)
    if reader is None:
        return index.entry_of(text, None)
    watched, asked = Watched(near), WatchedLayout(layout.paths, layout.projects)
    estate = reader.read(source, Around(asked, ask, watched, replace(watched, programs=False)))
    return index.entry_of(text, Kept(estate), watched, asked)


def projects(files: dict[str, Place], shelf: index.Index) -> tuple[tuple[str, str], ...]:
    """The dbt projects as (folder, name), deepest first."""
    described = ((path, place) for path, place in files.items() if path.rpartition("/")[2] in _PROJECT)
    found = [shelf.project(path, place) or _project(path, place) for path, place in described]
    return tuple(sorted(found, key=lambda p: (-len(PurePosixPath(p[0]).parts), p)))


def _project(path: str, place: Place) -> tuple[str, str]:
    name = re.search(r"(?m)^name\s*:\s*['\"]?([\w-]+)", read_text(place.path) or "")
    folder = PurePosixPath(path).parent
    return folder.as_posix(), name[1] if name else folder.name or "dbt"


def _unread(path: str, place: Path) -> Estate:
    """A file that a reader may want but that is no text that we read."""
    try:
        large = os.stat(place).st_size > LARGEST
    except OSError:
        large = False
    sort = "estate-file-too-large" if large else "estate-file-unread"
    text = f"{path} is too large for us to follow." if large else f"We could not read {path}."
    return Estate(diagnostics=(Diagnostic(sort, text, "What it describes is missing from this answer.", Span(path, 1, 1, 1, 1)),))
