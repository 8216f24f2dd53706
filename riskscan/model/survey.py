"""What was found to exist, for people who want to see and mend their picture of it; and the way from one thing to another."""

from __future__ import annotations

from dataclasses import dataclass

from riskscan.model.asset import Asset
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.estate import Dependency

SURVEY_VERSION = "1.0"


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing: ``importance`` 0..3, ``needed_by`` counts the things that depend on it directly, ``teams`` own it or are told."""

    asset: Asset
    importance: int
    needed_by: int
    teams: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """Everything that the files say exists. ``unclear`` are names that may be several things, with those things' keys."""

    folders: tuple[str, ...]
    files_read: int
    things: tuple[Seen, ...]
    edges: tuple[Dependency, ...]
    unread: tuple[Diagnostic, ...]
    by_kind: tuple[tuple[str, int], ...]
    by_edge: tuple[tuple[str, int], ...]
    by_reader: tuple[tuple[str, int], ...]
    unclear: tuple[tuple[str, tuple[str, ...]], ...]
    nobodys: int  # tables, jobs and reports without an owner


@dataclass(frozen=True, slots=True)
class Way:
    """The way from ``start`` to ``end``; no edges where there is none.

    Names that fit several things are in ``start_keys`` and ``end_keys``.
    """

    start_keys: tuple[str, ...]
    end_keys: tuple[str, ...]
    edges: tuple[Dependency, ...] = ()

    @property
    def confidence(self) -> float:
        """Of the weakest edge, 0..1."""
        return min((edge.evidence.confidence for edge in self.edges), default=0.0)
