"""A loopback server on which a documented contract is enforced: what the real system would refuse, it refuses."""

from __future__ import annotations

import contextlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Call:
    """A request as it came in."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]  # names in lower case
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        """The body as a JSON object; a refusal where it is none or says that it is something else."""
        if self.headers.get("content-type", "").split(";")[0] != "application/json":
            raise RefusedError(415, "not application/json")
        value = json.loads(self.body)
        if not isinstance(value, dict):
            raise RefusedError(400, "not an object")
        return value

    @property
    def parts(self) -> list[tuple[str, str, str, bytes]]:
        """(field, file name, media type, data) of a multipart body."""
        kind = self.headers.get("content-type", "")
        if not kind.startswith("multipart/form-data"):
            raise RefusedError(415, "not multipart/form-data")
        message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + self.body)
        found = []
        for part in message.iter_parts():
            name = part.get_param("name", header="content-disposition")
            data = part.get_payload(decode=True)
            assert isinstance(data, bytes)
            found.append((str(name), part.get_filename() or "", part.get_content_type(), data))
        return found


class RefusedError(Exception):
    """The contract does not allow this."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


Reply = object  # JSON of the answer; None: 204
Route = Callable[..., Reply]


@dataclass
class Contract:
    """Routes by verb and pattern, and the calls that were made. ``faults`` are answered first: (status, headers, whether it is done
    anyway); None is no fault."""

    calls: list[Call] = field(default_factory=list)
    faults: list[tuple[int, dict[str, str], bool] | None] = field(default_factory=list)
    token: str = "t0ken-of-the-test"
    url: str = ""

    def routes(self) -> list[tuple[str, str, Route]]:
        """(verb, pattern of the path, what answers); a server that knows no path answers 404."""
        return []

    def allow(self, call: Call) -> None:
        """Raises RefusedError for a call without the right token; a server without tokens lets everyone in."""

    def answer(self, call: Call) -> tuple[int, Reply]:
        """Status and JSON of the answer."""
        self.calls.append(call)
        try:
            self.allow(call)
            for verb, pattern, route in self.routes():
                found = re.fullmatch(pattern, call.path)
                if found and verb == call.method:
                    reply = route(call, *found.groups())
                    return (204, None) if reply is None else (201 if verb == "POST" else 200, reply)
        except RefusedError as refused:
            return refused.status, {"message": str(refused), "you sent": call.headers.get("authorization", "")}
        return 404, {"message": f"no {call.method} {call.path}"}


@contextlib.contextmanager
def serve(contract: Contract) -> Iterator[Contract]:
    """The contract on a port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            call = Call(self.command, parts.path, dict(parse_qsl(parts.query)), headers, body)
            fault = contract.faults.pop(0) if contract.faults else None
            if fault is not None and not fault[2]:
                contract.calls.append(call)
                self._say(fault[0], {"message": "not now", "you sent": headers.get("authorization", "")}, fault[1])
                return
            status, reply = contract.answer(call)
            if fault is not None:
                self._say(fault[0], {"message": "broken"}, fault[1])
                return
            self._say(status, reply, {})

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _take  # noqa: N815

        def _say(self, status: int, reply: Reply, headers: dict[str, str]) -> None:
            data = b"" if reply is None else json.dumps(reply).encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    contract.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield contract
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
