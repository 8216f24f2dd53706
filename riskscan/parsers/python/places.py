"""Where a connection leads: the host or database of a URL, a connection text or keywords, and what its name shows."""

from __future__ import annotations

import re

from riskscan.knowledge.places import is_development, is_local_host, is_production, is_scratch_schema, is_temp_path
from riskscan.knowledge.python.call import THROWAWAY
from riskscan.knowledge.secrets import without_secrets
from riskscan.parsers.python.value import Gap, Value, plain

_HOST_WORD = re.compile(r"(?i)\b(?:host|server|hostname|data source)\s*=\s*([^\s;,]+)")
_DATABASE_WORD = re.compile(r"(?i)\b(?:dbname|database|initial catalog)\s*=\s*([^\s;]+)")
_URL = re.compile(r"^[a-z][\w+.-]*://(?:[^\s/@]*@)?(\[[^\]]+\]|[^\s/:?#]*)(?::\d+|:\{[^}]*\})?(?:/([^\s?#]*))?", re.IGNORECASE)
_CREDENTIALS = re.compile(r"(?i)(://)[^\s/]*@")


def place_of(value: Value) -> str:
    """The first known text of a place, without credentials; empty where nothing is known."""
    for text in value.texts:
        shown = plain(text)
        if shown.strip("{}") and not re.fullmatch(r"\{[^}]*\}", shown):
            return shown_place(shown)
    for obj in value.objs:
        if obj.within:
            return obj.within
    return ""


_OUTSIDE = frozenset({"parameter", "environment", "input", "argument"})


def hidden_place(value: Value) -> str:
    """``{name}`` for a place that is handed in from outside; empty for any other."""
    gaps = [text[0] for text in value.texts if len(text) == 1 and isinstance(text[0], Gap)]
    if not value.known:
        gaps = [value.gap]
    return next(("{" + gap.name + "}" for gap in gaps if gap.reason in _OUTSIDE), "")


def shown_place(text: str) -> str:
    """A host or URL for people: no user, no password, no options."""
    text = _CREDENTIALS.sub(r"\1", without_secrets(text)).partition("?")[0]
    host, database = host_of(text), _DATABASE_WORD.search(text)
    if "=" in text and (host or database):
        return "/".join(part for part in (host, database[1] if database else "") if part)[:200]
    return text.strip()[:200]


def host_of(place: str) -> str:
    """The host of a place."""
    url = _URL.match(place)
    if url:
        return url[1]
    word = _HOST_WORD.search(place)
    return word[1].strip("'\"") if word else place.partition("/")[0] if "=" not in place else ""


def database_of(place: str) -> str:
    """The database of a place."""
    url = _URL.match(place)
    if url:
        return (url[2] or "").partition("/")[0]
    word = _DATABASE_WORD.search(place)
    return word[1] if word else place.partition("/")[2]


def nature(place: str) -> str:
    """``memory``, ``local``, ``scratch``, ``production``, ``development`` or empty."""
    if not place:
        return ""
    if ":memory:" in place or place in ("sqlite://", "sqlite:///", "duckdb:///:memory:"):
        return "memory"
    if place == THROWAWAY:
        return "scratch"
    path = re.sub(r"^(sqlite|duckdb)(\+\w+)?:///", "", place)
    if is_temp_path(path):
        return "scratch"
    host, database = host_of(place), database_of(place)
    names = [re.sub(r"\{[^}]*\}", "", part) for part in (host.partition(".internal")[0], database) if part]
    if any(is_production(name) for name in names):
        return "production"
    if is_local_host(host):
        return "local"
    if any(is_scratch_schema(name) for name in names):
        return "scratch"
    return "development" if any(is_development(name) for name in names) else ""
