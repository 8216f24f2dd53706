"""Where the marker stands in each form, and how it is found there again."""

from __future__ import annotations

import re

from riskscan.tickets.values import Marker, read_marker

OLD = "riskscan-older"  # what a hidden comment is marked with, so it is not found again
_HEAD = re.compile(r"\s*(?:<!-- (?P<comment>[^>]*?) -->|\{anchor:(?P<anchor>[^}]*)\})")
_TAIL = re.compile(r"\[(?P<tail>riskscan-ticket [^\]]*)\]\s*\Z")


def marked(form: str, body: str, marker: Marker) -> str:
    """The comment with its marker: hidden and first where the form can hide a text, else as its last line."""
    if form == "text":
        return f"{body.rstrip()}\n\n[{marker.text}]\n"
    if form == "wiki":
        return f"{{anchor:{marker.text}}}\n{body}"
    return f"<!-- {marker.text} -->\n{body}"


def marker_of(body: str) -> Marker | None:
    """The marker of a comment, only where it stands at its own place: a quoted or copied one in the middle does not count."""
    text = body.replace("\r\n", "\n")
    head = _HEAD.match(text)
    if head is not None:
        return read_marker(head["comment"] or head["anchor"] or "")
    tail = _TAIL.search(text)
    return read_marker(tail["tail"]) if tail else None


def outdated(body: str) -> str:
    """The comment with a marker that is not found any more."""
    return body.replace("riskscan-ticket", OLD, 1)


def room(form: str) -> int:
    """The most characters that a marker takes in a form."""
    return 240 + len(form)
