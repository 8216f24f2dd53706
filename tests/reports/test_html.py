from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
import time
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskscan.model.advice import Claim
from riskscan.model.assessment import Assessment, Node
from riskscan.reports import TEXTS, Options, UnknownFormatError, render
from riskscan.reports.names import seen
from tests.reports import samples

VOID = {"meta", "link", "col", "wbr", "br"}
HIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class Page(HTMLParser):
    """Checks that tags are balanced, and collects tags, ids, references and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.uses: set[str] = set()
        self.attributes: set[str] = set()
        self.refs = 0
        self.heads: list[int] = []
        self.words = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.add(tag)
        self.attributes |= set(found)
        self.refs += "data-ref" in found
        if found.get("id"):
            self.ids.append(str(found["id"]))
        for value in found.values():
            self.uses |= set(
                re.findall(r"^#([\w-]+)$|url\(#([\w-]+)\)", value or "")[0:1] and {(re.search(r"#([\w-]+)", value or "") or [""])[1]}
            )
        if re.fullmatch(r"h[1-6]", tag):
            self.heads.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, (tag, self.getpos())

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words += data


@pytest.mark.parametrize("name", samples.ALL)
def test_page_is_whole_and_keeps_to_its_policy(name: str) -> None:
    text = render(samples.ALL[name](), "html")
    page = Page(text)
    assert "script" not in page.tags
    assert not [one for one in page.attributes if one == "style" or one.startswith("on")]
    assert len(page.ids) == len(set(page.ids))
    assert page.uses <= set(page.ids)
    assert page.heads[0] == 1
    assert page.heads.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(page.heads, page.heads[1:], strict=False))
    assert not HIDDEN.search(text)
    assert "http:" not in text.replace("http://www.w3.org/2000/svg", "")
    style = re.search(r"<style>(.*?)</style>", text, re.S)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in text
    assert "url(" not in style[1]
    assert len(text.encode()) < 150_000


def test_parts_of_the_stop_page_stand_in_order() -> None:
    page = Page(render(samples.stop(), "html"))
    heads = [
        "Can we run this?", "Stop", "The head of Data decides", "It would make all", "It changes", "What we think you need", "What it touches",
        "What could go wrong", "over 1 in 2", "What we suggest instead", "What it takes", "Why this level: critical", "3 of 4",
        "What would lower it", "Run it as it is", "step by step", "Questions for you", "For the record", "Not checked", "Decision",
    ]  # fmt: skip
    at = 0
    for head in heads:
        found = page.words.find(head, at)
        assert found >= at, head
        at = found
    assert "Risk 93 of 100: critical" in page.words
    assert page.refs > 8


def test_decisions_show_what_they_should() -> None:
    unread = Page(render(samples.could_not_read(), "html")).words
    assert "What we need from you" in unread
    assert "No score" in unread
    assert "of 100" not in unread
    assert "Why this level" not in unread
    calm = Page(render(samples.go(), "html")).words
    assert "What we checked" in calm
    assert "What we did not check" in calm
    checked = Page(render(samples.reviewer(), "html")).words
    assert "What keeps it safe already" in checked
    assert "(line\u00a07)" in checked
    assert "What the reviewer checks" in checked
    empty = Page(render(samples.empty_estate(), "html")).words
    assert "Let us find a safe way with you" in empty
    assert "We have no list of what relies on it." in empty
    hold = Page(render(samples.hold(), "html")).words
    assert "And 3 more, in the JSON report." in hold
    assert "and 1 more" in hold


def test_page_of_several_ranks_them() -> None:
    words = Page(render(samples.several(), "html")).words
    words = words[words.find("All 5 files") :]
    order = [words.find(name) for name in ("All 5 files", "month_end_fix.zip", "price_fix_48211.sql", "weekly_signups.py")]
    assert order == sorted(order)
    assert words.count("For the record") == 6
    many = replace(samples.several(), parts=tuple(samples.stop() for _ in range(40)))
    text = render(many, "html")
    assert len(text.encode()) < 190_000
    assert "have their own report below." in text


NAMES = st.text(st.characters(blacklist_categories=()), min_size=1, max_size=60) | st.sampled_from(
    [
        samples.HOSTILE,
        "<!--",
        "]]>",
        "{{ 7*7 }}",
        "{% raw %}",
        "</style><script>",
        "\u202eabc",
        "a\r\nb",
        "'\"><img src=x onerror=y>",
        "\ud800",
    ]
)


@settings(max_examples=40, deadline=None)
@given(NAMES, NAMES)
def test_no_name_breaks_out(name: str, other: str) -> None:
    base = samples.stop()
    nodes = (*base.graph.nodes, Node("table:x", "table", name, "changes", other, 1, other))
    page = replace(base.page, lead=(Claim(f"It changes {name}.", (other,)),), ask=name)
    hostile = replace(
        base, graph=replace(base.graph, nodes=nodes), page=page, request=replace(base.request, asked_by=other, against=(name,))
    )
    text = render(hostile, "html")
    text.encode()
    found = Page(text)
    assert found.tags == Page(render(base, "html")).tags | {"wbr"} or found.tags <= Page(render(base, "html")).tags | {"wbr", "span"}
    assert not HIDDEN.search(text)
    for other_format in ("text", "markdown"):
        plain = render(hostile, other_format)
        plain.encode()
        assert not HIDDEN.search(plain.replace("@\u2060", ""))
        assert "\x1b" not in plain
        if other_format == "markdown":
            assert not re.search(r"<(?!/?(?:details|summary|b|sub|br|!--)\b|!-- riskscan:)", plain)


def test_hidden_characters_are_shown() -> None:
    assert seen("a\u202eb") == "a[U+202E]b"
    assert seen("a\nb\tc") == "a b c"
    assert "[U+202E]" in render(samples.hostile(), "html")


@pytest.mark.parametrize("name", samples.ALL)
@pytest.mark.parametrize("kind", TEXTS)
def test_same_bytes_twice_and_quick(name: str, kind: str) -> None:
    made: Assessment = samples.ALL[name]()
    once = render(made, kind)
    took = []
    for _ in range(3):
        start = time.process_time()
        assert render(samples.ALL[name](), kind) == once
        took.append(time.process_time() - start)
    assert min(took) < 0.2 * (1 + len(made.parts))
    assert once.endswith("\n")


def test_same_bytes_under_another_hash_seed() -> None:
    code = (
        "import hashlib, sys; from tests.reports import samples; from riskscan.reports import TEXTS, render\n"
        "print(hashlib.sha256(''.join(render(samples.ALL[n](), f) for n in samples.ALL for f in TEXTS).encode()).hexdigest())"
    )
    out = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(out) == 1


def test_text_and_json_do_not_load_the_template_library() -> None:
    code = (
        "import sys; from tests.reports import samples; from riskscan.reports import render\n"
        "a = samples.stop(); assert 'msgspec' not in sys.modules; render(a, 'text'); render(a, 'json'); assert 'jinja2' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_unknown_format() -> None:
    with pytest.raises(UnknownFormatError, match="docx"):
        render(samples.go(), "docx", Options())
