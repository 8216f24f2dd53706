"""What means the same has the same level: reformatting, comments and other names change nothing."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.property.strategies import Rewrite, Script, commented, comments, python_scripts, renamed, spaced, sql_scripts, wide
from tests.property.support import assess, rank

seeds = st.integers(0, 1000).map(random.Random)


@settings(max_examples=40, deadline=None)
@given(script=sql_scripts, chance=seeds)
def test_white_space_and_small_letters_in_sql_change_nothing(script: Script, chance: random.Random) -> None:
    assert rank(assess("fix.sql", spaced(script.sql(), chance))) == rank(assess("fix.sql", script.sql()))


@settings(max_examples=40, deadline=None)
@given(script=sql_scripts, words=comments, chance=seeds)
def test_comments_in_sql_change_nothing(script: Script, words: str, chance: random.Random) -> None:
    assert rank(assess("fix.sql", commented("--", script.sql(), words, chance))) == rank(assess("fix.sql", script.sql()))


@settings(max_examples=30, deadline=None)
@given(script=python_scripts, words=comments, chance=seeds)
def test_comments_in_python_change_nothing(script: Script, words: str, chance: random.Random) -> None:
    assert rank(assess("job.py", commented("#", script.python(), words, chance))) == rank(assess("job.py", script.python()))


@pytest.mark.parametrize("rewrite", [wide, renamed], ids=["blank lines", "other names"])
@settings(max_examples=25, deadline=None)
@given(script=python_scripts, chance=seeds)
def test_form_and_names_of_variables_in_python_change_nothing(rewrite: Rewrite, script: Script, chance: random.Random) -> None:
    assert rank(assess("job.py", rewrite(script.python(), chance))) == rank(assess("job.py", script.python()))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("UPDATE t SET a = 1 WHERE id = 3;", "update\n t\nset a=1\nwhere id=3", id="two forms"),
        pytest.param("DELETE FROM orders AS o WHERE o.id = 3;", "DELETE FROM orders AS x WHERE x.id = 3;", id="another short name"),
        pytest.param("DELETE FROM shop.orders;", 'DELETE FROM "shop"."orders";', id="quotes around a name"),
        pytest.param("UPDATE t SET a = 1;", "UPDATE t SET a = 1; -- WHERE it is a test", id="a kind word behind it"),
    ],
)
def test_sql_that_means_the_same(one: str, other: str) -> None:
    assert rank(assess("fix.sql", one))[0] == rank(assess("fix.sql", other))[0]


@pytest.mark.parametrize("name", ["fix.sql", "harmless.sql", "DROP EVERYTHING.sql", "prod.sql", "test_fix.sql"])
def test_the_name_of_the_file_says_nothing(name: str) -> None:
    script = "UPDATE shop.orders SET status = 'done' WHERE status = 'open';"
    assert rank(assess(name, script)) == rank(assess("a.sql", script))
