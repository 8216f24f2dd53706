"""The record in numbers: requests, answers, hours and routes taken, by month."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from riskscan.model.record import Entry, EntryKind, Month, Outcome, RecordStats
from riskscan.model.verdict import Decision

WORST_FIRST = (Decision.STOP, Decision.HOLD, Decision.COULD_NOT_READ, Decision.GO_AHEAD_WITH_REVIEWER, Decision.GO_AHEAD)


@dataclass(frozen=True, slots=True)
class _Case:
    """A request with its first reading, its newest reading and its decisions."""

    first: Entry
    newest: Entry
    decisions: tuple[Entry, ...]

    @property
    def hours(self) -> float | None:
        """Hours from the first reading to the first decision; None where there is none yet."""
        if not self.decisions:
            return None
        return max((_time(self.decisions[0].at) - _time(self.first.at)).total_seconds() / 3600, 0.0)

    @property
    def needs_answer(self) -> bool:
        """False for a request that may simply go ahead."""
        return self.newest.verdict != Decision.GO_AHEAD


def stats(entries: Iterable[Entry], made_at: str, months: int = 12) -> RecordStats:
    """The numbers of the last ``months`` calendar months up to ``made_at`` (ISO 8601); months without requests are there too."""
    span = _months(made_at, months)
    cases = [case for case in _cases(entries) if case.first.at[:7] in span]
    hours = sorted(case.hours for case in cases if case.hours is not None)
    offered = [case for case in cases if case.newest.alternative]
    days = [case.first.at[:10] for case in cases]
    outcomes = Counter(case.decisions[-1].outcome for case in cases if case.decisions)
    start = next((index for index, month in enumerate(span) if any(day.startswith(month) for day in days)), len(span))
    return RecordStats(
        first=min(days, default=""),
        last=max(days, default=""),
        months=tuple(_month(month, [case for case in cases if case.first.at.startswith(month)]) for month in span[start:]),
        requests=len(cases),
        by_verdict=_by_verdict(cases),
        by_outcome=tuple((outcome.value, outcomes[outcome.value]) for outcome in Outcome),
        answered=len(hours),
        median_hours=median(hours) if hours else None,
        slowest_tenth_hours=hours[max(math.ceil(len(hours) * 0.9) - 1, 0)] if hours else None,
        offered=len(offered),
        taken=sum(bool(case.decisions) and case.decisions[-1].outcome == Outcome.ALTERNATIVE for case in offered),
        waiting=tuple(case.newest for case in cases if not case.decisions and case.needs_answer),
        made_at=made_at,
    )


def waiting(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The newest reading of each request that needs an answer and has none, oldest first."""
    return tuple(case.newest for case in _cases(entries) if not case.decisions and case.needs_answer)


def _cases(entries: Iterable[Entry]) -> list[_Case]:
    """Requests in the order of their first reading. The same content read again belongs to the request that it already is."""
    readings: dict[str, list[Entry]] = {}
    decisions: dict[str, list[Entry]] = {}
    for entry in entries:
        (readings if entry.kind == EntryKind.REQUEST else decisions).setdefault(entry.report_id, []).append(entry)
    return [_Case(found[0], found[-1], tuple(decisions.get(report_id, ()))) for report_id, found in readings.items()]


def _by_verdict(cases: Sequence[_Case]) -> tuple[tuple[str, int], ...]:
    found = Counter(case.newest.verdict for case in cases)
    return tuple((decision.value, found[decision.value]) for decision in WORST_FIRST)


def _month(month: str, cases: Sequence[_Case]) -> Month:
    hours = [case.hours for case in cases if case.hours is not None]
    return Month(month, len(cases), _by_verdict(cases), len(hours), median(hours) if hours else None)


def _months(made_at: str, count: int) -> list[str]:
    """The last months up to that of a time, oldest first, as 2026-11."""
    year, month = int(made_at[:4]), int(made_at[5:7])
    found = []
    for _ in range(max(count, 1)):
        found.append(f"{year:04d}-{month:02d}")
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    return found[::-1]


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
