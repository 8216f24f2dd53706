"""The fixed words of every report: decisions, likelihood, undo, hours, dates. One home, so that page, comment and terminal agree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from riskscan.model.verdict import DECISION_OF_LEVEL, LEVELS, Decision


@dataclass(frozen=True, slots=True)
class DecisionWords:
    """A decision as people read it. ``mark`` is its class and symbol in the page, ``sign`` its character in a comment."""

    mark: str
    word: str
    short: str
    sign: str
    alert: str  # the kind of alert box in a ticket comment
    colour: int  # terminal colour, 0 to 7
    hero: str  # below the decision word where the assessment names nobody who decides


DECISIONS = {
    Decision.STOP: DecisionWords("stop", "Stop", "Stop", "🛑", "CAUTION", 1, "Your leadership decides"),
    Decision.HOLD: DecisionWords("hold", "Hold", "Hold", "⏸️", "WARNING", 3, "Use another route"),
    Decision.GO_AHEAD_WITH_REVIEWER: DecisionWords(
        "review", "Go ahead with a reviewer", "With a reviewer", "👁️", "IMPORTANT", 4, "One person checks it first"
    ),
    Decision.GO_AHEAD: DecisionWords("go", "Go ahead", "Go ahead", "✅", "TIP", 2, "No review needed"),
    Decision.COULD_NOT_READ: DecisionWords(
        "unread", "Could not read", "Could not read", "❔", "NOTE", 5, "We need a file that we can read"
    ),
}
WORST_FIRST = (Decision.STOP, Decision.HOLD, Decision.COULD_NOT_READ, Decision.GO_AHEAD_WITH_REVIEWER, Decision.GO_AHEAD)

LIKELY = {
    "certain": (4, "Certain", ""),
    "likely": (3, "Likely", "over 1 in 2"),
    "possible": (2, "Possible", "1 in 10 to 1 in 2"),
    "unlikely": (1, "Unlikely", "under 1 in 10"),
    "unknown": (0, "Not known", ""),
}
UNDO = {"yes": "Yes", "with_work": "With work", "no": "No", "unknown": "Not known"}
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FOOT = "riskscan read this without running it, with no network and no password."


def decision_of(level: str) -> Decision:
    """The decision that goes with a level; an unknown level is never green."""
    return DECISION_OF_LEVEL.get(level, Decision.COULD_NOT_READ)


def rank(level: str) -> int:
    """0 for none to 4 for critical."""
    return LEVELS.index(level) if level in LEVELS else 0


def day(iso: str, year: bool = False) -> str:
    """As in "Thu 26 Nov" from an ISO date or time; a text that is neither comes back as it is."""
    try:
        when = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    text = f"{DAYS[when.weekday()]} {when.day} {MONTHS[when.month - 1]}"
    return f"{text} {when.year}" if year else text


def moment(iso: str) -> str:
    """As in "Mon 23 Nov 2026, 09:40 UTC" from an ISO time."""
    clock = re.match(r"\d{4}-\d\d-\d\d[T ](\d\d:\d\d)", iso)
    return f"{day(iso, year=True)}, {clock[1]} UTC" if clock else day(iso, year=True)


_NO_BREAK = (
    (re.compile(r"\b(lines?|at) (?=\d)"), "\\1\u00a0"),
    (re.compile(rf"\b({'|'.join(DAYS)}) (\d+) ({'|'.join(MONTHS)})\b"), "\\1\u00a0\\2\u00a0\\3"),
)


def kept_together(text: str) -> str:
    """The text with spaces that do not break in dates and line numbers."""
    for pattern, instead in _NO_BREAK:
        text = pattern.sub(instead, text)
    return text


def count(number: int, thing: str, many: str = "") -> str:
    """As in "1 file", "1,204 files"."""
    return f"{number:,} {thing if number == 1 else many or thing + 's'}"


def hours(span: tuple[float, float]) -> str:
    """Working hours as people say them: "30 minutes", "half a day", "1 to 2 days". Eight hours are a day."""
    low, high = sorted(span)
    if high <= 0:
        return "none"
    if low <= 0 or _one(low) == _one(high):
        return _one(high) if low > 0 else f"up to {_one(high)}"
    first, second = _one(low), _one(high)
    if first.split(" ")[-1].rstrip("s") == second.split(" ")[-1].rstrip("s") and not first.startswith("half"):
        first = first.rpartition(" ")[0]
    return f"{first} to {second}"


def _one(value: float) -> str:
    if value < 1:
        return count(max(round(value * 60 / 5) * 5, 5), "minute")
    if value == 4:
        return "half a day"
    if value < 8:
        return f"{value:g} hour" + ("" if value == 1 else "s")
    days = round(value / 8 * 2) / 2
    return f"{days:g} day" + ("" if days == 1 else "s")


def cut(name: str, most: int = 60) -> str:
    """A name with its middle left out where it is longer than ``most`` characters."""
    return name if len(name) <= most else f"{name[: most // 2]}…{name[-(most // 2) :]}"


def sentence(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def who_decides(decided_by: str, decision: Decision) -> str:
    """The line below the decision: "The head of Data decides"."""
    name = decided_by.strip().rstrip(".")
    if not name or (decision is Decision.GO_AHEAD and name.lower() in {"you", "nobody"}):
        return DECISIONS[decision].hero
    if re.search(r"\b(decides?|review\w*|checks?|needed|may)\b", name) or decision is Decision.COULD_NOT_READ:
        return sentence(name)
    verb = "decide" if name.lower() in {"you", "we"} or name.lower().startswith(("two ", "the heads")) else "decides"
    return sentence(f"{name} {verb}")
