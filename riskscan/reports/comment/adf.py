"""The Atlassian Document Format of Jira Cloud: a JSON tree, so no sign in a name can be taken for markup."""

from __future__ import annotations

import json
from collections.abc import Sequence

from riskscan.reports.comment.blocks import Block, Heading, Items, Line, Panel, Table
from riskscan.reports.names import seen, short

Node = dict[str, object]
_PANELS = {"stop": "error", "hold": "warning", "review": "note", "go": "success", "unread": "info"}


def write(blocks: Sequence[Block]) -> str:
    """The document as compact JSON."""
    document: Node = {"version": 1, "type": "doc", "content": [_node(block) for block in blocks]}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _node(block: Block) -> Node:
    if isinstance(block, Heading):
        return {"type": "heading", "attrs": {"level": block.level}, "content": _line(block.line)}
    if isinstance(block, Panel):
        content = [_paragraph(line) for line in block.lines]
        return {"type": "panel", "attrs": {"panelType": _PANELS.get(block.kind, "info")}, "content": content}
    if isinstance(block, Table):
        heads = [_cell("tableHeader", _text(head)) for head in block.heads]
        rows = [[_cell("tableCell", _line(line)) for line in row] for row in block.rows]
        return {
            "type": "table",
            "attrs": {"isNumberColumnEnabled": False, "layout": "default"},
            "content": [{"type": "tableRow", "content": cells} for cells in (heads, *rows)],
        }
    if isinstance(block, Items):
        items = [{"type": "listItem", "content": [_paragraph(line)]} for line in block.lines]
        return (
            {"type": "orderedList", "attrs": {"order": 1}, "content": items} if block.numbered else {"type": "bulletList", "content": items}
        )
    return _paragraph(block.line)


def _paragraph(line: Line) -> Node:
    return {"type": "paragraph", "content": _line(line)}


def _cell(kind: str, content: list[Node]) -> Node:
    return {"type": kind, "attrs": {}, "content": [{"type": "paragraph", "content": content}]}


def _text(text: str) -> list[Node]:
    return [{"type": "text", "text": text}]


def _line(line: Line) -> list[Node]:
    """Text nodes with their marks. A text node must not be empty, and code goes with no other mark."""
    out: list[Node] = []
    for piece in line:
        if piece.text == "\n":
            out.append({"type": "hardBreak"})
            continue
        text = short(piece.text) if piece.name else seen(piece.text)
        if not text:
            continue
        node: Node = {"type": "text", "text": text}
        if piece.name or piece.loud:
            node["marks"] = [{"type": "code" if piece.name else "strong"}]
        out.append(node)
    return out
