"""Roundup (REST): the comment is a message in plain text, the files hang on the issue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from riskscan.tickets.caller import Caller, address
from riskscan.tickets.json_value import list_at, text_at
from riskscan.tickets.marking import marked, marker_of, outdated
from riskscan.tickets.request import Part
from riskscan.tickets.secrets import Secrets
from riskscan.tickets.transport import Transport
from riskscan.tickets.values import Comment, File, Marker, Parcel, TicketError


class Roundup:
    """One issue. ``ROUNDUP_URL`` (the address of the tracker), ``ROUNDUP_USER`` and ``ROUNDUP_PASSWORD``."""

    form = "text"
    limit = 200_000
    largest = 10_000_000
    edits = True
    hides = True

    def __init__(self, transport: Transport, secrets: Secrets, environment: Mapping[str, str], number: str) -> None:
        base = address(environment, "ROUNDUP_URL")
        user = environment.get("ROUNDUP_USER", "").strip()
        if not user:
            raise TicketError("set ROUNDUP_USER and ROUNDUP_PASSWORD in the environment")
        parts = urlsplit(base)
        headers = (
            ("Authorization", secrets.basic(user, secrets.needed("ROUNDUP_PASSWORD"))),
            ("X-Requested-With", "rest"),  # Roundup takes changes only with these three
            ("Origin", f"{parts.scheme}://{parts.netloc}"),
            ("Referer", f"{base}/"),
        )
        self._caller = Caller(transport, f"{base}/rest/data", headers)
        self._user = user
        self._number = number
        self.name = f"Roundup issue{number}"

    def _linked(self, kind: str) -> list[str]:
        """Ids of the messages or files of the issue, oldest first."""
        told = self._caller.call("GET", f"/issue/{self._number}/{kind}", otherwise={})
        return sorted((str(one) for one in list_at(told, "data", "data")), key=lambda text: int(text) if text.isdigit() else 0)

    def mine(self, marker: Marker) -> Sequence[Comment]:
        """See System."""
        out = []
        for number in self._linked("messages"):
            told = self._caller.call("GET", f"/msg/{number}?@verbose=3")
            body = text_at(told, "data", "attributes", "content")
            mark = marker_of(body)
            author = text_at(told, "data", "attributes", "author", "username")
            if mark is not None and mark.same_request(marker) and author == self._user:
                out.append(Comment(number, mark, "", body))
        return out

    def attached(self) -> frozenset[str]:
        """See System."""
        told = (self._caller.call("GET", f"/file/{number}") for number in self._linked("files"))
        return frozenset(text_at(one, "data", "attributes", "name") for one in told)

    def add(self, parcel: Parcel) -> None:
        """See System. A message that no issue names is seen by nobody, so only the last step counts."""
        content = marked(self.form, parcel.body, parcel.marker)
        message = self._made(
            "msg", (_field("content", content), _field("type", "text/plain"), _field("author", self._user), _field("date", "."))
        )
        self._link({"messages": [message]}, parcel)

    def change(self, comment: Comment, parcel: Parcel) -> None:
        """See System."""
        if parcel.files:
            self._link({}, parcel)
        self._rewrite(comment.id, marked(self.form, parcel.body, parcel.marker))

    def hide(self, comment: Comment) -> None:
        """See System. A line above says that it is out of date; Roundup cannot fold."""
        self._rewrite(comment.id, f"An older report; a newer one stands below.\n\n{outdated(comment.body)}")

    def _rewrite(self, number: str, content: str) -> None:
        path = f"/msg/{number}/content"
        self._caller.upload_as("PUT", path, (_field("data", content),), headers=(("If-Match", self._etag(path)),))

    def _link(self, more: dict[str, list[str]], parcel: Parcel) -> None:
        files = [self._made("file", (_field("name", one.name), _field("type", one.kind), Part("content", one))) for one in parcel.files]
        value: dict[str, object] = {"@op": "add", **more, **({"files": files} if files else {})}
        path = f"/issue/{self._number}"
        self._caller.call("PATCH", path, value, otherwise={}, headers=(("If-Match", self._etag(path)),), landed=lambda: False)

    def _made(self, kind: str, parts: tuple[Part, ...]) -> str:
        told = self._caller.upload(f"/{kind}", parts, otherwise={"data": {"id": f"(id of the {kind})"}}, landed=lambda: False)
        number = text_at(told, "data", "id")
        if not number:
            raise TicketError(f"{self.name}: it took a {kind} but did not say where it is")
        return number

    def _etag(self, path: str) -> str:
        return text_at(self._caller.call("GET", path, otherwise={"data": {"@etag": "(etag)"}}), "data", "@etag")


def _field(name: str, value: str) -> Part:
    return Part(name, File("", "text/plain; charset=utf-8", value.encode("utf-8", "replace")))
