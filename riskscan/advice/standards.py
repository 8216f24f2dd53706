"""What a review takes where the organisation has said nothing: hours and working days per level.

Our own judgement, from the turnaround that public handbooks give; ``[review]`` in riskscan.toml replaces any of it.
"""

from __future__ import annotations

from riskscan.model.config import Config

HOURS = {"none": (0.0, 0.0), "low": (0.0, 0.5), "medium": (1.0, 3.0), "high": (4.0, 8.0), "critical": (8.0, 24.0)}
DAYS = {"none": 0, "low": 0, "medium": 2, "high": 5, "critical": 10}
ROUTE_HOURS = (1.0, 4.0)


def hours(config: Config, level: str) -> tuple[float, float]:
    """Hours of work (low, high) for a review at this level."""
    return config.review.hours.get(level, HOURS[level])


def days(config: Config, level: str) -> int:
    """Working days until the answer at this level."""
    return config.review.turnaround_days.get(level, DAYS[level])
