from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from riskscan.tickets import transport
from riskscan.tickets.request import Part, Request
from riskscan.tickets.secrets import Secrets
from riskscan.tickets.transport import Answer, Live
from riskscan.tickets.values import File, TicketError
from tests.tickets.stub import Call, Contract, serve


class Simple(Contract):
    """Says yes to everything."""

    def allow(self, call: Call) -> None:
        return

    def routes(self):
        return [(verb, "/x", lambda call: {"ok": True}) for verb in ("GET", "POST", "PUT")]


def send(faults: list[tuple[int, dict[str, str], bool] | None], method: str = "GET") -> tuple[object, list[float], int]:
    """(the answer or the error, the waits, how many requests came in)."""
    waits: list[float] = []
    with serve(Simple(faults=faults)) as server:
        live = Live(Secrets({}), sleep=waits.append)
        try:
            said: object = live.send(Request(method, f"{server.url}/x")).json()
        except TicketError as error:
            said = str(error)
        return said, waits, len(server.calls)


def test_retry_after_is_honoured_in_seconds_and_as_a_date():
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    said, waits, calls = send([(429, {"Retry-After": "7"}, False), (503, {"Retry-After": later}, False)])
    assert said == {"ok": True}
    assert calls == 3
    assert waits[0] == 7
    assert 25 < waits[1] <= 30


def test_without_it_the_wait_grows():
    said, waits, calls = send([(500, {}, False)] * 4)
    assert said == {"ok": True}
    assert calls == 5
    assert [0.7 * 2**n < wait < 1.3 * 2**n for n, wait in enumerate(waits)] == [True] * 4


def test_it_gives_up_with_a_clear_word():
    said, waits, calls = send([(500, {}, False)] * 9)
    assert "500" in str(said)
    assert (len(waits), calls) == (4, 5)


def test_a_long_wait_is_said_and_not_waited_for():
    said, waits, calls = send([(429, {"Retry-After": "3600"}, False)])
    assert "asks to wait 3600 seconds" in str(said)
    assert (waits, calls) == ([], 1)


def test_githubs_own_limit_is_a_wait_and_a_plain_403_is_not():
    assert send([(403, {"Retry-After": "2"}, False)])[1] == [2]
    assert send([(403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1"}, False)])[1] == [0]
    said, waits, calls = send([(403, {}, False)])
    assert "403 this token may not do that" in str(said)
    assert (waits, calls) == ([], 1)


def test_a_refusal_is_not_repeated():
    for status in (400, 401, 404, 413, 422):
        said, waits, calls = send([(status, {}, False)])
        assert f": {status} " in str(said)
        assert (waits, calls) == ([], 1)


def test_a_post_of_unclear_fate_is_not_repeated_blindly():
    said, _, calls = send([(502, {}, True)], "POST")
    assert "It may have arrived. Run the same command again: nothing is doubled." in str(said)
    assert calls == 1
    assert send([(502, {}, True)], "PUT")[2] == 2


def test_plain_http_is_refused_away_from_this_machine():
    with pytest.raises(TicketError, match="must begin with https://"):
        Live(Secrets({})).send(Request("GET", "http://tickets.acme.example/x"))


def test_no_server_is_said_in_short():
    with pytest.raises(TicketError, match=r"GET http://127\.0\.0\.1:9/x: no answer \(.*refused"):
        Live(Secrets({}), sleep=lambda _: None, tries=2).send(Request("GET", "http://127.0.0.1:9/x"))


def test_a_page_instead_of_data_is_said():
    with pytest.raises(TicketError, match="a page instead of data"):
        Answer(200, {}, b"<html>login</html>").json()


def test_the_shown_request_is_the_sent_one():
    request = Request("POST", "https://x/y", (("A", "b"),), parts=(Part("file", File("r.html", "text/html", b"<p>hello</p>")),))
    assert request.boundary in dict(request.whole_headers)["Content-Type"]
    assert request.content.startswith(f"--{request.boundary}\r\n".encode())
    assert request.content.endswith(f"--{request.boundary}--\r\n".encode())
    assert "r.html, (12 bytes of text/html" in request.shown()
    assert dict(request.whole_headers)["Content-Type"] in request.shown()
    plain = Request("PUT", "https://x/y", (("Content-Type", "application/json"),), b'{"body":"hello"}')
    assert '"body": "hello"' in plain.shown()


def test_the_wait_is_never_negative():
    assert transport._retry_after({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0
    assert transport._retry_after({"Retry-After": "soon"}) is None
