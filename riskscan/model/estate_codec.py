"""The estate as bytes and back, for keeping pieces on disk."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from riskscan.model.estate import Estate


class Kept(msgspec.Struct, frozen=True):
    """What a file yielded: a piece of the estate, or rules of CODEOWNERS (folder, pattern, owners, file, line)."""

    estate: Estate
    owners: tuple[tuple[str, str, tuple[str, ...], str, int], ...] = ()


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A file as it was, with what its reader looked at and the piece that it yielded (not decoded, empty where no reader wants it).

    ``size`` in bytes; ``changed`` and ``read`` in nanoseconds; ``text`` and ``mark`` are digests of its text and of all else here.
    """

    size: int
    changed: int
    read: int
    text: str
    mark: str
    piece: bytes
    texts: tuple[tuple[str, str, str], ...] = ()  # path, near, digest or empty
    folders: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = ()  # near, endings, files
    paths: tuple[tuple[str, str, str], ...] = ()  # name, near, the path that it means or empty


class Shelf(msgspec.Struct, frozen=True):
    """All entries of a folder, by path, and the dbt projects (folder, name) that its files were read with."""

    entries: dict[str, Entry]
    projects: tuple[tuple[str, str], ...] = ()


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Kept)
_SHELVES = msgspec.msgpack.Decoder(Shelf)
_ENTRIES = msgspec.msgpack.Decoder(tuple[str, Entry])
_FAULTS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without the garbage collector, which would walk over all that is being made, again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def encode(kept: Kept) -> bytes:
    """The piece as MessagePack."""
    return _ENCODER.encode(kept)


def decode(data: bytes) -> Kept | None:
    """The piece, or None where the bytes are none."""
    with _no_collection():
        try:
            return _DECODER.decode(data)
        except _FAULTS:
            return None


def encode_shelf(shelf: Shelf) -> bytes:
    """The shelf as MessagePack."""
    return _ENCODER.encode(shelf)


def decode_shelf(data: bytes) -> Shelf | None:
    """The shelf, or None where the bytes are none."""
    with _no_collection():
        try:
            return _SHELVES.decode(data)
        except _FAULTS:
            return None


def encode_entry(path: str, entry: Entry) -> bytes:
    """One file's entry with its path."""
    return _ENCODER.encode((path, entry))


def decode_entry(data: bytes) -> tuple[str, Entry] | None:
    """One file's path and entry, or None where the bytes are none."""
    try:
        return _ENTRIES.decode(data)
    except _FAULTS:
        return None
