"""Page one: the question and its answer, the lead, the four things people ask in the corridor, the picture in words."""

from __future__ import annotations

from collections.abc import Sequence

from riskscan.advice.at_worst import worth_asking
from riskscan.advice.calendar import spoken
from riskscan.advice.case import Case
from riskscan.advice.known import said
from riskscan.advice.outcome import need
from riskscan.advice.risks import risks, smaller
from riskscan.advice.way_back import hardest_to_undo, in_short, in_the_lead, way_back
from riskscan.advice.words import count, first_sentence, host, hours, line_of, listed, shown, things, unique_assets
from riskscan.knowledge.places import is_production
from riskscan.knowledge.traits import TRAIT_WORDS, WITH_IT
from riskscan.model.advice import Alternative, Claim, Glance, Habit, Page, Review, RiskRow
from riskscan.model.asset import AssetKind, Match
from riskscan.model.effect import Effect, Operation, Safety, Scope, Trait
from riskscan.model.impact import Impact
from riskscan.model.span import Note
from riskscan.model.verdict import Decision

ANSWERS = {
    Decision.GO_AHEAD: "Yes, go ahead.",
    Decision.GO_AHEAD_WITH_REVIEWER: "Yes, with a reviewer.",
    Decision.HOLD: "Not this way.",
    Decision.STOP: "Not as it stands.",
    Decision.COULD_NOT_READ: "We cannot tell yet.",
}
CALM_QUESTION = "Is this all that you want it to do?"
LEAD_WORDS = 56
_SAID_FIRST = (Trait.FILTER_OFF, Trait.ALWAYS_TRUE, Trait.UNDO_REMOVED, Trait.CATCH_REMOVED, Trait.CASCADE, Trait.ENDLESS, Trait.REPEATED)
MOST_NOT_CHECKED = 8
UNNAMED = "something that only its run names"
MOST_BETWEEN = 3  # things of the worst path that are named between its ends
UNDO_WORDS = {"yes": "Yes", "with_work": "With work", "no": "No", "unknown": "Not known"}

_WHOLE_LIST = ("It goes to all ", "What it sends is the whole ", "It works in ")  # how much, where the effect's own words name only a list
_CONSUMERS = ("report:", "program:", "job:", "pipeline:", "url:")  # what people notice first
_ROW_HOLDERS = (AssetKind.TABLE, AssetKind.VIEW, AssetKind.DATABASE, AssetKind.SCHEMA)  # what repeats there is rows


def page(case: Case, routes: Sequence[Alternative], plan: Review, kept: tuple[Habit, ...] = ()) -> Page:
    """The words of the page. ``kept`` says how the file is kept and run."""
    rows = (_unread_risk(case),) if case.decision is Decision.COULD_NOT_READ else risks(case)
    wish, question = need(case)
    return Page(
        question="Can we make this change?" if case.terraform else "Can we run this?",
        answer=ANSWERS[case.decision],
        lead=_lead(case, routes, plan),
        glance=_glance(case, routes, plan),
        need=wish,
        ask=_ask(case, question),
        picture_words=_picture_words(case),
        risks=rows,
        smaller=smaller(case, rows),
        checked=_checked(case),
        not_checked=_not_checked(case),
        habits=kept,
    )


def _ask(case: Case, question: str) -> str:
    """The one question of the page: what would settle the level where it may be far worse, else what the person wants."""
    if case.decision is not Decision.GO_AHEAD:
        return question
    return next((one.ask for one in worth_asking(case)), CALM_QUESTION)


def changes(case: Case) -> list[Effect]:
    """The effects that change something that others could use."""
    own = (Safety.OWN_OUTPUT, Safety.SCRATCH, Safety.DRY_RUN, Safety.ROLLED_BACK)
    return [e for e in case.effects if e.operation is not Operation.READ and e.verb not in ("save", "plain_secret") and not e.safe(*own)]


def _lead(case: Case, routes: Sequence[Alternative], plan: Review) -> tuple[Claim, ...]:
    """At most 56 words: size, worst case, way out and date."""
    if case.decision is Decision.COULD_NOT_READ:
        claims = [Claim("We could not read all of this file."), Claim("Unread does not mean safe, so please wait with it.")]
        if case.main is not None and case.main.operation is not Operation.READ:
            claims.append(Claim(f"What we could read: {_lower_first(first_sentence(case.main.text))}", (case.main.id,)))
        return _fit(claims)
    if case.decision is Decision.GO_AHEAD:
        return _fit(_calm_lead(case, plan))
    claims = []
    main = case.main
    if main is not None:
        claims.append(Claim(main.text, (main.id,)))
        claims += _made_worse(main)
        hit = [impact for impact in case.impacts if main.id in impact.because]
        if hit:
            worst = max(hit, key=lambda i: (i.criticality, i.asset.startswith(_CONSUMERS), bool(i.owner), -i.hops))
            claims.append(Claim(_who_relies(case, main, hit), (main.id, *(i.id for i in hit[:10]))))
            claims.append(Claim(worst.text, (worst.id,)))
        opened = _open_claim(case)
        if opened is not None:
            claims.append(opened)
        hardest = hardest_to_undo(case) or main
        lasting = in_the_lead(*way_back(hardest, case), hardest if hardest is not main else None)
        if lasting:
            claims.append(Claim(lasting, (hardest.id,)))
    way = next((route for route in routes if route.kind not in ("as_it_is", "none")), None)
    if way is not None and way.due:
        claims.append(Claim(f"A safe route is open by {spoken(way.due)}."))
    elif plan.due:
        reviewer = case.decision is Decision.GO_AHEAD_WITH_REVIEWER
        claims.append(Claim(f"{'You get our answer' if reviewer else 'We can tell you a safe route'} by {spoken(plan.due)}."))
    return _fit(claims)


_RELIES = (
    ("report:", "reports"),
    ("program:", "programs"),
    ("job:", "jobs"),
    ("pipeline:", "jobs"),
    ("table:", "tables"),
    ("view:", "tables"),
)


def _who_relies(case: Case, main: Effect, hit: Sequence[Impact]) -> str:
    """What kinds of things rely on it, and of how many teams; a count alone says nothing to somebody who does not know the things."""
    if len(hit) == 1:
        return "One other thing relies on it."
    kinds = [next((word for start, word in _RELIES if impact.asset.startswith(start)), "") for impact in hit]
    found = sorted({kind for kind in kinds if kind}, key=[word for _, word in _RELIES].index)[:2]
    teams = len(case.reaches[main.id].teams)
    what = listed([*found, *(["more"] if set(kinds) != set(found) else [])]) if found else "things"
    if teams > 1:
        return f"{teams} teams rely on it, for {what}." if found else f"{teams} teams rely on it."
    return f"{what.capitalize()} rely on it, {len(hit)} in all." if len(set(kinds)) > 1 else f"{len(hit)} {what} rely on it."


_HOW_OFTEN = ("It does this for every ", "It runs on each computer ", "It does this again and again,")


def _made_worse(main: Effect) -> list[Claim]:
    """What makes it worse, a sentence each: that the system is live, and the first sign that the effect's own words leave out."""
    claims = [Claim(note.text, (main.id,)) for note in main.also if note.text.startswith(_WHOLE_LIST)][:1]
    if is_production(main.asset.within):
        claims.append(Claim(f"It works on {host(main.asset.within)}, a live system by its name.", (main.id,)))
    elif main.has(Trait.PRODUCTION):
        claims.append(Claim(TRAIT_WORDS[Trait.PRODUCTION], (main.id,)))
    if main.has(Trait.PERSONAL) and main.operation in (Operation.SEND, Operation.GRANT):
        claims.append(Claim(TRAIT_WORDS[Trait.PERSONAL], (main.id,)))
    worse = next((trait for trait in _SAID_FIRST if main.has(trait) and not _says_so(trait, main.text)), None)
    if worse is None:
        return claims
    own = {
        Trait.CASCADE: next((note.text for note in main.also if note.text.endswith(WITH_IT)), ""),
        Trait.REPEATED: next((note.text for note in main.also if note.text.startswith(_HOW_OFTEN)), ""),
    }.get(worse, "")
    return [*claims, Claim(own or TRAIT_WORDS[worse], (main.id,))]


def _says_so(trait: Trait, text: str) -> bool:
    """True where the effect's own words tell of the repeating or of the filter already."""
    words = {
        Trait.REPEATED: (" every ", " each ", " list"),
        Trait.CASCADE: ("with every",),
        Trait.ALWAYS_TRUE: ("filter",),
        Trait.FILTER_OFF: ("filter",),
    }
    return any(word in text for word in words.get(trait, ()))


def _open_claim(case: Case) -> Claim | None:
    """What it does at worst, where the level hangs on something that only the run knows."""
    return next((Claim(one.text, one.effects) for one in worth_asking(case)), None)


def _calm_lead(case: Case, plan: Review) -> list[Claim]:
    reads = [e for e in case.effects if e.operation is Operation.READ]
    others = changes(case)
    claims = []
    if not case.effects:
        claims.append(Claim("We found nothing that it reads or changes outside itself."))
    elif not others:
        claims.append(Claim("It only reads, or saves files of its own.", tuple(e.id for e in reads[:5])))
    else:
        claims.append(Claim(first_sentence(others[0].text), (others[0].id,)))
        if len(others) > 1:
            claims.append(
                Claim(
                    f"It makes {len(others) - 1} more small {'change' if len(others) == 2 else 'changes'}.",
                    tuple(e.id for e in others[1:6]),
                )
            )
    claims.append(_open_claim(case) or Claim("Nothing that others use would be lost."))
    claims.append(Claim(f"You can {'make this change' if case.terraform else 'run it'} from {spoken(plan.due)}."))
    return claims


def _fit(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """As many claims as 56 words hold; the last one (the way out) always stays, long texts are cut to their first sentence."""
    kept, words = [], len(claims[-1].text.split()) if claims else 0
    for claim in claims[:-1]:
        text = claim.text
        if words + len(text.split()) > LEAD_WORDS:
            text = first_sentence(text)
        if words + len(text.split()) <= LEAD_WORDS:
            kept.append(Claim(text, claim.refs))
            words += len(text.split())
    return (*kept, *claims[-1:])


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _glance(case: Case, routes: Sequence[Alternative], plan: Review) -> tuple[Glance, ...]:
    found = changes(case)
    if case.decision is Decision.COULD_NOT_READ:
        part = "nothing was read" if _nothing_read(case) else "we read only a part"
        unknown = [Glance(label, "Not known", part) for label in ("It changes", "Who relies on it")]
        return (*unknown, Glance("Can we undo it?", "Not known", "treat it as no"), _glance_route(case, routes, plan))
    return (_glance_changes(case, found), _glance_relies(case, found), _glance_undo(case), _glance_route(case, routes, plan))


def _glance_changes(case: Case, found: Sequence[Effect]) -> Glance:
    if not found:
        own = [e for e in case.effects if e.verb == "save" or e.safe(Safety.OWN_OUTPUT, Safety.SCRATCH)]
        return Glance(
            "It changes", "Nothing shared", "only things of its own" if own else "it only reads" if case.effects else "nothing that we saw"
        )
    by_kind = unique_assets(found)
    kinds = sorted(by_kind, key=lambda k: -len(by_kind[k]))[:2]
    names = list(dict.fromkeys(name for kind in kinds for n in by_kind[kind] if (name := shown(n))))
    short = [n if len(n) <= 28 else n[:27] + "…" for n in names]
    total = sum(len(by_kind[kind]) for kind in kinds)
    sub = f"{short[0]} and {total - 1} more" if short and len(short) < total else listed(short, 1) or "only its run knows which"
    return Glance("It changes", ", ".join(_how_many(by_kind[k], k, found) for k in kinds), sub)


def _how_many(names: Sequence[str], kind: AssetKind, found: Sequence[Effect]) -> str:
    """``2 tables``; for things that only the run names, one after the other, no number."""
    of_kind = [effect for effect in found if effect.asset.kind is kind]
    listed_things = any(e.asset.match is Match.UNKNOWN and e.has(Trait.REPEATED) and e.scope is not Scope.ONE for e in of_kind)
    if kind in _ROW_HOLDERS or len(names) > 1 or not listed_things:
        return count(len(names), kind)
    return "mail to a list" if kind is AssetKind.EMAIL else f"each {count(1, kind).removeprefix('1 ')} of a list"


def _glance_relies(case: Case, found: Sequence[Effect]) -> Glance:
    number = len(case.impacts)
    teams = sorted({team for e in found for team in case.reaches[e.id].teams})
    if not number:
        return Glance("Who relies on it", "Nobody we know", "our list may be short" if found else "nothing shared changes")
    return Glance("Who relies on it", things(number), listed(teams, 1) if teams else "no owner is listed")


def _glance_undo(case: Case) -> Glance:
    main = hardest_to_undo(case)
    if main is None or main.operation is Operation.READ:
        return Glance("Can we undo it?", "Yes", "nothing shared changes")
    undo, why = way_back(main, case)
    return Glance("Can we undo it?", UNDO_WORDS[undo], _lower_first(first_sentence(in_short(why))).rstrip("."))


def _glance_route(case: Case, routes: Sequence[Alternative], plan: Review) -> Glance:
    if case.decision is Decision.GO_AHEAD:
        return Glance("Ready", spoken(plan.due), "no review needed")
    way = next((route for route in routes if route.kind not in ("as_it_is", "none") and route.due), None)
    if way is not None:
        return Glance("Safe route", spoken(way.due), hours(*way.effort_hours) + " of our work")
    return Glance("Our answer", spoken(plan.due), hours(*plan.effort_hours) + " of our work")


def _nothing_read(case: Case) -> bool:
    return all(artifact.status == "not_read" for artifact in case.artifacts)


def _unread_risk(case: Case) -> RiskRow:
    """What nobody has read may do anything; the row says that, and guesses nothing."""
    why = "No line was read." if _nothing_read(case) else "We read only a part of it."
    text = "It may change or delete data that others use."
    return RiskRow(Claim(text), "Not known", "unknown", why, "unknown", "Treat it as no.")


def _picture_words(case: Case) -> Claim:
    if not case.effects and _nothing_read(case):
        return Claim("We could not read a single line.")
    path = [key for key in case.graph.worst_path if not key.startswith("artifact:")]
    names = {node.key: node.name for node in case.graph.nodes}
    if len(path) < 2:
        reads = [n.name or UNNAMED for n in case.graph.nodes if n.role == "reads"]
        made = [n.name or UNNAMED for n in case.graph.nodes if n.role in ("changes", "creates")]
        parts = [f"It reads {listed(reads, 2)}." if reads else "", f"It changes or makes {listed(made, 2)}." if made else ""]
        return Claim(" ".join(p for p in parts if p) or "It touches nothing that we know.")
    shown = [names.get(key, key.partition(":")[2]) for key in path]
    between = listed(shown[1:-1], MOST_BETWEEN) if len(shown) > 2 else ""
    through = f", through {between}," if between else ""
    return Claim(f"The worst path leads from {shown[0]}{through} to {shown[-1]}.", tuple(i.id for i in case.impacts[:3]))


def _checked(case: Case) -> tuple[Note, ...]:
    lines = sum(a.lines for a in case.artifacts)
    notes = list(said(case))
    if all(a.status == "read" for a in case.artifacts):
        notes.append(Note(f"We read all {lines} lines." if lines > 1 else "We read the one line."))
    loud = (Operation.DELETE, Operation.ALTER, Operation.GRANT)
    if not any(e.operation in loud and not e.safe(Safety.OWN_OUTPUT, Safety.SCRATCH, Safety.DRY_RUN) for e in case.effects):
        notes.append(Note("No line deletes, reshapes or opens anything that others use."))
    if not any(e.operation is Operation.SEND for e in case.effects):
        notes.append(Note("No line sends data to anyone."))
    safe = {s.text: s for e in case.effects for s in e.safe_evidence if s.text}
    notes += [
        Note(f"{text.rstrip('.')} ({line_of(s.location).lower()})." if s.location else text, s.location)
        for text, s in list(safe.items())[:3]
    ]
    if case.estate.files_read:
        notes.append(Note(f"We compared it with {case.estate.files_read:,} files of your platform."))
    return tuple(notes)


def _not_checked(case: Case) -> tuple[Note, ...]:
    notes = [Note(f"{d.text} {d.consequence}", d.location) for d in case.diagnostics[:MOST_NOT_CHECKED]]
    if len(case.diagnostics) > MOST_NOT_CHECKED:
        notes.append(
            Note(f"{len(case.diagnostics) - MOST_NOT_CHECKED} more parts could not be followed. They are listed in the data file.")
        )
    if any(e.asset.kind in (AssetKind.TABLE, AssetKind.VIEW) for e in case.effects) and not _knows_rows(case):
        notes.append(Note("We did not see how big the tables are. It may take longer than you think."))
    if not case.estate.files_read:
        notes.append(Note("We had no list of what relies on these things. More may be hit than we say."))
    notes.append(Note("We did not run it. A wrong result would not show."))
    return tuple(notes)


def _knows_rows(case: Case) -> bool:
    return any(case.assets[key].fact("rows") for reach in case.reaches.values() for key in reach.touched if key in case.assets)
