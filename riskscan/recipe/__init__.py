"""The recipe: hand in, read, look at the estate, tie together, spread, judge, advise.

The only package that knows all stages. It is called recipe and not scan, so that ``riskscan.scan`` is always the function.
Each step takes values and returns values; nothing is changed in place. Several artifacts are read one by one against an estate without
what that artifact itself says of the estate (a script is not its own consumer), and the whole
is composed from the same effects, impacts and reaches, so the whole is never milder than its worst part.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from riskscan.advice.several import page_of_several
from riskscan.estate.read import read as read_estate
from riskscan.estate.read import summarised
from riskscan.files import Near, git_commit
from riskscan.model.assessment import Assessment, Request
from riskscan.parsers.queue import read as read_artifact
from riskscan.recipe import workers
from riskscan.recipe.compose import Composer
from riskscan.recipe.hand_in import baseline_of, estate_roots, hand_in, near_roots, settings_of
from riskscan.recipe.reading import read_handed, start_policies, with_policies
from riskscan.recipe.repeats import without_repeats
from riskscan.recipe.tie import weigh

Progress = Callable[[str], None]
POLICY_SECONDS = 60.0


def scan(
    paths: Sequence[str | os.PathLike[str]],
    *,
    against: Sequence[str | os.PathLike[str]] | None = None,
    baseline: str | os.PathLike[str] | None = None,
    dialect: str = "",
    language: str = "",
    now: datetime | None = None,
    config: str | os.PathLike[str] | None = None,
    stdin: bytes | None = None,
    policies: bool = True,
    asked_by: str = "",
    progress: Progress | None = None,
) -> Assessment:
    """Reads what was handed in, never runs it, and returns the assessment.

    ``paths`` are files or folders; ``-`` is ``stdin``. ``against`` are folders of the estate; default: the git work tree that holds the
    first path, else its folder. ``baseline`` is a folder or a git revision. ``now`` fixes all dates. Raises ConfigError for a
    riskscan.toml that says something unknown; every fault of an artifact is a diagnostic, not an exception.
    """
    tell = progress or (lambda _: None)
    names = [os.fspath(path) for path in paths]
    moment = now or datetime.now(UTC)
    handed = [item for name in names for item in hand_in(name, stdin)]
    roots = estate_roots(names, against)
    settings = settings_of(config, roots)
    near = Near(near_roots(handed, roots), Path.cwd(), dialect, baseline_of(baseline, handed))
    running = start_policies(handed) if policies else None
    tell(f"Reading {len(handed)} file{'s' if len(handed) != 1 else ''}")
    read = without_repeats([read_handed(item, near, language, roots) for item in handed])
    tell("Reading what is around it")
    estate = read_estate(roots, read_artifact, config=settings, pool=workers.read, progress=tell)
    estate = replace(estate, diagnostics=summarised(estate.diagnostics))
    if running is not None:
        tell("Waiting for the policy checks")
        read = with_policies(read, running.finish(POLICY_SECONDS))
    tell("Following what it reaches")
    weighed = weigh(read, estate, settings)
    request = Request(tuple(names), tuple(os.fspath(a) for a in against or ()), os.fspath(baseline or ""), dialect, asked_by)
    compose = Composer(request, estate, settings, moment, git_commit(roots[0]) if roots else "")
    parts = tuple(compose([item]) for item in weighed) if len(weighed) > 1 else ()
    ranked = tuple(sorted(parts, key=lambda a: (-a.verdict.score, a.artifacts[0].path)))
    whole = compose(weighed)
    return replace(whole, parts=ranked, page=page_of_several(whole.page, ranked)) if ranked else whole
