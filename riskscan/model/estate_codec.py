"""The estate as bytes and back, for keeping pieces on disk."""

from __future__ import annotations

import msgspec

from riskscan.model.estate import Estate


class Kept(msgspec.Struct, frozen=True):
    """A piece with what it was made from: digests of the texts and lists of the folders that were looked at."""

    estate: Estate
    texts: tuple[tuple[str, str, str], ...] = ()  # path, near, digest or empty
    folders: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = ()  # near, endings, files


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Kept)


def encode(kept: Kept) -> bytes:
    """The piece as MessagePack."""
    return _ENCODER.encode(kept)


def decode(data: bytes) -> Kept | None:
    """The piece, or None where the bytes are none."""
    try:
        return _DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
