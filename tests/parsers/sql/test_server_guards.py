"""Settings of the server that take a guard away, and those that do not."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language
from riskscan.model.effect import Trait
from tests.support import effects


@pytest.mark.parametrize(
    ("text", "trait"),
    [
        ("SET GLOBAL innodb_flush_log_at_trx_commit = 0;", Trait.UNDO_REMOVED),
        ("SET PERSIST sync_binlog=0;", Trait.UNDO_REMOVED),
        ("ALTER SYSTEM SET fsync TO off;", Trait.UNDO_REMOVED),
        ("ALTER SYSTEM SET full_page_writes = 'off';", Trait.UNDO_REMOVED),
        ("SET GLOBAL read_only = OFF;", Trait.CATCH_REMOVED),
        ("SET GLOBAL local_infile = 1;", Trait.CATCH_REMOVED),
    ],
)
def test_a_guard_that_is_switched_off_is_told(text: str, trait: Trait) -> None:
    (effect,) = effects(text, Language.SQL, "x.sql")
    assert effect.has(trait)
    assert effect.also


@pytest.mark.parametrize(
    "text",
    [
        "SET GLOBAL innodb_flush_log_at_trx_commit = 1;",
        "SET GLOBAL sync_binlog = 100;",
        "SET GLOBAL max_connections = 500;",
        "ALTER SYSTEM SET work_mem = '64MB';",
        "SET GLOBAL read_only = ON;",
    ],
)
def test_other_settings_take_nothing_away(text: str) -> None:
    assert not any(e.has(Trait.UNDO_REMOVED, Trait.CATCH_REMOVED) for e in effects(text, Language.SQL, "x.sql"))
