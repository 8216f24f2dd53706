"""Page one as the native text of a ticket system, so that whoever opens the ticket reads the answer without opening a file.

Decisions recorded here:

* **Blocks first, signs later.** ``page_one`` says what the comment holds, once, as blocks without any markup; each form writes the same
  blocks in its own signs. GitHub and GitLab get the richer comment of ``reports.markdown`` with its picture.
* **Hostile names cannot start markup.** Each writer makes every sign of its form harmless in prose, and hidden characters are shown.
* **Too long means fewer blocks**, from the end, and the comment says so. The answer, the size and the risks stand first.
* The hidden marker by which a comment is found again is no part of the text: ``tickets`` adds it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from riskscan.model.assessment import Assessment
from riskscan.reports.comment import adf, commonmark, html, plain, textile, wiki
from riskscan.reports.comment.blocks import Block
from riskscan.reports.comment.page_one import CUT, page_one

FORMS: Mapping[str, Callable[[Sequence[Block]], str]] = MappingProxyType(
    {
        "adf": adf.write,
        "wiki": wiki.write,
        "html": html.write,
        "textile": textile.write,
        "commonmark": commonmark.write,
        "text": plain.write,
    }
)


class UnknownFormError(ValueError):
    """No comment has that form."""


def render_comment(assessment: Assessment, form: str, limit: int, files: Sequence[str] = ()) -> str:
    """The comment in a form, at most ``limit`` characters; ``files`` are the names of what is attached beside it.

    Forms: adf (Jira Cloud, a JSON text), wiki (Jira Server), html, textile, commonmark, text, and markdown (with the picture as Mermaid).
    Raises UnknownFormError.
    """
    if form == "markdown":
        from riskscan.reports.markdown import render_markdown

        return render_markdown(assessment, limit, files[0] if files else "")
    if form not in FORMS:
        raise UnknownFormError(f"{form!r} is not one of markdown, {', '.join(FORMS)}")
    *blocks, foot = page_one(assessment, files)
    text = FORMS[form]([*blocks, foot])
    while len(text) > limit and len(blocks) > 1:
        blocks.pop()
        text = FORMS[form]([*blocks, CUT, foot])
    return text
