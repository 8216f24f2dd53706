"""A session that may only read, and one that only sometimes may."""

from __future__ import annotations

from riskscan.model.artifact import Language
from riskscan.model.effect import Safety
from tests.support import findings

HEAD = "import os, sys, psycopg2\nconn = psycopg2.connect(os.environ['DATABASE_URL'])\n"
RUN = "cur = conn.cursor()\ncur.execute('DELETE FROM orders WHERE id = 7')\n"


def read_only(text: str) -> bool:
    (piece,) = findings(HEAD + text + RUN, Language.PYTHON).embedded
    return any(s.kind is Safety.READ_ONLY for s in piece.context.safe_evidence)


def test_a_session_that_may_only_read() -> None:
    assert read_only("conn.set_session(readonly=True, autocommit=True)\n")


def test_a_session_that_may_write() -> None:
    assert not read_only("conn.set_session(autocommit=True)\n")
    assert not read_only("conn.set_session(readonly=False)\n")
    assert not read_only("if sys.argv[1:]:\n    conn.set_session(readonly=True)\n")
