"""Entries as JSON, JSON lines or CSV, for other tools. Each form holds every field, so an export can be checked again later."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, fields

from riskscan.model.record import Entry

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # the last four are wide forms of the first


def to_json(entries: Sequence[Entry]) -> str:
    """A list of objects, indented, with a new line at the end."""
    return json.dumps([asdict(entry) for entry in entries], indent=2, ensure_ascii=False) + "\n"


def to_lines(entries: Sequence[Entry]) -> str:
    """One object a line."""
    return "".join(json.dumps(asdict(entry), ensure_ascii=False, separators=(",", ":")) + "\n" for entry in entries)


def to_csv(entries: Sequence[Entry]) -> str:
    """A table with a head line. A text that a spreadsheet would run as a formula begins with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([field.name for field in fields(Entry)])
    for entry in entries:
        writer.writerow([_cell(value) for value in asdict(entry).values()])
    return out.getvalue()


def _cell(value: str | int | None) -> str | int:
    if isinstance(value, str):
        return "'" + value if value.startswith(_FORMULA) else value
    return "" if value is None else value
