"""What the page on paper shows, as plain data for its template: words in pieces (name or prose), drawings, numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from riskscan.model.assessment import Assessment
from riskscan.reports import filing, marks, ranking, view, way_out, words
from riskscan.reports.diagram.boxes import Picture
from riskscan.reports.diagram.picture import picture
from riskscan.reports.diagram.standalone import standalone
from riskscan.reports.names import breakable, code, names_in, pieces, seen, short

MOST_PARTS = 8  # whole reports of single files in the report of several; the others stand in its table
MOST_LINES = 60  # lines of a safer version
BREAK = "\u200b"  # leave to break the line
_ON_PAGE_ONE = ["See What we did not check, on page one."]

Pieces = list[list[object]]  # [1 for a name else 0, text]
Data = dict[str, object]


def document(assessment: Assessment) -> Data:
    """What the template shows, as plain data."""
    page = assessment.page
    parts = ranking.ranked(assessment)[:MOST_PARTS] if assessment.parts else (assessment,)
    return {
        "title": seen(f"{page.question} {page.answer} {short(view.file_name(assessment), 80)}"),
        "foot": words.FOOT,
        "tick": marks.coloured(marks.TICK, "go"),
        "several": _several(assessment) if assessment.parts else None,
        "parts": [_Sheet(part).data() for part in parts],
    }


class _Sheet:
    """The data of one file's report."""

    def __init__(self, assessment: Assessment) -> None:
        self.a = assessment
        self.names = names_in(assessment)
        self.decision = words.DECISIONS[assessment.verdict.decision]
        self.unread = view.unread(assessment)

    def say(self, text: str) -> Pieces:
        """A sentence in pieces; an empty one is no piece."""
        return [_piece(piece.text, piece.is_name) for piece in pieces(text, self.names)]

    def maybe(self, text: str) -> Pieces | None:
        """None for no text."""
        return self.say(text) if text else None

    def listed(self, texts: Sequence[str]) -> list[Pieces]:
        """Each text in pieces."""
        return [self.say(one) for one in texts]

    def data(self) -> Data:
        """All of it."""
        return {**self._page_one(), **self._page_two()}

    def _page_one(self) -> Data:
        page, verdict, mark = self.a.page, self.a.verdict, self.decision.mark
        rows, more = view.risks(self.a)
        go = mark == "go"
        unseen = view.not_checked(self.a)
        return {
            "colour": marks.COLOURS[mark],
            "file": _name(words.cut(view.file_name(self.a))),
            "asked_by": self.maybe(self.a.request.asked_by),
            "when": words.day(self.a.provenance.read_at, year=True),
            "question": self.say(page.question),
            "answer": self.say(page.answer),
            "lead": self.listed([claim.text for claim in page.lead]),
            "mark": marks.coloured(marks.symbol_alone(mark), mark),
            "word": self.decision.word,
            "who": self.say(words.who_decides(self.a.review.decided_by, verdict.decision)),
            "scale": marks.coloured(marks.scale(verdict.level, None if self.unread else verdict.score), mark),
            "score": view.verdict_line(self.a),
            "glance": [
                {"label": self.say(one.label), "value": self.say(words.day(one.value)), "sub": self.say(one.sub)} for one in page.glance[:4]
            ],
            "need": self.maybe(page.need.text),
            "ask": self.maybe(page.ask),
            "unread": self.unread,
            "picture": self._picture(),
            "words": self.maybe(page.picture_words.text),
            "nobody": view.nobody_relies(self.a) or None,
            "risks": [
                self._risk(row.what.text, row.who_notices, row.likelihood, row.likelihood_reason, row.undo, row.undo_reason) for row in rows
            ],
            "more": more or None,
            "card": self._card(),
            "ticks": self.listed(view.checked(self.a)) if go else [],
            "dashes": self.listed(unseen[:6]) if go else [],
        }

    def _picture(self) -> Data | None:
        drawn: Picture | None = picture(self.a)
        if drawn is None or (self.unread and not self.a.effects):
            return None
        made, width, height = standalone(drawn, self.decision.mark)
        return {"svg": made, "width": width, "height": height, "alt": seen(self.a.page.picture_words.text) or "What your file touches."}

    def _risk(self, what: str, who: str, likely: str, why: str, undo: str, undo_why: str) -> Data:
        bars, word, span = words.LIKELY.get(likely, words.LIKELY["unknown"])
        mark = self.decision.mark
        return {
            "what": self.say(what),
            "who": self.say(who or "Not known"),
            "bars": marks.coloured(marks.bars(bars), mark),
            "likely": word,
            "range": span,
            "why": self.say(why),
            "undo_mark": marks.coloured(marks.undo(undo), mark),
            "undo": words.UNDO.get(undo, "Not known"),
            "undo_why": self.say(undo_why),
        }

    def _safer(self) -> Data | None:
        found = None if self.unread else view.safer(self.a)
        if found is None:
            return None
        lines = [line for line in found.diff.rstrip("\n").split("\n") if not line.startswith(("--- ", "+++ "))]
        notes = (["The rest is in the JSON report."] if len(lines) > MOST_LINES else []) + (
            ["Passwords are left out here."] if found.masked else []
        )
        return {
            "risk": _meter(found.level, found.score),
            "steps": self.listed([one.text for one in found.steps]),
            "lines": [_diff_line(line) for line in lines[:MOST_LINES]],
            "note": " ".join(notes) or None,
        }

    def _card(self) -> Data:
        card = way_out.card(self.a)
        return {
            "heading": card.heading,
            "what": self.say(card.what),
            "text": self.maybe(card.text),
            "items": self.listed(card.items),
            "facts": [[label, self.say(value)] for label, value in card.facts],
            "score": card.score,
            "then": None if card.score is None else _chip(card.level),
        }

    def _page_two(self) -> Data:
        verdict, review = self.a.verdict, self.a.review
        routes = () if self.unread else way_out.routes(self.a)
        go, reviewed = self.decision.mark == "go", self.decision.mark == "review"
        groups, left = view.policy_groups(self.a)
        unseen = view.not_checked(self.a)
        return {
            "level": verdict.level,
            "number": verdict.score,
            "change": view.is_change(self.a),
            "routes": [
                {
                    "title": self.say(row.title), "under": self.maybe(row.under), "work": self.say(row.work), "due": self.say(row.due),
                    "risk": _meter(row.level, row.score),
                }
                for row in (() if go and len(routes) < 2 else routes)
            ],
            "review": self.maybe(view.review_line(review)),
            "safe": self.listed(view.safe_already(self.a)) if reviewed else [],
            "checks": self.listed(review.answers_to_give) if reviewed else [],
            "answers": [
                {
                    "question": self.say(one.question), "value": one.value, "highest": one.highest, "word": self.say(one.word),
                    "text": self.say(one.text), "pips": marks.coloured(marks.dots(one.value, one.highest), self.decision.mark),
                }
                for one in (() if self.unread else verdict.answers)
            ],
            "lower": [
                {"text": self.say(text), "risk": _meter(level, score), "then": _chip(level)}
                for text, level, score in (() if self.unread else view.lowering(self.a))
            ],
            "steps": [
                {"does": seen(one.does), "text": self.say(one.text), "place": self.say(view.place(one.location, self.a))}
                for one in self.a.steps
            ],
            "first": [
                {
                    "place": self.say(view.place(one.location, self.a)),
                    "code": "\n".join(line for code in (one.count, one.backup, one.batched) for line in _code(code)),
                }
                for one in (() if self.unread else self.a.see_first[:3])
            ],
            "safer": self._safer(),
            "habits": self.listed([habit.text for habit in self.a.page.habits]),
            "questions": self.listed(view.questions(self.a)),
            "record": [[label, self.say(value)] for label, value in filing.record(self.a)],
            "smaller": self.listed([one.text for one in view.smaller(self.a)]),
            "rules": self.listed([_rule(one) for one in groups] + ([f"And {left} more, in the JSON report."] if left else [])),
            "unseen": self.listed(unseen[:12] if not go or len(unseen) > 6 else _ON_PAGE_ONE[: len(unseen)]),
            "choices": self.listed(way_out.choices(self.a)),
        }  # fmt: skip


def _rule(one: view.PolicyGroup) -> str:
    return f"{one.title} ({one.severity}, {one.check_id}, {words.count(len(one.where), 'place')})"


def _piece(text: str, is_name: bool) -> list[object]:
    """A name or prose, harmless, with leave to break the line in what is long; dates and line numbers stay on one line."""
    text = short(text, 120) if is_name else words.kept_together(seen(text))
    return [int(is_name), re.sub(r"\S{25,}", lambda found: BREAK.join(_chunks(found[0])), text)]


def _chunks(word: str) -> list[str]:
    """Cut after a sign, and where there is none, every 16 characters."""
    return [part[at : at + 16] for part in breakable(word) for at in range(0, len(part), 16)]


def _name(text: str) -> Pieces:
    return [_piece(text, is_name=True)]


def _diff_line(line: str) -> list[str]:
    """[sign, text]: "+" for what comes, "-" for what goes, a space for what stays; long lines may break."""
    sign, text = (line[:1], line[1:]) if line[:1] in ("+", "-", " ") else (" ", line)
    kept = code(text).replace(" ", "\u00a0", len(text) - len(text.lstrip()))
    return [sign, re.sub(r"\S{25,}", lambda found: BREAK.join(_chunks(found[0])), kept[:400])]


def _code(text: str) -> list[str]:
    return [seen(line) for line in text.split("\n")] if text else []


def _chip(level: str) -> Data:
    decision = words.DECISIONS[words.decision_of(level)]
    return _decision_chip(decision.mark, decision.word)


def _decision_chip(mark: str, word: str) -> Data:
    return {"svg": marks.coloured(marks.symbol_alone(mark), mark), "colour": marks.COLOURS[mark], "word": word}


def _meter(level: str, score: int) -> Data:
    mark = words.DECISIONS[words.decision_of(level)].mark
    return {"score": score, "level": level, "svg": marks.coloured(marks.meter_bar(score), mark)}


def _several(assessment: Assessment) -> Data:
    sheet = _Sheet(assessment)
    parts = ranking.ranked(assessment)
    rows: list[Data] = []
    for part in parts:
        decision, (name, owner), unread = words.DECISIONS[part.verdict.decision], ranking.worst_for(part), view.unread(part)
        worst = "not known" if unread else "nothing shared"
        rows.append(
            {
                "file": _name(view.file_name(part)),
                "headline": _Sheet(part).say(part.verdict.headline),
                "chip": _decision_chip(decision.mark, decision.short),
                "risk": None if unread else {**_meter(part.verdict.level, part.verdict.score), "level": ""},
                "worst": _name(name) if name and not unread else [[0, worst]],
                "owner": sheet.say((owner or "not known") if name or unread else "nobody"),
            }
        )
    tally = [(each, sum(part.verdict.decision is each for part in parts)) for each in words.WORST_FIRST]
    page = assessment.page
    return {
        "file": _name(words.cut(view.file_name(assessment))),
        "asked_by": sheet.maybe(assessment.request.asked_by),
        "when": words.day(assessment.provenance.read_at, year=True),
        "question": sheet.say(page.question),
        "answer": sheet.say(page.answer),
        "lead": sheet.listed([claim.text for claim in page.lead]),
        "tally": [{"chip": _decision_chip(words.DECISIONS[each].mark, words.DECISIONS[each].word), "number": n} for each, n in tally if n],
        "start": [[*_name(name), [0, ": "], *sheet.say(what)] for name, what in ranking.start_here(assessment)],
        "heading": f"All {words.count(len(parts), 'file')}, worst first",
        "rows": rows,
        "record": [[label, sheet.say(value)] for label, value in filing.record(assessment)],
        "unseen": sheet.listed(view.not_checked(assessment)[:12]),
        "choices": sheet.listed(way_out.SEVERAL_CHOICES),
    }
