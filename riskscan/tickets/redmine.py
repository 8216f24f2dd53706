"""Redmine (REST): the comment is a note in the journal. Notes can be changed from Redmine 5.0 on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from riskscan.tickets.caller import Caller, address
from riskscan.tickets.json_value import list_at, text_at
from riskscan.tickets.marking import marked, marker_of, outdated
from riskscan.tickets.secrets import Secrets
from riskscan.tickets.transport import Transport
from riskscan.tickets.values import Comment, Marker, Parcel, TicketError


class Redmine:
    """One issue. ``REDMINE_URL`` and ``REDMINE_API_KEY``; ``--markup textile`` where the server has that for its texts."""

    limit = 60_000  # MySQL keeps 65,535 bytes of a note
    largest = 5_000_000  # the usual limit
    edits = True
    hides = True

    def __init__(self, transport: Transport, secrets: Secrets, environment: Mapping[str, str], number: str, markup: str = "") -> None:
        self.form = markup or "commonmark"
        self._caller = Caller(transport, address(environment, "REDMINE_URL"), (("X-Redmine-API-Key", secrets.needed("REDMINE_API_KEY")),))
        self._number = number
        self.name = f"Redmine #{number}"

    def _issue(self) -> object:
        return self._caller.call("GET", f"/issues/{self._number}.json", otherwise={}, include="journals,attachments")

    def mine(self, marker: Marker) -> Sequence[Comment]:
        """See System."""
        journals = list_at(self._issue(), "issue", "journals")
        found = [(mark, one) for one in journals if (mark := marker_of(text_at(one, "notes"))) and mark.same_request(marker)]
        if not found:
            return ()
        me = text_at(self._caller.call("GET", "/users/current.json", otherwise={}), "user", "id")
        return [Comment(text_at(one, "id"), mark, "", text_at(one, "notes")) for mark, one in found if text_at(one, "user", "id") == me]

    def attached(self) -> frozenset[str]:
        """See System."""
        return frozenset(text_at(one, "filename") for one in list_at(self._issue(), "issue", "attachments"))

    def add(self, parcel: Parcel) -> None:
        """See System. Redmine adds note and files together."""
        landed = lambda: any(one.marker == parcel.marker for one in self.mine(parcel.marker))  # noqa: E731
        self._put({"notes": marked(self.form, parcel.body, parcel.marker), "uploads": self._upload(parcel)}, landed)

    def change(self, comment: Comment, parcel: Parcel) -> None:
        """See System."""
        uploads = self._upload(parcel)
        if uploads:
            self._put({"uploads": uploads}, lambda: {file.name for file in parcel.files} <= self.attached())
        self._journal(comment.id, marked(self.form, parcel.body, parcel.marker))

    def hide(self, comment: Comment) -> None:
        """See System. Folded with Redmine's own macro."""
        body = "{{collapse(An older report; a newer one stands below)\n" + outdated(comment.body).replace("}}", "} }") + "\n}}\n"
        self._journal(comment.id, body)

    def _journal(self, number: str, notes: str) -> None:
        self._caller.call("PUT", f"/journals/{number}.json", {"journal": {"notes": notes}}, otherwise={})

    def _put(self, issue: dict[str, object], landed: Callable[[], bool]) -> None:
        """A change of an issue adds a note, so it is not sent again blindly, though its verb would allow that."""
        self._caller.call("PUT", f"/issues/{self._number}.json", {"issue": issue}, otherwise={}, landed=landed)

    def _upload(self, parcel: Parcel) -> list[object]:
        """Hands in the files; they are nowhere to be seen until an issue names their tokens, so a second try does no harm."""
        out: list[object] = []
        for file in parcel.files:
            told = self._caller.raw(
                "/uploads.json",
                file.data,
                "application/octet-stream",
                otherwise={"upload": {"token": "(token of the upload)"}},
                landed=lambda: False,
                filename=file.name,
            )
            token = text_at(told, "upload", "token")
            if not token:
                raise TicketError(f"Redmine took {file.name} but gave no token for it")
            out.append({"token": token, "filename": file.name, "content_type": file.kind})
        return out
