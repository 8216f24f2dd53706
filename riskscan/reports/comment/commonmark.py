"""Markdown for systems that draw no pictures and know no alert boxes, such as Redmine."""

from __future__ import annotations

from collections.abc import Sequence

from riskscan.reports.comment.blocks import Block, Heading, Items, Line, Panel, Table
from riskscan.reports.markdown import prose
from riskscan.reports.names import short

_IN_CODE = str.maketrans({"`": "'", "|": "¦", "<": "‹", ">": "›"})


def write(blocks: Sequence[Block]) -> str:
    """The comment as Markdown."""
    return "\n\n".join(_block(block) for block in blocks) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {_line(block.line)}"
    if isinstance(block, Panel):
        return "\n>\n".join(f"> {_line(line)}" for line in block.lines)
    if isinstance(block, Table):
        rows = ["| " + " | ".join(prose(head) for head in block.heads) + " |", "|" + ":--|" * len(block.heads)]
        return "\n".join([*rows, *("| " + " | ".join(_line(line) for line in row) + " |" for row in block.rows)])
    if isinstance(block, Items):
        return "\n".join(f"{f'{number}.' if block.numbered else '-'} {_line(line)}" for number, line in enumerate(block.lines, start=1))
    return _line(block.line)


def _line(line: Line) -> str:
    out = ""
    for piece in line:
        if piece.text == "\n":
            out += "<br>"
        elif piece.name:
            out += "`" + short(piece.text, 120).translate(_IN_CODE).strip() + "`"
        elif piece.loud and piece.text.strip():
            bare = piece.text.strip()
            before, _, after = piece.text.partition(bare)
            out += f"{before}**{prose(bare)}**{after}"
        else:
            out += prose(piece.text)
    return out.strip()
