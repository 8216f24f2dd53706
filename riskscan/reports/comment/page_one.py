"""What the comment holds: page one, the points not checked, and the lines by which the report can be found again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from riskscan.model.assessment import Assessment
from riskscan.reports import ranking, view, way_out, words
from riskscan.reports.comment.blocks import Block, Heading, Items, Line, Panel, Paragraph, Piece, Table
from riskscan.reports.names import listed, names_in, pieces

CUT = Paragraph((Piece("The rest did not fit here. It is in the full report."),), small=True)
_MOST_UNSEEN = 5
_MOST_FILES = 40


class _Say:
    """Cuts sentences into prose and names, knowing which names the assessment holds."""

    def __init__(self, assessment: Assessment) -> None:
        self._names = names_in(assessment)

    def __call__(self, text: str, loud: bool = False) -> Line:
        return tuple(Piece(one.text, loud and not one.is_name, one.is_name) for one in pieces(text, self._names) if one.text)


def page_one(assessment: Assessment, files: Sequence[str] = ()) -> tuple[Block, ...]:
    """The blocks of the comment, the most important first; the last one is the foot."""
    say = _Say(assessment)
    body = _several(assessment, say) if assessment.parts else _one(assessment, say)
    return (*_opening(assessment, say), *body, *_unseen(assessment, say), _foot(assessment, files))


def _opening(assessment: Assessment, say: _Say) -> Iterator[Block]:
    page, verdict = assessment.page, assessment.verdict
    decision = words.DECISIONS[verdict.decision]
    yield Heading(2, say(f"{page.question} {page.answer}"))
    who = words.who_decides(assessment.review.decided_by, verdict.decision)
    first = (Piece(decision.word, loud=True), Piece(": "), *say(who), Piece(f". {view.verdict_line(assessment)}."))
    lead = tuple(piece for index, claim in enumerate(page.lead) for piece in ((Piece(" "),) if index else ()) + say(claim.text))
    yield Panel(decision.mark, (first, lead) if lead else (first,))
    if page.glance:
        cells = []
        for one in page.glance[:4]:
            below = (Piece("\n"), *say(one.sub)) if one.sub else ()
            cells.append((*say(words.day(one.value), loud=True), *below))
        yield Table(tuple(one.label for one in page.glance[:4]), (tuple(cells),))


def _one(assessment: Assessment, say: _Say) -> Iterator[Block]:
    page = assessment.page
    rows, more = view.risks(assessment)
    if rows:
        yield Heading(3, (Piece("What could go wrong"),))
        cells = []
        for row in rows:
            _, likely, span = words.LIKELY.get(row.likelihood, words.LIKELY["unknown"])
            cells.append(
                (
                    say(row.what.text, loud=True),
                    say(row.who_notices or "Not known"),
                    (Piece(likely, loud=True), Piece((f" ({span})" if span else "") + ". "), *say(row.likelihood_reason)),
                    (Piece(words.UNDO.get(row.undo, "Not known"), loud=True), Piece(". "), *say(row.undo_reason)),
                )
            )
        yield Table(("What happens", "Who notices", "How likely", "Can we undo it?"), tuple(cells))
        if more:
            yield Paragraph((Piece(more),), small=True)
    yield from _card(assessment, say)
    if page.need.text:
        yield Paragraph((Piece("What we think you need. ", loud=True), *say(page.need.text)))
    if page.ask:
        yield Paragraph((Piece("One question for you. ", loud=True), *say(page.ask)))
    if page.picture_words.text:
        yield Paragraph((Piece("What it touches. ", loud=True), *say(page.picture_words.text)))


def _card(assessment: Assessment, say: _Say) -> Iterator[Block]:
    card = way_out.card(assessment)
    yield Heading(3, (Piece(f"{card.heading}: "), *say(card.what)))
    if card.text:
        yield Paragraph(say(card.text))
    if card.items:
        yield Items(tuple(say(one) for one in card.items), numbered=True)
    facts = [f"{label}: {value}" for label, value in card.facts]
    if card.score is not None:
        facts.append(f"Our answer then: {words.DECISIONS[words.decision_of(card.level)].word}, risk {card.score}")
    if facts:
        yield Items(tuple(say(one) for one in facts))


def _several(assessment: Assessment, say: _Say) -> Iterator[Block]:
    rows = []
    parts = ranking.ranked(assessment)
    for part in parts[:_MOST_FILES]:
        decision = words.DECISIONS[part.verdict.decision]
        score = "no score" if view.unread(part) else f"{part.verdict.score}, {part.verdict.level}"
        what = (Piece(view.file_name(part), name=True), Piece("\n"), *say(part.verdict.headline))
        rows.append((what, (Piece(decision.short, loud=True),), (Piece(score),)))
    yield Heading(3, (Piece(f"All {words.count(len(parts), 'file')}, worst first"),))
    yield Table(("File and what it does", "Decision", "Risk"), tuple(rows))
    if len(parts) > len(rows):
        yield Paragraph((Piece(f"And {len(parts) - len(rows):,} more, in the full report."),))


def _unseen(assessment: Assessment, say: _Say) -> Iterator[Block]:
    found = view.not_checked(assessment)
    if not found:
        return
    yield Heading(3, (Piece("Not checked"),))
    lines = [say(one) for one in found[:_MOST_UNSEEN]]
    if len(found) > _MOST_UNSEEN:
        lines.append((Piece(f"And {len(found) - _MOST_UNSEEN} more, in the full report."),))
    yield Items(tuple(lines))


def _foot(assessment: Assessment, files: Sequence[str]) -> Paragraph:
    made = assessment.provenance
    line = [Piece(f"{words.FOOT} Report "), Piece(made.report_id, name=True), Piece(f", read on {words.moment(made.read_at)}.")]
    if files:
        line.append(Piece(f" Attached: {listed(files)}."))
    return Paragraph(tuple(line), small=True)
