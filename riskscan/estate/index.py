"""What each file of a folder yielded, kept on disk: a second run over an unchanged estate reads nothing again.

A piece is used only while its own text, the texts, folders and paths that its reader looked at, and riskscan itself are the same. A new
file makes only itself be read, and those that had looked for it. Size and time tell an unchanged file without opening it, but only
where the time is well before the file was read (a file may change twice within one tick of the clock).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import msgspec

from riskscan import cache
from riskscan.estate.walk import Place
from riskscan.estate.watched import Watched, WatchedLayout
from riskscan.model.artifact import digest
from riskscan.model.estate import Estate
from riskscan.model.estate_codec import Entry, Kept, Shelf, decode, decode_shelf, encode, encode_shelf

_TICK = 2_000_000_000  # nanoseconds


class Index:
    """The kept entries of one folder. All failures of the disk are misses."""

    def __init__(self, root: Path) -> None:
        self._base = cache.folder("estate")
        self._key = cache.key_of("estate index", str(root)) if self._base is not None else ""
        data = cache.get(self._base, self._key) if self._base is not None else None
        shelf = decode_shelf(data) if data is not None else None
        self._before: dict[str, Entry] = dict(shelf.entries) if shelf is not None else {}
        self._projects = shelf.projects if shelf is not None else ()
        self._now: dict[str, Entry] = {}
        self._changed = False

    def project(self, path: str, place: Place) -> tuple[str, str] | None:
        """(folder, name) of the dbt project that a file describes, where the file need not be opened for it."""
        folder = PurePosixPath(path).parent.as_posix()
        return next((p for p in self._projects if p[0] == folder), None) if self.unopened(path, place) is not None else None

    def read_with(self, projects: tuple[tuple[str, str], ...]) -> None:
        """Forgets all entries where the dbt projects are no longer those that they were read with."""
        if projects != self._projects:
            self._before, self._projects, self._changed = {}, projects, True

    def has(self, path: str) -> bool:
        """True where the file was read before."""
        return path in self._before

    def unopened(self, path: str, place: Place) -> Entry | None:
        """The entry of a file that need not be opened: same size and time, and not changed lately when it was read."""
        entry = self._before.get(path)
        if entry is None or (entry.size, entry.changed) != (place.size, place.changed) or entry.read - entry.changed < _TICK:
            return None
        return entry

    def same_text(self, path: str, mark: str) -> Entry | None:
        """The entry of a file whose text is the same."""
        entry = self._before.get(path)
        return entry if entry is not None and entry.text == mark else None

    def keep(self, path: str, place: Place, entry: Entry, known: bool) -> Entry:
        """Puts an entry on the shelf for next time; ``known`` where it was there before."""
        if not known or (entry.size, entry.changed) != (place.size, place.changed) or entry.read - entry.changed < _TICK:
            entry = msgspec.structs.replace(entry, size=place.size, changed=place.changed, read=time.time_ns())
            self._changed = True
        self._now[path] = entry
        return entry

    def save(self) -> None:
        """Writes the shelf where anything changed."""
        if self._base is not None and (self._changed or set(self._now) != set(self._before)):
            cache.put(self._base, self._key, encode_shelf(Shelf(self._now, self._projects)))


def entry_of(text: str, kept: Kept | None, watched: Watched | None = None, asked: WatchedLayout | None = None) -> Entry:
    """The entry of a file that was read, with all that its reader looked at; ``kept`` is None where no reader wants it."""
    piece = encode(kept) if kept is not None else b""
    return Entry(
        size=0,
        changed=0,
        read=0,
        text=digest(text.encode("utf-8", "replace")),
        mark=digest(piece) if piece else "",
        piece=piece,
        texts=watched.seen_texts() if watched is not None else (),
        folders=watched.seen_folders() if watched is not None else (),
        paths=asked.seen_paths() if asked is not None else (),
    )


def without_text(entry: Entry) -> Entry:
    """The entry of a file that is no text, or too large."""
    return msgspec.structs.replace(entry, text="")


def kept_of(entry: Entry) -> Kept | None:
    """What was kept of a file; None where no reader wants it."""
    return decode(entry.piece) if entry.piece else None


def whole(marks: Mapping[str, str]) -> str:
    """The key of an estate put together from pieces with these marks."""
    return cache.key_of("estate whole", *(f"{path} {mark}" for path, mark in sorted(marks.items())))


def get_whole(key: str) -> Estate | None:
    """The estate that was put together before from the same pieces."""
    base = cache.folder("estate")
    data = cache.get(base, key) if base is not None else None
    kept = decode(data) if data is not None else None
    return kept.estate if kept is not None else None


def put_whole(key: str, estate: Estate) -> None:
    """Keeps an estate that was put together."""
    base = cache.folder("estate")
    if base is not None:
        cache.put(base, key, encode(Kept(estate)))
