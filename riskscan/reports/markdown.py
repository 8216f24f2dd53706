"""The ticket comment: page one as native text, the rest folded, a hidden line by which the next run finds it again."""

from __future__ import annotations

import re

from riskscan.model.assessment import Assessment
from riskscan.reports import filing, ranking, view, way_out, words
from riskscan.reports.diagram.outline import mermaid
from riskscan.reports.diagram.picture import picture
from riskscan.reports.names import names_in, pieces, seen, short

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~@$!&])")
_IN_CODE = str.maketrans({"`": "'", "|": "¦", "<": "‹", ">": "›"})
_CUT = "\n_The rest did not fit. It is in the full report._\n"


class _Say:
    """Turns plain text into Markdown, knowing which names the assessment holds."""

    def __init__(self, assessment: Assessment) -> None:
        self._names = names_in(assessment)

    def __call__(self, text: str) -> str:
        return "".join(self.name(piece.text) if piece.is_name else prose(piece.text) for piece in pieces(text, self._names)).strip()

    def name(self, text: str) -> str:
        """A name as code; signs that could end the code or the cell, or that a tracker without Markdown reads as a tag, look alike only."""
        return "`" + short(text, 120).translate(_IN_CODE).strip() + "`"


def prose(text: str) -> str:
    """Harmless text in which no sign starts markup, a link, a mention or a cell."""
    return _SIGNS.sub(r"\\\1", seen(text)).replace("\\<", "&lt;").replace("\\>", "&gt;").replace("\\&", "&amp;").replace("\\@", "@\u2060")


def render_markdown(assessment: Assessment, limit: int = 60_000, report: str = "") -> str:
    """The comment, at most ``limit`` characters: folded parts are left out from the end until it fits, and it says so."""
    say = _Say(assessment)
    top = [_marker(assessment), *(_several(assessment, say) if assessment.parts else _page_one(assessment, say))]
    folded = [] if assessment.parts else _folded(assessment, say)
    foot = f"<sub>{words.FOOT}" + (f" The full report is attached: {say.name(report)}" if report else "") + "</sub>"
    text = "\n\n".join([*top, *folded, foot]) + "\n"
    while len(text) > limit and folded:
        folded = folded[:-1]
        text = "\n\n".join([*top, *folded, _CUT.strip(), foot]) + "\n"
    return text if len(text) <= limit else text[: max(limit - len(_CUT), 0)].rpartition("\n")[0] + _CUT


def _marker(assessment: Assessment) -> str:
    """The hidden line: the hash of what was handed in, and the report."""
    digest = _plain("".join(one.sha256[:16] for one in assessment.artifacts[:1])) or "none"
    return f"<!-- riskscan:{digest} report:{_plain(assessment.provenance.report_id)} -->"


def _plain(text: str) -> str:
    """Only what cannot end a hidden line."""
    return re.sub(r"-+", "-", re.sub(r"[^A-Za-z0-9_.-]", "", text))


def _opening(assessment: Assessment, say: _Say) -> list[str]:
    decision = words.DECISIONS[assessment.verdict.decision]
    who = say(words.who_decides(assessment.review.decided_by, assessment.verdict.decision))
    lead = " ".join(say(claim.text) for claim in assessment.page.lead)
    score = "no score" if view.unread(assessment) else f"risk **{assessment.verdict.score}** of 100, {assessment.verdict.level}"
    out = [
        f"## {say(assessment.page.question)} {say(assessment.page.answer)}",
        f"> [!{decision.alert}]\n> **{decision.sign} {decision.word}** · {who} · {score}" + (f"\n>\n> {lead}" if lead else ""),
    ]
    glance = assessment.page.glance[:4]
    if glance:
        cells = [f"**{say(words.day(one.value))}**" + (f"<br>{say(one.sub)}" if one.sub else "") for one in glance]
        out.append(_table([say(one.label) for one in glance], [cells]))
    return out


def _page_one(assessment: Assessment, say: _Say) -> list[str]:
    page = assessment.page
    out = _opening(assessment, say)
    if page.need.text:
        out.append(f"**What we think you need.** {say(page.need.text)}")
    if page.ask:
        out.append(f"**One question for you.** {say(page.ask)}")
    drawn = None if view.unread(assessment) and not assessment.effects else picture(assessment)
    if drawn is not None:
        out += ["### What it touches", f"```mermaid\n{mermaid(drawn)}\n```"]
    if page.picture_words.text:
        out.append(say(page.picture_words.text))
    rows, more = view.risks(assessment)
    if rows:
        cells = []
        for row in rows:
            _, likely, span = words.LIKELY.get(row.likelihood, words.LIKELY["unknown"])
            likely = f"**{likely}.**" if not span else f"**{likely}** ({span})."
            undo = words.UNDO.get(row.undo, "Not known")
            cells.append(
                [f"**{say(row.what.text)}**", say(row.who_notices) or "Not known", f"{likely} {say(row.likelihood_reason)}",
                 f"**{undo}.** {say(row.undo_reason)}"]
            )  # fmt: skip
        out += ["### What could go wrong", _table(["What happens", "Who notices", "How likely", "Can we undo it?"], cells)]
        if more:
            out.append(more)
    return out + _card(assessment, say)


def _card(assessment: Assessment, say: _Say) -> list[str]:
    card = way_out.card(assessment)
    out = [f"### {card.heading}: {say(card.what)}"]
    if card.text:
        out.append(say(card.text))
    if card.items:
        out.append("\n".join(f"{number}. {say(item)}" for number, item in enumerate(card.items, start=1)))
    facts = [f"{label.lower() if label != 'Our answer by' else 'our answer by'} **{say(value)}**" for label, value in card.facts]
    if card.score is not None:
        then = words.DECISIONS[words.decision_of(card.level)]
        facts.append(f"our answer then **{then.sign} {then.word}**, risk {card.score}")
    if facts:
        out.append(words.sentence(" · ".join(facts)))
    return out


def _folded(assessment: Assessment, say: _Say) -> list[str]:
    out = []
    routes = [] if view.unread(assessment) else way_out.routes(assessment)
    lower = view.lowering(assessment)
    if routes or lower:
        body = []
        if routes:
            rows = [[say(row.title), say(row.work), say(row.due), f"{row.score}, {row.level}"] for row in routes]
            body.append(_table(["Route", "Our work", "Earliest date", "Risk after"], rows))
        if lower:
            rows = [[say(text), f"{score}, {level}", words.DECISIONS[words.decision_of(level)].word] for text, level, score in lower]
            body.append(_table(["If you do this", "Risk after", "Our answer then"], rows))
        out.append(_fold("What it takes, and what would lower the risk", *body))
    if assessment.verdict.answers and not view.unread(assessment):
        rows = [
            [
                say(one.question),
                f"{'●' * one.value}{'○' * (one.highest - one.value)} {one.value} of {one.highest}",
                f"**{say(one.word)}** {say(one.text)}",
            ]
            for one in assessment.verdict.answers
        ]
        out.append(_fold(f"Why this level: {assessment.verdict.level}", _table(["Question", "Answer", "What we saw"], rows)))
    if assessment.steps:
        out.append(_fold("What it does, step by step", _steps(assessment, say)))
    if assessment.page.habits:
        out.append(_fold("How it is kept and run", "\n".join(f"- {say(one.text)}" for one in assessment.page.habits)))
    asks = view.questions(assessment)
    if asks:
        out.append("**Questions for you**\n" + "\n".join(f"{number}. {say(one)}" for number, one in enumerate(asks, start=1)))
    out.append(_fold("For the record", *_record(assessment, say)))
    return out


def _steps(assessment: Assessment, say: _Say) -> str:
    rows = []
    for number, step in enumerate(assessment.steps, start=1):
        text, where = say(step.text), view.place(step.location, assessment)
        rows.append(f"{number}. " + (f"**{text}**" if step.loud else text) + (f" ({say(where)})" if where else ""))
    return "\n".join(rows)


def _record(assessment: Assessment, say: _Say) -> list[str]:
    out = ["\n".join(f"- {label}: {say(value)}" for label, value in filing.record(assessment))]
    rest = view.smaller(assessment)
    if rest:
        out.append("**Smaller effects**\n" + "\n".join(f"- {say(one.text)}" for one in rest))
    groups, left = view.policy_groups(assessment)
    if groups:
        rows = [f"- {say(one.title)} ({one.severity}, {say(one.check_id)}, {words.count(len(one.where), 'place')})" for one in groups]
        out.append("**House rules for cloud resources**\n" + "\n".join(rows) + (f"\n- and {left} more" if left else ""))
    unseen = view.not_checked(assessment)
    if unseen:
        out.append("**Not checked**\n" + "\n".join(f"- {say(one)}" for one in unseen))
    boxes = " ".join(f"☐ {say(one)}" for one in way_out.choices(assessment))
    out.append(f"Decision: {boxes} · name \\_\\_\\_\\_ role \\_\\_\\_\\_ date \\_\\_\\_\\_")
    return out


def _several(assessment: Assessment, say: _Say) -> list[str]:
    rows = []
    for part in ranking.ranked(assessment):
        decision = words.DECISIONS[part.verdict.decision]
        score = "no score" if view.unread(part) else f"{part.verdict.score}, {part.verdict.level}"
        rows.append([f"{say.name(view.file_name(part))}<br>{say(part.verdict.headline)}", f"{decision.sign} {decision.short}", score])
    table = _table(["File and what it does", "Decision", "Risk"], rows)
    unseen = view.not_checked(assessment)
    tail = ["**Not checked**\n" + "\n".join(f"- {say(one)}" for one in unseen)] if unseen else []
    return [*_opening(assessment, say), f"### All {words.count(len(rows), 'file')}, worst first", table, *tail]


def _fold(title: str, *body: str) -> str:
    return f"<details>\n<summary><b>{title}</b></summary>\n\n" + "\n\n".join(body) + "\n\n</details>"


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + ":--|" * len(heads)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])
