"""Tokens from the environment, kept out of everything that is shown."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from urllib.parse import quote, quote_plus

from riskscan.tickets.values import TicketError

HIDDEN = "***"


class Secrets:
    """The tokens that a run may use. ``repr`` and ``str`` show none of them."""

    __slots__ = ("_forms", "_values")

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._values = environment
        self._forms: set[str] = set()

    def first(self, *names: str) -> str:
        """The first of these variables that is set, remembered as secret; empty where none is. Raises TicketError for an unusable one."""
        for name in names:
            value = self._values.get(name, "").strip()
            if value:
                if not value.isprintable():
                    raise TicketError(f"{name} holds characters that no token has; set it anew")
                self.remember(value)
                return value
        return ""

    def needed(self, *names: str) -> str:
        """As ``first``; raises TicketError that names the variables where none is set."""
        value = self.first(*names)
        if not value:
            raise TicketError(f"set {' or '.join(names)} in the environment: the token is read from there only")
        return value

    def basic(self, user: str, password: str) -> str:
        """The value of an Authorization header for a name and a password."""
        pair = base64.b64encode(f"{user}:{password}".encode()).decode()
        self.remember(password, pair)
        return f"Basic {pair}"

    def remember(self, *values: str) -> None:
        """Marks texts, and the ways in which they are written in addresses and JSON, as never to be shown."""
        for value in filter(None, values):
            raw = value.encode("utf-8", "surrogatepass")
            coded = (base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode())
            written = (json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1], repr(value)[1:-1], repr(raw)[2:-1])
            self._forms |= {value, quote(raw, safe=""), quote(raw), quote_plus(raw), *coded, *(one.rstrip("=") for one in coded), *written}

    def hide(self, text: str) -> str:
        """The text with each secret, however it is written, replaced by ``***``; longest first, so none is left in parts."""
        for form in sorted(self._forms, key=len, reverse=True):
            text = text.replace(form, HIDDEN)
        return text

    def hide_all(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Each text without secrets."""
        return tuple(self.hide(text) for text in texts)

    def __repr__(self) -> str:
        return f"Secrets({len(self._forms)} hidden)"
