"""Results kept on disk by the content that they were made from, below the stages that use them.

Each kept thing begins with a digest of the rest, appears whole or not at all, and depends on riskscan's own files through its key. A
damaged, half-written or unwritable store costs time, never a wrong answer, and several runs may use it at once.
``RISKSCAN_CACHE=off`` (the command line: ``--no-cache``) switches it off.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from functools import lru_cache
from pathlib import Path

from riskscan.model.artifact import digest
from riskscan.version import __version__

SWITCH = "RISKSCAN_CACHE"
_MARK = 32  # bytes of the digest before the data


@lru_cache(maxsize=1)
def own_digest() -> str:
    """A digest of riskscan's own files (sizes and times), so that a changed rule is never answered from an old result."""
    package = Path(__file__).resolve().parent
    files = sorted(path for pattern in ("*.py", "*.csv", "*.json", "*.toml") for path in package.rglob(pattern))
    marks = [f"{p.relative_to(package)}:{p.stat().st_size}:{p.stat().st_mtime_ns}" for p in files]
    return digest("\n".join((__version__, *marks)).encode())


def folder(kind: str) -> Path | None:
    """Where results of a kind are kept; None where nothing is to be kept."""
    if os.environ.get(SWITCH) == "off":
        return None
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(base, "riskscan", kind) if os.path.isabs(base) else None


def key_of(*parts: str) -> str:
    """One digest of riskscan itself and of what a result depends on."""
    return digest("\0".join((own_digest(), *parts)).encode("utf-8", "replace"))


def get(base: Path, key: str) -> bytes | None:
    """What was kept under a key; None where there is nothing, or where it is damaged."""
    try:
        data = (base / key[:2] / key).read_bytes()
    except OSError:
        return None
    kept = data[_MARK:]
    return kept if hashlib.sha256(kept).digest() == data[:_MARK] else None


def put(base: Path, key: str, data: bytes) -> None:
    """Keeps data under a key; what the disk refuses is not kept."""
    place = base / key[:2] / key
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=place.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(data).digest() + data)
            os.replace(name, place)
        except OSError:
            Path(name).unlink(missing_ok=True)
    except OSError:
        return
