"""Names from a file are data: in no format do they mark up, run, hide or turn anything."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from html.parser import HTMLParser

import pypdf
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from riskscan.model.advice import Claim
from riskscan.model.assessment import Assessment, Node
from riskscan.model.codec import from_json
from riskscan.reports import TEXTS, Options, render, render_bytes
from riskscan.reports.diagram.picture import picture
from riskscan.reports.diagram.svg import svg
from tests.reports import samples

HIDDEN = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
KNOWN = (
    "<script>alert(1)</script>", "]]>", "<!--", "-->", "</style>", "</title>", "<img src=x onerror=y>", "{{ 7*7 }}", "{% raw %}",
    "\u202eexe.gnp", "\u2066a\u2069", "a\r\nb", "a\n# b\n", "`**x**`", "[a](http://b.example)", "![i](u)", "@all", "|a|b|", "x" * 10_000,
    "🎉👨‍👩‍👧", "שלום עולם", "مرحبا", "\x1b[31mred\x1b[0m", "\x1b]8;;http://b.example\x07", "\x07", "=cmd|' /C calc'!A0", "+1", "-1",
    "@SUM(1)", "::error::x", "%0A::error::x", "#import \"x\"", "$a$", "\ud800", "'\"><b>", "&amp;", "\\", "\x00", "e\u0301\u0301\u0301",
    "]](1)", "\ufffe", "#quot;", "click n0 \"javascript:alert(1)\"", "end\n  subgraph x",
)  # fmt: skip
NAMES = (
    st.sampled_from(KNOWN)
    | st.text(st.characters(), min_size=1, max_size=40)
    | st.lists(st.sampled_from(KNOWN), min_size=2, max_size=3).map("".join)
)
BASE = samples.stop()


def named(name: str, other: str) -> Assessment:
    """A stop page in which these names stand wherever a name of a file can stand."""
    effects = tuple(
        replace(
            one, asset=replace(one.asset, name=name, within=other), text=f"It changes {name} in {other}.", columns=(name,), rule="sql/x"
        )
        for one in BASE.effects
    )
    nodes = tuple(replace(node, name=f"{name}{at}", owner=other, detail=name) for at, node in enumerate(BASE.graph.nodes))
    nodes = (*nodes, Node(f"table:{name}", "table", name, "changes", other, 1, other))
    page = replace(BASE.page, lead=(Claim(f"It changes {name}.", ("e1",)),), ask=other, need=Claim(name))
    artifacts = tuple(replace(one, path=f"{other}.py") for one in BASE.artifacts)
    located = tuple(replace(one, location=replace(one.location, path=f"{other}.py")) for one in effects)
    return replace(
        BASE, artifacts=artifacts, effects=located, graph=replace(BASE.graph, nodes=nodes), page=page,
        request=replace(BASE.request, asked_by=other, paths=(f"{other}.py",), against=(name,)),
    )  # fmt: skip


class _Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: dict[str, set[str]] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.setdefault(tag, set()).update(name for name, _ in attrs)


PLAIN = _Tags(render(BASE, "html")).seen


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(NAMES, NAMES)
@example(KNOWN[0], KNOWN[9])
@example("\x1b[31m", "=1+1")
def test_no_name_gets_out_of_any_format(name: str, other: str) -> None:
    hostile = named(name, other)
    made = {form: render(hostile, form) for form in TEXTS}
    for form in ("html", "markdown", "text", "github", "junit", "mermaid", "csv"):
        shown = made[form].replace("@\u2060", "").replace("\r\n", "\n")
        assert not HIDDEN.search(shown), form
    tags = _Tags(made["html"]).seen
    assert set(tags) <= set(PLAIN) | {"wbr", "span"}
    assert not [one for found in tags.values() for one in found if one.startswith("on") or one == "style"]
    drawn = picture(hostile)
    assert drawn is not None
    assert {one.tag.rpartition("}")[2] for one in ET.fromstring(svg(drawn, name)).iter()} <= {
        "svg", "title", "defs", "marker", "path", "text", "g", "rect", "circle", "ellipse"
    }  # fmt: skip
    assert not re.search(r"<(?!/?(?:details|summary|b|sub|br|!--)\b|!-- riskscan:)", re.sub(r"(?s)```mermaid.*?```", "", made["markdown"]))
    assert made["markdown"].count("\n```") == 2 * made["markdown"].count("```mermaid")
    for line in made["mermaid"].splitlines():
        assert re.fullmatch(
            r"flowchart LR|  (?:subgraph c\d+\[\"[A-Za-z ]+\"\]|  n\d+(?:\[|\(\[)\"[^\"]*\"(?:\]|\]\))|end|n\d+ (?:-->|==>) n\d+|classDef [^\"]*|class [^\"]*|linkStyle [^\"]*)",
            line,
        ), line
    assert ET.fromstring(made["junit"]).tag == "testsuites"
    assert all(line.startswith("::") for line in made["github"].splitlines())
    assert made["github"].count("\n") == 1 + sum(one.level != "none" for one in hostile.effects)
    rows = list(csv.reader(io.StringIO(made["csv"])))
    assert len(rows) == 1 + len(hostile.effects)
    assert not [cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"}]
    assert from_json(made["json"].encode()).verdict == hostile.verdict
    for form in ("sarif", "gitlab"):
        assert json.loads(made[form])
    coloured = render(hostile, "text", Options(colour=True))
    assert not HIDDEN.search(re.sub(r"\x1b\[\d+(?:;\d+)*m", "", coloured))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(NAMES, NAMES)
@example(KNOWN[0], KNOWN[9])
@example("e\u0301\u0301\u0301", "\u0338a\u0363")
def test_no_name_gets_out_of_the_pdf(name: str, other: str) -> None:
    made = render_bytes(named(name, other), "pdf")
    read = pypdf.PdfReader(io.BytesIO(made))
    assert len(read.pages) >= 2
    assert "/JavaScript" not in read.trailer["/Root"]  # type: ignore[operator]
    assert not [one for page in read.pages for one in page.get("/Annots", [])]
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x1b]", "".join(page.extract_text() for page in read.pages))
