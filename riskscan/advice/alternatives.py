"""Routes to the same outcome: found in the estate where there are any, the organisation's own, and the file made safe.

A route is offered only where a file says that it is there. If there is none, the page says so and asks the one question that would find it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatch

from riskscan.advice.calendar import due
from riskscan.advice.case import Case
from riskscan.advice.existing import JOBS, TABLES, ask_whom, freshness, made_from, sentences, wanted
from riskscan.advice.outcome import Outcome, outcome_of
from riskscan.advice.standards import ROUTE_HOURS, days, hours
from riskscan.advice.words import listed
from riskscan.model.advice import Alternative
from riskscan.model.asset import Asset, AssetKind
from riskscan.model.effect import Effect, Operation, Safety, Trait
from riskscan.model.estate import Dependency, EdgeKind
from riskscan.model.verdict import LEVELS, Lowering

MOST_FOUND = 3
_CHANGES_DATA = (Outcome.CORRECTION, Outcome.UPLOAD, Outcome.CLEAN_UP, Outcome.SHAPE)
_FINDS = {
    Outcome.EXPORT: "Where do you get such a list from today?",
    Outcome.REPORT: "Which report shows something close to it today?",
    Outcome.CORRECTION: "In which program are these entries made?",
    Outcome.UPLOAD: "How does this data get there today?",
    Outcome.CLEAN_UP: "What becomes slow, full or wrong if it stays?",
    Outcome.MAIL: "Which program sends such mails today?",
    Outcome.PAYMENT: "In which program are such payments made today?",
    Outcome.PERMISSION: "Who else has this access, and who gave it to them?",
    Outcome.RESTART: "Who sees to it today when it does not run well?",
    Outcome.SET_UP: "Which team has something like it already?",
    Outcome.SHAPE: "Who made it the way it is now?",
}  # the one question whose answer would find the route
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
    others = [*found, *([safe] if safe else [])]
    return (*(others or _none(case, outcome)), _as_it_is(case))


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
    if outcome in (Outcome.EXPORT, Outcome.REPORT):
        yield from _makes(case, outcome)


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
        edges = _edges(case, key, EdgeKind.MANAGES)
        code = [edge for edge in edges if not edge.evidence.file.endswith((".yml", ".yaml"))]
        for edge in code or edges:  # a change of a model belongs into its query; its description follows
            file, line = edge.evidence.file, edge.evidence.line
            of_dbt = edge.evidence.source.startswith("dbt")
            if file in seen or (key in contents and not of_dbt):
                continue
            seen.add(file)
            kind = "model" if of_dbt else "file"
            fresh = freshness(case, key) if of_dbt else ""
            made = f"{asset.name} is made there{', ' + fresh if fresh else ''}." if of_dbt else f"{asset.name} is kept there."
            text = f"{made} A change there stays, and others check it first. You need not run a file. {ask_whom(case, asset)}"
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
    """A job that writes the same thing already; where the columns are known on both sides, at least one of them too."""
    found: dict[str, tuple[int, Alternative]] = {}
    for key, asset in _touched(case, Operation.WRITE, Operation.DELETE).items():
        own = frozenset(
            c.lower() for e in case.effects if e.operation is Operation.WRITE and key in case.reaches[e.id].touched for c in e.columns
        )
        for edge in _edges(case, key, EdgeKind.WRITES):
            job = case.assets.get(edge.source)
            same = sorted(own & {column.lower() for column in edge.columns})
            if job is None or job.kind not in JOBS or job.key in found or (own and edge.columns and not same):
                continue
            fresh = freshness(case, job.key)
            also = f", with {listed(same)}" if same else ""
            text = f"It writes {asset.name} already{also}{'. It runs ' + fresh if fresh else ''}. Its owner can add your change to it."
            text += f" You need not run a file. {ask_whom(case, job)}"
            at = f"{edge.evidence.file}, line {edge.evidence.line}"
            route = _route(case, "existing_job", f"Use the job {job.name}", text, at, ROUTE_HOURS, "send your list")
            found[job.key] = (len(same), route)
    return [route for _, route in sorted(found.values(), key=lambda pair: -pair[0])]


def _makes(case: Case, outcome: Outcome) -> Iterable[Alternative]:
    """A report, table or job of the estate that is made from all the tables that the file reads: one of each, the best first."""
    outside = any(e.operation is Operation.SEND and e.has(Trait.OUTSIDE) for e in case.effects)
    found = made_from(case, wanted(case))
    jobs = [one for one in found if one.asset.kind in JOBS and one.of and one.output and not one.asset.fact("disabled")][:1]
    reports = [one for one in found if one.asset.kind is AssetKind.REPORT][:1]
    tables = [one for one in found if one.asset.kind in TABLES][:1]
    order = (jobs,) if outside else (jobs, reports, tables) if outcome is Outcome.EXPORT else (reports, tables, jobs)
    for made in (one for several in order for one in several):
        asset = made.asset
        at = f"{asset.evidence[0].file}, line {asset.evidence[0].line}" if asset.evidence else ""
        name = asset.fact("label") or asset.name
        if asset.kind in JOBS:
            text = f"It writes {made.output} already. {sentences(case, made)}"
            yield _route(case, "existing_job", f"Take what the job {name} makes", text, at, (0.5, 1.0), "say who needs it")
        else:
            word = "report" if asset.kind is AssetKind.REPORT else "table"
            yield _route(case, "existing_report", f"Open the {word} {name}", sentences(case, made), at, (0.0, 0.5), "have a look")


def _route(case: Case, kind: str, title: str, text: str, evidence: str, effort: tuple[float, float], asker_work: str) -> Alternative:
    level, score = min((_READ_AFTER, (case.level, case.score)), key=lambda pair: pair[1])
    at_once = kind == "existing_report"  # it is there to be opened
    date = due(case.now, 0 if at_once else days(case.config, "medium"), case.config.review)
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


def _none(case: Case, outcome: Outcome) -> list[Alternative]:
    """What is said where no other route was found: that we looked, and the one question that would find one."""
    if case.terraform or LEVELS.index(case.level) < LEVELS.index("high"):
        return []
    looked = (
        f"We looked through {case.estate.files_read:,} files of your platform." if case.estate.files_read else "We had no files to look in."
    )
    question = _FINDS.get(outcome, "Who does this today, and with which program?")
    return [Alternative("none", "We found nothing that does this already", f"{looked} {question}", "", (0.0, 0.0), case.level, case.score)]


def _as_it_is(case: Case) -> Alternative:
    offered = LEVELS.index(case.level) < LEVELS.index("high")
    date = due(case.now, days(case.config, case.level), case.config.review) if offered else ""
    return Alternative("as_it_is", "Your file as it is", "", "", hours(case.config, case.level), case.level, case.score, date, "")
