"""The documented contracts of the systems that no test can install: Jira, GitHub, GitLab, Redmine, ServiceNow."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field

from tests.tickets.stub import Call, Contract, RefusedError, Reply, Route

INLINE = {"text", "hardBreak"}
CHILDREN = {
    "doc": {"heading", "paragraph", "panel", "table", "bulletList", "orderedList", "expand"},
    "expand": {"heading", "paragraph", "panel", "table", "bulletList", "orderedList"},
    "heading": INLINE, "paragraph": INLINE, "panel": {"paragraph", "heading", "bulletList", "orderedList"},
    "table": {"tableRow"}, "tableRow": {"tableHeader", "tableCell"}, "tableHeader": {"paragraph"}, "tableCell": {"paragraph"},
    "bulletList": {"listItem"}, "orderedList": {"listItem"}, "listItem": {"paragraph"},
}  # fmt: skip


def check_adf(node: object) -> None:
    """Raises RefusedError for a tree that the Atlassian Document Format does not allow."""
    if not isinstance(node, dict):
        raise RefusedError(400, "INVALID_INPUT: not a node")
    kind = node.get("type")
    if kind == "text":
        marks = [mark.get("type") for mark in node.get("marks", [])]
        if not node.get("text") or not isinstance(node["text"], str) or ("code" in marks and "strong" in marks) or "\n" in node["text"]:
            raise RefusedError(400, f"INVALID_INPUT: {node}")
        return
    if kind == "hardBreak":
        return
    if kind not in CHILDREN or (kind == "doc" and node.get("version") != 1):
        raise RefusedError(400, f"INVALID_INPUT: {kind}")
    if kind == "panel" and node["attrs"]["panelType"] not in ("info", "note", "warning", "success", "error"):
        raise RefusedError(400, "INVALID_INPUT: panelType")
    if kind == "heading" and node["attrs"]["level"] not in range(1, 7):
        raise RefusedError(400, "INVALID_INPUT: level")
    content = node.get("content", [])
    if not content and kind not in ("paragraph", "heading"):
        raise RefusedError(400, f"INVALID_INPUT: empty {kind}")
    for child in content:
        if child.get("type") not in CHILDREN[kind]:
            raise RefusedError(400, f"INVALID_INPUT: {child.get('type')} in {kind}")
        check_adf(child)


@dataclass
class Jira(Contract):
    """Comments and attachments of one issue; version 3 takes ADF, version 2 a text."""

    version: int = 3
    comments: list[dict[str, object]] = field(default_factory=list)
    properties: dict[str, dict[str, object]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    me: str = "me"

    def allow(self, call: Call) -> None:
        basic = "Basic " + base64.b64encode(f"ada@acme.example:{self.token}".encode()).decode()
        if call.headers.get("authorization") not in (basic, f"Bearer {self.token}"):
            raise RefusedError(401, "Client must be authenticated to access this resource.")

    def routes(self) -> list[tuple[str, str, Route]]:
        api, issue = f"/rest/api/{self.version}", f"/rest/api/{self.version}/issue/OPS-1"
        return [
            ("GET", f"{api}/myself", lambda call: {"accountId": self.me}),
            ("GET", f"{issue}/comment", self._list),
            ("POST", f"{issue}/comment", self._add),
            ("PUT", rf"{issue}/comment/(\d+)", self._change),
            ("POST", f"{api}/comment/list", self._with_properties),
            ("PUT", rf"{api}/comment/(\d+)/properties/(\w+)", self._set_property),
            ("DELETE", rf"{api}/comment/(\d+)/properties/(\w+)", self._drop_property),
            ("GET", issue, lambda call: {"fields": {"attachment": [{"filename": name} for name in self.files]}}),
            ("POST", f"{issue}/attachments", self._attach),
        ]

    def _body(self, value: object) -> object:
        if self.version == 3:
            check_adf(value)
        elif not isinstance(value, str) or not value or len(value) > 32_767:
            raise RefusedError(400, "The entered text is too long. It exceeds the allowed limit of 32,767 characters.")
        return value

    def _list(self, call: Call) -> Reply:
        start, most = int(call.query.get("startAt", "0")), min(int(call.query.get("maxResults", "50")), 100)
        return {"startAt": start, "maxResults": most, "total": len(self.comments), "comments": self.comments[start : start + most]}

    def _add(self, call: Call) -> Reply:
        comment = {"id": str(10_000 + len(self.comments)), "author": {"accountId": self.me}, "body": self._body(call.json["body"])}
        self.comments.append(comment)
        for one in call.json.get("properties", []):  # type: ignore[attr-defined]
            self.properties.setdefault(str(comment["id"]), {})[one["key"]] = one["value"]
        return comment

    def _change(self, call: Call, number: str) -> Reply:
        found = next((one for one in self.comments if one["id"] == number), None)
        if found is None or found["author"] != {"accountId": self.me}:
            raise RefusedError(403, "You may not edit this comment.")
        found["body"] = self._body(call.json["body"])
        return found

    def _with_properties(self, call: Call) -> Reply:
        ids = call.json["ids"]
        assert isinstance(ids, list)
        if len(ids) > 1_000 or not all(isinstance(one, int) for one in ids):
            raise RefusedError(400, "ids: at most 1000 numbers")
        shown = call.query.get("expand", "").split(",")
        values = []
        for one in self.comments:
            if int(str(one["id"])) in ids:
                kept = self.properties.get(str(one["id"]), {})
                values.append(
                    {**one, **({"properties": [{"key": k, "value": v} for k, v in kept.items()]} if "properties" in shown else {})}
                )
        return {"values": values, "total": len(values), "isLast": True}

    def _set_property(self, call: Call, number: str, key: str) -> Reply:
        self.properties.setdefault(number, {})[key] = call.json
        return {}

    def _drop_property(self, call: Call, number: str, key: str) -> Reply:
        self.properties.get(number, {}).pop(key, None)
        return None

    def _attach(self, call: Call) -> Reply:
        if call.headers.get("x-atlassian-token") != "no-check":
            raise RefusedError(403, "XSRF check failed")
        parts = call.parts
        if not parts or any(field_name != "file" or not name for field_name, name, _, _ in parts):
            raise RefusedError(400, "the part must be named file")
        for _, name, _, data in parts:
            self.files[name] = data
        return [{"filename": name} for _, name, _, _ in parts]


@dataclass
class GitHub(Contract):
    """Comments of one issue. ``app``: an installation token, which may not ask who it is."""

    comments: list[dict[str, object]] = field(default_factory=list)
    minimized: list[str] = field(default_factory=list)
    app: bool = False

    def allow(self, call: Call) -> None:
        if call.headers.get("authorization") != f"Bearer {self.token}":
            raise RefusedError(401, "Bad credentials")
        if not call.headers.get("user-agent"):
            raise RefusedError(403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header")

    def routes(self) -> list[tuple[str, str, Route]]:
        return [
            ("GET", "/user", self._user),
            ("GET", "/repos/acme/data/issues/7/comments", self._list),
            ("POST", "/repos/acme/data/issues/7/comments", self._add),
            ("PATCH", r"/repos/acme/data/issues/comments/(\d+)", self._change),
            ("POST", "/graphql", self._graphql),
        ]

    def _user(self, call: Call) -> Reply:
        if self.app:
            raise RefusedError(403, "Resource not accessible by integration")
        return {"login": "me"}

    def _list(self, call: Call) -> Reply:
        size, page = min(int(call.query.get("per_page", "30")), 100), int(call.query.get("page", "1"))
        return self.comments[(page - 1) * size : page * size]

    def _body(self, call: Call) -> str:
        body = call.json["body"]
        if not isinstance(body, str) or len(body) > 65_536:
            raise RefusedError(422, "body is too long (maximum is 65536 characters)")
        return body

    def _add(self, call: Call) -> Reply:
        user = {"login": "github-actions[bot]", "type": "Bot"} if self.app else {"login": "me", "type": "User"}
        number = len(self.comments) + 1
        self.comments.append({"id": number, "node_id": f"IC_{number}", "user": user, "body": self._body(call)})
        return self.comments[-1]

    def _change(self, call: Call, number: str) -> Reply:
        found = next(one for one in self.comments if one["id"] == int(number))
        found["body"] = self._body(call)
        return found

    def _graphql(self, call: Call) -> Reply:
        variables = call.json["variables"]
        assert isinstance(variables, dict)
        if "minimizeComment" not in str(call.json["query"]) or "OUTDATED" not in str(call.json["query"]):
            return {"errors": [{"message": "unknown"}]}
        self.minimized.append(variables["id"])
        return {"data": {"minimizeComment": {"minimizedComment": {"isMinimized": True}}}}


@dataclass
class GitLab(Contract):
    """Notes of one merge request, and the uploads of its project."""

    notes: list[dict[str, object]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)

    def allow(self, call: Call) -> None:
        if call.headers.get("private-token") != self.token:
            raise RefusedError(401, "401 Unauthorized")

    def routes(self) -> list[tuple[str, str, Route]]:
        project = "/api/v4/projects/acme%2Fteam%2Fdata"
        return [
            ("GET", "/api/v4/user", lambda call: {"id": 5}),
            ("GET", f"{project}/merge_requests/3/notes", self._list),
            ("POST", f"{project}/merge_requests/3/notes", self._add),
            ("PUT", rf"{project}/merge_requests/3/notes/(\d+)", self._change),
            ("POST", f"{project}/uploads", self._upload),
        ]

    def _list(self, call: Call) -> Reply:
        size, page = min(int(call.query.get("per_page", "20")), 100), int(call.query.get("page", "1"))
        return self.notes[(page - 1) * size : page * size]

    def _body(self, call: Call) -> str:
        body = call.json["body"]
        if not isinstance(body, str) or len(body) > 1_000_000:
            raise RefusedError(400, "note is too long (maximum is 1000000 characters)")
        return body

    def _add(self, call: Call) -> Reply:
        self.notes.append({"id": len(self.notes) + 1, "author": {"id": 5}, "body": self._body(call), "system": False})
        return self.notes[-1]

    def _change(self, call: Call, number: str) -> Reply:
        found = next(one for one in self.notes if one["id"] == int(number))
        found["body"] = self._body(call)
        return found

    def _upload(self, call: Call) -> Reply:
        ((name_of_part, name, _, data),) = call.parts
        if name_of_part != "file":
            raise RefusedError(400, "file is missing")
        self.files[name] = data
        url = f"/uploads/{hashlib.md5(data, usedforsecurity=False).hexdigest()}/{name}"
        return {"alt": name, "url": url, "markdown": f"[{name}]({url})"}


@dataclass
class Redmine(Contract):
    """Journals and attachments of one issue; a token of an upload may be used once."""

    journals: list[dict[str, object]] = field(default_factory=list)
    uploads: dict[str, bytes] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def allow(self, call: Call) -> None:
        if call.headers.get("x-redmine-api-key") != self.token:
            raise RefusedError(401, "unauthorized")

    def routes(self) -> list[tuple[str, str, Route]]:
        return [
            ("GET", "/users/current.json", lambda call: {"user": {"id": 4}}),
            ("GET", "/issues/5.json", self._issue),
            ("PUT", "/issues/5.json", self._update),
            ("PUT", r"/journals/(\d+).json", self._change),
            ("POST", "/uploads.json", self._upload),
        ]

    def _issue(self, call: Call) -> Reply:
        asked = call.query.get("include", "").split(",")
        more = {"journals": self.journals} if "journals" in asked else {}
        files = {"attachments": [{"filename": name} for name in self.files]} if "attachments" in asked else {}
        return {"issue": {"id": 5, **more, **files}}

    def _upload(self, call: Call) -> Reply:
        if call.headers.get("content-type") != "application/octet-stream":
            raise RefusedError(406, "Content-Type must be application/octet-stream")
        if len(call.body) > 5_242_880:
            raise RefusedError(422, "This file cannot be uploaded because it exceeds the maximum allowed file size (5242880)")
        token = f"{len(self.uploads) + 1}.{hashlib.sha256(call.body).hexdigest()}"
        self.uploads[token] = call.body
        return {"upload": {"token": token}}

    def _update(self, call: Call) -> Reply:
        issue = call.json["issue"]
        assert isinstance(issue, dict)
        for one in issue.get("uploads", []):
            if one["token"] not in self.uploads:
                raise RefusedError(422, "token is invalid")
            self.files[one["filename"]] = self.uploads.pop(one["token"])
        self.journals.append({"id": len(self.journals) + 1, "user": {"id": 4}, "notes": issue.get("notes", "")})
        return None

    def _change(self, call: Call, number: str) -> Reply:
        journal = call.json["journal"]
        assert isinstance(journal, dict)
        next(one for one in self.journals if one["id"] == int(number))["notes"] = journal["notes"]
        return None


@dataclass
class ServiceNow(Contract):
    """One incident with its journal and attachments."""

    notes: list[str] = field(default_factory=list)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def allow(self, call: Call) -> None:
        if call.headers.get("authorization") != "Basic " + base64.b64encode(f"ada:{self.token}".encode()).decode():
            raise RefusedError(401, "User Not Authenticated")

    def routes(self) -> list[tuple[str, str, Route]]:
        return [
            ("GET", "/api/now/table/incident", self._find),
            ("PATCH", "/api/now/table/incident/abc123", self._note),
            ("GET", "/api/now/table/sys_journal_field", self._journal),
            ("GET", "/api/now/attachment", self._attachments),
            ("POST", "/api/now/attachment/file", self._attach),
        ]

    def _find(self, call: Call) -> Reply:
        return {"result": [{"sys_id": "abc123"}] if call.query["sysparm_query"] == "number=INC0010001" else []}

    def _note(self, call: Call) -> Reply:
        if set(call.json) != {"work_notes"}:
            raise RefusedError(400, "only work_notes")
        self.notes.append(str(call.json["work_notes"]))
        return {"result": {"sys_id": "abc123"}}

    def _journal(self, call: Call) -> Reply:
        if not call.query["sysparm_query"].startswith("element_id=abc123^element=work_notes"):
            return {"result": []}
        return {"result": [{"sys_id": f"j{index}", "value": note} for index, note in enumerate(self.notes)]}

    def _attachments(self, call: Call) -> Reply:
        if call.query["sysparm_query"] != "table_name=incident^table_sys_id=abc123":
            return {"result": []}
        return {"result": [{"file_name": name} for name in self.files]}

    def _attach(self, call: Call) -> Reply:
        if not {"table_name", "table_sys_id", "file_name"} <= set(call.query) or not call.headers.get("content-type"):
            raise RefusedError(400, "table_name, table_sys_id, file_name and Content-Type are needed")
        if call.query["table_sys_id"] != "abc123" or call.query["table_name"] != "incident":
            raise RefusedError(404, "no such record")
        self.files[call.query["file_name"]] = (call.headers["content-type"], call.body)
        return {"result": {"sys_id": "f1"}}
