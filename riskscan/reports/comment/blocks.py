"""What a comment is made of: headings, paragraphs, tables and lists of short pieces of text. No signs of any form are in them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: prose, or a name from a file (``name``). ``loud`` is bold. A new line in prose is a line break."""

    text: str
    loud: bool = False
    name: bool = False


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` 2 or 3."""

    level: int
    line: Line


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``small`` for what stands at the foot."""

    line: Line
    small: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """The answer, set apart. ``kind`` is the mark of the decision: stop, hold, review, go, unread."""

    kind: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head row; each cell is a line."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list, numbered or not."""

    lines: tuple[Line, ...]
    numbered: bool = False


Block = Heading | Paragraph | Panel | Table | Items
