"""How long the reports take once the assessment is there, and how large they are: ``python benchmarks/report.py``.

The bar: the page of the largest hand-over in less than 0.2 s, and less than 150 kB of HTML. The page of a folder of 200 files keeps to
the same time; it holds a table of all and the whole pages of the worst, so it is larger.
Times are the best of five in one warm process. The exit code is 1 where the bar is missed.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace

from riskscan.model.assessment import Assessment, Request
from riskscan.reports import FORMATS, MissingExtraError, render_bytes
from tests.golden.cases import CASES, assess

SECONDS, KILOBYTES, FILES = 0.2, 150, 200


def measured(assessment: Assessment, form: str) -> tuple[float, float]:
    """(seconds, kB) of one report, the best of five."""
    best, made = 60.0, b""
    for _ in range(5):
        start = time.perf_counter()
        made = render_bytes(assessment, form)
        best = min(best, time.perf_counter() - start)
    return best, len(made) / 1000


def folder() -> Assessment:
    """A hand-over of 200 files: the sample hand-overs again and again, each under a name of its own."""
    singles = [assess(case.name) for case in CASES]
    parts = []
    for number in range(FILES):
        one = singles[number % len(singles)]
        name = f"{number:03}_{one.artifacts[0].path}"
        parts.append(replace(one, request=Request((name,)), artifacts=tuple(replace(each, path=name) for each in one.artifacts)))
    worst = max(parts, key=lambda part: part.verdict.score)
    page = replace(worst.page, question=f"Can we run these {FILES} files?", answer="Not all of them.")
    return replace(worst, artifacts=tuple(part.artifacts[0] for part in parts), parts=tuple(parts), page=page)


def main() -> int:
    """Prints a line a report."""
    largest = max((assess(case.name) for case in CASES), key=lambda one: len(one.graph.nodes))
    missed = False
    for label, assessment in ((largest.artifacts[0].path, largest), (f"{FILES} files", folder())):
        print(f"{label}: {len(assessment.graph.nodes)} boxes in the graph, {len(assessment.parts)} parts")
        for form in FORMATS:
            try:
                seconds, size = measured(assessment, form)
            except MissingExtraError as error:
                print(f"  {form:9} {error}")
                continue
            over = form == "html" and (seconds >= SECONDS or (size >= KILOBYTES and not assessment.parts))
            missed = missed or over
            print(f"  {form:9} {seconds * 1000:8.1f} ms {size:9.1f} kB{'   over the bar' if over else ''}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
