"""A change that reads another table, with and without a condition that ties its rows to that table."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language
from riskscan.model.effect import Effect, Operation, Scope
from tests.support import effects


def changed(text: str) -> Effect:
    (effect,) = [e for e in effects(text, Language.SQL, "x.sql") if e.operation in (Operation.WRITE, Operation.DELETE)]
    return effect


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE accounts SET plan = 'free' FROM invoices i WHERE i.status = 'overdue';",
        "UPDATE accounts a SET plan = 'free' FROM invoices i WHERE i.status = 'overdue' AND i.due_on < CURRENT_DATE;",
        "DELETE FROM sessions USING users u WHERE u.active = false;",
        "DELETE FROM sessions s USING users u WHERE u.active = false AND lower(u.role) IN ('guest', 'trial');",
    ],
)
def test_conditions_on_the_other_table_alone_take_every_row(text: str) -> None:
    effect = changed(text)
    assert effect.scope is Scope.ALL
    assert "Nothing on line 1 ties the rows to the other table, so every row is taken." in [n.text for n in effect.also]


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE accounts a SET plan = 'free' FROM invoices i WHERE i.account_id = a.id AND i.status = 'overdue';",
        "UPDATE accounts SET plan = 'free' FROM invoices i WHERE i.account_id = accounts.id;",
        "UPDATE accounts SET plan = 'free' FROM invoices i WHERE i.account_id = id;",
        "UPDATE accounts SET plan = 'free' FROM invoices i WHERE i.status = 'overdue' AND owner_id = 7;",
        "UPDATE accounts a SET plan = 'free' FROM invoices i WHERE i.no = 7 AND EXISTS (SELECT 1 FROM t WHERE t.id = a.id);",
        "UPDATE accounts a SET plan = 'free' FROM accounts b JOIN invoices i ON i.account_id = b.id WHERE a.id = b.id;",
        "DELETE FROM sessions s USING users u WHERE s.user_id = u.id AND u.active = false;",
        "DELETE FROM sessions USING users u WHERE u.id = :user AND user_id = u.id;",
        "DELETE a FROM sessions a JOIN users u ON u.id = a.user_id WHERE u.active = 0;",
    ],
)
def test_conditions_that_tie_the_rows_take_some(text: str) -> None:
    assert changed(text).scope in (Scope.SOME, Scope.ONE)


@pytest.mark.parametrize(
    "where",
    ["deleted_at IS NOT NULL OR status = 'x'", "(status = 'x') OR (deleted_at IS NOT NULL)"],
)
def test_an_alternative_that_asks_only_for_a_value_is_told(where: str) -> None:
    effect = changed(f"DELETE FROM orders WHERE {where};")
    assert any("deleted_at" in n.text for n in effect.also), effect.also
