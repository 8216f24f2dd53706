"""What the order of statements saves or spoils, who waits, and what will fail; each beside what is in order."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language
from tests.support import findings


def _notes(text: str, dialect: str = "postgres") -> list[str]:
    return [note.text for effect in findings(text, Language.SQL, dialect=dialect).effects for note in effect.also]


def _says(text: str, words: str, dialect: str = "postgres") -> bool:
    return any(words in note for note in _notes(text, dialect))


_ADDED = "ALTER TABLE t ADD CONSTRAINT t_a_set CHECK (a IS NOT NULL) NOT VALID;"
_CHECKED = "ALTER TABLE t VALIDATE CONSTRAINT t_a_set;"


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("ALTER TABLE t ALTER COLUMN a SET NOT NULL;", True),
        (f"{_ADDED} {_CHECKED} ALTER TABLE t ALTER COLUMN a SET NOT NULL;", False),
        (f"{_CHECKED} ALTER TABLE t ALTER a SET NOT NULL;", False),  # added by an earlier script; its name says so
        (f"{_ADDED} ALTER TABLE t ALTER COLUMN a SET NOT NULL;", True),  # never checked
        (f"{_ADDED} {_CHECKED} ALTER TABLE t ALTER COLUMN b SET NOT NULL;", True),
        (f"{_ADDED} {_CHECKED} ALTER TABLE u ALTER COLUMN a SET NOT NULL;", True),
    ],
)
def test_a_checked_rule_saves_the_look_at_every_row(text: str, reads: bool) -> None:
    assert _says(text, "It reads the whole table") is reads


def test_a_check_in_the_transaction_that_added_the_rule_keeps_others_waiting() -> None:
    assert _says(f"BEGIN; {_ADDED} {_CHECKED} COMMIT;", "still holds the table")
    assert not _says(f"BEGIN; {_ADDED} COMMIT; BEGIN; {_CHECKED} COMMIT;", "still holds the table")


@pytest.mark.parametrize(
    ("text", "dialect", "fails"),
    [
        ("CREATE TABLE t (a int, b text, A bigint);", "postgres", True),
        ("INSERT INTO t (a, b, a) VALUES (1, 2, 3);", "mysql", True),
        ("CREATE TABLE t (a int, b text, PRIMARY KEY (a), CHECK (b > a), CHECK (a > 0));", "postgres", False),
        ('CREATE TABLE t (a int, "A" int);', "postgres", False),
        ("CREATE TABLE t (key varchar(9), value text, KEY value_at (value), KEY key_at (key));", "mysql", False),
        ("CREATE TABLE t AS SELECT a, a FROM u;", "postgres", False),
    ],
)
def test_a_column_that_is_named_twice(text: str, dialect: str, fails: bool) -> None:
    assert _says(text, "twice.", dialect) is fails


@pytest.mark.parametrize(
    ("text", "waits"),
    [
        ("DROP INDEX a_b;", True),
        ("DROP INDEX CONCURRENTLY a_b;", False),
        ("SET lock_timeout = '2s'; DROP INDEX a_b;", False),
        ("VACUUM (FULL FALSE) t;", False),
        ("VACUUM (FULL) t;", True),
        ("ALTER TABLE t ADD COLUMN a uuid DEFAULT our_own();", True),
        ("SET lock_timeout = '2s'; ALTER TABLE t ADD COLUMN a timestamptz DEFAULT now();", False),
        ("BEGIN; CREATE TABLE t (a int); CREATE INDEX ON t (a); COMMIT;", False),
    ],
)
def test_who_waits(text: str, waits: bool) -> None:
    assert (_says(text, "wait") or any("may wait" in e.text for e in findings(text, Language.SQL, dialect="postgres").effects)) is waits


def test_a_transaction_that_only_makes_tables_and_is_never_saved() -> None:
    assert _says("BEGIN; CREATE TABLE t (a int);", "never saves")
    assert not _says("BEGIN; CREATE TABLE t (a int); COMMIT;", "never saves")
    assert not _says("BEGIN; SELECT * FROM t;", "never saves")


def test_a_check_after_the_commit_checks_nothing() -> None:
    late = "BEGIN TRAN\nUPDATE t SET a = 1\nCOMMIT TRAN\nIF @@ROWCOUNT > 9 ROLLBACK TRAN"
    early = "BEGIN TRAN\nUPDATE t SET a = 1\nIF @@ROWCOUNT > 9 ROLLBACK TRAN\nELSE COMMIT TRAN"
    found = [{s.kind.value for e in findings(x, Language.SQL, dialect="tsql").effects for s in e.safe_evidence} for x in (late, early)]
    assert "checked" not in found[0]
    assert "checked" in found[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("UPDATE a SET b = 1 WHERE order_date <= CURRENT_DATE;", True),
        ("DELETE FROM a WHERE expires_at < NOW();", False),
        ("DELETE FROM a WHERE run_at <= CURRENT_TIMESTAMP;", False),
        ("DELETE FROM a WHERE created_at < NOW() - INTERVAL '1 year';", False),
        ("DELETE FROM a WHERE created_at < NOW() AND state = 'x';", False),
        ("SELECT * FROM a WHERE created_at < NOW();", False),
    ],
)
def test_what_has_happened_lies_in_the_past(text: str, said: bool) -> None:
    assert _says(text, "lies in the past") is said
