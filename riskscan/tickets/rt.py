"""Request Tracker 5 (REST 2.0): the comment is HTML, which RT shows in the ticket. RT keeps every comment as it is for ever."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence

from riskscan.tickets.caller import Caller, address
from riskscan.tickets.json_value import at, list_at, text_at
from riskscan.tickets.marking import marked, marker_of
from riskscan.tickets.request import JSON, Part
from riskscan.tickets.secrets import Secrets
from riskscan.tickets.transport import Transport
from riskscan.tickets.values import Comment, File, Marker, Parcel, TicketError

SUBJECT = "riskscan"  # each comment of ours begins its subject with it
_PAGE = 100


class RequestTracker:
    """One ticket. ``RT_URL``; ``RT_TOKEN``, or ``RT_USER`` with ``RT_PASSWORD``."""

    form = "html"
    limit = 200_000
    largest = 10_000_000  # RT's own usual limit (MaxAttachmentSize)
    edits = False
    hides = False

    def __init__(self, transport: Transport, secrets: Secrets, environment: Mapping[str, str], number: str) -> None:
        base = address(environment, "RT_URL")
        user = environment.get("RT_USER", "").strip()
        if user and not secrets.first("RT_TOKEN"):
            access = secrets.basic(user, secrets.needed("RT_PASSWORD"))
        else:
            access = f"token {secrets.needed('RT_TOKEN', 'RT_USER and RT_PASSWORD')}"
        self._caller = Caller(transport, f"{base}/REST/2.0", (("Authorization", access),))
        self._number = number
        self.name = f"Request Tracker #{number}"

    def _attachments(self) -> list[object]:
        """Every part of every message on the ticket: comments have a subject, files a name."""
        found: list[object] = []
        for page in range(1, 1_000):
            told = self._caller.call(
                "GET",
                f"/ticket/{self._number}/attachments",
                otherwise={},
                fields="Subject,Filename,ContentType",
                per_page=_PAGE,
                page=page,
            )
            found += list_at(told, "items")
            pages = at(told, "pages")
            if not isinstance(pages, int) or page >= pages:
                break
        return found

    def mine(self, marker: Marker) -> Sequence[Comment]:
        """See System. Nobody can be made to lose words here, so whoever wrote the comment does not matter."""
        out = []
        for one in self._attachments():
            if text_at(one, "Filename") or not text_at(one, "ContentType").startswith("text/html"):
                continue
            told = self._caller.call("GET", f"/attachment/{text_at(one, 'id')}", otherwise={})
            mark = marker_of(_content(told))
            if mark is not None and mark.same_request(marker):
                out.append(Comment(text_at(one, "id"), mark))
        return sorted(out, key=lambda one: int(one.id))

    def attached(self) -> frozenset[str]:
        """See System."""
        return frozenset(name for one in self._attachments() if (name := text_at(one, "Filename")))

    def add(self, parcel: Parcel) -> None:
        """See System. RT takes comment and files together."""
        head = {"Subject": parcel.subject, "Content": marked(self.form, parcel.body, parcel.marker), "ContentType": "text/html"}
        parts = (
            Part("JSON", File("", JSON, json.dumps(head, ensure_ascii=False).encode("utf-8", "replace"))),
            *(Part("Attachments", file) for file in parcel.files),
        )
        landed = lambda: any(one.marker == parcel.marker for one in self.mine(parcel.marker))  # noqa: E731
        self._caller.upload(f"/ticket/{self._number}/comment", parts, otherwise=[], landed=landed)

    def change(self, comment: Comment, parcel: Parcel) -> None:
        """See System: never asked for, since ``edits`` is false."""
        raise TicketError(f"{self.name}: comments cannot be changed")

    def hide(self, comment: Comment) -> None:
        """See System: never asked for, since ``hides`` is false."""
        raise TicketError(f"{self.name}: comments cannot be hidden")


def _content(attachment: object) -> str:
    """The text of an attachment, which RT sends in base64."""
    try:
        return base64.b64decode(text_at(attachment, "Content")).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""
