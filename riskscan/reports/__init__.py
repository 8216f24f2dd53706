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
    ``full`` adds to the text what the page has beyond page one; ``limit`` is the most characters of a comment.
    """

    width: int = 80
    colour: bool = False
    report: str = ""
    full: bool = False
    limit: int = 60_000


class UnknownFormatError(ValueError):
    """No report has that format."""


def _text(assessment: Assessment, options: Options) -> str:
    from riskscan.reports.text import render_text

    return render_text(assessment, options.width, options.colour, options.report, options.full)


def _json(assessment: Assessment, options: Options) -> str:
    from riskscan.model.codec import to_json

    return to_json(assessment).decode()


def _html(assessment: Assessment, options: Options) -> str:
    from riskscan.reports.html import render_html

    return render_html(assessment)


def _markdown(assessment: Assessment, options: Options) -> str:
    from riskscan.reports.markdown import render_markdown

    return render_markdown(assessment, options.limit, options.report)


def _mermaid(assessment: Assessment, options: Options) -> str:
    from riskscan.reports.diagram.outline import mermaid
    from riskscan.reports.diagram.picture import picture

    drawn = picture(assessment)
    return mermaid(drawn) + "\n" if drawn else "flowchart LR\n"


FORMATS: Mapping[str, Callable[[Assessment, Options], str]] = MappingProxyType(
    {"text": _text, "json": _json, "html": _html, "markdown": _markdown, "mermaid": _mermaid}
)


def render(assessment: Assessment, format_name: str = "text", options: Options | None = None) -> str:
    """The report as a text that ends with a new line. Raises UnknownFormatError for a format that is not in ``FORMATS``."""
    if format_name not in FORMATS:
        raise UnknownFormatError(f"{format_name!r} is not one of {', '.join(FORMATS)}")
    return FORMATS[format_name](assessment, options or Options())
