"""Options of the command line, questions to a person, templates: what a program starts with."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language
from riskscan.model.effect import Effect, Safety
from tests.support import effects

CLICK = """import click
import psycopg2


@click.command()
@click.option("--host", default="db.prod.acme.com")
@click.option("--yes", is_flag=True)
def main(host, yes):
    {ask}
    conn = psycopg2.connect(host=host)
    conn.cursor().execute("DELETE FROM orders")
    conn.commit()


main()
"""


def deleted(text: str) -> Effect:
    (found,) = [e for e in effects(text, Language.PYTHON) if e.operation == "delete"]
    return found


def confirmed(effect: Effect) -> bool:
    return any(evidence.kind is Safety.CONFIRMED for evidence in effect.safe_evidence)


def test_a_default_of_click_holds_where_the_program_calls_the_command() -> None:
    assert deleted(CLICK.replace("{ask}", "print(host)")).asset.within == "db.prod.acme.com"


@pytest.mark.parametrize(
    ("ask", "asks"),
    [
        ("click.confirm('Sure?', abort=True)", True),
        ("if not yes: click.confirm('Sure?', abort=True)", True),
        ("if not yes and not click.confirm('Sure?'): return", True),
        ("click.confirm('Sure?')", False),
        ("if host == 'x': click.confirm('Sure?', abort=True)", False),
        ("if yes: click.echo('Sure?')", False),
    ],
)
def test_a_question_that_ends_the_program_guards_the_rest(ask: str, asks: bool) -> None:
    assert confirmed(deleted(CLICK.replace("{ask}", ask))) is asks


@pytest.mark.parametrize(
    ("call", "name"),
    [
        ("substitute(t='orders')", "sales.orders"),
        ("safe_substitute({'t': 'orders'})", "sales.orders"),
        ("substitute(t=input())", "sales.{answer}"),
        ("safe_substitute()", "sales.{t}"),
    ],
)
def test_a_template_is_filled(call: str, name: str) -> None:
    text = f"import sqlite3\nfrom string import Template\n\nT = Template('DROP TABLE ${{s}}.$t')\nSQL = T.safe_substitute(s='sales', t='$t')\nsqlite3.connect('/srv/x.db').execute(Template(SQL).{call})\n"
    assert deleted(text).asset.name == name


def test_what_a_base_class_sets_is_known_in_its_methods() -> None:
    text = (
        "import sqlite3\n\n\nclass Base:\n    def __init__(self, place):\n        self.place = place\n\n    def run(self, sql):\n"
        "        sqlite3.connect(self.place).execute(sql)\n\n\nclass Job(Base):\n    pass\n\n\nJob('/srv/shop.db').run('DROP TABLE orders')\n"
    )
    assert deleted(text).asset.within == "/srv/shop.db"
