"""Pieces of the estate kept on disk, so that a second scan of the same estate parses nothing again.

A piece is used only while its own text, the texts and folders that its parser looked at, and riskscan itself are the same.
"""

from __future__ import annotations

from riskscan import cache
from riskscan.estate.piece import Layout, Source
from riskscan.estate.watched import Watched
from riskscan.model.artifact import digest
from riskscan.model.estate import Estate
from riskscan.model.estate_codec import Kept, decode, encode


class Store:
    """The kept pieces. All failures of the disk are misses."""

    def __init__(self) -> None:
        self._base = cache.folder("estate")
        self._layouts: dict[int, str] = {}

    def key(self, reader: str, source: Source, project: tuple[str, str] | None, layout: Layout) -> str:
        """What the piece depends on, as one digest."""
        if self._base is None:
            return ""
        paths = self._layouts.setdefault(id(layout), digest("\n".join(sorted(layout.paths)).encode("utf-8", "replace")))
        return cache.key_of(reader, source.path, repr(project), paths, source.text)

    def get(self, key: str, watched: Watched) -> Estate | None:
        """The kept piece, where there is one and what it was made from is unchanged."""
        data = cache.get(self._base, key) if self._base is not None else None
        kept = decode(data) if data is not None else None
        return kept.estate if kept is not None and watched.same(kept.texts, kept.folders) else None

    def put(self, key: str, piece: Estate, watched: Watched) -> None:
        """Keeps a piece."""
        if self._base is not None:
            cache.put(self._base, key, encode(Kept(piece, watched.seen_texts(), watched.seen_folders())))
