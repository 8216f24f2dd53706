"""The record: what was asked, what it would have done, what was offered instead, who decided, when. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EntryKind(StrEnum):
    """What an entry of the record tells: a request that was read, or the decision on one."""

    REQUEST = "request"
    DECISION = "decision"


class Outcome(StrEnum):
    """What was decided on a request."""

    AS_IT_IS = "as_it_is"
    ALTERNATIVE = "alternative"
    MADE_SAFE = "made_safe"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the record. It is never changed; a decision is a line of its own that names its request by ``about``.

    ``number`` counts from 1 without a gap. ``at`` and ``read_at`` are ISO 8601 in UTC, ``due`` is an ISO date. ``file_hash`` is the
    SHA-256 of the one file that was handed in (of all their hashes, where there were several), ``report_hash`` that of the JSON report.
    ``hash`` covers every other field and ``previous``, the hash of the entry before; see ``record.chain``.
    """

    number: int
    kind: str
    at: str
    report_id: str
    files: str = ""  # paths as typed, one a line
    asked_by: str = ""
    ticket: str = ""
    file_hash: str = ""
    level: str = ""
    score: int | None = None
    verdict: str = ""  # what riskscan answered: a Decision
    headline: str = ""
    alternative: str = ""  # the route that was offered instead
    due: str = ""  # the date by which an answer was promised
    read_at: str = ""
    report_hash: str = ""
    about: int | None = None
    outcome: str = ""  # what people decided: an Outcome
    approver: str = ""
    note: str = ""
    tool: str = ""
    previous: str = ""
    hash: str = ""

    @property
    def receipt(self) -> str:
        """As in ``12:9f86d081884c7d65``: enough to prove later that this entry was kept and is unchanged."""
        return f"{self.number}:{self.hash[:16]}"


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the record: requests by riskscan's answer, how many are decided, and the median hours until then."""

    month: str  # 2026-11
    requests: int
    by_verdict: tuple[tuple[str, int], ...]  # every Decision, worst first
    answered: int
    median_hours: float | None


@dataclass(frozen=True, slots=True)
class RecordStats:
    """The record in numbers, for the people who lead.

    A request is one file (or set of files) with one content: reading it again does not count again. ``offered`` counts requests for which
    a safer route was named, ``taken`` those of them that took it. Hours run from the first reading to the first decision, day and night.
    """

    first: str  # ISO date of the first request, empty where there is none
    last: str
    months: tuple[Month, ...]
    requests: int
    by_verdict: tuple[tuple[str, int], ...]
    by_outcome: tuple[tuple[str, int], ...]
    answered: int
    median_hours: float | None
    slowest_tenth_hours: float | None
    offered: int
    taken: int
    waiting: tuple[Entry, ...]  # requests that need an answer and have none, oldest first
    made_at: str
