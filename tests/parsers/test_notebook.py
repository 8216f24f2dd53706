"""Notebooks: cells in order, other languages handed on, positions as cell and line."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from riskscan.model.artifact import Language, Status
from tests.support import findings


def notebook(*cells):
    return json.dumps({"nbformat": 4, "cells": [{"cell_type": kind, "source": text.splitlines(keepends=True)} for kind, text in cells]})


def pieces(text):
    return {(e.artifact.language, e.artifact.text.strip()): e.artifact for e in findings(text, Language.NOTEBOOK, "n.ipynb").embedded}


def test_cells_become_pieces():
    text = notebook(
        ("markdown", "# rm -rf /"), ("code", "import os\n%matplotlib inline\n!rm -rf /srv/x\nos.remove('a')"), ("code", "%%sql\nDELETE FROM a"),
        ("code", "%%bash\nset -e\nrm b"), ("code", "df = %sql SELECT 1"),
    )  # fmt: skip
    found = pieces(text)
    shell = found[Language.SHELL, "rm -rf /srv/x"]
    assert (shell.path, shell.origin.locate(0)) == ("n.ipynb#cell-2", (3, 2))
    sql = found[Language.SQL, "DELETE FROM a"]
    assert (sql.path, sql.origin.locate(0)) == ("n.ipynb#cell-3", (2, 1))
    assert (Language.SHELL, "set -e\nrm b") in found
    assert (Language.SQL, "SELECT 1") in found
    python = next(a for (language, _), a in found.items() if language is Language.PYTHON)
    assert "import os\npass\npass\nos.remove('a')" in python.text
    at = python.text.index("os.remove")
    assert (python.origin.path(at, ""), python.origin.locate(at)) == ("n.ipynb#cell-2", (4, 1))


def test_broken_json_is_unread():
    found = findings("{ not json", Language.NOTEBOOK, "n.ipynb")
    assert found.status is Status.NOT_READ
    assert found.diagnostics[0].unread


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=5),
        lambda c: (
            st.lists(c, max_size=3)
            | st.dictionaries(st.sampled_from(["cells", "cell_type", "source", "worksheets", "code"]), c, max_size=3)
        ),
    )
)
def test_any_json_is_survived(value):
    findings(json.dumps(value), Language.NOTEBOOK, "n.ipynb")
