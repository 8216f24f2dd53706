"""Routines inside others: an Oracle package is one statement, and only what is called of it counts."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language
from riskscan.model.effect import Safety
from riskscan.parsers.sql.lexer import lexer_for
from riskscan.parsers.sql.split import Splitter
from tests.support import findings

PACKAGE = """CREATE OR REPLACE PACKAGE BODY upkeep IS
  TYPE numbers IS TABLE OF NUMBER;
  PROCEDURE wipe IS
  BEGIN
    DELETE FROM audit_rows;
  END wipe;
  PROCEDURE reset(n NUMBER) AS
    x NUMBER;
  BEGIN
    IF n > 1 THEN
      UPDATE orders SET total = 0;
    END IF;
    CASE n WHEN 1 THEN DELETE FROM drafts; ELSE NULL; END CASE;
  END;
  FUNCTION total RETURN NUMBER IS
  BEGIN
    RETURN 1;
  END total;
END upkeep;
"""


def live(sql: str) -> set[str]:
    """The tables that a script changes by itself."""
    found = findings(sql, Language.SQL, dialect="oracle")
    assert not found.diagnostics
    held = [e for e in found.effects if not any(s.kind is Safety.NOT_CALLED for s in e.safe_evidence)]
    return {e.asset.name for e in held if e.asset.kind == "table" and e.operation != "read"}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("", set()),
        ("EXEC upkeep.wipe", {"audit_rows"}),
        ("BEGIN\n  upkeep.reset(3);\nEND;\n/", {"orders", "drafts"}),
        ("SELECT upkeep.total() FROM dual;", set()),
        ("DROP TABLE old_rows;", {"old_rows"}),
    ],
)
@pytest.mark.parametrize("end", ["/\n", ""])
def test_only_what_is_called_of_a_package_counts(after: str, expected: set[str], end: str) -> None:
    assert live(PACKAGE + end + after) == expected


def test_a_package_that_is_only_announced_and_one_that_starts_itself() -> None:
    spec = "CREATE PACKAGE upkeep IS\n  PROCEDURE wipe;\n  FUNCTION total RETURN NUMBER;\nEND upkeep;\n/\n"
    begins = PACKAGE.replace("END upkeep;", "BEGIN\n  DELETE FROM seen;\nEND upkeep;")
    assert live(spec + PACKAGE + "/\nDELETE FROM q WHERE id = 3;") == {"q"}
    assert live(begins + "/\n") == set()
    texts = [s.tokens[0].up for s in Splitter(lexer_for(spec + begins + "/\nDROP TABLE q;", "oracle")).statements()]
    assert texts == ["CREATE", "CREATE", "DROP"]


LOCAL = "  n NUMBER;\n  PROCEDURE clear IS\n  BEGIN\n    DELETE FROM staging;\n  END;\nBEGIN\n  clear;\n  DELETE FROM ledger;\nEND;\n"


def test_a_routine_that_another_declares_for_itself() -> None:
    assert live("CREATE OR REPLACE PROCEDURE month_end IS\n" + LOCAL + "/\nDROP TABLE q;") == {"q"}
    assert live("CREATE OR REPLACE PROCEDURE month_end IS\n" + LOCAL + "/\nEXEC month_end") == {"staging", "ledger"}
    assert live("DECLARE\n" + LOCAL + "/\n") == {"staging", "ledger"}


def test_a_remark_of_many_lines_and_a_heading_with_a_sign() -> None:
    assert live("DOC\n#########\n drop the table; then\n\n##########\n#\ncol ar format a02 head '=>'\nDELETE FROM q WHERE id = 1;") == {"q"}


def test_what_belongs_to_a_type() -> None:
    body = "CREATE TYPE BODY t AS\n  MEMBER PROCEDURE p IS\n  BEGIN\n    IF a = 1 THEN\n      b := 2;\n    END IF;\n    RETURN;\n  END p;\nEND;\n/\n"
    assert len(list(Splitter(lexer_for(body + "DROP TABLE q;", "oracle")).statements())) == 2
    alone = "CREATE PACKAGE p AS\n  PROCEDURE a;\n  FUNCTION b RETURN NUMBER;\nEND p;\n/\n"
    assert len(list(Splitter(lexer_for(alone + "DROP TABLE q;", "oracle")).statements())) == 2
