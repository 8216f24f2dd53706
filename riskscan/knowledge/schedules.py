"""What a schedule says, in words: cron lines, Airflow presets, Terraform and AWS rates."""

from __future__ import annotations

import re

from riskscan.model.asset import Asset

PRESETS = {
    "@hourly": "every hour", "@daily": "each night", "@midnight": "each night", "@weekly": "each week", "@monthly": "each month",
    "@yearly": "each year", "@annually": "each year", "@once": "once", "@continuous": "all the time",
}  # fmt: skip
_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CRONS = {
    "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
}  # fmt: skip
_HOUR, _DAY = 60, 24 * 60  # minutes
_NAMES = {"sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6}


def in_words(schedule: str) -> str:
    """A schedule in words ("each day at 02:00", "every 15 minutes"); an empty text where it says nothing we know."""
    text = schedule.strip().strip("\"'")
    if text.lower() in PRESETS:
        return PRESETS[text.lower()]
    rate = re.fullmatch(r"(?:rate\()?(\d+) (minute|hour|day)s?\)?", text)
    if rate:
        return f"every {rate[1]} {rate[2]}s" if rate[1] != "1" else f"every {rate[2]}"
    fields = text.removeprefix("cron(").rstrip(")").split()
    return _cron(fields) if len(fields) in (5, 6) else ""


def _cron(fields: list[str]) -> str:
    minute, hour, day, month, week = fields[:5]
    if every := re.fullmatch(r"(?:\*|0)/(\d+)", minute):
        return f"every {every[1]} minutes"
    if minute == "*":
        return "every minute"
    if not minute.isdigit():
        return ""
    if hour == "*":
        return "every hour"
    if every := re.fullmatch(r"(?:\*|0)/(\d+)", hour):
        return f"every {every[1]} hours"
    if not hour.isdigit() or month not in ("*", "?"):
        return ""
    time = f"{int(hour):02}:{int(minute):02}"
    if day.isdigit():
        return f"on day {int(day)} of each month at {time}"
    if week in ("*", "?"):
        return f"each day at {time}"
    number = _NAMES.get(week[:3].lower(), int(week) if week.isdigit() else None)
    if number is not None and number < len(_DAYS) and "-" not in week and "," not in week:
        return f"each {_DAYS[number]} at {time}"
    return f"on weekdays at {time}" if week.lower() in ("1-5", "mon-fri") else f"at {time}"


def meet(one: str, other: str) -> bool:
    """True where two schedules may start within an hour of each other on one day; False too where one of them says nothing we know."""
    first, second = _starts(one), _starts(other)
    if first is None or second is None or not first[0] & second[0]:
        return False
    return any(min((a - b) % _DAY, (b - a) % _DAY) < _HOUR for a in first[1] for b in second[1])


def _starts(schedule: str) -> tuple[frozenset[int], frozenset[int]] | None:
    """(days of the week, minutes of the day) at which a cron line or preset starts; days of the month count as any day."""
    text = schedule.strip().strip("\"'")
    fields = _CRONS.get(text.lower(), text).removeprefix("cron(").rstrip(")").split()
    if len(fields) not in (5, 6):
        return None
    minutes, hours, days = _expanded(fields[0], 60), _expanded(fields[1], 24), _expanded(fields[4], 7)
    if not minutes or not hours or not days:
        return None
    return days, frozenset(hour * _HOUR + minute for hour in hours for minute in minutes)


def _expanded(field: str, size: int) -> frozenset[int]:
    """The numbers that a cron field stands for, below ``size``; empty where it is no such field. AWS's week starts at 1, which any day covers."""
    found: set[int] = set()
    for part in field.lower().split(","):
        shape = re.fullmatch(r"(\*|\?|[a-z]{3}|\d+)(?:-([a-z]{3}|\d+))?(?:/(\d+))?", part)
        if shape is None:
            return frozenset()
        step = int(shape[3] or 1) or 1
        if shape[1] in "*?":
            found |= set(range(0, size, step))
            continue
        ends = [_NAMES.get(end, int(end) if end.isdigit() else -1) for end in (shape[1], shape[2] or shape[1])]
        if min(ends) < 0:
            return frozenset()
        last = size - 1 if shape[3] and not shape[2] else ends[1]
        found |= {number % size for number in range(ends[0], last + 1, step)}
    return frozenset(found)


def when(asset: Asset) -> str:
    """``, each day at 02:00`` for an asset with a schedule that we can say, else an empty text."""
    words = in_words(asset.fact("schedule"))
    return f", {words}" if words else ""
