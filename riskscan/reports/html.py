"""The page: one self-contained HTML file without script or request, with a content security policy that names its one style."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from riskscan.model.assessment import Assessment
from riskscan.reports import filing, marks, ranking, view, way_out, words
from riskscan.reports.diagram.boxes import Picture
from riskscan.reports.diagram.picture import picture
from riskscan.reports.diagram.svg import ICONS, svg
from riskscan.reports.names import breakable, code, names_in, pieces, seen, short

MOST_PAGES = 8  # whole pages of single files in the page of several; the others stand in its table
MOST_CHARACTERS = 110_000  # of those pages together
_LEGEND = {
    "yours": "your file", "reads": "only read", "changes": "changed", "relies": "relies on it", "people": "people", "worst": "worst path",
}  # fmt: skip


class Say:
    """Turns plain text into markup, knowing which names the assessment holds."""

    def __init__(self, assessment: Assessment) -> None:
        self._names = names_in(assessment)

    def __call__(self, text: str) -> Markup:
        """A sentence: names as code, dates and line numbers kept on one line, all escaped."""
        parts = [self.name(piece.text) if piece.is_name else _prose(piece.text) for piece in pieces(text, self._names)]
        return Markup("").join(parts)

    def name(self, text: str) -> Markup:
        """A name: harmless, escaped, apart from the text around it, with leave to break where it is long."""
        parts = breakable(short(text))
        kind = Markup(' class="long"') if len(parts) > 1 else ""
        return Markup("<code{}>{}</code>").format(kind, Markup("<wbr>").join(parts))


def _prose(text: str) -> Markup:
    text = words.kept_together(seen(text))
    long_word = re.search(r"\S{25,}", text)
    if long_word is None:
        return escape(text)
    return Markup("").join(
        Markup('<span class="long">{}</span>').format(part) if len(part) >= 25 else escape(part) for part in re.split(r"(\S{25,})", text)
    )


def render_html(assessment: Assessment) -> str:
    """The whole page of one assessment, or of several files with the table of all first."""
    mark = "many" if assessment.parts else words.DECISIONS[assessment.verdict.decision].mark
    page = assessment.page
    title = f"{seen(page.question)} {seen(page.answer)} {short(view.file_name(assessment), 80)}"
    body = _several(assessment) if assessment.parts else _one(assessment, "d", 1)
    return whole_page(title, mark, words.DECISIONS[assessment.verdict.decision].mark, body, words.FOOT)


def whole_page(title: str, mark: str, icon: str, body: Markup, foot: str) -> str:
    """A body with all around it: head, policy, style and symbols. ``mark`` gives the colours, ``icon`` the symbol in the tab."""
    return (
        environment()
        .get_template("page.html")
        .render(
            title=title,
            mark=mark,
            icon=Markup(marks.favicon(icon, marks.COLOURS[icon])),
            style=Markup(_style()),
            digest=_digest(),
            body=body,
            sprite=marks.sprite(),
            foot=foot,
        )
    )


def _one(assessment: Assessment, prefix: str, level: int) -> Markup:
    """The report of one file; ``level`` is its highest heading."""
    drawn = picture(assessment)
    if view.unread(assessment) and drawn is not None and not assessment.effects:
        drawn = None
    text = (
        environment()
        .get_template("report.html")
        .render(
            a=assessment,
            page=assessment.page,
            view=view,
            way_out=way_out,
            filing=filing,
            ranking=ranking,
            words=words,
            marks=marks,
            say=Say(assessment),
            decision=words.DECISIONS[assessment.verdict.decision],
            picture=drawn,
            drawing=Markup(svg(drawn, _title(assessment), prefix)) if drawn else "",
            legend=_legend(drawn, view.is_change(assessment)) if drawn else (),
            icons={name: Markup(shape) for name, shape in ICONS.items()},
            prefix=prefix,
            level=level,
        )
    )
    return Markup(text)


def _several(assessment: Assessment) -> Markup:
    parts = ranking.ranked(assessment)
    whole: list[Markup] = []
    room = MOST_CHARACTERS
    for index, part in enumerate(parts[:MOST_PAGES]):
        one = _one(part, f"d{index}", 2)
        if len(one) > room:
            break
        room -= len(one)
        whole.append(one)
    text = (
        environment()
        .get_template("several.html")
        .render(
            a=assessment,
            page=assessment.page,
            view=view,
            way_out=way_out,
            filing=filing,
            ranking=ranking,
            words=words,
            marks=marks,
            say=Say(assessment),
            parts=parts,
            whole=[(words.DECISIONS[part.verdict.decision].mark, one) for part, one in zip(parts, whole, strict=False)],
            tally=[
                (words.DECISIONS[decision], sum(part.verdict.decision is decision for part in parts))
                for decision in words.WORST_FIRST
                if any(part.verdict.decision is decision for part in parts)
            ],
        )
    )
    return Markup(text)


def _title(assessment: Assessment) -> str:
    """The picture in one sentence, for those who cannot see it."""
    text = assessment.page.picture_words.text
    return text or "What your file reads, what it changes, and what relies on that."


def _legend(drawn: Picture, change: bool) -> tuple[tuple[Markup, str], ...]:
    used = {box.role for box in drawn.boxes.values()} | ({"worst"} if len(drawn.worst) > 1 else set())
    text = _LEGEND | ({"yours": "your change"} if change else {})
    if "relies" not in used and "people" not in used:
        text = text | {"changes": "changed or new"}
    return tuple((marks.key(role), label) for role, label in text.items() if role in used)


@lru_cache(maxsize=1)
def _style() -> str:
    """The style sheet without comments and needless space. Its text is fixed, so the policy can name its hash."""
    text = (files("riskscan.reports") / "templates" / "style.css").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"\s*\n\s*", "\n", text)
    return re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r": +", ":", text)).strip()


@lru_cache(maxsize=1)
def _digest() -> str:
    return base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates of the pages; every value is escaped."""
    environment = Environment(
        loader=PackageLoader("riskscan.reports"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["seen"] = seen
    environment.filters["code"] = code
    return environment
