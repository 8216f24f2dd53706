"""Sending requests: https only, no redirects, retries with back-off, and no token in any word about it."""

from __future__ import annotations

import http.client
import json
import random
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import IO, Protocol

from riskscan.tickets.request import Request, is_local
from riskscan.tickets.secrets import Secrets
from riskscan.tickets.values import TicketError
from riskscan.version import __version__

TRIES = 5
LONGEST_WAIT = 120.0  # seconds; a longer Retry-After is said, not waited for
TIMEOUT = 60.0  # seconds
_LARGEST_ANSWER = 50_000_000  # bytes
_NOT_DONE = frozenset({429, 503})  # the server says that it did nothing
_UNCLEAR = frozenset({500, 502, 504})  # it may have done it
_REPEATABLE = frozenset({"GET", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered. ``landed``: a request of unclear fate was found to have arrived, so there is no answer to it."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    landed: bool = False

    def json(self) -> object:
        """The body as JSON; an empty one is None. Raises TicketError where it is none."""
        if not self.body.strip():
            return None
        try:
            return json.loads(self.body)
        except ValueError:
            raise TicketError("the server answered with a page instead of data: is the address that of the system itself?") from None


class Transport(Protocol):
    """How requests leave."""

    def send(self, request: Request, otherwise: object = None, landed: Callable[[], bool] | None = None) -> Answer:
        """Sends a request and gives the answer of a server that agreed. Raises TicketError.

        ``otherwise`` is the JSON that a dry run takes for the answer. ``landed`` looks whether a request of unclear fate has arrived; one
        that always gives False says that a second time does no harm. Without it, POST is not repeated, and the other verbs are.
        """


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect could carry the token to another host, so none is followed."""

    def redirect_request(self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: object, newurl: str) -> None:
        """Follow nothing."""
        return


class Live:
    """Sends for real."""

    def __init__(self, secrets: Secrets, sleep: Callable[[float], None] = time.sleep, tries: int = TRIES) -> None:
        self._secrets = secrets
        self._sleep = sleep
        self._tries = tries
        self._outside = urllib.request.build_opener(_NoRedirect())  # with the proxy of the environment
        self._inside = urllib.request.build_opener(_NoRedirect(), urllib.request.ProxyHandler({}))

    def send(self, request: Request, otherwise: object = None, landed: Callable[[], bool] | None = None) -> Answer:
        """See Transport."""
        if not request.url.startswith("https://") and not is_local(request.url):
            raise TicketError("the address must begin with https://, else the token could be read on its way")
        for attempt in range(1, self._tries + 1):
            answer, fault = self._once(request)
            if answer is not None and answer.status < 300:
                return answer
            unclear = answer is None or answer.status in _UNCLEAR
            if unclear and (landed is not None or request.method not in _REPEATABLE):
                if landed is None:
                    raise self._error(request, answer, fault, "It may have arrived. Run the same command again: nothing is doubled.")
                if landed():
                    return Answer(200, {}, b"", landed=True)
            if not (unclear or _asks_to_wait(answer)) or attempt == self._tries:
                raise self._error(request, answer, fault, "")
            self._wait(request, answer, attempt)
        raise self._error(request, None, "no try was allowed", "")

    def _once(self, request: Request) -> tuple[Answer | None, str]:
        """(the answer, why there is none)."""
        headers = {**dict(request.whole_headers), "User-Agent": f"riskscan/{__version__}"}
        try:
            sent = urllib.request.Request(request.url, data=request.content or None, headers=headers, method=request.method)
            opener = self._inside if is_local(request.url) else self._outside
            with opener.open(sent, timeout=TIMEOUT) as reply:
                return Answer(reply.status, dict(reply.headers.items()), reply.read(_LARGEST_ANSWER)), ""
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, dict(error.headers.items()), error.read(100_000)), ""
        except (urllib.error.URLError, OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", error)
            return None, str(reason) or type(error).__name__
        except (ValueError, UnicodeError):
            raise TicketError("the address or the token holds characters that cannot be sent") from None

    def _wait(self, request: Request, answer: Answer | None, attempt: int) -> None:
        asked = _retry_after(answer.headers) if answer is not None else None
        if asked is not None and asked > LONGEST_WAIT:
            raise self._error(request, answer, "", f"It asks to wait {asked:.0f} seconds. Try again then.")
        self._sleep(asked if asked is not None else 2 ** (attempt - 1) * random.uniform(0.75, 1.25))

    def _error(self, request: Request, answer: Answer | None, fault: str, advice: str) -> TicketError:
        """A word for people, with what the server said in short, without a token."""
        where = request.url.split("?")[0]
        if answer is None:
            said = f"{request.method} {where}: no answer ({fault})"
        elif 300 <= answer.status < 400:
            goal = next((value for name, value in answer.headers.items() if name.lower() == "location"), "another address")
            said = f"{request.method} {where}: the server sends us on to {goal}. Set that address if it is right"
        else:
            said = f"{request.method} {where}: {answer.status} {_MEANS.get(answer.status, '')}".rstrip() + _said(answer)
        return TicketError(self._secrets.hide(f"{said}. {advice}" if advice else said))


_MEANS = {
    400: "it does not understand the request",
    401: "it does not know this token",
    403: "this token may not do that",
    404: "there is no such ticket, or this token may not see it",
    413: "it is too large for this server",
    422: "it refuses the content",
    429: "too many requests",
}


class Dry:
    """Sends nothing and keeps each request, without its tokens, to be shown."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self.requests: list[str] = []

    def show(self, text: str) -> None:
        """Keeps a step to be shown."""
        self.requests.append(self._secrets.hide(text))

    def send(self, request: Request, otherwise: object = None, landed: Callable[[], bool] | None = None) -> Answer:
        """See Transport."""
        self.show(request.shown())
        return Answer(200, {}, json.dumps(otherwise).encode())


def _asks_to_wait(answer: Answer | None) -> bool:
    """True for 429 and 503, and for a 403 that is really a limit on the rate (GitHub)."""
    if answer is None:
        return False
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return answer.status in _NOT_DONE or (
        answer.status == 403 and ("retry-after" in headers or headers.get("x-ratelimit-remaining") == "0")
    )


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds of a Retry-After header (a number or a date) or of GitHub's reset time; None where neither is there."""
    found = {name.lower(): value.strip() for name, value in headers.items()}
    try:
        if "retry-after" in found:
            text = found["retry-after"]
            return max(float(text) if text.replace(".", "", 1).isdigit() else _seconds_until(parsedate_to_datetime(text)), 0.0)
        if found.get("x-ratelimit-remaining") == "0" and found.get("x-ratelimit-reset", "").isdigit():
            return max(float(found["x-ratelimit-reset"]) - time.time(), 0.0)
    except (ValueError, TypeError):
        return None
    return None


def _seconds_until(moment: datetime) -> float:
    return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds()


def _said(answer: Answer) -> str:
    """What the server said, in short and on one line."""
    text = " ".join(answer.body.decode("utf-8", "replace").split())
    return f". It said: {text[:300]}" if text and not text.startswith("<") else ""
