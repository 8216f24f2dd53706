"""Notebooks: cells in order, other languages handed on, positions as cell and line."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from riskscan.model.artifact import Artifact, Language, Status
from riskscan.model.effect import Trait
from riskscan.model.surroundings import Nothing
from riskscan.parsers.queue import read
from tests.support import effects, findings


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


def test_the_connection_of_an_earlier_line_holds_for_later_queries() -> None:
    first = "%sql postgresql://svc@prod-db.acme.com/shop\n"
    found = effects(
        notebook(("code", first), ("code", "%%sql\nDELETE FROM carts\n"), ("code", "rows = %sql SELECT 1 FROM users\n")),
        Language.NOTEBOOK,
        "a.ipynb",
    )
    assert {e.asset.within for e in found} == {"postgresql://prod-db.acme.com/shop"}
    assert all(Trait.PRODUCTION in e.traits for e in found)


def test_a_notebook_without_a_connection_says_no_place() -> None:
    found = effects(
        notebook(("code", "%%sql\nDELETE FROM carts\n"), ("code", "%sql postgresql://localhost/test\n")), Language.NOTEBOOK, "a.ipynb"
    )
    assert [(e.asset.within, e.traits) for e in found] == [("", ())]


def test_a_file_that_a_cell_runs_is_looked_for() -> None:
    found = read(Artifact("a.ipynb", Language.NOTEBOOK, notebook(("code", "x = 1\n%run ./clean.py --all\n"))), Nothing())
    assert [(d.code, d.location.path, d.location.start_line) for d in found.diagnostics] == [("file-not-found", "a.ipynb#cell-1", 2)]


def test_what_a_magic_measures_runs():
    text = notebook(
        (
            "code",
            "import os\n%time os.remove('/srv/a')\n%timeit -n 1 -r 1 os.remove('/srv/b')\nif 1:\n    %time x = os.remove(\n        '/srv/c')",
        )
    )
    found = read(Artifact("n.ipynb", Language.NOTEBOOK, text), Nothing())
    assert [(e.asset.name, e.location.start_line) for e in found.effects] == [("/srv/a", 2), ("/srv/b", 3), ("/srv/c", 5)]
    measured = notebook(("code", "def f(n):\n    open('/srv/d', 'w')\n%lprun -f f f(5)\n%prun f(5)"))
    found = read(Artifact("n.ipynb", Language.NOTEBOOK, measured), Nothing())
    assert found.status is Status.READ


def test_commands_without_a_sign_are_shell_where_they_are_no_python():
    text = notebook(
        ("code", "pip install pandas==2.1\n%rm -rf /srv/x\n%pip install x\nrm -rf /srv/y"),
        ("code", "ls = 3\nls -1\ncat = dog = 2\nrm /dog"),
    )
    found = pieces(text)
    assert {(Language.SHELL, w) for w in ("pip install pandas==2.1", "rm -rf /srv/x", "pip install x", "rm -rf /srv/y")} <= set(found)
    assert not {w for language, w in found if language is Language.SHELL and w in ("ls -1", "rm /dog")}


def test_a_cell_in_another_language_is_said():
    text = notebook(("code", "%%R\nfile.remove('a')"), ("code", "%%html\n<b>x</b>"))
    found = findings(text, Language.NOTEBOOK, "n.ipynb")
    assert [d.code for d in found.diagnostics] == ["notebook-cell-unread"]
    assert found.status is Status.PARTLY_READ
