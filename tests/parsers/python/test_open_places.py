"""A host that only the run knows: what happens there is told once, with the host's name, however the program comes to the connection."""

from __future__ import annotations

from riskscan.model.artifact import Language
from riskscan.model.effect import Scope
from tests.support import effects, findings

_TWO_WAYS = """
import os
import psycopg2

conn = None


def clean():
    cur = conn.cursor()
    cur.execute("DELETE FROM orders WHERE paid")


def main():
    global conn
    conn = psycopg2.connect(host=os.environ["DB_HOST"], dbname=os.environ["DB"])
    clean()


main()
"""


def test_the_same_statement_on_an_open_host_is_one():
    found = effects(_TWO_WAYS, Language.PYTHON, "job.py")
    assert [(e.verb, e.asset.name) for e in found if e.rule.startswith("sql/")] == [("delete", "orders")]


def test_a_right_for_everybody_in_a_table_stays_as_wide_as_it_is():
    found = findings("GRANT SELECT ON orders TO :who;", Language.SQL, "x.sql")
    assert [e.scope for e in found.effects] == [Scope.ALL]
    assert [e.only_if for e in found.at_worst] == ["who"]


def test_the_program_of_exec_runs_with_its_words_where_its_own_name_is_open():
    found = effects('import os, sys\n\nos.execl("/bin/rm", sys.argv[1], "-rf", "/srv/share/exports")\n', Language.PYTHON, "job.py")
    assert [(e.operation, e.asset.name) for e in found] == [("delete", "/srv/share/exports")]


_REGIONS = """
import boto3

for region in {regions}:
    boto3.client("ec2", region_name=region).terminate_instances(InstanceIds=["i-1"])
"""


def _notes(regions: str) -> list[str]:
    return [note.text for e in effects(_REGIONS.format(regions=regions), Language.PYTHON, "job.py") for note in e.also]


def test_several_regions_are_told():
    assert _notes('["eu-west-1", "us-east-1"]') == ["It works in 2 regions: eu-west-1 and us-east-1."]


def test_many_regions_are_counted():
    assert _notes(str([f"r-{n}" for n in range(9)])) == ["It works in 9 regions: r-0, r-1, r-2, r-3, r-4 and 4 more."]


def test_one_region_and_regions_that_only_the_run_knows_are_not():
    assert _notes('["eu-west-1"]') == []
    assert not any("regions:" in note for note in _notes("open('regions.txt')"))
