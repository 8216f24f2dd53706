"""The page on paper: tagged, one sheet for page one, the same words as the page, and no name that is read as markup."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace

import pypdf
import pytest

from riskscan.model.advice import Claim
from riskscan.model.assessment import Assessment
from riskscan.reports import UnknownFormatError, render, render_bytes, way_out
from riskscan.reports.sheet import document
from tests.golden.cases import CASES, Case, assess
from tests.reports import samples


def read(made: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(made))


def text_of(page: pypdf.PageObject) -> str:
    return " ".join(page.extract_text().replace("\u200b", "").replace("\u00a0", " ").split())


def check_sheets(assessment: Assessment) -> None:
    """Page one ends with the card, and what follows starts on a sheet of its own."""
    first, second, *_ = [text_of(page) for page in read(render_bytes(assessment, "pdf")).pages]
    assert way_out.card(assessment).heading in first
    assert "For the record" not in first
    assert "What we think you need" in first or not assessment.page.need.text
    assert "What could go wrong" not in second
    assert assessment.page.answer.split()[0] in first


@pytest.mark.parametrize("name", [name for name in samples.ALL if name not in ("repo",)])
def test_page_one_is_one_sheet(name: str) -> None:
    check_sheets(samples.ALL[name]())


WIDEST = [case for case in CASES if case.name in ("status-fix-filter-off", "database-renamed", "erasure-request", "weekly-signups")]


@pytest.mark.parametrize("case", WIDEST, ids=lambda case: case.name)
def test_page_one_of_a_hand_over_is_one_sheet(case: Case) -> None:
    check_sheets(assess(case.name))


def test_it_is_tagged_and_says_its_language_and_title() -> None:
    made = render_bytes(samples.stop(), "pdf")
    root = read(made).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert root["/StructTreeRoot"]  # type: ignore[index]
    assert root["/Lang"] == "en"  # type: ignore[index]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]  # type: ignore[index]
    assert read(made).metadata.title == "Can we run this? Not as it stands. q3_status_fix.py"  # type: ignore[union-attr]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()  # type: ignore[index]
    assert "/URI" not in made.decode("latin-1")


def test_the_same_bytes_twice() -> None:
    assert render_bytes(samples.hold(), "pdf") == render_bytes(samples.hold(), "pdf")


def test_the_report_of_several_holds_the_table_and_the_worst() -> None:
    pages = [text_of(page) for page in read(render_bytes(samples.several(), "pdf")).pages]
    assert "All 5 files, worst first" in pages[0]
    assert sum("What we suggest" in page or "What we need from you" in page for page in pages) == 5
    many = replace(samples.several(), parts=tuple(samples.stop() for _ in range(40)))
    assert len(document(many)["parts"]) == 8  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name", ['#import "x": *', "$x$ *bold* _it_ @ref <label> // c /* d", "顧客 سلام 🎉 \ue000 e\u0301", "x" * 10_000, "\u202eabc\x00\ud800"]
)
def test_a_name_is_never_markup(name: str) -> None:
    base = samples.go()
    page = replace(base.page, lead=(Claim(f"It reads {name}."),), ask=name, question=name)
    pages = [text_of(one) for one in read(render_bytes(replace(base, page=page), "pdf")).pages]
    if name.isascii() and len(name) < 100:
        assert name in pages[0]
    assert "\u202e" not in pages[0]


def test_a_safer_version_stands_on_paper_with_its_signs() -> None:
    made = assess("status-fix-filter-off")
    assert made.safer_versions
    text = " ".join(text_of(page) for page in read(render_bytes(made, "pdf")).pages)
    assert "A safer version" in text
    assert "+ import argparse" in text


def test_without_the_library_it_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['typst'] = None\n"
        "from tests.reports import samples; from riskscan.reports import MissingExtraError, render_bytes\n"
        "try: render_bytes(samples.go(), 'pdf')\n"
        "except MissingExtraError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "riskscan[pdf]" in done.stdout


def test_a_pdf_is_no_text() -> None:
    with pytest.raises(UnknownFormatError, match="no text"):
        render(samples.go(), "pdf")
