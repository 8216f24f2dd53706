"""What goes into a ticket and what comes of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

_MARK = re.compile(
    r"riskscan-ticket key:(?P<key>[0-9a-f]{16}) file:(?P<file>[0-9a-f]{16}|none) report:(?P<report>[\w.-]+) "
    r"answer:(?P<answer>[\w.-]+) json:(?P<json>[0-9a-f]{16})"
)


class TicketError(RuntimeError):
    """The report could not be attached; the message says why and what to do, and holds no token."""


@dataclass(frozen=True, slots=True)
class Marker:
    """By what a comment of ours is found again: the request (its paths, its file), the report and its exact content."""

    key: str  # 16 hexadecimal digits: the paths that were handed in
    file: str  # 16 hexadecimal digits of the file's SHA-256, or "none"
    report: str  # the report id: the same file gives the same
    answer: str  # decision and score, as in "stop-93"
    json: str  # 16 hexadecimal digits of the SHA-256 of the JSON report

    @property
    def text(self) -> str:
        """The marker as it stands in a comment; it holds no sign that could end a hidden part."""
        report, answer = (re.sub(r"[^A-Za-z0-9_.-]|-(?=-)", "", text) or "none" for text in (self.report, self.answer))
        return f"riskscan-ticket key:{self.key} file:{self.file} report:{report} answer:{answer} json:{self.json}"

    def same_request(self, other: Marker) -> bool:
        """True for the same paths, or the same file under another path."""
        return self.key == other.key or (self.file != "none" and self.file == other.file)

    def same_answer(self, other: Marker) -> bool:
        """True for the same file with the same answer, though read at another time."""
        return (self.report, self.answer) == (other.report, other.answer)


def read_marker(text: str) -> Marker | None:
    """The marker in a text, or None."""
    found = _MARK.search(text)
    return Marker(found["key"], found["file"], found["report"], found["answer"], found["json"]) if found else None


@dataclass(frozen=True, slots=True)
class File:
    """A file to attach."""

    name: str
    kind: str  # media type
    data: bytes


@dataclass(frozen=True, slots=True)
class Parcel:
    """All that goes into a ticket: the comment in the form that the system asked for, its marker, a subject line, the files."""

    marker: Marker
    subject: str
    body: str
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment of ours that is there already. ``handle`` is what the system needs to change it."""

    id: str
    marker: Marker
    handle: str = ""
    body: str = ""


class System(Protocol):
    """A ticket system, pointed at one ticket. All methods raise TicketError."""

    name: str  # for people, as in "GitHub acme/data#12"
    form: str  # the form of the comment: see reports.comment
    limit: int  # most characters of a comment
    largest: int  # most bytes of one attached file; 0 where nothing can be attached
    edits: bool  # comments can be changed
    hides: bool  # comments can be hidden or folded

    def mine(self, marker: Marker) -> Sequence[Comment]:
        """Our comments on the same request, oldest first."""

    def attached(self) -> frozenset[str]:
        """Names of the files that are there."""

    def add(self, parcel: Parcel) -> None:
        """Adds the comment and the files of a parcel."""

    def change(self, comment: Comment, parcel: Parcel) -> None:
        """Puts the text of a parcel in place of that of a comment, and adds the files."""

    def hide(self, comment: Comment) -> None:
        """Folds a comment away or marks it as outdated; it is not found again."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened. ``action``: added, updated, unchanged, replaced (the old one hidden), again (the old one stays), shown (dry run)."""

    action: str
    where: str
    files: tuple[str, ...] = ()
    left_out: tuple[str, ...] = field(default=())  # with the reason
