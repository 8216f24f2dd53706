"""The things that artifacts touch: as an effect names them (AssetRef) and as the estate knows them (Asset)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from riskscan.model.evidence import Evidence


class AssetKind(StrEnum):
    """What sort of thing an asset is. A closed set (JSON contract)."""

    TABLE = "table"
    VIEW = "view"
    COLUMN = "column"
    DATABASE = "database"
    SCHEMA = "schema"
    FILE = "file"
    BUCKET = "bucket"
    OBJECT = "object"
    QUEUE = "queue"
    TOPIC = "topic"
    FUNCTION = "function"
    SERVER = "server"
    CLUSTER = "cluster"
    SECRET = "secret"
    IDENTITY = "identity"
    NETWORK = "network"
    DNS = "dns"
    URL = "url"
    EMAIL = "email"
    PROGRAM = "program"
    PIPELINE = "pipeline"
    JOB = "job"
    REPORT = "report"
    TEAM = "team"
    RESOURCE = "resource"
    OTHER = "other"


class Match(StrEnum):
    """How well the name is known: exact, a pattern (``backup_{date}``), or known only when it runs."""

    EXACT = "exact"
    PATTERN = "pattern"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, order=True)
class AssetRef:
    """An asset as an effect names it.

    ``name`` is as written, unknown parts as ``{name}``; dotted for tables (``core.dim_customer``), a URL path for HTTP, a physical name
    for cloud things. ``aliases`` are other names for the same thing (Terraform address, ARN). ``within`` says where it lives as far as
    the artifact shows it: host or connection URL without credentials, bucket, account, region.
    """

    kind: AssetKind
    name: str
    match: Match = Match.EXACT
    aliases: tuple[str, ...] = ()
    within: str = ""


@dataclass(frozen=True, slots=True)
class Asset:
    """A thing in the estate.

    ``key`` is ``kind:name`` in canonical form (lower case for SQL names); ``criticality`` 0..3 or None when nobody declared it;
    ``facts`` are further (name, value) pairs that readers found: schedule, rows, retention, materialized, maturity, label, url,
    role, environment, description, ``history`` = "only here" and the like. ``sure`` says how the owner, schedule, ... are known.
    """

    key: str
    kind: AssetKind
    name: str
    aliases: tuple[str, ...] = ()
    owner: str = ""
    criticality: int | None = None
    columns: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    evidence: tuple[Evidence, ...] = ()

    def fact(self, name: str) -> str:
        """The value of a fact, or an empty text."""
        return next((value for key, value in self.facts if key == name), "")


SQL_KINDS = frozenset({AssetKind.TABLE, AssetKind.VIEW, AssetKind.COLUMN, AssetKind.SCHEMA, AssetKind.DATABASE})


def key_of(kind: AssetKind, name: str) -> str:
    """The canonical key of an asset: SQL names are folded to lower case and lose their quotes."""
    if kind in SQL_KINDS:
        name = "".join(c for c in name if c not in '"`[]').lower()
    if kind is AssetKind.VIEW:
        kind = AssetKind.TABLE  # one name space: a script does not say which of the two it reads
    return f"{kind.value}:{name}"
