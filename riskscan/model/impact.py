"""An asset harmed by an effect, with the path to it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of the path: the edge that led to ``key``. ``evidence`` reads "schema.sql, line 4"."""

    key: str
    kind: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Impact:
    """What one asset suffers.

    ``how``: deleted_with_it, breaks, gets_wrong_data, goes_stale, stops, is_undone, undoes_it, loses_access, exposed.

    ``path`` runs from the asset that an effect touches to ``asset`` (keys); ``hops`` counts its edges. ``criticality`` 0..3, with
    1 for not known. ``because`` are effect ids. ``confidence`` is the weakest edge's.
    """

    id: str
    asset: str
    how: str
    hops: int
    path: tuple[str, ...]
    owner: str
    criticality: int
    because: tuple[str, ...]
    text: str
    level: str
    confidence: float = 1.0
