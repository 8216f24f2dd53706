"""Jira: Cloud (REST v3, Atlassian Document Format) and Server or Data Center (REST v2, wiki markup).

In Jira Cloud the marker is a comment property, which no reader sees; in Jira Server it is an anchor, which is not drawn either.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from riskscan.tickets.caller import Caller, address
from riskscan.tickets.json_value import at, list_at, text_at
from riskscan.tickets.marking import marked, marker_of
from riskscan.tickets.request import Part
from riskscan.tickets.secrets import Secrets
from riskscan.tickets.transport import Transport
from riskscan.tickets.values import Comment, Marker, Parcel, read_marker

_PAGE = 100
_PROPERTY = "riskscan"


class Jira:
    """One issue. ``JIRA_URL``; ``JIRA_EMAIL`` with ``JIRA_API_TOKEN`` (Cloud), or ``JIRA_TOKEN`` (a personal access token)."""

    limit = 32_000  # Jira refuses a comment over 32,767 characters
    largest = 10_000_000  # the usual limit of a server of one's own
    edits = True
    hides = True

    def __init__(self, transport: Transport, secrets: Secrets, environment: Mapping[str, str], key: str, markup: str = "") -> None:
        base = address(environment, "JIRA_URL")
        cloud = (urlsplit(base).hostname or "").endswith(".atlassian.net")
        self.form = markup or ("adf" if cloud else "wiki")
        self._adf = self.form == "adf"
        email = environment.get("JIRA_EMAIL", "").strip()
        if email:
            access = secrets.basic(email, secrets.needed("JIRA_API_TOKEN", "JIRA_TOKEN"))
        else:
            access = f"Bearer {secrets.needed('JIRA_TOKEN', 'JIRA_API_TOKEN')}"
        headers = (("Authorization", access), ("Accept", "application/json"))
        self._caller = Caller(transport, f"{base}/rest/api/{3 if self._adf else 2}", headers)
        self._key = key
        self.name = f"Jira {key}"

    def mine(self, marker: Marker) -> Sequence[Comment]:
        """See System."""
        comments = self._comments()
        marks = self._properties(comments) if self._adf else {text_at(one, "id"): marker_of(text_at(one, "body")) for one in comments}
        found = [(mark, one) for one in comments if (mark := marks.get(text_at(one, "id"))) and mark.same_request(marker)]
        if not found:
            return ()
        myself = self._caller.call("GET", "/myself", otherwise={})
        me = {value for name in ("accountId", "key", "name") if (value := text_at(myself, name))}
        return [
            Comment(text_at(one, "id"), mark, "", json.dumps(at(one, "body")) if self._adf else text_at(one, "body"))
            for mark, one in found
            if {text_at(one, "author", name) for name in ("accountId", "key", "name")} & me
        ]

    def _comments(self) -> list[object]:
        found: list[object] = []
        while True:
            page = self._caller.call(
                "GET", f"/issue/{self._key}/comment", otherwise={}, startAt=len(found), maxResults=_PAGE, orderBy="created"
            )
            got = list_at(page, "comments")
            found += got
            total = at(page, "total")
            if not got or not isinstance(total, int) or len(found) >= total:
                return found

    def _properties(self, comments: list[object]) -> dict[str, Marker | None]:
        """Comment id -> the marker in its property."""
        ids = [int(text) for one in comments if (text := text_at(one, "id")).isdigit()]
        found: dict[str, Marker | None] = {}
        for start in range(0, len(ids), 1_000):  # Jira takes at most 1,000 at a time
            told = self._caller.call(
                "POST", "/comment/list", {"ids": ids[start : start + 1_000]}, otherwise={}, landed=lambda: False, expand="properties"
            )
            for one in list_at(told, "values"):
                marks = [text_at(p, "value", "marker") for p in list_at(one, "properties") if text_at(p, "key") == _PROPERTY]
                found[text_at(one, "id")] = read_marker(marks[0]) if marks else None
        return found

    def attached(self) -> frozenset[str]:
        """See System."""
        issue = self._caller.call("GET", f"/issue/{self._key}", otherwise={}, fields="attachment")
        return frozenset(text_at(one, "filename") for one in list_at(issue, "fields", "attachment"))

    def add(self, parcel: Parcel) -> None:
        """See System. Files first, so the comment never names a file that is not there."""
        self._attach(parcel)
        landed = lambda: any(one.marker == parcel.marker for one in self.mine(parcel.marker))  # noqa: E731
        self._caller.call("POST", f"/issue/{self._key}/comment", self._comment(parcel), otherwise={}, landed=landed)

    def change(self, comment: Comment, parcel: Parcel) -> None:
        """See System."""
        self._attach(parcel)
        value = self._comment(parcel)
        self._caller.call("PUT", f"/issue/{self._key}/comment/{comment.id}", {"body": value["body"]}, otherwise={})
        if self._adf:
            self._caller.call("PUT", f"/comment/{comment.id}/properties/{_PROPERTY}", {"marker": parcel.marker.text}, otherwise={})

    def hide(self, comment: Comment) -> None:
        """See System. Folded in Jira Cloud. Jira Server cannot fold, so one line takes the place of the text; the files stay."""
        path = f"/issue/{self._key}/comment/{comment.id}"
        if self._adf:
            old = json.loads(comment.body)
            fold = {"type": "expand", "attrs": {"title": "An older report; a newer one stands below"}, "content": list_at(old, "content")}
            self._caller.call("PUT", path, {"body": {"version": 1, "type": "doc", "content": [fold]}}, otherwise={})
            self._caller.call("DELETE", f"/comment/{comment.id}/properties/{_PROPERTY}", otherwise={})
        else:
            self._caller.call(
                "PUT", path, {"body": f"An older report stood here ({comment.marker.report}). A newer one is below."}, otherwise={}
            )

    def _attach(self, parcel: Parcel) -> None:
        for file in parcel.files:
            self._caller.upload(
                f"/issue/{self._key}/attachments",
                (Part("file", file),),
                otherwise=[],
                landed=lambda name=file.name: name in self.attached(),  # type: ignore[misc]
                headers=(("X-Atlassian-Token", "no-check"),),
            )

    def _comment(self, parcel: Parcel) -> dict[str, object]:
        if not self._adf:
            return {"body": marked(self.form, parcel.body, parcel.marker)}
        return {"body": json.loads(parcel.body), "properties": [{"key": _PROPERTY, "value": {"marker": parcel.marker.text}}]}
