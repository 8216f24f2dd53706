"""What is known of SQL statements: rows by topic, and the one that fits a statement."""

from __future__ import annotations

from riskscan.knowledge.sql import rows_of_access, rows_of_data, rows_of_making, rows_of_outside, rows_of_structure
from riskscan.knowledge.sql.statement import Statement
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Scope, Trait

ROWS: tuple[Statement, ...] = (
    *rows_of_data.ROWS,
    *rows_of_making.ROWS,
    *rows_of_structure.ROWS,
    *rows_of_access.ROWS,
    *rows_of_outside.ROWS,
)
_BY_FAMILY: dict[str, list[Statement]] = {}
for _row in ROWS:
    _BY_FAMILY.setdefault(_row.family, []).append(_row)


def row_for(family: str, kind: AssetKind, scope: Scope, traits: tuple[Trait, ...]) -> Statement:
    """The first row of the family whose conditions hold; the last row of a family has none. Raises KeyError for an unknown family."""
    rows = _BY_FAMILY[family]
    return next((row for row in rows if row.fits(kind, scope, traits)), rows[-1])


__all__ = ["ROWS", "Statement", "row_for"]
