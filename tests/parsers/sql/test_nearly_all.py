"""Filters that read as if they chose rows and let nearly all in, beside those that do choose."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language
from tests.support import findings


def scope_of(clause: str) -> str:
    found = findings(f"DELETE FROM orders WHERE {clause};", Language.SQL).effects
    return next(str(e.scope) for e in found if e.operation == "delete")


@pytest.mark.parametrize(
    ("clause", "scope"),
    [
        ("id <> 1", "unknown"),
        ("order_id != 17", "unknown"),
        ("id NOT IN (1, 2, 3)", "unknown"),
        ("NOT id = 5", "unknown"),
        ("NOT (id IN (5, 6))", "unknown"),
        ("status = 'x' OR customer_id IS NOT NULL", "unknown"),
        ("created_at < now()", "all"),
        ("created_at <= CURRENT_TIMESTAMP", "all"),
        ("created_on < '2999-12-31'", "all"),
        ("status = 'x' OR inserted_at < now()", "all"),
        ("id BETWEEN 1 AND 999999999", "all"),
    ],
)
def test_nearly_all_rows_go(clause: str, scope: str) -> None:
    assert scope_of(clause) == scope


@pytest.mark.parametrize(
    ("clause", "scope"),
    [
        ("status <> 'open'", "some"),
        ("customer_id <> 5", "some"),
        ("id <> 1 AND state = 'x'", "some"),
        ("NOT id <> 5", "some"),
        ("created_at < now() - interval '1 year'", "some"),
        ("created_at < '2020-01-01'", "some"),
        ("created_at < now() AND state = 'x'", "some"),
        ("expires_at < now()", "some"),
        ("id BETWEEN 1 AND 5", "one"),
        ("id BETWEEN 500000 AND 2000000", "some"),
        ("deleted_at IS NOT NULL", "some"),
        ("id NOT IN (SELECT order_id FROM kept)", "some"),
    ],
)
def test_a_filter_that_chooses(clause: str, scope: str) -> None:
    assert scope_of(clause) == scope


def test_it_says_what_stays() -> None:
    found = findings("DELETE FROM orders WHERE id NOT IN (1, 2, 3);", Language.SQL).effects
    assert [note.text for effect in found for note in effect.also if "but" in note.text] == ["It takes all rows but the 3 that it names."]
