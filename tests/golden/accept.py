"""Writes the reports of today as the accepted ones: ``python -m tests.golden.accept [CASE ...]``. Read the difference before you commit."""

from __future__ import annotations

import shutil
import sys

from riskscan.reports import render_bytes
from tests.golden import graphs
from tests.golden.cases import CASES, FORMATS, GOLDEN, Case, assess, scrubbed
from tests.golden.graphs import ACCEPTED, ESTATES, drawn, estate_of


def report(case: Case, form: str) -> bytes:
    """The report of a case as it is written to a file."""
    return render_bytes(scrubbed(assess(case.name)), form)


def accept(case: Case) -> list[str]:
    """Writes the reports of one case; the formats that differ from what was accepted before."""
    changed = []
    for form in FORMATS:
        path = case.golden(form)
        new = report(case, form)
        if not path.is_file() or path.read_bytes() != new:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(new)
            changed.append(form)
    return changed


def main(names: list[str]) -> None:
    """Accepts the named cases, or all of them; with all, folders of cases that are gone go too."""
    for case in CASES:
        if not names or case.name in names:
            print(f"{case.name:32} {assess(case.name).verdict.level:9} {', '.join(accept(case)) or 'as before'}")
    if not names:
        ACCEPTED.mkdir(exist_ok=True)
        for estate in ESTATES:
            graphs.golden(estate).write_text(drawn(estate_of(estate)), encoding="utf-8")
    if not names and GOLDEN.is_dir():
        for folder in GOLDEN.iterdir():
            if folder.name not in {case.name for case in CASES}:
                shutil.rmtree(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
