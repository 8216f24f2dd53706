"""Findings of handed-in files kept on disk, so that a second scan of unchanged files reads nothing again.

Terraform is never kept: what it does depends on how it was before. Neither is anything that asked for that on its way.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec.structs import replace

from riskscan import cache
from riskscan.estate.watched import Watched
from riskscan.files import Near
from riskscan.model.artifact import DOCUMENTS, Artifact, Language
from riskscan.model.findings_codec import KeptFindings, decode, encode
from riskscan.parsers.queue import read

_KEPT = frozenset({Language.PYTHON, Language.SQL, Language.SHELL, Language.POWERSHELL, Language.NOTEBOOK}) | DOCUMENTS


@dataclass(frozen=True, slots=True)
class _Asking(Watched):
    """Surroundings that also remember whether anyone asked how it was before."""

    asked: list[str] = field(default_factory=list)

    def baseline(self, near: str, *endings: str) -> dict[str, str] | None:
        """See Surroundings."""
        self.asked.append(near)
        return self.inner.baseline(near, *endings)


def kept_or_read(artifact: Artifact, near: Near) -> KeptFindings:
    """The findings of an artifact: those kept from before where nothing that they rest on changed, else read now."""
    watched, before = _Asking(near), near.how_many
    base = cache.folder("findings") if artifact.language in _KEPT else None
    key = cache.key_of(artifact.path, artifact.language, artifact.dialect, near.dialect, artifact.intent, artifact.sha256)
    data = cache.get(base, key) if base is not None else None
    kept = decode(data) if data is not None else None
    if kept is not None and watched.same(kept.texts, kept.folders):
        return replace(kept, opened=near.opened(before))
    found = KeptFindings(read(artifact, watched), watched.seen_texts(), watched.seen_folders(), bool(watched.asked))
    if base is not None and not watched.asked:
        cache.put(base, key, encode(found))
    return replace(found, opened=near.opened(before))
