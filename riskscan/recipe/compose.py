"""The assessment of one or more artifacts: judged, drawn, advised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from riskscan.advice.alternatives import alternatives
from riskscan.advice.at_worst import at_worst
from riskscan.advice.case import Case, Worst
from riskscan.advice.drafts import drafts
from riskscan.advice.habits import habits
from riskscan.advice.known import approved
from riskscan.advice.lowering import lowerings
from riskscan.advice.page import page
from riskscan.advice.reasons import answers, headline, reasons
from riskscan.advice.review import review
from riskscan.advice.walkthrough import steps
from riskscan.graph.picture import draw
from riskscan.graph.web import Web, weave
from riskscan.knowledge.secrets import without_secrets
from riskscan.model.advice import SeeFirst
from riskscan.model.artifact import Language, LineIndex, digest
from riskscan.model.assessment import SCHEMA_VERSION, ArtifactSummary, Assessment, Provenance, Request, Tool
from riskscan.model.asset import Asset
from riskscan.model.config import Config
from riskscan.model.effect import Effect, Scope
from riskscan.model.estate import Dependency, Estate
from riskscan.model.span import Span
from riskscan.model.verdict import LEVELS, Verdict
from riskscan.recipe.improving import Improver
from riskscan.recipe.judging import judged
from riskscan.recipe.tie import Weighed
from riskscan.scoring.judge import impact_levels
from riskscan.version import __version__

HIGHEST_SCORE = 100  # what nobody has read may do anything


@dataclass(frozen=True)
class Composer:
    """Makes an assessment of one or more weighed artifacts."""

    request: Request
    estate: Estate
    settings: Config
    now: datetime
    commit: str
    improve: Improver

    def __call__(self, weighed: Sequence[Weighed]) -> Assessment:
        """The assessment of these artifacts together."""
        found = judged(weighed)
        reaches = {reach.effect: reach for reach in found.joined.reaches}
        effects, worst = found.effects, found.judgement.worst
        impacts = impact_levels(found.joined.impacts, found.judgement)
        summaries = tuple(item.read.summary for item in weighed)
        graph = draw([(s.path, _word(s)) for s in summaries], effects, impacts, found.joined.paths, union([w.web for w in weighed]), worst)
        diagnostics = tuple(dict.fromkeys((*(d for item in weighed for d in item.read.diagnostics), *self.estate.diagnostics)))
        case = Case(
            artifacts=summaries,
            effects=effects,
            impacts=impacts,
            reaches=reaches,
            answers={identity: four.key for identity, four in found.judgement.answers.items()},
            level=LEVELS[found.level],
            score=found.score,
            decision=found.decision,
            worst=worst,
            estate=self.estate,
            assets=found.assets,
            graph=graph,
            config=self.settings,
            now=self.now,
            diagnostics=diagnostics,
            rejudge=found.rejudge,
            improved=self.improve(weighed[0], found) if len(weighed) == 1 else None,
            worse=tuple(
                Worst(one.effect, one.open.value, one.level, one.score) for one in found.judgement.worse if one.level > found.level
            ),
        )
        proven, highest = found.judgement.score_range
        return self._assessment(case, weighed, (proven, HIGHEST_SCORE if found.unseen else max(highest, found.score)))

    def _assessment(self, case: Case, weighed: Sequence[Weighed], score_range: tuple[int, int]) -> Assessment:
        texts = {item.read.summary.path: item.read.text for item in weighed}
        lowered = lowerings(case)
        routes = alternatives(case, lowered)
        plan = review(case)
        verdict = Verdict(
            case.level, case.decision, case.score, score_range, headline(case), reasons(case), lowered, answers(case), at_worst(case)
        )
        return Assessment(
            schema_version=SCHEMA_VERSION,
            tool=Tool("riskscan", __version__),
            request=self.request,
            artifacts=case.artifacts,
            verdict=verdict,
            effects=case.effects,
            impacts=case.impacts,
            graph=case.graph,
            steps=steps(case, lambda path: texts.get(path, "")),
            alternatives=routes,
            review=plan,
            policies=tuple(policy for item in weighed for policy in item.read.policies),
            diagnostics=case.diagnostics,
            provenance=self._provenance(case),
            page=page(case, routes, plan, habits(case, lambda path: texts.get(path, ""))),
            see_first=_see_first(case, weighed),
            drafts=drafts(case, lambda path: texts.get(path, "")),
            accepted=tuple(one for one in self.settings.accepted if one.until >= self.now.date().isoformat()),
            known=approved(case),
            safer_versions=(case.improved.version,) if case.improved else (),
        )

    def _provenance(self, case: Case) -> Provenance:
        mark = digest("\n".join(f"{a.path} {a.sha256} {a.status}" for a in case.artifacts).encode()).upper()
        read_at = self.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return Provenance(f"RS-{mark[:4]}-{mark[4:8]}", read_at, self.estate.files_read, self.commit, __version__)


def _see_first(case: Case, weighed: Sequence[Weighed]) -> tuple[SeeFirst, ...]:
    """What to count and keep before each change of rows in a query that somebody has to look at."""
    if LEVELS.index(case.level) < LEVELS.index("medium"):
        return ()
    found: list[SeeFirst] = []
    for item in weighed:
        if item.read.summary.language != Language.SQL.value or not item.read.text:
            continue
        from riskscan.advice.safer_version import first_look

        levelled = [effect for effect in case.effects if effect.location.path == item.read.summary.path]
        text, index = item.read.text, LineIndex(item.read.text)

        def text_of(span: Span, text: str = text, index: LineIndex = index) -> str:
            return text[index.offset(span.start_line, span.start_column) : index.offset(span.end_line, span.end_column)]

        few = {effect.id for effect in levelled if effect.scope is Scope.ONE}
        for look in first_look(levelled, text_of, item.read.summary.dialect, lambda effect: _key_of(case, effect)):
            seen = look.preview
            shown = without_secrets(seen.count), without_secrets(seen.backup)
            steps = ("", ()) if look.effect in few else (without_secrets(seen.batched), seen.of_the_steps)
            found.append(SeeFirst(look.location, *shown, seen.of_the_count, (look.effect,), *steps))
    return tuple(found)


def _key_of(case: Case, effect: Effect) -> str:
    """The primary key of the table that an effect changes, where it is known and one column."""
    known = {fact for key in case.reaches[effect.id].touched if (asset := case.assets.get(key)) and (fact := asset.fact("primary_key"))}
    key = known.pop() if len(known) == 1 else ""
    return "" if "," in key else key


def union(webs: Sequence[Web]) -> Web:
    """The webs of several artifacts as one, for the picture."""
    if len(webs) == 1:
        return webs[0]
    distinct = tuple({id(web): web for web in webs}.values())
    assets: dict[str, Asset] = dict(distinct[0].assets) if distinct else {}
    groups: dict[int, tuple[Dependency, ...]] = {}  # most webs share the edges of most nodes
    for web in distinct:
        if web.assets is not distinct[0].assets:
            assets |= web.assets
        groups.update((id(edges), edges) for edges in web.out.values())
    dependencies = tuple({edge for edges in groups.values() for edge in edges})
    links = {key: value for web in distinct for key, value in web.links.items()}
    hosts = {key: value for web in distinct for key, value in web.hosts.items()}
    return weave(Estate(tuple(assets.values()), dependencies), links, hosts)


def _word(summary: ArtifactSummary) -> str:
    words = {"sql": "query", "terraform": "Terraform", "terraform_plan": "Terraform plan", "notebook": "notebook"}
    return words.get(summary.language, "script")
