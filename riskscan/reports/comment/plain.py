"""Plain text, for work notes and for the text part of a mail: no system can take it for markup."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from riskscan.reports.comment.blocks import Block, Heading, Items, Line, Panel, Table
from riskscan.reports.names import seen, short

_WIDTH = 78
_CODE = re.compile(r"\[(?=\s*/?\s*code\s*\])", re.IGNORECASE)  # ServiceNow reads [code] as leave to write HTML


def write(blocks: Sequence[Block]) -> str:
    """The comment as text of at most 78 columns."""
    return "\n\n".join(_block(block) for block in blocks) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        text = _line(block.line)
        return text.upper() if block.level > 2 and len(text) < _WIDTH and not any(piece.name for piece in block.line) else _fill(text)
    if isinstance(block, Panel):
        return "\n".join(_fill(_line(line), "  ") for line in block.lines)
    if isinstance(block, Table):
        return "\n\n".join(_row(block.heads, row) for row in block.rows)
    if isinstance(block, Items):
        starts = [f"  {number}. " if block.numbered else "  - " for number in range(1, len(block.lines) + 1)]
        return "\n".join(_fill(_line(line), start) for start, line in zip(starts, block.lines, strict=True))
    return _fill(_line(block.line))


def _row(heads: Sequence[str], row: Sequence[Line]) -> str:
    wide = max(len(head) for head in heads) + 2
    return "\n".join(_fill(_line(line), f"  {head:<{wide}}") for head, line in zip(heads, row, strict=True))


def _fill(text: str, first: str = "") -> str:
    return textwrap.fill(
        text, _WIDTH, initial_indent=first, subsequent_indent=" " * len(first), break_on_hyphens=False, break_long_words=False
    )


def _line(line: Line) -> str:
    text = "".join(", " if piece.text == "\n" else short(piece.text) if piece.name else seen(piece.text) for piece in line)
    return _CODE.sub("(", text).strip()
