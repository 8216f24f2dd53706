"""Routes to the same outcome: found in the estate where there are any, the organisation's own, and the file made safe.

A route is offered only where a file says that it is there. If there is none, the page says so and asks the one question that would find it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatch

from riskscan.advice.calendar import due
from riskscan.advice.case import Case
from riskscan.advice.outcome import Outcome, outcome_of
from riskscan.advice.standards import ROUTE_HOURS, days, hours
from riskscan.knowledge.schedules import in_words
from riskscan.model.advice import Alternative
from riskscan.model.asset import Asset, AssetKind
from riskscan.model.effect import Effect, Operation, Safety, Trait
from riskscan.model.estate import Dependency, EdgeKind
from riskscan.model.verdict import LEVELS, Lowering

MOST_FOUND = 3
_JOBS = (AssetKind.JOB, AssetKind.PIPELINE)
_CHANGES_DATA = (Outcome.CORRECTION, Outcome.UPLOAD, Outcome.CLEAN_UP, Outcome.SHAPE)
_READ_AFTER = ("low", 20)  # what a route that is reviewed and in use already is given: low, nothing new


def alternatives(case: Case, lowered: Sequence[Lowering]) -> tuple[Alternative, ...]:
    """The routes, best first, ending with the file as it is. Empty for a file that may simply run."""
    outcome = outcome_of(case)
    calm = case.level in ("none", "low")
    found = (
        [*_offered(case, outcome), *_found(case, outcome)][:MOST_FOUND] if not calm or outcome in (Outcome.EXPORT, Outcome.REPORT) else []
    )
    if calm:
        return tuple(found)
    safe = _made_safe(case, lowered)
    return (*found, *([safe] if safe else []), _as_it_is(case))


def _touched(case: Case, *operations: Operation) -> dict[str, Asset]:
    """The known assets that effects of these operations touch, scratch places left out."""
    keys: dict[str, Asset] = {}
    for effect in case.ranked():
        if effect.operation in operations and not effect.safe(Safety.SCRATCH, Safety.OWN_OUTPUT):
            for key in case.reaches[effect.id].touched:
                if key in case.assets:
                    keys.setdefault(key, case.assets[key])
    return keys


def _offered(case: Case, outcome: Outcome) -> Iterable[Alternative]:
    """The organisation's own routes from riskscan.toml that fit outcome and assets."""
    names = [n.lower() for e in case.effects for n in (e.asset.name, *e.asset.aliases)]
    for key in _touched(case, *Operation):
        names.append(case.assets[key].name.lower())
    for route in case.config.alternatives:
        if route.applies_to and outcome.value not in route.applies_to:
            continue
        if route.assets and not any(fnmatch(name, pattern.lower()) for pattern in route.assets for name in names):
            continue
        text = route.text + (f" See {route.link}." if route.link else "")
        at = f"{case.config.path}, line {route.line}" if route.line else case.config.path
        yield _route(case, "self_service", route.title, text, at, route.effort_hours or ROUTE_HOURS, route.asker_work)


def _found(case: Case, outcome: Outcome) -> Iterable[Alternative]:
    if case.terraform:
        return
    yield from _managed(case)
    if outcome in _CHANGES_DATA:
        yield from _jobs(case)
    if outcome in (Outcome.EXPORT, Outcome.REPORT) and not any(
        e.operation is Operation.SEND and e.has(Trait.OUTSIDE) for e in case.effects
    ):
        yield from _reports(case)


def _only_contents(effect: Effect) -> bool:
    """True for what changes the files or rows in a thing: Terraform keeps the thing itself and has no say over what is in it."""
    if effect.operation not in (Operation.WRITE, Operation.DELETE):
        return False
    if effect.asset.kind in (AssetKind.OBJECT, AssetKind.FILE, AssetKind.TABLE, AssetKind.VIEW):
        return True
    return effect.asset.kind is AssetKind.BUCKET and "bucket" not in effect.verb and effect.verb not in ("drop", "destroy")


def _edges(case: Case, target: str, kind: EdgeKind) -> list[Dependency]:
    return sorted(edge for edge in case.estate.dependencies if edge.target == target and edge.kind is kind)


def _managed(case: Case) -> Iterable[Alternative]:
    """Terraform or dbt has the say over it: change it there."""
    changes = (Operation.WRITE, Operation.DELETE, Operation.ALTER, Operation.GRANT, Operation.CREATE)
    seen: set[str] = set()
    touched = _touched(case, *changes)
    contents = {key for e in case.effects if _only_contents(e) for key in case.reaches[e.id].touched}
    for key, asset in touched.items():
        for edge in _edges(case, key, EdgeKind.MANAGES):
            file, line = edge.evidence.file, edge.evidence.line
            of_dbt = edge.evidence.source.startswith("dbt")
            if file in seen or (key in contents and not of_dbt):
                continue
            seen.add(file)
            kind = "model" if of_dbt else "file"
            text = f"{asset.name} is kept in {file}. A change there stays, and it is reviewed and tested."
            yield _route(
                case,
                "infrastructure_code",
                f"Change the {kind} {file}",
                text,
                f"{file}, line {line}",
                ROUTE_HOURS,
                "say what should change",
            )


def _jobs(case: Case) -> Iterable[Alternative]:
    """A job that writes the same thing already."""
    seen: set[str] = set()
    for key, asset in _touched(case, Operation.WRITE, Operation.DELETE).items():
        for edge in _edges(case, key, EdgeKind.WRITES):
            job = case.assets.get(edge.source)
            if job is None or job.kind not in _JOBS or job.key in seen:
                continue
            seen.add(job.key)
            moment = in_words(job.fact("schedule"))
            text = f"It writes {asset.name} already{', ' + moment if moment else ''}. Its owner can add your change to it."
            at = f"{edge.evidence.file}, line {edge.evidence.line}"
            yield _route(case, "existing_job", f"Use the job {job.name}", text, at, ROUTE_HOURS, "send your list")


def _reports(case: Case) -> Iterable[Alternative]:
    """A model or report that is built from all the tables that the file reads."""
    reads = set(_touched(case, Operation.READ))
    if not reads:
        return
    fed: dict[str, set[str]] = {}
    for edge in case.estate.dependencies:
        if edge.kind is EdgeKind.FEEDS and edge.source in reads:
            fed.setdefault(edge.target, set()).add(edge.source)
    for key in sorted(fed):
        asset = case.assets.get(key)
        if asset is None or fed[key] != reads or key in reads or asset.kind not in (AssetKind.REPORT, AssetKind.TABLE, AssetKind.VIEW):
            continue
        at = f"{asset.evidence[0].file}, line {asset.evidence[0].line}" if asset.evidence else ""
        word = "report" if asset.kind is AssetKind.REPORT else "table"
        text = f"The {word} is made from the same data. It may already show what you need."
        yield _route(case, "existing_report", f"Open the {word} {asset.fact('label') or asset.name}", text, at, (0.0, 0.5), "have a look")


def _route(case: Case, kind: str, title: str, text: str, evidence: str, effort: tuple[float, float], asker_work: str) -> Alternative:
    level, score = min((_READ_AFTER, (case.level, case.score)), key=lambda pair: pair[1])
    date = due(case.now, days(case.config, "medium"), case.config.review)
    return Alternative(kind, title, text, evidence, effort, level, score, date, asker_work)


def _made_safe(case: Case, lowered: Sequence[Lowering]) -> Alternative | None:
    """The file with the changes of "what would lower it", without those that only leave things out."""
    gentle = [low for low in lowered if low.kind == "change"]
    if not gentle or LEVELS.index(gentle[-1].level) >= min(LEVELS.index(case.level), LEVELS.index("high")):
        return None
    last = gentle[-1]
    first = gentle[0].text.split(" (")[0].rstrip(".")
    more = len(gentle) - 1
    rest = f" {'One more change is' if more == 1 else f'{more} more changes are'} listed under what would lower it." if more else ""
    date = due(case.now, days(case.config, case.level), case.config.review)
    text = f"{first}.{rest} We make the file safe with you."
    effort = hours(case.config, case.level)
    return Alternative("made_safe", "Your file, made safe", text, "", effort, last.level, last.score, date, "answer our questions")


def _as_it_is(case: Case) -> Alternative:
    offered = LEVELS.index(case.level) < LEVELS.index("high")
    date = due(case.now, days(case.config, case.level), case.config.review) if offered else ""
    return Alternative("as_it_is", "Your file as it is", "", "", hours(case.config, case.level), case.level, case.score, date, "")
