"""Comments in the native text of each system: they say the same, keep to the bars, and no name starts markup in them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskscan.model.advice import Claim
from riskscan.model.assessment import Assessment, Node
from riskscan.reports.comment import FORMS, UnknownFormError, render_comment, textile, wiki
from riskscan.reports.comment.blocks import Heading, Items, Line, Panel, Paragraph, Table
from riskscan.reports.comment.page_one import page_one
from tests.reports import samples, wording
from tests.reports.test_html import HIDDEN, NAMES, Page
from tests.tickets.contracts import check_adf

ALL = (*FORMS, "markdown")
JOIN = "\u2060"


def texts_of_adf(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if node.get("type") == "text":
            yield node["text"]
        for child in node.get("content", []):
            yield from texts_of_adf(child)


def hostile(name: str, other: str) -> Assessment:
    base = samples.stop()
    nodes = (*base.graph.nodes, Node("table:x", "table", name, "changes", other, 1, other))
    page = replace(base.page, lead=(Claim(f"It changes {name}.", (other,)),), ask=name)
    return replace(base, graph=replace(base.graph, nodes=nodes), page=page, request=replace(base.request, asked_by=other))


@pytest.mark.parametrize("form", ALL)
@pytest.mark.parametrize("name", samples.ALL)
def test_each_form_is_the_same_twice_and_hides_nothing(form: str, name: str) -> None:
    text = render_comment(samples.ALL[name](), form, 60_000, ("page.html", "page.json"))
    assert render_comment(samples.ALL[name](), form, 60_000, ("page.html", "page.json")) == text
    assert not HIDDEN.search(text.replace(f"@{JOIN}", "").replace(JOIN, ""))


@pytest.mark.parametrize("form", ALL)
def test_each_form_carries_page_one(form: str) -> None:
    text = render_comment(samples.stop(), form, 60_000, ("page.html",))
    text = " ".join(texts_of_adf(json.loads(text))) if form == "adf" else text
    said = re.sub(r"[\\*{}|\n>#_ ]+", " ", text.replace(JOIN, "")).lower()
    for part in (
        "can we run this?",
        "not as it stands.",
        "the head of data decides",
        "93",
        "become inactive",
        "certain",
        "with work",
        "monthly status update",
        "page.html",
        "should their subscriptions close too",
        "not checked",
    ):
        assert part in said, part


@pytest.mark.parametrize("form", ALL)
@pytest.mark.parametrize("limit", [2_500, 3_500, 6_000])
def test_a_comment_keeps_to_its_limit_and_says_what_it_left_out(form: str, limit: int) -> None:
    text = render_comment(samples.stop(), form, limit)
    assert len(text) <= limit
    assert "Not as it stands" in text
    if form == "adf":
        check_adf(json.loads(text))
    if len(render_comment(samples.stop(), form, 60_000)) > limit:
        assert "did not fit" in text


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(UnknownFormError, match="docx"):
        render_comment(samples.stop(), "docx", 1_000)


@pytest.mark.parametrize("name", samples.ALL)
def test_adf_is_allowed(name: str) -> None:
    check_adf(json.loads(render_comment(samples.ALL[name](), "adf", 60_000)))


@pytest.mark.parametrize("name", samples.ALL)
def test_html_is_balanced_and_has_no_style_or_script(name: str) -> None:
    page = Page(render_comment(samples.ALL[name](), "html", 200_000))
    assert page.tags <= {"h2", "h3", "p", "blockquote", "table", "tr", "th", "td", "ol", "ul", "li", "b", "code", "small", "br"}
    assert page.attributes <= {"border", "cellpadding", "cellspacing", "align", "valign"}


@pytest.mark.parametrize("name", samples.ALL)
def test_text_keeps_to_its_width(name: str) -> None:
    text = render_comment(samples.ALL[name](), "text", 200_000)
    assert max(map(len, text.splitlines())) <= 80 or name in ("hostile", "large", "hold", "repo")


@pytest.mark.parametrize("name", ["stop", "hold", "reviewer", "go", "unread", "empty"])
def test_the_words_keep_to_the_bars(name: str) -> None:
    lines: list[Line] = []
    for block in page_one(samples.ALL[name](), ("page.html", "page.json")):
        if isinstance(block, Heading | Paragraph):
            lines.append(block.line)
        elif isinstance(block, Panel | Items):
            lines.extend(block.lines)
        elif isinstance(block, Table):
            lines.extend(line for row in block.rows for line in row)
    for line in lines:
        text = wording.without_names("".join("it" if piece.name else piece.text for piece in line), frozenset())
        assert not wording.BANNED.search(text), text
        assert all(len(wording.words(one)) <= wording.LONGEST for one in wording.sentences(text.replace("\n", ". "))), text


@settings(max_examples=60, deadline=None)
@given(NAMES, NAMES)
def test_no_name_breaks_out(name: str, other: str) -> None:
    assessment = hostile(name, other)
    for form in ALL:
        text = render_comment(assessment, form, 200_000)
        text.encode()
        assert not HIDDEN.search(text.replace(JOIN, ""))
        if form == "adf":
            check_adf(json.loads(text))
        elif form == "html":
            assert Page(text).tags <= {
                "h2",
                "h3",
                "p",
                "blockquote",
                "table",
                "tr",
                "th",
                "td",
                "ol",
                "ul",
                "li",
                "b",
                "code",
                "small",
                "br",
            }
        elif form == "text":
            assert not re.search(r"\[\s*/?\s*code\s*\]", text, re.IGNORECASE)


SIGNS = st.text("abc 12{}[]|*_-+^~?!#@\\:;()=%\"<>&/.`'", max_size=25)


@given(SIGNS)
def test_no_sign_starts_markup_in_the_wiki_of_jira(text: str) -> None:
    out = wiki.prose(text)
    assert not re.search(r"(?<!\\)[{}\[\]|!^~]", out.replace("\\\\", ""))
    assert "://" not in out
    assert not re.search(r"(?:^|[^A-Za-z0-9\\])[*_+-](?=\S)", out.replace("\\\\", "")) or re.search(r"\\[*_+-]", out)


@given(SIGNS)
def test_no_sign_starts_markup_in_textile(text: str) -> None:
    out = textile.prose(text)
    assert not re.search(r'[*_+^~?%@!"=#\[\]{}](?=[^\s\u2060])', out)
    assert "|" not in out
    assert not re.search(r"&(?!amp;|lt;|gt;)", out)
    assert textile.prose("h1. x").startswith(JOIN)
    assert "r\u206012" in textile.prose("see r12")
