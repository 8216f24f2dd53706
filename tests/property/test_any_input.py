"""Whatever is handed in: there is an answer, and what could not be read is never called safe."""

from __future__ import annotations

import os

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from riskscan import scan
from riskscan.model.assessment import Assessment
from riskscan.model.codec import from_json, to_json
from riskscan.model.verdict import Decision
from riskscan.reports import TEXTS, render
from tests.property.support import NOW, assess

ENDINGS = (".py", ".sql", ".tf", ".sh", ".ipynb", ".json", ".tfvars", ".tf.json", ".txt", "", ".PY", ".sql.bak", ".yml", ".ts")
names = st.builds(
    lambda stem, ending: stem + ending,
    st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="/\0\\"), min_size=1, max_size=20).filter(
        lambda s: s not in {".", ".."} and len(s.encode()) < 200
    ),
    st.sampled_from(ENDINGS),
)
SIGNS = r"""select from delete where drop table ; ( ) ' " { } [ ] = == def class import lambda : # -- /* */ ` $( ${ }} {{ % %} \ @ $$
resource module for in do done if fi then rm -rf / é 🎉 1 1.5 x a.b with begin end f' r" <<EOF EOF | && > async await"""
ODD = ("\n", "\n\n", "\t", "\ufeff", "\u2028", '"' * 3, "b" + "'" * 3, "\r")
tokens = st.lists(st.sampled_from([*SIGNS.split(), *ODD]), max_size=60).map(" ".join)


def holds(result: Assessment) -> None:
    """The laws of one answer."""
    if any(artifact.status != "read" for artifact in result.artifacts):
        assert result.verdict.decision is not Decision.GO_AHEAD
        assert result.diagnostics
    assert from_json(to_json(result)) == result
    for form in TEXTS:
        assert render(result, form)


@settings(max_examples=60, deadline=None)
@given(name=names, data=st.binary(max_size=400))
@example(name="x.py", data=b"\0\0\0")
@example(name="x.sql", data=b"\xff\xfeS\0E\0")
@example(name="empty.sql", data=b"")
@example(name="x.ipynb", data=b"{}")
@example(name="x.ipynb", data=b'{"cells": 3, "nbformat": 4}')
@example(name="plan.json", data=b'{"format_version": "1.2", "resource_changes": [null, 3]}')
def test_any_bytes_have_an_answer(name: str, data: bytes) -> None:
    holds(assess(name, data))


@settings(max_examples=80, deadline=None)
@given(ending=st.sampled_from(ENDINGS), text=tokens)
@example(ending=".py", text="(" * 500)
@example(ending=".sql", text="select " + "(" * 2000)
@example(ending=".sh", text="$(" * 500)
@example(ending=".tf", text="a = " + "[" * 2000)
@example(ending=".py", text="x = " + "-" * 5000 + "1")
@example(ending=".py", text="a" + ".b" * 5000)
@example(ending=".py", text="x = 'SELECT * FROM {0}'.format('{0}'.format('{0}'))")
def test_any_pieces_of_code_have_an_answer(ending: str, text: str) -> None:
    holds(assess("artifact" + ending, text))


@settings(max_examples=40, deadline=None)
@given(text=st.one_of(tokens, st.text(max_size=200)))
def test_any_standard_input_has_an_answer(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    holds(scan(["-"], against=[str(tmp_path_factory.getbasetemp())], now=NOW, stdin=text.encode("utf-8", "surrogatepass"), policies=False))


def test_what_holds_no_text_is_never_called_safe() -> None:
    assert assess("picture.py", b"\x89PNG\r\n\0\0" + os.urandom(50)).verdict.decision is Decision.COULD_NOT_READ
    assert assess("letter.docx", b"PK\x03\x04\0\0").verdict.decision is Decision.COULD_NOT_READ
