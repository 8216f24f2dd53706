"""Small pieces of wording that several parts share."""

from __future__ import annotations

import re
from collections.abc import Sequence

from riskscan.model.asset import AssetKind
from riskscan.model.effect import Effect
from riskscan.model.span import Span

_PLURAL = {
    AssetKind.DNS: "web addresses", AssetKind.BUCKET: "file stores", AssetKind.OBJECT: "stored files", AssetKind.URL: "services",
    AssetKind.IDENTITY: "accounts", AssetKind.EMAIL: "mailings", AssetKind.OTHER: "things", AssetKind.RESOURCE: "cloud things",
    AssetKind.QUEUE: "queues", AssetKind.SECRET: "keys", AssetKind.NETWORK: "networks",
}  # fmt: skip
_SINGULAR = {
    AssetKind.DNS: "web address", AssetKind.BUCKET: "file store", AssetKind.OBJECT: "stored file", AssetKind.URL: "service",
    AssetKind.IDENTITY: "account", AssetKind.EMAIL: "mailing", AssetKind.OTHER: "thing", AssetKind.RESOURCE: "cloud thing",
    AssetKind.SECRET: "key",
}  # fmt: skip

_HOLE = re.compile(r"\{[^{}]*\}")


def count(number: int, kind: AssetKind) -> str:
    """``2 tables``, ``1 file store``."""
    one = _SINGULAR.get(kind, kind.value)
    return f"{number} {one}" if number == 1 else f"{number} {_PLURAL.get(kind, kind.value + 's')}"


def shown(name: str) -> str:
    """A name as people read it: what only its run knows is dots ("{day}/a.csv": "…/a.csv"); empty where nothing else is left."""
    plain = _HOLE.sub("…", name)
    return plain if re.search(r"\w", plain) else ""


def host(place: str) -> str:
    """The host of an address, or the place as it is: ``db.acme.example`` for ``postgresql://db.acme.example:5432/shop``."""
    return re.sub(r"^[\w+.-]+://(?:[^@/]*@)?|(?::\d+)?(?:/.*)?$", "", place) or place


def things(number: int) -> str:
    """``1 thing``, ``9 things``."""
    return f"{number} thing" if number == 1 else f"{number} things"


def listed(names: Sequence[str], most: int = 2) -> str:
    """``a``, ``a and b``, ``a, b and 3 more``."""
    if len(names) > most + 1:
        return ", ".join(names[:most]) + f" and {len(names) - most} more"
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else ""


def line_of(span: Span) -> str:
    """``Line 21``, or ``Lines 18 to 32`` where it runs over several."""
    if span.end_line > span.start_line + 1:
        return f"Lines {span.start_line} to {span.end_line}"
    return f"Line {span.start_line}"


def place(span: Span, own: Sequence[str]) -> str:
    """``line 21`` in the person's only file, ``schema.sql, line 8`` elsewhere."""
    return f"line {span.start_line}" if len(own) == 1 and span.path == own[0] else f"{span.path}, line {span.start_line}"


def hours(low: float, high: float) -> str:
    """Hours of work in words: ``an hour``, ``half a day``, ``2 days``."""
    if high <= 0:
        return "none"
    if high <= 1:
        return "an hour"
    if high <= 3:
        return "a few hours"
    if high <= 5:
        return "half a day"
    if high <= 9:
        return "a day"
    return f"{round(low / 8) or 1} to {round(high / 8)} days" if round(low / 8) != round(high / 8) else f"{round(high / 8)} days"


def first_sentence(text: str) -> str:
    """The first sentence of a text."""
    head, dot, _ = text.partition(". ")
    return head + "." if dot else text


def unique_assets(effects: Sequence[Effect]) -> dict[AssetKind, list[str]]:
    """Names by kind, each once, in order."""
    found: dict[AssetKind, list[str]] = {}
    for effect in effects:
        names = found.setdefault(effect.asset.kind, [])
        if effect.asset.name not in names:
            names.append(effect.asset.name)
    return found
