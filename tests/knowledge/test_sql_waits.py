"""The table of locks: it holds every case, each example is told by its own words, and the words lead to what was measured."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import riskscan.knowledge.sql as home
from riskscan.knowledge.sql.lock_cases import CASES, LockCase
from riskscan.knowledge.sql.waits import rough_time, wait_of
from riskscan.model.artifact import Language
from riskscan.model.effect import Trait
from tests.support import findings

SHIPPED = json.loads((Path(home.__file__).parent / "postgres_locks.json").read_text())


def test_every_case_was_measured() -> None:
    assert [row["id"] for row in SHIPPED["cases"]] == [case.id for case in CASES]
    assert SHIPPED["postgresql"] >= 15


@pytest.mark.parametrize("case", CASES, ids=[c.id for c in CASES])
def test_the_words_tell_the_case(case: LockCase) -> None:
    text = re.sub(r"\s*([=.()])\s*", r"\1", case.example)
    text = re.sub(r"^ALTER TABLE \S+ ", "", text) if case.action else text
    found = wait_of(text, "postgres", action=case.action)
    assert found is not None
    assert found.case == case.id


@pytest.mark.parametrize(
    ("dialect", "statement", "long"),
    [
        ("postgres", "ALTER TABLE t ADD COLUMN a int", False),
        ("postgres", "ALTER TABLE t ADD COLUMN a int NOT NULL DEFAULT 0", False),
        ("postgres", "ALTER TABLE t ADD COLUMN a uuid DEFAULT gen_random_uuid()", True),
        ("postgres", "ALTER TABLE t ALTER COLUMN a TYPE bigint", True),
        ("postgres", "ALTER TABLE t ALTER COLUMN a TYPE text", False),
        ("postgres", "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID", False),
        ("postgres", "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)", True),
        ("postgres", "ALTER TABLE t VALIDATE CONSTRAINT c", False),
        ("postgres", "CREATE INDEX i ON t (a)", True),
        ("postgres", "CREATE INDEX CONCURRENTLY i ON t (a)", False),
        ("postgres", "TRUNCATE t", False),
        ("postgres", "CREATE TABLE t (a int); CREATE INDEX i ON t (a)", False),
        ("mysql", "ALTER TABLE t ADD COLUMN a int", False),
        ("mysql", "ALTER TABLE t MODIFY a bigint", True),
        ("mysql", "ALTER TABLE t ADD INDEX i (a)", False),
        ("mysql", "ALTER TABLE t ENGINE=InnoDB", False),
    ],
)
def test_who_waits(dialect: str, statement: str, long: bool) -> None:
    effects = findings(statement, Language.SQL, dialect=dialect).effects
    assert any(e.has(Trait.LOCKS) for e in effects) is long


def test_a_limit_on_waiting_is_seen() -> None:
    without = findings("ALTER TABLE t ADD COLUMN a int", Language.SQL, dialect="postgres").effects[0]
    limited = findings("SET lock_timeout = '2s'; ALTER TABLE t ADD COLUMN a int", Language.SQL, dialect="postgres").effects[0]
    assert any("no limit" in note.text for note in without.also)
    assert not limited.also


def test_rough_times() -> None:
    assert rough_time(1_000, "alter_column") == ""
    assert rough_time(10_000_000, "alter_column") == "about 40 seconds"
    assert rough_time(90_000_000, "alter_column") == "about 6 minutes"
    assert rough_time(90_000_000, "create_index") == "about 45 seconds"
