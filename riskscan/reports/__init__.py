"""Reports: pure functions of an assessment. They import the model only; all words that vary are in the assessment already.

Decisions recorded here:
* One view (``view``) says what each part holds, so page, comment and terminal cannot disagree.
* A format is imported when it is asked for: text and JSON never load the template library.
* Each name from a file goes through ``names`` before it is shown, and is then escaped for its format.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from riskscan.model.assessment import Assessment


@dataclass(frozen=True, slots=True)
class Options:
    """How to render. ``width`` in columns and ``colour`` are for text; ``report`` is the path of the full report, where one was written;
    ``full`` adds to the text what the page has beyond page one; ``limit`` is the most characters of a comment; ``fail_on`` is the level
    from which a JUnit test is a failure.
    """

    width: int = 80
    colour: bool = False
    report: str = ""
    full: bool = False
    limit: int = 60_000
    fail_on: str = "high"


class UnknownFormatError(ValueError):
    """No report has that format."""


class MissingExtraError(RuntimeError):
    """The format needs a library that is installed with an extra of this package only."""


def _text(assessment: Assessment, options: Options) -> str:
    from riskscan.reports.text import render_text

    return render_text(assessment, options.width, options.colour, options.report, options.full)


def _json(assessment: Assessment, _: Options) -> bytes:
    from riskscan.model.codec import to_json

    return to_json(assessment)


def _html(assessment: Assessment, _: Options) -> str:
    from riskscan.reports.html import render_html

    return render_html(assessment)


def _markdown(assessment: Assessment, options: Options) -> str:
    from riskscan.reports.markdown import render_markdown

    return render_markdown(assessment, options.limit, options.report)


def _pdf(assessment: Assessment, _: Options) -> bytes:
    from riskscan.reports.pdf import render_pdf

    return render_pdf(assessment)


def _sarif(assessment: Assessment, _: Options) -> str:
    from riskscan.reports.sarif import render_sarif

    return render_sarif(assessment)


def _gitlab(assessment: Assessment, _: Options) -> str:
    from riskscan.reports.gitlab import render_gitlab

    return render_gitlab(assessment)


def _github(assessment: Assessment, _: Options) -> str:
    from riskscan.reports.github import render_github

    return render_github(assessment)


def _junit(assessment: Assessment, options: Options) -> str:
    from riskscan.reports.junit import render_junit

    return render_junit(assessment, options.fail_on)


def _csv(assessment: Assessment, _: Options) -> str:
    from riskscan.reports.spreadsheet import render_csv

    return render_csv(assessment)


def _mermaid(assessment: Assessment, _: Options) -> str:
    from riskscan.reports.diagram.outline import mermaid
    from riskscan.reports.diagram.picture import picture

    drawn = picture(assessment)
    return mermaid(drawn) + "\n" if drawn else "flowchart LR\n"


@dataclass(frozen=True, slots=True)
class Format:
    """A format: how it is made, how its files end, and whether it is text (UTF-8)."""

    make: Callable[[Assessment, Options], str | bytes]
    ending: str
    is_text: bool = True


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "text": Format(_text, "txt"),
        "html": Format(_html, "html"),
        "pdf": Format(_pdf, "pdf", is_text=False),
        "markdown": Format(_markdown, "md"),
        "json": Format(_json, "json"),
        "sarif": Format(_sarif, "sarif"),
        "gitlab": Format(_gitlab, "gitlab.json"),
        "github": Format(_github, "github.txt"),
        "junit": Format(_junit, "junit.xml"),
        "mermaid": Format(_mermaid, "mmd"),
        "csv": Format(_csv, "csv"),
    }
)
TEXTS = tuple(name for name, format_ in FORMATS.items() if format_.is_text)


def render_bytes(assessment: Assessment, format_name: str = "text", options: Options | None = None) -> bytes:
    """The report as it is written to a file.

    Raises UnknownFormatError for a format that is not in ``FORMATS``, MissingExtraError where its library is not installed.
    """
    if format_name not in FORMATS:
        raise UnknownFormatError(f"{format_name!r} is not one of {', '.join(FORMATS)}")
    made = FORMATS[format_name].make(assessment, options or Options())
    return made if isinstance(made, bytes) else made.encode("utf-8", "replace")


def render(assessment: Assessment, format_name: str = "text", options: Options | None = None) -> str:
    """The report as a text that ends with a new line; for ``pdf``, which is no text, use ``render_bytes``."""
    if format_name in FORMATS and not FORMATS[format_name].is_text:
        raise UnknownFormatError(f"{format_name!r} is no text; one of {', '.join(TEXTS)} is")
    return render_bytes(assessment, format_name, options).decode()
