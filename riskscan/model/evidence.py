"""How we know: in which file, on which line, by which method."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Method(StrEnum):
    """How a fact was come by, strongest first."""

    DECLARED = "declared"
    READ = "read"
    RESOLVED = "resolved"
    MATCHED = "matched_by_name"
    ASSUMED = "assumed"


CONFIDENCE = {Method.DECLARED: 1.0, Method.READ: 0.9, Method.RESOLVED: 0.9, Method.MATCHED: 0.7, Method.ASSUMED: 0.4}


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """``source`` names the reader (``dbt``, ``ddl``, ``airflow``), ``file`` is relative to the estate root, ``line`` 1-based or 0."""

    source: str
    file: str
    line: int
    method: Method = Method.READ

    @property
    def confidence(self) -> float:
        """1.0 declared, 0.9 read or resolved, 0.7 matched by name, 0.4 assumed. Words and range only; never part of a score."""
        return CONFIDENCE[self.method]
