"""The terminal report: the answer, up to three risks, what to do instead, and where the rest is. ``full`` adds why, how and what else.

Each word stands without colour. Colours are the 8 named ones of the terminal, so the reader's theme decides the shade. No character
that moves the cursor or turns text can come from a name.
"""

from __future__ import annotations

import re
import textwrap

from riskscan.model.assessment import Assessment
from riskscan.model.verdict import LEVELS, Decision
from riskscan.reports import ranking, view, way_out, words
from riskscan.reports.diagram.outline import tree
from riskscan.reports.diagram.picture import picture
from riskscan.reports.names import seen, short

_LABEL = 17  # width of the labels under a risk


class _Paper:
    """Lines under way, with width and colour."""

    def __init__(self, width: int, colour: bool) -> None:
        self.width = max(width, 40)
        self.colour = colour
        self.lines: list[str] = []

    def paint(self, text: str, *codes: int) -> str:
        """The text in bold (1), dim (2) or a colour (30 to 37), where colour was asked for."""
        return f"\x1b[{';'.join(map(str, codes))}m{text}\x1b[0m" if self.colour and text else text

    def line(self, text: str = "") -> None:
        """A line as it is."""
        self.lines.append(text)

    def rule(self) -> None:
        """A line across."""
        self.line(self.paint("─" * self.width, 2))

    def head(self, text: str) -> None:
        """A heading with a free line above it."""
        self.line()
        self.line(self.paint(text.upper(), 1))

    def fill(self, text: str, first: str = "", rest: str | None = None, codes: tuple[int, ...] = ()) -> None:
        """Text from the assessment, made harmless and wrapped; ``first`` and ``rest`` stand before its lines, in dim."""
        rest = " " * len(first) if rest is None else rest
        lead = " " * len(first)
        wrapped = textwrap.wrap(clean(text), self.width, break_on_hyphens=False, initial_indent=lead, subsequent_indent=rest) or [lead]
        for index, line in enumerate(wrapped):
            lead = first if index == 0 else rest
            part = line[len(lead) :]
            self.line((self.paint(lead, 2) + (self.paint(part, *codes) if codes else part)).rstrip())


def clean(text: str) -> str:
    """Harmless text without back-ticks."""
    return re.sub(r"`([^`\n]+)`", r"\1", seen(text))


def render_text(assessment: Assessment, width: int = 80, colour: bool = False, report: str = "", full: bool = False) -> str:
    """The report for a terminal of ``width`` columns; ``report`` is the path of the page, where one was written."""
    paper = _Paper(width, colour)
    _head(paper, assessment)
    if assessment.parts:
        _parts(paper, assessment)
    else:
        _risks(paper, assessment)
        _instead(paper, assessment)
        if full:
            _rest(paper, assessment)
    _unseen(paper, assessment, full)
    _foot(paper, assessment, report)
    return "\n".join(paper.lines) + "\n"


def _head(paper: _Paper, assessment: Assessment) -> None:
    verdict, page = assessment.verdict, assessment.page
    decision = words.DECISIONS[verdict.decision]
    tint = 30 + decision.colour
    left = f"riskscan   {short(view.file_name(assessment), 40)}"
    right = words.day(assessment.provenance.read_at, year=True)
    paper.line(paper.paint(left, 1) + " " * max(paper.width - len(left) - len(right), 2) + paper.paint(right, 2))
    paper.rule()
    paper.line(f"{clean(page.question)}  {paper.paint(clean(page.answer), 1, tint)}".rstrip())
    paper.line()
    if assessment.parts:
        for each in words.WORST_FIRST:
            number = sum(part.verdict.decision is each for part in assessment.parts)
            if number:
                paper.line(f"  {number:>3}  {paper.paint(words.DECISIONS[each].word, 1, 30 + words.DECISIONS[each].colour)}")
    else:
        _badge(paper, assessment, tint)
        if verdict.decision is not Decision.COULD_NOT_READ:
            marked = [paper.paint(f"◆ {name}", 1) if name == verdict.level else paper.paint(name, 2) for name in LEVELS]
            paper.line("  " + paper.paint(" ─── ", 2).join(marked))
    if page.lead:
        paper.line()
        paper.fill(" ".join(claim.text for claim in page.lead))
    if page.glance:
        paper.line()
        wide = max(len(clean(one.label)) for one in page.glance) + 2
        for one in page.glance[:4]:
            value = clean(words.day(one.value)) + (f" ({clean(one.sub)})" if one.sub else "")
            paper.fill(value, f"  {clean(one.label):<{wide}}")


def _badge(paper: _Paper, assessment: Assessment, tint: int) -> None:
    """Decision, who decides, and score: on one line where they fit."""
    badge = f"■ {words.DECISIONS[assessment.verdict.decision].word.upper()}"
    who = short(words.who_decides(assessment.review.decided_by, assessment.verdict.decision), 70)
    score = view.verdict_line(assessment)
    gap = paper.width - len(badge) - len(who) - len(score) - 2
    if gap >= 2:
        paper.line(f"{paper.paint(badge, 1, tint)}  {who}{' ' * gap}{score}")
    else:
        paper.line(paper.paint(badge, 1, tint))
        paper.fill(f"{who}. {score}.", "  ")


def _parts(paper: _Paper, assessment: Assessment) -> None:
    paper.head("All files, worst first")
    for part in ranking.ranked(assessment):
        decision = words.DECISIONS[part.verdict.decision]
        score = "  -" if view.unread(part) else f"{part.verdict.score:>3}"
        name = short(view.file_name(part), 40)
        paper.line(f"  {score}  {paper.paint(f'{decision.short:<15}', 1, 30 + decision.colour)} {name}")
        paper.fill(part.verdict.headline, " " * 23)


def _risks(paper: _Paper, assessment: Assessment) -> None:
    rows, more = view.risks(assessment)
    if not rows:
        return
    paper.head("What could go wrong")
    for number, row in enumerate(rows, start=1):
        _, likely, span = words.LIKELY.get(row.likelihood, words.LIKELY["unknown"])
        paper.fill(row.what.text, f"  {number}  ", "     ", (1,))
        paper.fill(row.who_notices or "Not known", f"     {'Who notices':<{_LABEL}}")
        paper.fill(f"{likely.upper()}{', ' + span if span else ''}. {row.likelihood_reason}", f"     {'How likely':<{_LABEL}}")
        paper.fill(f"{words.UNDO.get(row.undo, 'Not known').upper()}. {row.undo_reason}", f"     {'Can we undo it?':<{_LABEL}}")
    if more:
        paper.fill(more, "  ")


def _instead(paper: _Paper, assessment: Assessment) -> None:
    card = way_out.card(assessment)
    paper.head(card.heading)
    paper.fill(card.what, "  ", codes=(1,))
    if card.text:
        paper.fill(card.text, "  ")
    for number, item in enumerate(card.items, start=1):
        paper.fill(item, f"  {number}. ")
    if card.facts:
        paper.fill(". ".join(f"{label}: {value}" for label, value in card.facts) + ".", "  ")
    if card.score is not None:
        then = words.DECISIONS[words.decision_of(card.level)]
        paper.fill(f"Risk after: {card.score}, {card.level}. {then.word}.", "  ")


def _rest(paper: _Paper, assessment: Assessment) -> None:
    drawn = picture(assessment)
    if drawn is not None:
        paper.head("What it touches")
        tint = 30 + words.DECISIONS[assessment.verdict.decision].colour
        for branch, box in tree(drawn):
            number = f"{box.step} " if box.step else ""
            name = paper.paint(number + short(box.name, 40), *((1, tint) if box.step else ()))
            paper.line(f"  {branch}{name}  {paper.paint(short(box.kind, 30), 2)}")
    lower = view.lowering(assessment)
    if lower:
        paper.head("What would lower it")
        for text, level, score in lower:
            decision = words.DECISIONS[words.decision_of(level)]
            paper.fill(text, f"  {score:>3}  {level:<9} {decision.short:<16}")
    if assessment.verdict.answers:
        paper.head(f"Why {assessment.verdict.level}")
        for one in assessment.verdict.answers:
            paper.fill(f"{one.word} {one.text}", f"  {clean(one.question):<25}{one.value} of {one.highest}  ")
    if assessment.steps:
        paper.head("What it does, step by step")
        for index, step in enumerate(assessment.steps, start=1):
            where = view.place(step.location, assessment)
            paper.fill(step.text + (f" ({where})" if where else ""), f"  {index:>2}  ")
    if assessment.page.habits:
        paper.head("How it is kept and run")
        for habit in assessment.page.habits:
            paper.fill(habit.text, "  - ")


def _unseen(paper: _Paper, assessment: Assessment, full: bool) -> None:
    found = view.not_checked(assessment)
    if not found:
        return
    paper.head("Not checked")
    shown = found if full else found[:3]
    for one in shown:
        paper.fill(one, "  - ")
    if len(found) > len(shown):
        paper.line(f"  And {len(found) - len(shown)} more.")


def _foot(paper: _Paper, assessment: Assessment, report: str) -> None:
    paper.rule()
    if assessment.page.ask:
        paper.fill(assessment.page.ask, "One question for you: ", "  ")
    paper.line(f"Report {clean(assessment.provenance.report_id)}" + (f"   {seen(report)}" if report else ""))
    if not report:
        paper.line("Next   riskscan scan --format html --output report.html FILE")
        return
    rule = max(assessment.effects, key=lambda effect: words.rank(effect.level), default=None)
    if rule is not None and words.rank(rule.level) > 0:
        paper.line(f"Next   riskscan explain {clean(rule.rule)}")
