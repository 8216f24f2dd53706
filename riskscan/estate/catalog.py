"""``riskscan.toml``: what the organisation says about itself. Strict: a key that we do not know is an error with file and line."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from riskscan.files import read_text
from riskscan.knowledge import importance
from riskscan.model.asset import AssetKind
from riskscan.model.config import (
    Accepted,
    Config,
    Defaults,
    Environments,
    KnownAlternative,
    KnownArtifact,
    KnownAsset,
    OwnerRule,
    ReviewRules,
    TableStats,
)
from riskscan.model.verdict import LEVELS

NAME = "riskscan.toml"
DECISIONS = ("go_ahead", "go_ahead_with_reviewer", "hold", "stop", "could_not_read")
_HEADER = re.compile(r"^\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*(?:\"([^\"]+)\"|'([^']+)'|([\w.-]+))\s*=")
_T = TypeVar("_T")
_TOP = ("organisation", "asset", "owner", "alternative", "review", "environment", "table_stats", "accepted", "known", "defaults", "record")


class ConfigError(ValueError):
    """The file cannot be used; the message begins with ``file:line:``."""


@dataclass(frozen=True)
class _Part:
    """One table of the file, with what is needed to say where something stands in it."""

    values: Mapping[str, object]
    file: str
    start: int  # 1-based line of its header
    lines: tuple[str, ...]  # from the header to the next one
    title: str

    def line(self, key: str = "") -> int:
        """The line of a key, else of the header."""
        for offset, text in enumerate(self.lines):
            found = _KEY.match(text)
            if key and found and (found[1] or found[2] or found[3]).split(".")[0] == key:
                return self.start + offset
        return self.start

    def fail(self, key: str, says: str) -> ConfigError:
        return ConfigError(f"{self.file}:{self.line(key)}: {says}")

    def only(self, *known: str) -> None:
        for key in self.values:
            if key not in known:
                raise self.fail(key, f"unknown key {key!r} in [{self.title}]; known are {', '.join(known)}")

    def text(self, key: str, *, needed: bool = False) -> str:
        value = self.values.get(key, "")
        if not isinstance(value, str) or (needed and not value):
            raise self.fail(key, f"{key!r} in [{self.title}] must be a text")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self.fail(key, f"{key!r} in [{self.title}] must be a list of texts")
        return tuple(value)

    def number(self, key: str) -> float | None:
        value = self.values.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or value < 0):
            raise self.fail(key, f"{key!r} in [{self.title}] must be a number of 0 or more")
        return value

    def whole(self, key: str) -> int | None:
        value = self.number(key)
        if value is not None and value != int(value):
            raise self.fail(key, f"{key!r} in [{self.title}] must be a whole number")
        return None if value is None else int(value)

    def flag(self, key: str) -> bool | None:
        value = self.values.get(key)
        if value is not None and not isinstance(value, bool):
            raise self.fail(key, f"{key!r} in [{self.title}] must be true or false")
        return value

    def one_of(self, key: str, known: tuple[str, ...]) -> str:
        value = self.text(key)
        if value and value not in known:
            raise self.fail(key, f"unknown {key} {value!r}; known are {', '.join(known)}")
        return value

    def span(self, key: str) -> tuple[float, float] | None:
        value = self.values.get(key)
        if value is None:
            return None
        good = isinstance(value, list) and len(value) == 2 and all(isinstance(v, int | float) and not isinstance(v, bool) for v in value)
        if not good or not isinstance(value, list) or value[0] > value[1] or value[0] < 0:
            raise self.fail(key, f"{key!r} in [{self.title}] must be two numbers, the lower first")
        return float(value[0]), float(value[1])

    def date(self, key: str, value: object) -> str:
        if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            return value.isoformat()
        try:
            return datetime.date.fromisoformat(value if isinstance(value, str) else "").isoformat()
        except ValueError:
            raise self.fail(key, f"{key!r} in [{self.title}] must hold dates such as 2026-12-24") from None

    def inner(self, key: str, known: tuple[str, ...] | None = None) -> _Part:
        """A table inside this one, written inline, dotted, or under its own header."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.fail(key, f"{key!r} in [{self.title}] must be a table")
        part = _Part(value, self.file, self.line(key), self.lines[self.line(key) - self.start :], f"{self.title}.{key}")
        if known is not None:
            for name in value:
                if name not in known:
                    raise part.fail(name, f"unknown key {name!r} in [{part.title}]; known are {', '.join(known)}")
        return part


class _File:
    """The parsed file with the places of its headers."""

    def __init__(self, text: str, file: str, known: tuple[str, ...] | None = _TOP) -> None:
        self.file, self.lines = file, tuple(text.split("\n"))
        try:
            self.values: Mapping[str, object] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"line (\d+)", str(error))
            raise ConfigError(f"{file}:{line[1] if line else len(self.lines)}: {error}") from error
        headers = [(n, m[2].replace('"', "")) for n, text_line in enumerate(self.lines, start=1) if (m := _HEADER.match(text_line))]
        self.headers = headers
        for name in self.values:
            if known is not None and name not in known:
                raise ConfigError(f"{file}:{self.find(name)[0]}: unknown key {name!r}; known are {', '.join(known)}")

    def find(self, title: str, index: int = 0) -> tuple[int, tuple[str, ...]]:
        """(line, lines) of the nth table of that title, with the tables below it."""
        places = [n for n, name in self.headers if name == title] or [n for n, name in self.headers if name.startswith(title + ".")]
        if not places:
            places = [
                n for n, line in enumerate(self.lines, 1) if (m := _KEY.match(line)) and (m[1] or m[2] or m[3]).split(".")[0] == title
            ] or [1]
        start = places[min(index, len(places) - 1)]
        end = next((n for n, name in self.headers if n > start and name != title and not name.startswith(title + ".")), len(self.lines) + 1)
        after = next((n for n in places if n > start), len(self.lines) + 1)
        return start, self.lines[start - 1 : min(end, after) - 1]

    def table(self, title: str) -> _Part:
        value = self.values.get(title, {})
        start, lines = self.find(title)
        if not isinstance(value, dict):
            raise ConfigError(f"{self.file}:{start}: {title!r} must be a table, [{title}]")
        return _Part(value, self.file, start, lines, title)

    def tables(self, title: str) -> list[_Part]:
        value = self.values.get(title, [])
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            raise ConfigError(f"{self.file}:{self.find(title)[0]}: {title!r} must be a list of tables, [[{title}]]")
        return [_Part(v, self.file, *self.find(title, n), title) for n, v in enumerate(value)]


def load(path: Path) -> Config:
    """The configuration in a file. Raises ConfigError with file and line."""
    text = read_text(path)
    if text is None:
        raise ConfigError(f"{path}:1: the file cannot be read")
    return parse(text, str(path))


def parse(text: str, file: str = NAME) -> Config:
    """The configuration in a text. Raises ConfigError with ``file`` and line."""
    whole = _File(text, file)
    organisation = whole.table("organisation")
    organisation.only("name", "time_zone")
    return Config(
        path=file,
        organisation=organisation.text("name"),
        time_zone=organisation.text("time_zone"),
        assets=tuple(_each(whole, "asset", _asset)),
        owners=tuple(_each(whole, "owner", _owner)),
        alternatives=tuple(_each(whole, "alternative", _alternative)),
        review=_review(whole.table("review")),
        environments=_environments(whole.table("environment")),
        table_stats=_stats(whole.table("table_stats")),
        accepted=tuple(_each(whole, "accepted", _accepted)),
        known=tuple(_each(whole, "known", _known)),
        defaults=_defaults(whole.table("defaults")),
        record=_record(whole.table("record")),
    )


def load_defaults(path: Path) -> Defaults:
    """``[defaults]`` of a riskscan.toml, or ``[tool.riskscan]`` of a pyproject.toml. Raises ConfigError with file and line."""
    if path.name != "pyproject.toml":
        return load(path).defaults
    text = read_text(path)
    if text is None:
        raise ConfigError(f"{path}:1: the file cannot be read")
    return parse_pyproject(text, str(path))


def parse_pyproject(text: str, file: str = "pyproject.toml") -> Defaults:
    """The defaults in the text of a pyproject.toml; the other tables are not ours and are left alone."""
    whole = _File(text, file, known=None)
    tool = whole.table("tool")
    tools = tool.values.get("riskscan", {})
    start, lines = whole.find("tool.riskscan")
    if not isinstance(tools, dict):
        raise tool.fail("riskscan", "'tool.riskscan' must be a table, [tool.riskscan]")
    return _defaults(_Part(tools, file, start, lines, "tool.riskscan"))


def _each(whole: _File, title: str, make: Callable[[_Part], _T]) -> list[_T]:
    return [make(part) for part in whole.tables(title)]


def _asset(part: _Part) -> KnownAsset:
    part.only("name", "kind", "criticality", "owner", "aliases", "tags", "rows", "note")
    kind = part.text("kind")
    if kind and kind not in AssetKind._value2member_map_:
        raise part.fail("kind", f"unknown kind {kind!r}; known are {', '.join(AssetKind)}")
    value = part.values.get("criticality")
    worth = importance.of_word(str(value)) if isinstance(value, int | str) and not isinstance(value, bool) else None
    if value is not None and worth is None:
        raise part.fail("criticality", "'criticality' must be 0 to 3, or low, medium, high, vital")
    return KnownAsset(
        name=part.text("name", needed=True),
        kind=kind,
        criticality=worth,
        owner=part.text("owner"),
        aliases=part.texts("aliases"),
        tags=part.texts("tags"),
        rows=part.whole("rows"),
        note=part.text("note"),
        line=part.start,
    )


def _owner(part: _Part) -> OwnerRule:
    part.only("path", "asset", "team")
    path, asset = part.text("path"), part.text("asset")
    if bool(path) == bool(asset):
        raise part.fail("", "[[owner]] needs exactly one of 'path' and 'asset'")
    return OwnerRule(part.text("team", needed=True), path, asset, part.start)


def _alternative(part: _Part) -> KnownAlternative:
    part.only("title", "text", "for", "assets", "link", "effort_hours", "asker_work")
    return KnownAlternative(
        title=part.text("title", needed=True),
        text=part.text("text"),
        applies_to=part.texts("for"),
        assets=part.texts("assets"),
        link=part.text("link"),
        effort_hours=part.span("effort_hours"),
        asker_work=part.text("asker_work"),
        line=part.start,
    )


def _review(part: _Part) -> ReviewRules:
    part.only("hours", "turnaround_days", "decided_by", "holidays", "freeze")
    hours = part.inner("hours", LEVELS)
    days = part.inner("turnaround_days", LEVELS)
    deciders = part.inner("decided_by", DECISIONS)
    holidays, freeze = part.values.get("holidays", []), part.values.get("freeze", [])
    if not isinstance(holidays, list):
        raise part.fail("holidays", "'holidays' in [review] must be a list of dates")
    if not isinstance(freeze, list) or not all(isinstance(f, list) and len(f) == 2 for f in freeze):
        raise part.fail("freeze", "'freeze' in [review] must be a list of pairs of dates")
    return ReviewRules(
        hours={level: span for level in hours.values if (span := hours.span(level)) is not None},
        turnaround_days={level: value for level in days.values if (value := days.whole(level)) is not None},
        decided_by={decision: deciders.text(decision) for decision in deciders.values},
        holidays=tuple(part.date("holidays", day) for day in holidays),
        freeze=tuple((part.date("freeze", first), part.date("freeze", last)) for first, last in freeze),
    )


def _environments(part: _Part) -> Environments:
    part.only("production", "development", "scratch")
    return Environments(part.texts("production"), part.texts("development"), part.texts("scratch"))


def _record(part: _Part) -> str:
    part.only("url")
    url = part.text("url")
    if re.match(r"[^/?#]*://[^/?#]*:[^/?#]*@", url) or re.search(r"[?&]password=", url):
        raise part.fail("url", "'url' in [record] must hold no password: keep it in PGPASSWORD or in a password file")
    return url


def _stats(part: _Part) -> dict[str, TableStats]:
    found = {}
    for name in part.values:
        inner = part.inner(name)
        inner.only("rows", "writes_per_second")
        found[name] = TableStats(inner.whole("rows"), inner.number("writes_per_second"))
    return found


def _accepted(part: _Part) -> Accepted:
    part.only("fingerprint", "reason", "by", "until")
    fingerprint = part.text("fingerprint", needed=True)
    if not re.fullmatch(r"[0-9a-f]{32}", fingerprint):
        raise part.fail("fingerprint", "'fingerprint' must be the 32 digits that csv, sarif and gitlab reports show")
    return Accepted(
        fingerprint, part.text("reason", needed=True), part.text("by", needed=True), part.date("until", part.values.get("until"))
    )


def _known(part: _Part) -> KnownArtifact:
    part.only("sha256", "reason", "by", "until")
    mark = part.text("sha256", needed=True).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", mark):
        raise part.fail("sha256", "'sha256' must be the 64 digits of the file's SHA-256, as the JSON report shows it")
    until = part.date("until", part.values.get("until"))
    return KnownArtifact(mark, part.text("reason", needed=True), part.text("by", needed=True), until, part.start)


def _defaults(part: _Part) -> Defaults:
    part.only("against", "baseline", "dialect", "fail_on", "format", "policies")
    return Defaults(
        part.texts("against"),
        part.text("baseline"),
        part.text("dialect"),
        part.one_of("fail_on", LEVELS[1:]),
        part.text("format"),
        part.flag("policies"),
    )
