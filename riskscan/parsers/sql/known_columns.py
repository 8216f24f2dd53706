"""What a filter says once the columns of the tables are known from elsewhere: an inner query may name a column that its table has not."""

from __future__ import annotations

from collections.abc import Callable

from riskscan.parsers.sql.lexer import Kind, lexer_for
from riskscan.parsers.sql.remarks import inner_queries


def compares_with_itself(statement: str, dialect: str, columns_of: Callable[[str], tuple[str, ...]]) -> tuple[str, bool] | None:
    """(a sentence, True where every row passes) for ``id IN (SELECT id FROM u)`` where u has no id; None for any other statement.

    ``columns_of`` gives all columns of a table by its name, or none where they are not known.
    """
    tokens = list(lexer_for(statement, dialect).tokens())
    for inner in inner_queries(tokens):
        columns = columns_of(inner.table.text) if inner.table is not None else ()
        if inner.table is None or not columns or inner.prefixed or inner.given.lower() in {c.lower() for c in columns}:
            continue
        same = inner.given.lower() == inner.column.lower() and not inner.negated
        alone = not any(t.up in ("AND", "OR") and t.kind is Kind.WORD for t in tokens)
        return f"{inner.table.text} has no column {inner.given}. The filter then compares each row with itself.", same and alone
    return None
