"""What the readers of single statements may ask about the whole script."""

from __future__ import annotations

from dataclasses import dataclass, field

from riskscan.model.artifact import Artifact, LineIndex
from riskscan.model.findings import Embedded, Reference
from riskscan.model.span import Note, Span
from riskscan.parsers.sql.lexer import Comment, Token
from riskscan.parsers.sql.touch import Inner
from riskscan.parsers.sql.trees import Budget


@dataclass(slots=True)
class Script:
    """The artifact, its dialect, and what earlier statements told."""

    artifact: Artifact
    dialect: str
    index: LineIndex
    budget: Budget = field(default_factory=Budget)
    keys: dict[str, frozenset[str]] = field(default_factory=dict)  # table (lower case) -> primary key columns
    comments: list[Comment] = field(default_factory=list)
    routines: dict[str, Inner] = field(default_factory=dict)  # name (lower case) -> body
    embedded: list[Embedded] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    texts: dict[str, tuple[str, bool]] = field(default_factory=dict)  # variable -> the text it holds, and whether all of it is known
    prepared: dict[str, list[Token]] = field(default_factory=dict)  # PREPARE name FROM or AS these tokens
    trigger_calls: list[tuple[str, str]] = field(default_factory=list)  # table, routine (lower case)
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)  # table (lower case) -> columns of its CREATE TABLE
    foreign: set[str] = field(default_factory=set)  # routines (lower case) in another language that can reach other data
    in_body: bool = False  # the statement stands in the body of a routine
    not_called: bool = False  # and nothing in the text calls that routine

    def span(self, start: int, end: int) -> Span:
        """The place of a stretch of the text."""
        line, column = self.index.place(start)
        end_line, end_column = self.index.place(max(end, start))
        return Span(self.artifact.path, line, column, end_line, end_column)

    def at(self, token: Token) -> Span:
        """The place of a token."""
        return self.span(token.start, token.end)

    def note(self, text: str, start: int, end: int) -> Note:
        """A sentence about a stretch of the text."""
        return Note(text, self.span(start, end))

    def line(self, offset: int) -> int:
        """The line of an offset in the host file."""
        if self.artifact.origin is not None:
            return self.artifact.origin.locate(offset)[0]
        return self.index.place(offset)[0]
