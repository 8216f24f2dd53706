"""The rows of knowledge, indexed once by the name of the call: exact, by any argument of the type, and by the method alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.effect import Operation

_ARGUMENT = re.compile(r"\([^()]*\)")
_LAST_NAMES = 2


def any_argument(name: str) -> str:
    """``boto3.client(s3).x`` -> ``boto3.client(*).x``."""
    return _ARGUMENT.sub("(*)", name)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Rows by qualified name; ``methods`` holds the rows of a method name, for receivers whose type is not known."""

    calls: dict[str, tuple[Call, ...]]
    gives: dict[str, Gives]
    methods: dict[str, tuple[Call, ...]]
    types: frozenset[str]
    roots: frozenset[str]  # the first names of the types
    variants: dict[str, tuple[Call, ...]]
    conditional: dict[str, tuple[Call, ...]]

    def rows_with_conditions(self, name: str) -> tuple[Call, ...]:
        """The rows of a qualified name that ask for a value of an argument and change something; few names have any."""
        return self.conditional.get(name) or (self.conditional.get(any_argument(name), ()) if "(" in name else ())

    def rows_of_any(self, name: str) -> tuple[Call, ...]:
        """The rows of a name whose type has an argument that only the run knows (``Writer(?).save``), whatever that argument is."""
        return self.variants.get(any_argument(name), ()) if "(?)" in name else ()

    def rows(self, name: str) -> tuple[Call, ...]:
        """The rows of a qualified name."""
        return self.calls.get(name) or (self.calls.get(any_argument(name), ()) if "(" in name else ())

    def given(self, name: str) -> Gives | None:
        """What a qualified name gives back."""
        return self.gives.get(name) or (self.gives.get(any_argument(name)) if "(" in name else None)


def index(calls: tuple[Call, ...], gives: tuple[Gives, ...]) -> Catalogue:
    """The catalogue of some rows."""
    by_name: dict[str, list[Call]] = {}
    by_method: dict[str, list[Call]] = {}
    for row in calls:
        by_name.setdefault(row.call, []).append(row)
        by_method.setdefault(row.call.rpartition(".")[2], []).append(row)
    variants: dict[str, list[Call]] = {}
    for row in calls:
        if _ARGUMENT.search(row.call):
            variants.setdefault(any_argument(row.call), []).append(row)
    types = {row.call.rpartition(".")[0] for row in calls} | {row.call.rpartition(".")[0] for row in gives} | {row.type for row in gives}
    return Catalogue(
        {name: tuple(rows) for name, rows in by_name.items()},
        {row.call: row for row in gives},
        {name: tuple(rows) for name, rows in by_method.items()},
        frozenset(types),
        frozenset(name.partition(".")[0].partition("(")[0] for name in types),
        {name: tuple(rows) for name, rows in variants.items()},
        {
            name: kept
            for name, rows in by_name.items()
            if (kept := tuple(row for row in rows if row.when and row.code is None and row.operation is not Operation.READ))
        },
    )


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The catalogue of all rows that the project knows."""
    from riskscan.knowledge.python.rows import CALLS, GIVES

    return index(CALLS, GIVES)
