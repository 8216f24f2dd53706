"""Scanning a text that stands in a folder of its own, against an empty estate."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from riskscan import scan
from riskscan.model.assessment import Assessment
from riskscan.model.verdict import LEVELS

NOW = datetime(2026, 11, 23, 9, 40, tzinfo=UTC)


def assess(name: str, data: str | bytes, estate: Mapping[str, str] | None = None) -> Assessment:
    """The result for one file of this name and content; ``estate`` is file name -> text of what exists."""
    with tempfile.TemporaryDirectory() as folder:
        exists = Path(folder, "estate")
        exists.mkdir()
        for file, text in (estate or {}).items():
            path = exists / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        handed = Path(folder, "handed")
        handed.mkdir()
        artifact = handed / name
        artifact.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
        return scan([str(artifact)], against=[str(exists)], now=NOW, policies=False)


def rank(result: Assessment) -> tuple[int, int]:
    """Level and score, to be compared."""
    return LEVELS.index(result.verdict.level), result.verdict.score
