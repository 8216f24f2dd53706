"""The page on paper: tagged PDF (PDF/UA-1), page one on one sheet of A4. Needs the extra ``pdf`` (typst).

Decisions recorded here:
* The template has no slot for text: all words go in as data, so no name is ever read as markup.
* A character that no font of this machine has is shown as its number, as hidden ones are everywhere.
* Drawings carry their colours themselves, in the light palette; only the picture of what is touched is more than ornament.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files

from riskscan.model.assessment import Assessment
from riskscan.reports.sheet import BREAK, document

_OWN = f"—–…·\u00a0{BREAK}"  # signs beyond ASCII that our own words use
_LATIN = re.compile(rf"[^\x00-\u024f\u0370-\u03ff\u0400-\u04ff\u2010-\u2027{_OWN}]")
_NOT_SHOWN = ("could not be displayed", "missing codepoints")  # the second where a mark has no place on the sign before it
_NOT_ASCII = re.compile(rf"[^\x00-\x7f{_OWN}]")


def render_pdf(assessment: Assessment) -> bytes:
    """The document; the same bytes for the same assessment on the same machine. Raises MissingExtraError without typst."""
    try:
        import typst
    except ImportError as error:
        from riskscan.reports import MissingExtraError

        raise MissingExtraError("PDF needs one more library: pip install 'riskscan[pdf]'") from error
    source = _template()
    data = document(assessment)
    when = _moment(assessment.provenance.read_at)
    for step, absent in enumerate((None, _LATIN, _NOT_ASCII)):
        said = json.dumps(data if absent is None else _without(data, absent), ensure_ascii=False)
        try:
            made = typst.compile(
                source, format="pdf", pdf_standards=["ua-1"], timestamp=when, sys_inputs={"report": said}, font_paths=_fonts()
            )
        except typst.TypstError as error:
            if step == 2 or not any(words in str(error) for words in _NOT_SHOWN):
                raise
            continue
        if isinstance(made, bytes):
            return made
    raise AssertionError("a document is made or an error is raised")


def _moment(read_at: str) -> datetime:
    try:
        return datetime.fromisoformat(read_at).astimezone(UTC)
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=1)
def _fonts() -> object:
    """The fonts of this machine, looked for once."""
    import typst

    return typst.Fonts()


@lru_cache(maxsize=1)
def _template() -> bytes:
    return (files("riskscan.reports") / "templates" / "report.typ").read_bytes()


def _without(value: object, absent: re.Pattern[str]) -> object:
    """The data with each character of ``absent`` shown as its number."""
    if isinstance(value, str):
        return absent.sub(lambda found: f"[U+{ord(found[0]):04X}]", value)
    if isinstance(value, dict):
        return {key: _without(one, absent) for key, one in value.items()}
    return [_without(one, absent) for one in value] if isinstance(value, list) else value
