"""Pieces kept on disk by content, so that a second scan of the same estate parses nothing again.

A piece is used only while its own text, the texts and folders that its parser looked at, and riskscan itself are the same. A damaged
or unwritable store costs time, never a wrong answer. ``RISKSCAN_CACHE=off`` switches it off.
"""

from __future__ import annotations

import os
import tempfile
from functools import lru_cache
from pathlib import Path

from riskscan.version import __version__
from riskscan.estate.piece import Layout, Source
from riskscan.estate.watched import Watched
from riskscan.model.artifact import digest
from riskscan.model.estate import Estate
from riskscan.model.estate_codec import Kept, decode, encode


@lru_cache(maxsize=1)
def _own_digest() -> str:
    """A digest of riskscan's own files (sizes and times), so that a changed rule is never answered from an old piece."""
    package = Path(__file__).resolve().parent.parent
    marks = [f"{p.relative_to(package)}:{p.stat().st_size}:{p.stat().st_mtime_ns}" for p in sorted(package.rglob("*.py"))]
    return digest("\n".join((__version__, *marks)).encode())


def _folder() -> Path | None:
    if os.environ.get("RISKSCAN_CACHE") == "off":
        return None
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(base, "riskscan", "estate") if os.path.isabs(base) else None


class Store:
    """The kept pieces. All failures of the disk are misses."""

    def __init__(self) -> None:
        self._base = _folder()
        self._layouts: dict[int, str] = {}

    def key(self, reader: str, source: Source, project: tuple[str, str] | None, layout: Layout) -> str:
        """What the piece depends on, as one digest."""
        if self._base is None:
            return ""
        paths = self._layouts.setdefault(id(layout), digest("\n".join(sorted(layout.paths)).encode("utf-8", "replace")))
        parts = (_own_digest(), reader, source.path, repr(project), paths, source.text)
        return digest("\0".join(parts).encode("utf-8", "replace"))

    def get(self, key: str, watched: Watched) -> Estate | None:
        """The kept piece, where there is one and what it was made from is unchanged."""
        if self._base is None:
            return None
        try:
            kept = decode((self._base / key[:2] / key).read_bytes())
        except OSError:
            return None
        if kept is None:
            return None
        for path, near, mark in kept.texts:
            text = watched.inner.text(path, near)
            if mark != ("" if text is None else digest(text.encode("utf-8", "replace"))):
                return None
        for near, endings, files in kept.folders:
            if watched.inner.folder(near, *endings) != files:
                return None
        return kept.estate

    def put(self, key: str, piece: Estate, watched: Watched) -> None:
        """Keeps a piece; it appears whole or not at all."""
        if self._base is None:
            return
        texts = tuple((path, near, mark) for (path, near), mark in sorted(watched.texts.items()))
        folders = tuple((near, endings, files) for (near, endings), files in sorted(watched.folders.items()))
        data = encode(Kept(piece, texts, folders))
        place = self._base / key[:2] / key
        try:
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=place.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                os.replace(name, place)
            except OSError:
                Path(name).unlink(missing_ok=True)
        except OSError:
            return
