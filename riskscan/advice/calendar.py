"""Working days: when a review can be done."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from riskscan.model.config import ReviewRules


def due(now: datetime, days: int, rules: ReviewRules) -> str:
    """The ISO date ``days`` working days after ``now``; weekends, holidays and freeze windows do not count."""
    day = now.date()
    while not _works(day, rules):
        day += timedelta(days=1)
    for _ in range(days):
        day += timedelta(days=1)
        while not _works(day, rules):
            day += timedelta(days=1)
    return day.isoformat()


def _works(day: date, rules: ReviewRules) -> bool:
    iso = day.isoformat()
    return day.weekday() < 5 and iso not in rules.holidays and not any(start <= iso <= end for start, end in rules.freeze)


def spoken(iso: str) -> str:
    """``Thu 26 Nov`` for an ISO date, an empty text for none."""
    if not iso:
        return ""
    day = date.fromisoformat(iso)
    return f"{day:%a} {day.day} {day:%b}"
