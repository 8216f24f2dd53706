"""The whole result, immutable. Every output is a pure function of it."""

from __future__ import annotations

from dataclasses import dataclass

from riskscan.model.advice import Alternative, Draft, Page, Review, SaferVersion, SeeFirst, Step
from riskscan.model.config import Accepted, KnownArtifact
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.effect import Effect
from riskscan.model.findings import Policy
from riskscan.model.impact import Impact
from riskscan.model.verdict import Verdict

SCHEMA_VERSION = "1.0"


@dataclass(frozen=True, slots=True)
class Tool:
    """Who wrote this assessment."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked, as typed. ``asked_by`` is empty when nobody said."""

    paths: tuple[str, ...]
    against: tuple[str, ...] = ()
    baseline: str = ""
    dialect: str = ""
    asked_by: str = ""


@dataclass(frozen=True, slots=True)
class ArtifactSummary:
    """One file that was handed in."""

    path: str
    language: str
    dialect: str
    sha256: str
    lines: int
    status: str


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the graph in the report. ``role``: artifact, reads, changes, creates, relies, notices, other."""

    key: str
    kind: str
    name: str
    role: str
    owner: str = ""
    criticality: int = 1
    detail: str = ""  # "table, 84,210 rows", "job, 02:00"
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EdgeEvidence:
    """Where an edge is written."""

    source: str
    file: str
    line: int
    method: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge of the graph in the report, pointing the way harm flows (``reads`` edges point from the asset to the artifact)."""

    source: str
    target: str
    kind: str
    evidence: EdgeEvidence
    worst: bool = False  # on the worst path


@dataclass(frozen=True, slots=True)
class Graph:
    """What the picture shows and the JSON keeps whole: all that is touched and all that is reached, nothing collapsed.

    ``worst_path`` are node keys from the artifact to the worst impact.
    """

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    worst_path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Provenance:
    """``read_at`` is ISO 8601 in UTC; ``report_id`` is derived from the content, so equal input gives an equal id."""

    report_id: str
    read_at: str
    estate_files: int
    estate_commit: str = ""
    rules_version: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The result of one scan. Field order is the JSON order."""

    schema_version: str
    tool: Tool
    request: Request
    artifacts: tuple[ArtifactSummary, ...]
    verdict: Verdict
    effects: tuple[Effect, ...]
    impacts: tuple[Impact, ...]
    graph: Graph
    steps: tuple[Step, ...]
    alternatives: tuple[Alternative, ...]
    review: Review
    policies: tuple[Policy, ...]
    diagnostics: tuple[Diagnostic, ...]
    provenance: Provenance
    page: Page
    see_first: tuple[SeeFirst, ...] = ()
    safer_versions: tuple[SaferVersion, ...] = ()
    parts: tuple[Assessment, ...] = ()  # one for each artifact, worst first, where several were handed in
    accepted: tuple[Accepted, ...] = ()  # those of riskscan.toml that hold on the day of the report; the level counts them all the same
    known: tuple[KnownArtifact, ...] = ()  # approvals in riskscan.toml of exactly these bytes; the level is the same with them
    drafts: tuple[Draft, ...] = ()  # the same outcome as a change of Terraform
