"""Jira's wiki markup, for Jira Server and Data Center."""

from __future__ import annotations

import re
from collections.abc import Sequence

from riskscan.reports.comment.blocks import Block, Heading, Items, Line, Panel, Table
from riskscan.reports.names import seen, short

_ALWAYS = re.compile(r"([{}\[\]|!^~\\])")
_AT_AN_EDGE = re.compile(r"(?<![A-Za-z0-9])([*_\-+#@])(?=\S)|(?<=\S)([*_\-+])(?![A-Za-z0-9])")
_FACE = re.compile(r"([:;(])(?=[()DPpyYnNxXiI!?+\-/*])")
_COLOURS = {"stop": "#8f1620", "hold": "#8a5500", "review": "#1450c8", "go": "#0d6c53", "unread": "#55586e"}


def prose(text: str) -> str:
    """Harmless text: no sign starts a macro, a link, a mention, a picture, a face, a list or a cell."""
    text = _ALWAYS.sub(r"\\\1", seen(text))
    text = _AT_AN_EDGE.sub(lambda found: "\\" + (found[1] or found[2]), text)
    return _FACE.sub(r"\\\1", text).replace("??", "\\?\\?").replace("://", ":\\//")


def name(text: str) -> str:
    """A name in the type of code; brackets that would end it look alike only."""
    return "{{" + prose(short(text)) + "}}"


def write(blocks: Sequence[Block]) -> str:
    """The comment as wiki markup."""
    return "\n\n".join(_block(block) for block in blocks) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"h{block.level}. {_line(block.line)}"
    if isinstance(block, Panel):
        body = "\n\n".join(_line(line) for line in block.lines)
        return f"{{panel:borderStyle=solid|borderColor={_COLOURS.get(block.kind, '#55586e')}}}\n{body}\n{{panel}}"
    if isinstance(block, Table):
        rows = ["||" + "||".join(prose(head) for head in block.heads) + "||"]
        rows += ["|" + "|".join(_line(line) or " " for line in row) + "|" for row in block.rows]
        return "\n".join(rows)
    if isinstance(block, Items):
        return "\n".join(f"{'#' if block.numbered else '*'} {_line(line)}" for line in block.lines)
    return _line(block.line)


def _line(line: Line) -> str:
    out = ""
    for piece in line:
        if piece.text == "\n":
            out += " \\\\ "
        elif piece.name:
            out += name(piece.text)
        elif piece.loud and piece.text.strip():
            bare = piece.text.strip()
            before, _, after = piece.text.partition(bare)
            out += f"{before}{{*}}{prose(bare)}{{*}}{after}"
        else:
            out += prose(piece.text)
    return out.strip()
