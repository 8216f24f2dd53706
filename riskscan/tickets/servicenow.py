"""ServiceNow (Table and Attachment API): the comment is a work note as plain text, since many instances show no HTML in notes.

Work notes stay as they are for ever: a changed report becomes a further note.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from riskscan.tickets.caller import Caller, address
from riskscan.tickets.json_value import list_at, text_at
from riskscan.tickets.marking import marked, marker_of
from riskscan.tickets.secrets import Secrets
from riskscan.tickets.transport import Transport
from riskscan.tickets.values import Comment, Marker, Parcel, TicketError


class ServiceNow:
    """One record. ``SERVICENOW_URL``; ``SERVICENOW_TOKEN``, or ``SERVICENOW_USER`` with ``SERVICENOW_PASSWORD``."""

    form = "text"
    limit = 60_000
    largest = 10_000_000
    edits = False
    hides = False

    def __init__(self, transport: Transport, secrets: Secrets, environment: Mapping[str, str], table: str, number: str) -> None:
        base = address(environment, "SERVICENOW_URL")
        user = environment.get("SERVICENOW_USER", "").strip()
        token = secrets.first("SERVICENOW_TOKEN")
        access = f"Bearer {token}" if token or not user else secrets.basic(user, secrets.needed("SERVICENOW_PASSWORD"))
        if access == "Bearer ":
            secrets.needed("SERVICENOW_TOKEN", "SERVICENOW_USER and SERVICENOW_PASSWORD")
        self._caller = Caller(transport, f"{base}/api/now", (("Authorization", access), ("Accept", "application/json")))
        self._table = table
        self._number = number
        self._id = ""
        self.name = f"ServiceNow {table} {number}"

    def _sys_id(self) -> str:
        """The id of the record behind its number."""
        if not self._id:
            told = self._caller.call(
                "GET",
                f"/table/{self._table}",
                otherwise={"result": [{"sys_id": "(sys_id)"}]},
                sysparm_query=f"number={self._number}",
                sysparm_fields="sys_id",
                sysparm_limit=2,
            )
            found = list_at(told, "result")
            if len(found) != 1:
                raise TicketError(f"{self.name}: {'no such record' if not found else 'more than one record'}, or this user may not see it")
            self._id = text_at(found, 0, "sys_id")
        return self._id

    def mine(self, marker: Marker) -> Sequence[Comment]:
        """See System. Nobody can be made to lose words here, so whoever wrote the note does not matter."""
        told = self._caller.call(
            "GET",
            "/table/sys_journal_field",
            otherwise={"result": []},
            sysparm_query=f"element_id={self._sys_id()}^element=work_notes^ORDERBYsys_created_on",
            sysparm_fields="sys_id,value",
            sysparm_limit=10_000,
        )
        notes = list_at(told, "result")
        marks = [(marker_of(text_at(one, "value")), one) for one in notes]
        return [Comment(text_at(one, "sys_id"), mark) for mark, one in marks if mark is not None and mark.same_request(marker)]

    def attached(self) -> frozenset[str]:
        """See System."""
        told = self._caller.call(
            "GET",
            "/attachment",
            otherwise={"result": []},
            sysparm_query=f"table_name={self._table}^table_sys_id={self._sys_id()}",
            sysparm_fields="file_name",
            sysparm_limit=10_000,
        )
        return frozenset(text_at(one, "file_name") for one in list_at(told, "result"))

    def add(self, parcel: Parcel) -> None:
        """See System."""
        for file in parcel.files:
            self._caller.raw(
                "/attachment/file",
                file.data,
                file.kind,
                otherwise={},
                landed=lambda name=file.name: name in self.attached(),  # type: ignore[misc]
                table_name=self._table,
                table_sys_id=self._sys_id(),
                file_name=file.name,
            )
        note = {"work_notes": marked(self.form, parcel.body, parcel.marker)}
        landed = lambda: any(one.marker == parcel.marker for one in self.mine(parcel.marker))  # noqa: E731
        self._caller.call("PATCH", f"/table/{self._table}/{self._sys_id()}", note, otherwise={}, landed=landed)

    def change(self, comment: Comment, parcel: Parcel) -> None:
        """See System: never asked for, since ``edits`` is false."""
        raise TicketError(f"{self.name}: work notes cannot be changed")

    def hide(self, comment: Comment) -> None:
        """See System: never asked for, since ``hides`` is false."""
        raise TicketError(f"{self.name}: work notes cannot be hidden")
