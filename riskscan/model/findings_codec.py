"""Findings as bytes and back, for keeping them on disk."""

from __future__ import annotations

import msgspec

from riskscan.model.findings import Findings


class KeptFindings(msgspec.Struct, frozen=True):
    """Findings with what they were made from besides their own text: digests of other texts and lists of folders."""

    findings: Findings
    texts: tuple[tuple[str, str, str], ...] = ()  # path, near, digest or empty
    folders: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = ()  # near, endings, files
    before: bool = False  # whether anyone asked how it was before
    opened: tuple[str, ...] = ()  # whole paths of files that were opened by name for it


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(KeptFindings)


def encode(kept: KeptFindings) -> bytes:
    """The findings as MessagePack."""
    return _ENCODER.encode(kept)


def decode(data: bytes) -> KeptFindings | None:
    """The findings, or None where the bytes are none."""
    try:
        return _DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
