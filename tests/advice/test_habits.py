"""How a file is kept and run: told beside the effects, never above medium, never part of the level."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from riskscan import scan
from riskscan.model.assessment import Assessment
from riskscan.reports import render

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
READ = "import pandas as pd\nprint(pd.read_csv(r'{place}').head())\n"
TOKEN = "ghp_" + "a1B2c3D4e5F6a7B8c9D0e1F2a3B4c5D6e7F8"


def answer(folder: Path, text: str, name: str = "job.py") -> Assessment:
    (folder / name).write_text(text)
    return scan([folder / name], against=[folder], now=MONDAY, policies=False)


def kinds(found: Assessment) -> set[str]:
    return {habit.kind for habit in found.page.habits}


@pytest.mark.parametrize(
    "place", ["~/Desktop/list.csv", "C:\\Users\\jane\\list.csv", "/Users/jane/list.csv", "/home/jane/Downloads/list.csv"]
)
def test_a_folder_of_one_persons_computer_is_told_and_does_not_raise(tmp_path: Path, place: str):
    found = answer(tmp_path, READ.format(place=place))
    assert kinds(found) == {"personal_computer"}
    assert found.verdict.level in ("none", "low")


@pytest.mark.parametrize("place", ["list.csv", "/srv/lists/list.csv", "/Users/Shared/list.csv", "C:\\Data\\list.csv", "/home/app/list.csv"])
def test_a_shared_or_plain_folder_is_silent(tmp_path: Path, place: str):
    assert not kinds(answer(tmp_path, READ.format(place=place)))


def test_a_comment_with_such_a_folder_is_silent(tmp_path: Path):
    assert not kinds(answer(tmp_path, "# run it from ~/Desktop/jane\n" + READ.format(place="list.csv")))


def test_the_key_of_one_person_is_told(tmp_path: Path):
    assert "personal_key" in kinds(answer(tmp_path, f'GITHUB_TOKEN = "{TOKEN}"\n'))


def test_a_key_that_names_nobody_is_not_called_personal(tmp_path: Path):
    assert "personal_key" not in kinds(answer(tmp_path, 'API_TOKEN = "k7Gh2Lm9Qx4Rt8Vz1Wp5Bn3Cd6"\n'))


@pytest.mark.parametrize(
    "text",
    [
        "import time, requests\nwhile True:\n    requests.post('https://a.example.com/x', json={})\n    time.sleep(60)\n",
        "import schedule\ndef load():\n    open('a.txt', 'w').write('x')\nschedule.every().day.at('02:00').do(load)\n",
    ],
)
def test_a_schedule_that_nobody_sees_is_told_as_medium(tmp_path: Path, text: str):
    found = [habit for habit in answer(tmp_path, text).page.habits if habit.kind == "hidden_schedule"]
    assert [habit.level for habit in found] == ["medium"]


def test_a_loop_with_an_end_and_the_schedule_of_a_platform_are_silent(tmp_path: Path):
    waits = "import time, requests\nwhile True:\n    if requests.get('https://a.example.com/x').ok:\n        break\n    time.sleep(5)\n"
    dag = (
        "from datetime import datetime\nfrom airflow import DAG\nfrom airflow.operators.bash import BashOperator\n"
        "with DAG('a', schedule='@daily', start_date=datetime(2023, 1, 1), catchup=True):\n"
        "    BashOperator(task_id='x', bash_command='rm -rf /srv/old')\n"
    )
    assert "hidden_schedule" not in kinds(answer(tmp_path, waits))
    assert "hidden_schedule" not in kinds(answer(tmp_path, dag, "dag.py"))


def test_a_thing_without_owner_is_told_only_where_others_have_one(tmp_path: Path):
    (tmp_path / "schema.sql").write_text("CREATE TABLE a.orders (id int);\nCREATE TABLE b.people (id int);\n")
    fix = "UPDATE b.people SET id = 1 WHERE id = 2;"
    assert "no_owner" not in kinds(answer(tmp_path, fix, "fix.sql"))
    (tmp_path / "riskscan.toml").write_text('[[asset]]\nname = "a.orders"\nowner = "Sales"\n')
    assert "no_owner" in kinds(answer(tmp_path, fix, "fix.sql"))
    assert "no_owner" not in kinds(answer(tmp_path, "UPDATE a.orders SET id = 1 WHERE id = 2;", "fix.sql"))


def test_what_others_rely_on_is_told(tmp_path: Path):
    (tmp_path / "schema.sql").write_text("CREATE TABLE a.orders (id int);\nCREATE VIEW a.open AS SELECT id FROM a.orders;\n")
    found = answer(tmp_path, "INSERT INTO a.orders VALUES (1);", "add.sql")
    assert "relied_upon" in kinds(found)
    assert "relied_upon" not in kinds(answer(tmp_path, "INSERT INTO a.other VALUES (1);", "add.sql"))


def test_the_reports_say_it(tmp_path: Path):
    found = answer(tmp_path, READ.format(place="~/Desktop/list.csv"))
    for kind in ("html", "markdown", "json"):
        assert "one person" in render(found, kind), kind


def test_an_endless_loop_that_a_service_of_the_platform_runs_is_not_hidden(tmp_path: Path):
    text = "import time, requests\nwhile True:\n    requests.post('https://a.example.com/x', json={})\n    time.sleep(60)\n"
    (tmp_path / "worker.py").write_text(text)
    (tmp_path / "crontab").write_text("@reboot data python worker.py\n")
    alone = answer(tmp_path, text, "job.py")
    assert [habit.location.start_line for habit in alone.page.habits if habit.kind == "hidden_schedule"] == [2]
    assert "hidden_schedule" not in kinds(answer(tmp_path, text, "worker.py"))
