"""Scripts as people write them, put together from statements over tables and files that do not meet."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

TABLES = ("crm.customers", "shop.orders", "billing.invoices", "web.visits", "stock.items")

SQL_PATTERNS = (
    "SELECT * FROM {table}",
    "SELECT status, count(*) FROM {table} WHERE id > 10 GROUP BY status",
    "INSERT INTO {table} (id, status) VALUES (1, 'new')",
    "UPDATE {table} SET status = 'done' WHERE id = 7",
    "UPDATE {table} SET status = 'done' WHERE status = 'open'",
    "UPDATE {table} SET status = 'done'",
    "DELETE FROM {table} WHERE id IN (1, 2, 3)",
    "DELETE FROM {table}",
    "TRUNCATE TABLE {table}",
    "DROP TABLE {table}",
    "ALTER TABLE {table} ADD COLUMN note text",
    "ALTER TABLE {table} DROP COLUMN status",
    "GRANT SELECT ON {table} TO analyst",
)
"""Statements that end nothing that came before: no ROLLBACK, no transaction, no copy of the data."""

PYTHON_PATTERNS = (
    "rows = cursor.execute('SELECT * FROM {table}').fetchall()",
    "cursor.execute(\"UPDATE {table} SET status = 'done'\")",
    "cursor.execute('DELETE FROM {table} WHERE id = 7')",
    "cursor.execute('DROP TABLE {table}')",
    "frame = pandas.read_sql('SELECT * FROM {table}', connection)",
    "requests.post('https://api.example.com/{table}', json={{'id': 1}}, timeout=5)",
    "print('nothing to see at {table}')",
    "shutil.rmtree('/srv/{table}')",
    "total = sum(range(10))",
)
PYTHON_HEAD = """import os
import shutil

import pandas
import psycopg2
import requests

connection = psycopg2.connect(os.environ["URL"])
cursor = connection.cursor()
"""


@dataclass(frozen=True, slots=True)
class Script:
    """Statements in order."""

    statements: tuple[str, ...]

    def sql(self) -> str:
        """The statements as a SQL script."""
        return "".join(f"{statement};\n" for statement in self.statements)

    def python(self) -> str:
        """The statements as a Python script."""
        return PYTHON_HEAD + "".join(f"{statement}\n" for statement in self.statements)


def _statements(patterns: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.builds(lambda pattern, table: pattern.format(table=table), st.sampled_from(patterns), st.sampled_from(TABLES))


sql_statements = _statements(SQL_PATTERNS)
python_statements = _statements(PYTHON_PATTERNS)
sql_scripts = st.lists(sql_statements, min_size=1, max_size=4).map(tuple).map(Script)
python_scripts = st.lists(python_statements, min_size=1, max_size=4).map(tuple).map(Script)

_WORDS = st.text("DROP TABLE DELETE prod safe test dry-run WHERE id = 1 backup", max_size=40).map(lambda text: " ".join(text.split()))


def commented(sign: str, text: str, words: str, chance: random.Random) -> str:
    """The text with comments between its lines; what a comment says is no evidence."""
    lines = []
    for line in text.split("\n"):
        if chance.random() < 0.5 and (not line or not line[0].isspace()):
            lines.append(f"{sign} {words}")
        lines.append(line)
    return "\n".join(lines)


def spaced(text: str, chance: random.Random) -> str:
    """The SQL with other white space between its words and its key words in small letters."""
    gaps = ("\n", " ", "  ", "\n    ", "\t")
    words = [word.lower() if word.isupper() and word.isalpha() else word for word in text.split(" ")]
    return "".join(word + chance.choice(gaps) for word in words)


def wide(text: str, chance: random.Random) -> str:
    """The Python with blank lines between its lines, and white space at their ends."""
    return "".join(line + chance.choice(("\n", "\n\n", "   \n", "\n\n\n")) for line in text.splitlines())


def renamed(text: str, _chance: random.Random) -> str:
    """The Python with other names for its own variables."""
    for old, new in (("connection", "link"), ("cursor", "pen"), ("rows", "lines_of_it"), ("frame", "sheet"), ("total", "number")):
        text = text.replace(old + " ", new + " ").replace(old + ".", new + ".").replace(old + ")", new + ")")
    return text


comments = _WORDS
Rewrite = Callable[[str, random.Random], str]
