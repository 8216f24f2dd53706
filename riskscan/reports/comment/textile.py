"""Textile, as Redmine reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from riskscan.reports.comment.blocks import Block, Heading, Items, Line, Panel, Table
from riskscan.reports.names import seen, short

_JOIN = "\u2060"  # joins what stands around it, has no width, and keeps a sign from starting markup
_SIGNS = re.compile(r"([*_+^~?%@!\"=#\[\]{}])(?=\S)|(?<![A-Za-z0-9])(-)(?=\S)|(:)(?=[^\s\d])")
_AT_START = re.compile(r"^(\s*)(?=(?:h\d|p|bq|fn\d+|[*#]+)[.(\s])")
_NUMBER = re.compile(r"\b(r|v)(?=\d)")


def prose(text: str) -> str:
    """Harmless text: no sign starts markup, a link, a macro, a mention, a cell, or a link to another ticket or revision."""
    text = seen(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("|", "¦")
    return _NUMBER.sub(rf"\1{_JOIN}", _AT_START.sub(rf"\1{_JOIN}", _SIGNS.sub(rf"\g<0>{_JOIN}", text)))


def name(text: str) -> str:
    """A name as code, or as harmless prose where it holds a sign that would end the code."""
    shown = short(text)
    return prose(shown) if re.search(r"[@|<>&]", shown) or shown != shown.strip() else f"@{shown}@"


def write(blocks: Sequence[Block]) -> str:
    """The comment as Textile."""
    return "\n\n".join(_block(block) for block in blocks) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"h{block.level}. {_line(block.line)}"
    if isinstance(block, Panel):
        return "\n\n".join(f"bq. {_line(line)}" for line in block.lines)
    if isinstance(block, Table):
        rows = ["|_. " + "|_. ".join(prose(head) for head in block.heads) + "|"]
        rows += ["|" + "|".join(_line(line) or " " for line in row) + "|" for row in block.rows]
        return "\n".join(rows)
    if isinstance(block, Items):
        return "\n".join(f"{'#' if block.numbered else '*'} {_line(line)}" for line in block.lines)
    return _line(block.line)


def _line(line: Line) -> str:
    out = ""
    for piece in line:
        if piece.text == "\n":
            out += " · "
        elif piece.name:
            out += name(piece.text)
        elif piece.loud and piece.text.strip():
            bare = piece.text.strip()
            before, _, after = piece.text.partition(bare)
            out += f"{before}*{prose(bare)}*{after}"
        else:
            out += prose(piece.text)
    return out.strip()
