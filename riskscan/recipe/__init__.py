"""The recipe: hand in, read, look at the estate, tie together, spread, judge, advise.

The only package that knows all stages. It is called recipe and not scan, so that ``riskscan.scan`` is always the function.
Each step takes values and returns values; nothing is changed in place. Several artifacts are read one by one against an estate without
what that artifact itself says of the estate (a script is not its own consumer), and the whole
is composed from the same effects, impacts and reaches, so the whole is never milder than its worst part.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from riskscan.advice.safer_version import diff
from riskscan.advice.several import page_of_several
from riskscan.estate.read import read as read_estate
from riskscan.estate.read import summarised
from riskscan.files import Near, git_commit
from riskscan.model.advice import SaferStep
from riskscan.model.artifact import Status
from riskscan.model.assessment import Assessment, Request
from riskscan.model.config import Config
from riskscan.model.estate import Estate
from riskscan.model.verdict import LEVELS
from riskscan.parallel import few_collections
from riskscan.recipe.again import keep_answer, kept_answer, question
from riskscan.recipe.compose import Composer
from riskscan.recipe.hand_in import Handed, baseline_of, estate_roots, hand_in, near_roots, near_starts, settings_of
from riskscan.recipe.improving import Improver, improver
from riskscan.recipe.judging import judged
from riskscan.recipe.parts import parts
from riskscan.recipe.reading import read_all, read_handed, start_policies, with_policies
from riskscan.recipe.repeats import without_repeats
from riskscan.recipe.shared import Shared
from riskscan.recipe.tie import Weighed, ready_for, weigh

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
    names = [os.fspath(path) for path in paths]
    moment = now or datetime.now(UTC)
    request = Request(tuple(names), tuple(os.fspath(a) for a in against or ()), os.fspath(baseline or ""), dialect, asked_by)
    handed = [item for name in names for item in hand_in(name, stdin)]
    asked = question(request, language, config, handed, estate_roots(names, against), moment)
    known = kept_answer(asked, moment)
    if known is not None:
        return known
    with few_collections():
        setting = _set_up(names, handed, against, baseline, dialect, language, config, policies, progress or (lambda _: None))
    commit = git_commit(setting.roots[0]) if setting.roots else ""
    compose = Composer(request, setting.estate, setting.settings, moment, commit, setting.improve)
    weighed = setting.weighed
    if len(weighed) == 1:
        return compose(weighed)
    with few_collections():
        ranked = parts(compose, weighed)
        whole = compose(weighed)
    safer = tuple(version for part in ranked for version in part.safer_versions)
    page = page_of_several(whole.page, ranked) if ranked else whole.page
    answer = replace(whole, parts=ranked, safer_versions=safer, page=page)
    keep_answer(asked, answer, setting.opened)
    return answer


@dataclass(frozen=True)
class Suggestion:
    """``diff`` takes the file to its safer version (empty: there is none), ``steps`` say how; level and score before and after."""

    diff: str
    steps: tuple[SaferStep, ...]
    before: tuple[str, int]
    after: tuple[str, int]
    status: str


@dataclass(frozen=True)
class _Setting:
    """All that is read before anything is judged."""

    roots: tuple[Path, ...]
    settings: Config
    estate: Estate
    weighed: tuple[Weighed, ...]
    improve: Improver
    opened: frozenset[str]  # whole paths of files that were opened by name


def _set_up(
    names: Sequence[str],
    handed: Sequence[Handed],
    against: Sequence[str | os.PathLike[str]] | None,
    baseline: str | os.PathLike[str] | None,
    dialect: str,
    language: str,
    config: str | os.PathLike[str] | None,
    policies: bool,
    tell: Progress,
) -> _Setting:
    roots = estate_roots(names, against)
    settings = settings_of(config, roots)
    near = Near(near_roots(handed, roots), Path.cwd(), dialect, baseline_of(baseline, handed), near_starts(names, roots))
    running = start_policies(handed) if policies else None
    tell(f"Reading {len(handed)} file{'s' if len(handed) != 1 else ''}")
    reading = read_all(handed, near, language, roots)
    read = without_repeats(reading.artifacts)
    tell("Reading what is around it")
    shared = Shared(reading.known)
    estate = read_estate(roots, shared, config=settings, pool=shared.pool, progress=tell)
    estate = replace(estate, diagnostics=summarised(estate.diagnostics))
    if running is not None:
        tell("Waiting for the policy checks")
        read = with_policies(read, running.finish(POLICY_SECONDS))
    tell("Following what it reaches")
    ready = ready_for(estate)
    weighed = weigh(read, estate, settings, ready)
    improve = improver(lambda item: read_handed(item, near, language, roots), near, estate, ready, settings, handed)
    return _Setting(tuple(roots), settings, estate, weighed, improve, reading.opened)


def suggest(
    path: str | os.PathLike[str],
    *,
    against: Sequence[str | os.PathLike[str]] | None = None,
    baseline: str | os.PathLike[str] | None = None,
    dialect: str = "",
    config: str | os.PathLike[str] | None = None,
) -> Suggestion:
    """The safer version of one file. It is never applied; raises ConfigError as ``scan`` does."""
    name = os.fspath(path)
    with few_collections():
        setting = _set_up([name], list(hand_in(name, None)), against, baseline, dialect, "", config, False, lambda _: None)
    item = setting.weighed[0]
    found = judged([item])
    improved = setting.improve(item, found)
    same = improved is None or item.read.summary.status == Status.NOT_READ.value
    text = item.read.text if same or improved is None else improved.text
    steps = () if improved is None else improved.version.steps
    change = diff(item.read.summary.path, item.read.text, text, setting.improve.newline(item.read.summary.path))
    after = (improved.version.level, improved.version.score) if improved else (LEVELS[found.level], found.score)
    return Suggestion(change, steps, (LEVELS[found.level], found.score), after, item.read.summary.status)
