"""What an organisation says about itself in ``riskscan.toml``, as values."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class KnownAsset:
    """What the organisation says about one asset; ``kind`` empty: any kind. ``criticality`` 0..3, ``rows`` None where not said."""

    name: str
    kind: str = ""
    criticality: int | None = None
    owner: str = ""
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    rows: int | None = None
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class OwnerRule:
    """A team owns what fits a pattern: paths of files (``path``) or names of assets (``asset``); exactly one is set."""

    team: str
    path: str = ""
    asset: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class KnownAlternative:
    """A route that the organisation offers.

    ``applies_to``: export, correction, ...; ``effort_hours`` low and high, or None; ``asker_work``: what the asker does.
    """

    title: str
    text: str
    applies_to: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()
    link: str = ""
    effort_hours: tuple[float, float] | None = None
    asker_work: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """How reviews run here. Keys are levels (``hours``, ``turnaround_days``) or decisions (``decided_by``); dates are ISO 8601."""

    hours: dict[str, tuple[float, float]] = field(default_factory=dict)
    turnaround_days: dict[str, int] = field(default_factory=dict)
    decided_by: dict[str, str] = field(default_factory=dict)
    holidays: tuple[str, ...] = ()
    freeze: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Environments:
    """Patterns over names of hosts, databases, schemas, buckets: which are live, which are for development, which are scratch."""

    production: tuple[str, ...] = ()
    development: tuple[str, ...] = ()
    scratch: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableStats:
    """How large and busy a table is."""

    rows: int | None = None
    writes_per_second: float | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that a person took on: its fingerprint (csv, sarif and gitlab show it), why, who, and the last ISO date that it holds."""

    fingerprint: str
    reason: str
    by: str
    until: str


@dataclass(frozen=True, slots=True)
class KnownArtifact:
    """A file that was approved before, by the SHA-256 of its bytes (64 hex digits): why, by whom, and the last ISO date that it holds."""

    sha256: str
    reason: str
    by: str
    until: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the command line takes where an option is not given; empty or None: not said. ``against`` are folders as written."""

    against: tuple[str, ...] = ()
    baseline: str = ""
    dialect: str = ""
    fail_on: str = ""
    format: str = ""
    policies: bool | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """The whole file. Everything is optional; ``path`` is the file, or empty where there is none."""

    path: str = ""
    organisation: str = ""
    time_zone: str = ""
    assets: tuple[KnownAsset, ...] = ()
    owners: tuple[OwnerRule, ...] = ()
    alternatives: tuple[KnownAlternative, ...] = ()
    review: ReviewRules = ReviewRules()
    environments: Environments = Environments()
    table_stats: dict[str, TableStats] = field(default_factory=dict)
    accepted: tuple[Accepted, ...] = ()
    known: tuple[KnownArtifact, ...] = ()
    defaults: Defaults = Defaults()
    record: str = ""  # URL or file of the record that a team keeps
