"""What a schedule says, in words: cron lines, Airflow presets, Terraform and AWS rates."""

from __future__ import annotations

import re

from riskscan.model.asset import Asset

PRESETS = {
    "@hourly": "every hour", "@daily": "each night", "@midnight": "each night", "@weekly": "each week", "@monthly": "each month",
    "@yearly": "each year", "@annually": "each year", "@once": "once", "@continuous": "all the time",
}  # fmt: skip
_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
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


def when(asset: Asset) -> str:
    """``, each day at 02:00`` for an asset with a schedule that we can say, else an empty text."""
    words = in_words(asset.fact("schedule"))
    return f", {words}" if words else ""
