"""GitHub issues and pull requests (REST, version 2022-11-28). It takes no files from programs: the comment says all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from riskscan.tickets.caller import Caller, address
from riskscan.tickets.json_value import list_at, text_at
from riskscan.tickets.marking import marked, marker_of, outdated
from riskscan.tickets.secrets import Secrets
from riskscan.tickets.transport import Transport
from riskscan.tickets.values import Comment, Marker, Parcel, TicketError

_PAGE = 100
_MINIMIZE = "mutation($id:ID!){minimizeComment(input:{subjectId:$id,classifier:OUTDATED}){minimizedComment{isMinimized}}}"


class GitHub:
    """One issue or pull request. ``GITHUB_TOKEN`` or ``GH_TOKEN``; ``GITHUB_API_URL`` for GitHub Enterprise Server."""

    form = "markdown"
    limit = 65_000  # GitHub refuses a comment over 65,536 characters
    largest = 0
    edits = True
    hides = True

    def __init__(self, transport: Transport, secrets: Secrets, environment: Mapping[str, str], repository: str, number: str) -> None:
        token = secrets.needed("GITHUB_TOKEN", "GH_TOKEN")
        base = address(environment, "GITHUB_API_URL", default="https://api.github.com")
        headers = (
            ("Authorization", f"Bearer {token}"),
            ("Accept", "application/vnd.github+json"),
            ("X-GitHub-Api-Version", "2022-11-28"),
        )
        self._caller = Caller(transport, base, headers)
        self._repository = repository
        self._number = number
        self.name = f"GitHub {repository}#{number}"

    def mine(self, marker: Marker) -> Sequence[Comment]:
        """See System. An app (such as GitHub Actions) may not ask who it is; then comments of bots count as ours."""
        found = [one for one in self._comments() if (mark := marker_of(text_at(one, "body"))) and mark.same_request(marker)]
        if not found:
            return ()
        me = self._me()
        out = []
        for one in found:
            mark = marker_of(text_at(one, "body"))
            ours = text_at(one, "user", "login") == me if me else text_at(one, "user", "type") == "Bot"
            if mark is not None and ours:
                out.append(Comment(text_at(one, "id"), mark, text_at(one, "node_id"), text_at(one, "body")))
        return out

    def _comments(self) -> list[object]:
        found: list[object] = []
        for page in range(1, 1_000):
            path = f"/repos/{self._repository}/issues/{self._number}/comments"
            got = list_at(self._caller.call("GET", path, otherwise=[], per_page=_PAGE, page=page))
            found += got
            if len(got) < _PAGE:
                break
        return found

    def _me(self) -> str:
        try:
            return text_at(self._caller.call("GET", "/user", otherwise={}), "login")
        except TicketError as error:
            if ": 403" in str(error):
                return ""
            raise

    def attached(self) -> frozenset[str]:
        """See System."""
        return frozenset()

    def add(self, parcel: Parcel) -> None:
        """See System."""
        path = f"/repos/{self._repository}/issues/{self._number}/comments"
        landed = lambda: any(one.marker == parcel.marker for one in self.mine(parcel.marker))  # noqa: E731
        self._caller.call("POST", path, {"body": marked(self.form, parcel.body, parcel.marker)}, otherwise={}, landed=landed)

    def change(self, comment: Comment, parcel: Parcel) -> None:
        """See System."""
        self._patch(comment.id, marked(self.form, parcel.body, parcel.marker))

    def hide(self, comment: Comment) -> None:
        """See System. Minimised as outdated, by the GraphQL API: the REST API has no call for it."""
        self._patch(comment.id, outdated(comment.body))
        base = self._caller.base
        path = base.removesuffix("/v3") + "/graphql" if base.endswith("/api/v3") else f"{base}/graphql"
        told = Caller(self._caller.transport, path, self._caller.headers).call(
            "POST", "", {"query": _MINIMIZE, "variables": {"id": comment.handle}}, otherwise={}, landed=lambda: False
        )
        fault = text_at(told, "errors", 0, "message")
        if fault:
            raise TicketError(f"GitHub does not hide the older comment: {fault}")

    def _patch(self, number: str, body: str) -> None:
        self._caller.call("PATCH", f"/repos/{self._repository}/issues/comments/{number}", {"body": body}, otherwise={})
