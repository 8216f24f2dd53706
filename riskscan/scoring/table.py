"""The decision table: (does, important, spreads, undo) -> level. Data beside this file; a team may give its own."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from itertools import product

from riskscan.model.verdict import LEVELS

HIGHEST = (4, 3, 3, 2)
Answers = tuple[int, int, int, int]


class TableError(ValueError):
    """The table lacks a row, has one twice, or is not monotone; the message says which."""


def read_table(text: str) -> Mapping[Answers, int]:
    """The table of a CSV text with the columns does, important, spreads, undo, level.

    Raises TableError where a combination is missing, a level is not known, or one answer higher would give a lower level.
    """
    table: dict[Answers, int] = {}
    for number, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        try:
            key = (int(row["does"]), int(row["important"]), int(row["spreads"]), int(row["undo"]))
            level = LEVELS.index(row["level"].strip())
        except (KeyError, ValueError, AttributeError, TypeError) as error:
            raise TableError(f"line {number}: {error}") from error
        if key in table:
            raise TableError(f"line {number}: {key} stands twice")
        table[key] = level
    _check(table)
    return table


def _check(table: Mapping[Answers, int]) -> None:
    for key in product(*(range(n + 1) for n in HIGHEST)):
        if key not in table:
            raise TableError(f"no row for {key}")
    for key, level in table.items():
        for place in range(4):
            more = [value + (place == index) for index, value in enumerate(key)]
            higher = (more[0], more[1], more[2], more[3])
            if table.get(higher, level) < level:
                raise TableError(f"{higher} gives {LEVELS[table[higher]]}, less than {LEVELS[level]} for {key}")


@lru_cache(maxsize=1)
def standard_table() -> Mapping[Answers, int]:
    """The table that ships with riskscan."""
    return read_table(files("riskscan.scoring").joinpath("decision_table.csv").read_text("utf-8"))
