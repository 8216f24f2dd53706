"""All known assets and how they depend on each other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from riskscan.model.asset import Asset
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.evidence import Evidence


class EdgeKind(StrEnum):
    """What a dependency is. Every edge points the way harm flows: from cause to affected."""

    FEEDS = "feeds"  # dataset -> job, dataset, consumer that reads it
    WRITES = "writes"  # job -> dataset
    RUNS = "runs"  # trigger or pipeline -> job -> program file
    SUPPORTS = "supports"  # resource -> resource or job that needs it
    ENABLES = "enables"  # identity or secret -> job
    MANAGES = "manages"  # Terraform file -> resource; dbt -> table: has the say over it
    CASCADES = "cascades"  # parent table -> child table, ON DELETE CASCADE
    REFERENCES = "references"  # parent table -> child table, any other foreign key
    CONTAINS = "contains"  # schema -> table, bucket -> object, database -> schema
    NOTIFIES = "notifies"  # thing -> team or person


@dataclass(frozen=True, slots=True, order=True)
class Dependency:
    """An edge between two asset keys, with how we know it. ``columns``: the columns that flow over it, empty when not known."""

    source: str
    target: str
    kind: EdgeKind
    evidence: Evidence
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Estate:
    """Everything that exists, as far as the files say."""

    assets: tuple[Asset, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    files_read: int = 0
