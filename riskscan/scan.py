"""The recipe: hand in, read, look at the estate, tie together, spread, judge, advise.

The only module that knows all stages. Each step takes values and returns values; nothing is changed in place.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from riskscan import __version__
from riskscan.advice.alternatives import alternatives
from riskscan.advice.case import Case
from riskscan.advice.lowering import lowerings
from riskscan.advice.page import page
from riskscan.advice.reasons import answers, headline, reasons
from riskscan.advice.review import review
from riskscan.advice.walkthrough import steps
from riskscan.estate.catalog import load
from riskscan.estate.identity import Names
from riskscan.estate.merge import merge
from riskscan.estate.read import read as read_estate
from riskscan.files import Baseline, Near, NotTextError, decode, git_commit, git_root, read_bytes, walk
from riskscan.graph.conflicts import clashes
from riskscan.graph.impacts import Spread, impacts_of, join
from riskscan.graph.observations import observe
from riskscan.graph.picture import draw
from riskscan.graph.web import Web, weave, without_own
from riskscan.knowledge.importance import importance
from riskscan.knowledge.overlay import lay_over
from riskscan.model.artifact import Artifact, Language, Status, digest
from riskscan.model.assessment import SCHEMA_VERSION, ArtifactSummary, Assessment, Provenance, Request, Tool
from riskscan.model.asset import Asset, AssetKind, AssetRef
from riskscan.model.config import Config
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.effect import Effect
from riskscan.model.estate import Estate
from riskscan.model.findings import Policy
from riskscan.model.judged import ReadArtifact
from riskscan.model.reach import Reach
from riskscan.model.span import Span
from riskscan.model.verdict import DECISION_OF_LEVEL, LEVELS, Decision, Verdict
from riskscan.parsers.detect import BY_ENDING, language_of
from riskscan.parsers.queue import read as read_artifact
from riskscan.scoring.judge import impact_levels, judge, with_levels

Progress = Callable[[str], None]
UNREAD_LEVEL = LEVELS.index("medium")  # what could not be read counts as not known, never as nothing
POLICY_SECONDS = 60.0
_HOST = re.compile(r"^(?:[a-z][\w+.-]*://)?(?:[^@/]*@)?(\[[^\]]+\]|[^/:?\s]+)")


@dataclass(frozen=True)
class _Handed:
    """One file that was handed in: where it is on disk (None for standard input) and its bytes or why there are none."""

    path: str
    file: Path | None
    data: bytes | None
    problem: str = ""


@dataclass(frozen=True)
class _Weighed:
    """One artifact with its effects tied to the estate and followed through it."""

    read: ReadArtifact
    effects: tuple[Effect, ...]
    spread: Spread
    web: Web


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
    handed = [item for name in names for item in _hand_in(name, stdin)]
    roots = _roots(names, against)
    settings = _config(config, roots)
    near = Near(_near_roots(handed, roots), Path.cwd(), dialect, _baseline(baseline, handed))
    running = _start_policies(handed) if policies else None
    tell(f"Reading {len(handed)} file{'s' if len(handed) != 1 else ''}")
    read = tuple(_read(item, near, language, roots) for item in handed)
    tell("Reading what is around it")
    estate = read_estate(roots, read_artifact, config=settings)
    if running is not None:
        tell("Waiting for the policy checks")
        read = _with_policies(read, running.finish(POLICY_SECONDS))
    tell("Following what it reaches")
    weighed = _weigh(read, estate, settings)
    request = Request(tuple(names), tuple(os.fspath(a) for a in against or ()), os.fspath(baseline or ""), dialect, asked_by)
    compose = _Composer(request, estate, settings, moment, git_commit(roots[0]) if roots else "")
    parts = tuple(compose([item]) for item in weighed) if len(weighed) > 1 else ()
    ranked = tuple(sorted(parts, key=lambda a: (-a.verdict.score, a.artifacts[0].path)))
    return replace(compose(weighed), parts=ranked)


# --- handing in


def _hand_in(name: str, stdin: bytes | None) -> Iterator[_Handed]:
    """The files that one argument stands for."""
    if name == "-":
        yield _Handed("-", None, stdin or b"")
        return
    path = Path(name)
    if path.is_dir():
        found = [p for p in walk(path) if _is_artifact(p)]
        for file in found:
            yield _load(str(file), file)
        if not found:
            yield _Handed(name, None, None, "We found no script, query or Terraform file in this folder.")
        return
    yield _load(name, path)


def _is_artifact(path: Path) -> bool:
    return path.suffix.lower() in BY_ENDING and path.suffix.lower() != ".tfvars" and not path.name.startswith(".")


def _load(name: str, path: Path) -> _Handed:
    shown = Path(name).as_posix()
    try:
        return _Handed(shown, path, read_bytes(path))
    except (OSError, NotTextError) as error:
        reason = (
            "It is not there."
            if isinstance(error, FileNotFoundError)
            else str(error)
            if isinstance(error, NotTextError)
            else "We may not open it."
        )
        return _Handed(shown, None, None, reason)


def _roots(names: Sequence[str], against: Sequence[str | os.PathLike[str]] | None) -> tuple[Path, ...]:
    """The estate's folders."""
    if against is not None:
        return tuple(Path(a) for a in against if Path(a).is_dir())
    first = next((Path(name) for name in names if name != "-" and Path(name).exists()), None)
    if first is None:
        return ()
    return (git_root(first) or (first if first.is_dir() else first.resolve().parent),)


def _near_roots(handed: Sequence[_Handed], roots: Sequence[Path]) -> tuple[Path, ...]:
    folders = {item.file.resolve().parent for item in handed if item.file is not None}
    return (*sorted(folders), *roots)


def _config(config: str | os.PathLike[str] | None, roots: Sequence[Path]) -> Config:
    if config is not None:
        return load(Path(config))
    found = next((root / "riskscan.toml" for root in roots if (root / "riskscan.toml").is_file()), None)
    return load(found) if found else Config()


def _baseline(baseline: str | os.PathLike[str] | None, handed: Sequence[_Handed]) -> Baseline | None:
    """The given baseline; else HEAD of the work tree, which says nothing where there is none."""
    if baseline is None:
        return Baseline(revision="HEAD") if any(item.file is not None and git_root(item.file) for item in handed) else None
    folder = Path(baseline)
    return Baseline(folder=folder) if folder.is_dir() else Baseline(revision=os.fspath(baseline))


# --- reading


def _read(item: _Handed, near: Near, language: str, roots: Sequence[Path]) -> ReadArtifact:
    if item.data is None:
        return _unread(item, item.problem)
    try:
        text = decode(item.data)
    except NotTextError as error:
        return _unread(item, str(error))
    if not text.strip():
        return _unread(item, "There is nothing in it.")
    kind = Language(language) if language else language_of(item.path, text)
    artifact = Artifact(item.path, kind, text, sha256=digest(item.data))
    found = read_artifact(artifact, near)
    status = found.status
    if any(diagnostic.unread for diagnostic in found.diagnostics) and not found.effects:
        status = Status.NOT_READ
    summary = ArtifactSummary(item.path, kind.value, found.dialect, artifact.sha256, artifact.lines, status.value)
    return ReadArtifact(summary, found.effects, found.declared, found.policies, found.diagnostics, _own_paths(item, roots))


def _unread(item: _Handed, why: str) -> ReadArtifact:
    place = Span(item.path, 1, 1, 1, 1)
    text = f"We could not read {'what you gave us' if item.path == '-' else item.path}. {why}"
    diagnostic = Diagnostic("unread", text, "Nothing in it was checked. Unread does not mean safe.", place, unread=True)
    kind = language_of(item.path).value
    summary = ArtifactSummary(item.path, kind, "", digest(item.data) if item.data is not None else "", 0, Status.NOT_READ.value)
    return ReadArtifact(summary, (), Estate(), (), (diagnostic,))


def _own_paths(item: _Handed, roots: Sequence[Path]) -> tuple[str, ...]:
    """The artifact's path as the estate's evidence writes it, for each root that holds it."""
    if item.file is None:
        return ()
    file = item.file.resolve()
    return tuple(file.relative_to(root.resolve()).as_posix() for root in roots if file.is_relative_to(root.resolve()))


def _start_policies(handed: Sequence[_Handed]):  # type: ignore[no-untyped-def]
    """The child process that runs checkov beside our own reading; None where no Terraform was handed in."""
    files = tuple(item.file for item in handed if item.file is not None and item.file.suffix in (".tf", ".tofu"))
    if not files:
        return None
    from riskscan.parsers.terraform.policies import start

    return start(files)


def _with_policies(read: tuple[ReadArtifact, ...], result: tuple[tuple[Policy, ...], tuple[Diagnostic, ...]]) -> tuple[ReadArtifact, ...]:
    """Policy findings put beside the file that each speaks of; what the child could not do is said once."""
    policies, diagnostics = result
    by_file: dict[str, list[Policy]] = {}
    for policy in policies:
        by_file.setdefault(Path(policy.file).name, []).append(policy)
    placed = []
    for item in read:
        mine = tuple(replace(p, file=item.summary.path) for p in by_file.get(Path(item.summary.path).name, ()))
        placed.append(replace(item, policies=(*item.policies, *mine)))
    if placed and diagnostics:
        placed[0] = replace(placed[0], diagnostics=(*placed[0].diagnostics, *diagnostics))
    return tuple(placed)


# --- weighing


def _weigh(read: Sequence[ReadArtifact], estate: Estate, settings: Config) -> tuple[_Weighed, ...]:
    names = Names(estate)
    weighed, number = [], 0
    for item in read:
        effects = []
        for effect in _unique(lay_over(item.effects, settings)):
            number += 1
            effects.append(replace(effect, id=f"e{number}"))
        weighed.append(_follow(item, tuple(effects), estate, names))
    return tuple(weighed)


def _unique(effects: Sequence[Effect]) -> Iterator[Effect]:
    """The effects without exact repeats (one statement reached on two ways)."""
    seen = set()
    for effect in effects:
        mark = (effect.operation, effect.verb, effect.asset, effect.location, effect.rule)
        if mark not in seen:
            seen.add(mark)
            yield effect


def _follow(item: ReadArtifact, effects: tuple[Effect, ...], estate: Estate, names: Names) -> _Weighed:
    others = without_own(estate, item.own)
    terraform = item.summary.language in (Language.TERRAFORM.value, Language.TERRAFORM_PLAN.value)
    if terraform and item.declared.assets:
        others = merge((others, item.declared))
        names = Names(others)
    known = {asset.key for asset in others.assets}
    links = {e.id: tuple((k, c) for k, c in names.candidates(e.asset) if k in known) for e in effects}
    hosts = {e.id: tuple((k, c) for k, c in names.candidates(_host(e)) if k in known) for e in effects if e.asset.within}
    web = weave(others, links, hosts)
    effects = observe(effects, web)
    clashing = tuple(clash for effect in effects for clash in clashes(effect, web, terraform))
    return _Weighed(item, effects, impacts_of(effects, clashing, web), web)


def _host(effect: Effect) -> AssetRef:
    found = _HOST.match(effect.asset.within)
    return AssetRef(AssetKind.SERVER, found[1] if found else effect.asset.within)


# --- composing


@dataclass(frozen=True)
class _Composer:
    """Makes an assessment of one or more weighed artifacts."""

    request: Request
    estate: Estate
    settings: Config
    now: datetime
    commit: str

    def __call__(self, weighed: Sequence[_Weighed]) -> Assessment:
        """The assessment of these artifacts together."""
        joined = join([item.spread for item in weighed])
        effects = tuple(effect for item in weighed for effect in item.effects)
        assets = {key: asset for item in weighed for key, asset in item.web.assets.items()}
        weights = {key: importance(assets[key]) for reach in joined.reaches for key in (*reach.touched, *reach.reached) if key in assets}
        judged = judge(effects, joined.reaches, weights)
        reaches = {reach.effect: reach for reach in joined.reaches}
        level, decision = self._decide(weighed, judged.level)
        effects = with_levels(effects, judged)
        impacts = impact_levels(joined.impacts, judged)
        summaries = tuple(item.read.summary for item in weighed)
        score = max(judged.score, 20 * level)
        graph = draw(
            [(s.path, _word(s)) for s in summaries], effects, impacts, joined.paths, _union([item.web for item in weighed]), judged.worst
        )
        diagnostics = tuple(dict.fromkeys((*(d for item in weighed for d in item.read.diagnostics), *self.estate.diagnostics)))
        case = Case(
            artifacts=summaries,
            effects=effects,
            impacts=impacts,
            reaches=reaches,
            answers={identity: four.key for identity, four in judged.answers.items()},
            level=LEVELS[level],
            score=score,
            decision=decision,
            worst=judged.worst,
            estate=self.estate,
            assets=assets,
            graph=graph,
            config=self.settings,
            now=self.now,
            diagnostics=diagnostics,
            rejudge=_rejudge(joined.reaches, weights),
        )
        return self._assessment(case, weighed, (judged.score_range[0], max(judged.score_range[1], score)))

    @staticmethod
    def _decide(weighed: Sequence[_Weighed], level: int) -> tuple[int, Decision]:
        """The level and decision; what could not be read is never green."""
        statuses = {item.read.summary.status for item in weighed}
        if Status.NOT_READ.value in statuses and level <= UNREAD_LEVEL:
            return UNREAD_LEVEL, Decision.COULD_NOT_READ
        if Status.PARTLY_READ.value in statuses and level < UNREAD_LEVEL:
            return UNREAD_LEVEL, Decision.COULD_NOT_READ
        return level, DECISION_OF_LEVEL[LEVELS[level]]

    def _assessment(self, case: Case, weighed: Sequence[_Weighed], score_range: tuple[int, int]) -> Assessment:
        lowered = lowerings(case)
        routes = alternatives(case, lowered)
        plan = review(case)
        verdict = Verdict(case.level, case.decision, case.score, score_range, headline(case), reasons(case), lowered, answers(case))
        return Assessment(
            schema_version=SCHEMA_VERSION,
            tool=Tool("riskscan", __version__),
            request=self.request,
            artifacts=case.artifacts,
            verdict=verdict,
            effects=case.effects,
            impacts=case.impacts,
            graph=case.graph,
            steps=steps(case),
            alternatives=routes,
            review=plan,
            policies=tuple(policy for item in weighed for policy in item.read.policies),
            diagnostics=case.diagnostics,
            provenance=self._provenance(case),
            page=page(case, routes, plan),
        )

    def _provenance(self, case: Case) -> Provenance:
        mark = digest("\n".join(f"{a.path} {a.sha256} {a.status}" for a in case.artifacts).encode()).upper()
        read_at = self.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return Provenance(f"RS-{mark[:4]}-{mark[4:8]}", read_at, self.estate.files_read, self.commit, __version__)


def _rejudge(reaches: tuple[Reach, ...], weights: Mapping[str, int]) -> Callable[[Sequence[Effect]], tuple[str, int]]:
    def again(effects: Sequence[Effect]) -> tuple[str, int]:
        judged = judge(effects, reaches, weights)
        return LEVELS[judged.level], judged.score

    return again


def _union(webs: Sequence[Web]) -> Web:
    """The webs of several artifacts as one, for the picture."""
    if len(webs) == 1:
        return webs[0]
    assets: dict[str, Asset] = {}
    for web in webs:
        assets |= web.assets
    dependencies = tuple({edge for web in webs for edges in web.out.values() for edge in edges})
    links = {key: value for web in webs for key, value in web.links.items()}
    hosts = {key: value for web in webs for key, value in web.hosts.items()}
    return weave(Estate(tuple(assets.values()), dependencies), links, hosts)


def _word(summary: ArtifactSummary) -> str:
    words = {"sql": "query", "terraform": "Terraform", "terraform_plan": "Terraform plan", "notebook": "notebook"}
    return words.get(summary.language, "script")
