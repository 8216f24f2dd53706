"""Plain HTML without style, script or picture, for Request Tracker and for mail: every client shows it, and no scrubber takes from it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from riskscan.reports.comment.blocks import Block, Heading, Items, Line, Panel, Table
from riskscan.reports.names import seen, short


def write(blocks: Sequence[Block]) -> str:
    """The comment as HTML, without ``<html>`` around it."""
    return "\n".join(_block(block) for block in blocks) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level}>{_line(block.line)}</h{block.level}>"
    if isinstance(block, Panel):
        return "<blockquote>" + "".join(f"<p>{_line(line)}</p>" for line in block.lines) + "</blockquote>"
    if isinstance(block, Table):
        heads = "".join(f'<th align="left">{escape(head)}</th>' for head in block.heads)
        rows = "".join("<tr>" + "".join(f'<td valign="top">{_line(line)}</td>' for line in row) + "</tr>" for row in block.rows)
        return f'<table border="1" cellpadding="6" cellspacing="0"><tr>{heads}</tr>{rows}</table>'
    if isinstance(block, Items):
        kind = "ol" if block.numbered else "ul"
        return f"<{kind}>" + "".join(f"<li>{_line(line)}</li>" for line in block.lines) + f"</{kind}>"
    return f"<p><small>{_line(block.line)}</small></p>" if block.small else f"<p>{_line(block.line)}</p>"


def _line(line: Line) -> str:
    out = ""
    for piece in line:
        if piece.text == "\n":
            out += "<br>"
            continue
        text = escape(short(piece.text) if piece.name else seen(piece.text))
        out += f"<code>{text}</code>" if piece.name else f"<b>{text}</b>" if piece.loud else text
    return out.strip()
