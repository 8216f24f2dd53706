"""Calls to one server: its address, the headers that each call carries, and JSON in both directions."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from riskscan.tickets.request import JSON, Part, Request, with_query
from riskscan.tickets.transport import Transport
from riskscan.tickets.values import TicketError


@dataclass(frozen=True, slots=True)
class Caller:
    """``base`` has no slash at its end."""

    transport: Transport
    base: str
    headers: tuple[tuple[str, str], ...]

    def call(
        self,
        method: str,
        path: str,
        value: object = None,
        *,
        otherwise: object = None,
        landed: Callable[[], bool] | None = None,
        headers: tuple[tuple[str, str], ...] = (),
        **query: str | int,
    ) -> object:
        """Sends a request with a JSON body (or none) and gives the JSON of the answer; None for an empty one. Raises TicketError."""
        url = with_query(self.base + path, **query) if query else self.base + path
        body = b"" if value is None else json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
        kind = (("Content-Type", JSON),) if body else ()
        return self.transport.send(Request(method, url, (*self.headers, *headers, *kind), body), otherwise, landed).json()

    def upload(
        self,
        path: str,
        parts: tuple[Part, ...],
        *,
        otherwise: object = None,
        landed: Callable[[], bool] | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> object:
        """Sends a multipart body and gives the JSON of the answer. Raises TicketError."""
        return self.transport.send(Request("POST", self.base + path, (*self.headers, *headers), parts=parts), otherwise, landed).json()

    def upload_as(self, method: str, path: str, parts: tuple[Part, ...], *, headers: tuple[tuple[str, str], ...] = ()) -> object:
        """As ``upload``, with another verb. Raises TicketError."""
        return self.transport.send(Request(method, self.base + path, (*self.headers, *headers), parts=parts)).json()

    def raw(
        self,
        path: str,
        data: bytes,
        kind: str,
        *,
        otherwise: object = None,
        landed: Callable[[], bool] | None = None,
        **query: str | int,
    ) -> object:
        """Sends bytes as they are and gives the JSON of the answer. Raises TicketError."""
        url = with_query(self.base + path, **query)
        return self.transport.send(Request("POST", url, (*self.headers, ("Content-Type", kind)), data), otherwise, landed).json()


def address(environment: Mapping[str, str], *names: str, default: str = "") -> str:
    """The address of a server from the environment, without a slash at the end. Raises TicketError."""
    text = next((environment[name].strip() for name in names if environment.get(name, "").strip()), default).rstrip("/")
    if not text:
        raise TicketError(f"set {' or '.join(names)} in the environment: the address of the server, such as https://tickets.acme.example")
    parts = urlsplit(text)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise TicketError(f"{names[0]} must be an address that begins with https://")
    if parts.username or parts.password:
        raise TicketError(f"{names[0]} must hold no name or password: they could be shown with the address")
    return text
