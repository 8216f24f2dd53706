"""The hand-overs of fixtures/artifacts, scanned once each in a folder of their own, and what is scrubbed before comparing."""

from __future__ import annotations

import os
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from riskscan import scan
from riskscan.model.assessment import Assessment
from riskscan.reports import FORMATS as REGISTERED
from riskscan.reports import TEXTS
from tests.support import FIXTURES

NOW = datetime(2026, 11, 23, 9, 40, tzinfo=UTC)
ARTIFACTS = FIXTURES / "artifacts"
ESTATES = FIXTURES / "estates"
GOLDEN = FIXTURES / "golden"
FORMATS = {name: REGISTERED[name].ending for name in TEXTS}  # a PDF is checked by its text and its pictures


@dataclass(frozen=True, slots=True)
class Case:
    """A hand-over and what common sense says of it; ``level`` is the lowest and highest that is right."""

    name: str
    files: tuple[str, ...]
    against: str
    baseline: str
    level: tuple[str, str]
    why: str

    def golden(self, form: str) -> Path:
        """Where the accepted report of a format stands."""
        return GOLDEN / self.name / f"report.{FORMATS[form]}"


def load(folder: Path) -> Case:
    """The case of a folder."""
    said = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    lowest, highest = said["level"]
    return Case(folder.name, tuple(said["files"]), said["against"], said.get("baseline", ""), (lowest, highest), said["why"])


CASES = tuple(load(path.parent) for path in sorted(ARTIFACTS.glob("*/case.toml")))


@contextmanager
def working_in(folder: Path) -> Iterator[None]:
    """Paths in a report are as typed, so a scan runs where the files are."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@cache
def assess(name: str) -> Assessment:
    """The result for a case, in a folder outside any git work tree, so that no report depends on this repository's history."""
    case = next(case for case in CASES if case.name == name)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ESTATES / case.against, Path(folder, case.against))
        for file in case.files:
            shutil.copy(ARTIFACTS / name / file, Path(folder, file))
        with working_in(Path(folder)):
            return scan(case.files, against=[case.against], baseline=case.baseline or None, now=NOW, policies=False)


def scrubbed(assessment: Assessment) -> Assessment:
    """The result without what changes from version to version."""
    return replace(
        assessment,
        tool=replace(assessment.tool, version="0.0.0"),
        provenance=replace(assessment.provenance, report_id="RS-0000-0000", rules_version="0000.00"),
        parts=tuple(scrubbed(part) for part in assessment.parts),
    )
