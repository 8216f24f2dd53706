"""More harm, or more that can be harmed, never lowers level or score."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.property.strategies import Script, python_scripts, python_statements, sql_scripts, sql_statements
from tests.property.support import assess, rank
from tests.support import FIXTURES

ACME = FIXTURES / "estates" / "acme"
PATTERNS = ("warehouse/*.sql", "airflow/dags/*.py", "dbt/models/**/*", "dbt/dbt_project.yml", "app/*.py", "ops/crontab", "scripts/*.py")
FILES = tuple(sorted(str(path.relative_to(ACME)) for pattern in PATTERNS for path in ACME.glob(pattern) if path.is_file()))
"""What exists, without the files that declare copies, places for tests or importance: those may lower."""


@settings(max_examples=40, deadline=None)
@given(script=sql_scripts, more=sql_statements)
def test_one_more_sql_statement_never_lowers(script: Script, more: str) -> None:
    longer = Script((*script.statements, more))
    assert rank(assess("fix.sql", longer.sql())) >= rank(assess("fix.sql", script.sql()))


@settings(max_examples=40, deadline=None)
@given(script=python_scripts, more=python_statements)
def test_one_more_python_statement_never_lowers(script: Script, more: str) -> None:
    longer = Script((*script.statements, more))
    assert rank(assess("job.py", longer.python())) >= rank(assess("job.py", script.python()))


@settings(max_examples=25, deadline=None)
@given(script=sql_scripts, files=st.lists(st.sampled_from(FILES), unique=True, max_size=6), more=st.sampled_from(FILES))
def test_one_more_file_that_exists_never_lowers(script: Script, files: list[str], more: str) -> None:
    texts = {name: (ACME / name).read_text(encoding="utf-8") for name in (*files, more)}
    fewer = {name: texts[name] for name in files}
    assert rank(assess("fix.sql", script.sql(), texts)) >= rank(assess("fix.sql", script.sql(), fewer))


@pytest.mark.parametrize("rows", [1, 30])
def test_more_readers_of_a_table_never_lower(rows: int) -> None:
    table = "CREATE TABLE shop.orders (id bigint PRIMARY KEY, status text);\n"
    views = "".join(f"CREATE VIEW shop.orders_{n} AS SELECT id FROM shop.orders;\n" for n in range(rows))
    script = "UPDATE shop.orders SET status = 'done';"
    assert rank(assess("fix.sql", script, {"schema.sql": table + views})) >= rank(assess("fix.sql", script, {"schema.sql": table}))


def test_two_files_are_as_high_as_the_worse_of_them() -> None:
    script = "DELETE FROM shop.orders;\n"
    alone = rank(assess("fix.sql", script))
    assert rank(assess("fix.sql", "SELECT 1;\n" + script)) >= alone
