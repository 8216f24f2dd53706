"""The steps: in the order in which they run, with loops, conditions and what holds them back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from riskscan import scan
from riskscan.advice.running_order import running_order
from riskscan.model.advice import Step

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def steps(folder: Path, name: str = "job.py", **files: str) -> tuple[Step, ...]:
    for stem, text in files.items():
        (folder / stem.replace("__", ".")).write_text(text)
    return scan([folder / name], against=[folder], now=MONDAY, policies=False).steps


def test_functions_stand_where_they_are_called(tmp_path: Path):
    text = (
        "import os, shutil\n\ndef last():\n    shutil.rmtree('/srv/old')\n\ndef first():\n    open('/srv/list.txt', 'w').write('a')\n\n"
        "def main():\n    first()\n    last()\n\nif __name__ == '__main__':\n    main()\n"
    )
    assert [step.location.start_line for step in steps(tmp_path, job__py=text)] == [7, 4]


def test_a_text_over_several_lines_runs_where_it_begins(tmp_path: Path):
    text = (
        "import psycopg2\nc = psycopg2.connect('')\ncur = c.cursor()\ncur.execute('''\n  DELETE\n  FROM orders\n''')\n"
        "open('done.txt', 'w').write('x')\nc.commit()\n"
    )
    said = [step.text for step in steps(tmp_path, job__py=text)]
    assert "orders" in said[0]
    assert "done.txt" in said[-1]


def test_a_loop_is_said_with_what_it_goes_through(tmp_path: Path):
    text = (
        "import csv, requests\nfor row in csv.DictReader(open('ids.csv')):\n    requests.delete('https://a.example.com/x/' + row['id'])\n"
    )
    step = next(s for s in steps(tmp_path, job__py=text) if s.does == "deletes")
    assert step.text.endswith("It does this for every row in ids.csv.")


def test_no_loop_is_said_where_there_is_none(tmp_path: Path):
    text = "import requests\nrequests.delete('https://a.example.com/x/1')\n"
    assert all("for every" not in step.text for step in steps(tmp_path, job__py=text))


def test_a_condition_is_said(tmp_path: Path):
    text = "import shutil\nif input('Sure? ') == 'yes':\n    shutil.rmtree('/srv/old')\n"
    assert "It asks a person first." in steps(tmp_path, job__py=text)[-1].text


def test_what_a_followed_file_does_stands_where_it_is_started(tmp_path: Path):
    script = "set -e\nrm -rf /srv/old\npsql -f fix.sql\nrm -rf /srv/new\n"
    found = steps(tmp_path, "job.sh", job__sh=script, fix__sql="DELETE FROM orders;\n")
    names = [step.location.path.rpartition("/")[2] for step in found if step.does == "deletes"]
    assert names == ["job.sh", "fix.sql", "job.sh"]


def test_the_running_order_enters_each_function_once():
    order = running_order("def a():\n    b()\n    a()\ndef b():\n    x = 1\nmap(b, [1])\na()\n")
    assert order[5] < order[2]
    assert running_order("def broken(:\n") == {}


def test_a_comprehension_makes_its_list_before_it_works_on_it():
    order = running_order("def one(x):\n    return x\ndef many():\n    return [1]\ndone = [one(x) for x in many()]\n")
    assert order[4] < order[2]
