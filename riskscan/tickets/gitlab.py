"""GitLab issues and merge requests (REST v4). Files go to the project's uploads and are linked at the foot of the note."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from riskscan.tickets.caller import Caller, address
from riskscan.tickets.json_value import list_at, text_at
from riskscan.tickets.marking import marked, marker_of, outdated
from riskscan.tickets.request import Part
from riskscan.tickets.secrets import Secrets
from riskscan.tickets.transport import Transport
from riskscan.tickets.values import Comment, Marker, Parcel, TicketError

_PAGE = 100
_LINK = re.compile(r"\[([^\[\]\n]+)\]\((/uploads/[0-9a-f]+/[^)\s]+)\)")


class GitLab:
    """One issue (``#N``) or merge request (``!N``). ``GITLAB_TOKEN``; ``GITLAB_URL`` for a server of one's own."""

    form = "markdown"
    limit = 990_000  # GitLab refuses a note over 1,000,000 characters
    largest = 10_000_000  # the usual limit of a server of one's own
    edits = True
    hides = True

    def __init__(
        self, transport: Transport, secrets: Secrets, environment: Mapping[str, str], project: str, kind: str, number: str
    ) -> None:
        token = secrets.needed("GITLAB_TOKEN")
        base = address(environment, "GITLAB_URL", default="https://gitlab.com")
        self._caller = Caller(transport, f"{base}/api/v4/projects/{quote(project, safe='')}", (("PRIVATE-TOKEN", token),))
        self._user = Caller(transport, f"{base}/api/v4/user", (("PRIVATE-TOKEN", token),))
        self._notes = f"/{'merge_requests' if kind == '!' else 'issues'}/{number}/notes"
        self._links: dict[str, str] = {}
        self._me = ""
        self.name = f"GitLab {project}{kind}{number}"

    def mine(self, marker: Marker) -> Sequence[Comment]:
        """See System."""
        notes = self._all()
        found = [(mark, one) for one in notes if (mark := marker_of(text_at(one, "body"))) and mark.same_request(marker)]
        return [Comment(text_at(one, "id"), mark, "", text_at(one, "body")) for mark, one in found if self._is_ours(one)]

    def _is_ours(self, note: object) -> bool:
        if not self._me:
            self._me = text_at(self._user.call("GET", "", otherwise={"id": "(id)"}), "id")
        return text_at(note, "author", "id") == self._me

    def _all(self) -> list[object]:
        found: list[object] = []
        for page in range(1, 1_000):
            got = list_at(self._caller.call("GET", self._notes, otherwise=[], per_page=_PAGE, page=page, sort="asc", order_by="created_at"))
            found += got
            if len(got) < _PAGE:
                break
        return found

    def attached(self) -> frozenset[str]:
        """See System. What our own notes link to is there."""
        for one in self._all():
            if marker_of(text_at(one, "body")) is not None and self._is_ours(one):
                self._links.update(_LINK.findall(text_at(one, "body")))
        return frozenset(self._links)

    def add(self, parcel: Parcel) -> None:
        """See System."""
        body = self._with_files(parcel)
        landed = lambda: any(one.marker == parcel.marker for one in self.mine(parcel.marker))  # noqa: E731
        self._caller.call("POST", self._notes, {"body": body}, otherwise={}, landed=landed)

    def change(self, comment: Comment, parcel: Parcel) -> None:
        """See System."""
        self._caller.call("PUT", f"{self._notes}/{comment.id}", {"body": self._with_files(parcel)}, otherwise={})

    def hide(self, comment: Comment) -> None:
        """See System. Folded: GitLab has no call that hides a note."""
        body = "<details>\n<summary>An older report; a newer one stands below</summary>\n\n" + outdated(comment.body) + "\n\n</details>\n"
        self._caller.call("PUT", f"{self._notes}/{comment.id}", {"body": body}, otherwise={})

    def _with_files(self, parcel: Parcel) -> str:
        """The comment with links to its files, those that were there already and those that are uploaded now."""
        for file in parcel.files:
            told = self._caller.upload(
                "/uploads", (Part("file", file),), otherwise={"url": f"/uploads/0/{file.name}"}, landed=lambda: False
            )
            url = text_at(told, "url")
            if not url.startswith("/uploads/"):
                raise TicketError(f"GitLab took {file.name} but did not say where it is")
            self._links[file.name] = url
        stem = parcel.marker.json[:8]
        links = " · ".join(f"[{name}]({url})" for name, url in self._links.items() if stem in name)
        return marked(self.form, parcel.body + (f"\nAttached: {links}\n" if links else ""), parcel.marker)
