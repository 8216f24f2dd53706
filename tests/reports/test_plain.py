from __future__ import annotations

import re

import pytest

from riskscan.reports import Options, render
from riskscan.reports.markdown import prose
from tests.reports import samples


@pytest.mark.parametrize("name", samples.ALL)
@pytest.mark.parametrize("full", [False, True])
def test_text_keeps_to_its_width_and_needs_no_colour(name: str, full: bool) -> None:
    text = render(samples.ALL[name](), "text", Options(full=full))
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 80 or name == "hostile"
    coloured = render(samples.ALL[name](), "text", Options(colour=True, full=full))
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == text


def test_text_is_short_and_says_what_counts() -> None:
    text = render(samples.stop(), "text", Options(report="report.html"))
    assert len(text.splitlines()) < 50
    for part in (
        "Not as it stands.",
        "■ STOP",
        "93 of 100",
        "CERTAIN.",
        "WHAT WE SUGGEST INSTEAD",
        "report.html",
        "Next   riskscan explain",
    ):
        assert part in text
    assert "of 100" not in render(samples.could_not_read(), "text")


def test_comment_starts_with_its_hidden_line() -> None:
    text = render(samples.stop(), "markdown")
    assert text.startswith("<!-- riskscan:7f3a9c1e55d0b2e4 report:RS-7F3A-9C1E -->\n")
    assert "> [!CAUTION]" in text
    assert "```mermaid" in text
    assert text.count("<details>") == text.count("</details>") == 4
    assert "of 100" not in render(samples.could_not_read(), "markdown")


@pytest.mark.parametrize("limit", [20_000, 8_000, 5_000, 600])
@pytest.mark.parametrize("name", ["stop", "hold", "hostile", "repo"])
def test_comment_fits(name: str, limit: int) -> None:
    text = render(samples.ALL[name](), "markdown", Options(limit=limit))
    assert len(text) <= limit
    assert text.count("<details>") == text.count("</details>")
    if limit == 600:
        assert "did not fit" in text


def test_comment_marks_up_nothing_of_a_name() -> None:
    assert prose("a*b_c|d [x](y) @all #1 ![i](u)") == "a\\*b\\_c\\|d \\[x\\](y) @\u2060all \\#1 \\!\\[i\\](u)"
    for line in render(samples.hostile(), "markdown").splitlines():
        assert "<script" not in line
        if line.startswith("| "):
            assert len(re.findall(r"(?<!\\)\|", line)) in (4, 5), line
