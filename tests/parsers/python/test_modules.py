"""Modules beside the program: what they hold is known, what their functions do is told at the program's own call."""

from __future__ import annotations

from pathlib import Path

from riskscan.files import Near
from riskscan.model.artifact import Language
from riskscan.model.effect import Effect
from tests.support import effects

HELPERS = '''"""Shared helpers."""
import psycopg2
from settings import HOST


def connect():
    return psycopg2.connect(host=HOST, dbname="shop")


def wipe(conn, table):
    conn.cursor().execute(f"DELETE FROM {table}")
    conn.commit()


class Repo:
    def __init__(self, conn):
        self.conn = conn

    def empty(self, table):
        wipe(self.conn, table)
'''
SETTINGS = 'import os\n\nHOST = os.environ.get("SHOP_HOST", "db.prod.example.com")\nTABLES = ["orders", "carts"]\n'


def scanned(folder: Path, program: str, name: str = "main.py", **files: str) -> tuple[Effect, ...]:
    for file, text in {"helpers": HELPERS, "settings": SETTINGS, **files}.items():
        place = folder / f"{file.replace('__in__', '/')}.py"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(program)
    return effects(program, Language.PYTHON, name, Near((folder,), folder))


def lines(found: tuple[Effect, ...]) -> list[tuple[int, str, str]]:
    return [(e.location.start_line, e.operation.value, e.asset.name) for e in found]


def test_an_effect_in_a_helper_stands_at_the_call_that_leads_there(tmp_path: Path) -> None:
    found = scanned(tmp_path, "from helpers import connect, wipe\n\nconn = connect()\nwipe(conn, 'orders')\n")
    assert lines(found) == [(4, "delete", "orders")]
    assert found[0].asset.within == "db.prod.example.com"
    assert "It stands in helpers.py, line 11." in [note.text for note in found[0].also]


def test_each_call_of_a_helper_is_told_at_its_own_line(tmp_path: Path) -> None:
    program = "import helpers\n\nconn = helpers.connect()\nhelpers.wipe(conn, 'a')\nhelpers.wipe(conn, 'b')\nhelpers.wipe(conn, 'a')\n"
    assert lines(scanned(tmp_path, program)) == [(4, "delete", "a"), (5, "delete", "b"), (6, "delete", "a")]


def test_a_class_beside_the_program_is_followed(tmp_path: Path) -> None:
    program = "from helpers import Repo, connect\n\nrepo = Repo(connect())\nrepo.empty('orders')\n"
    assert lines(scanned(tmp_path, program)) == [(4, "delete", "orders")]


def test_a_list_of_names_in_a_settings_module_gives_each_name(tmp_path: Path) -> None:
    program = "import settings\nfrom helpers import connect, wipe\n\nfor t in settings.TABLES:\n    wipe(connect(), t)\n"
    assert {name for _, _, name in lines(scanned(tmp_path, program))} == {"orders", "carts"}


def test_a_module_of_a_package_is_found_from_inside_it(tmp_path: Path) -> None:
    tables = "TARGET = 'sales.orders'\n"
    one = "from shop.names import TARGET\nimport sqlite3\n\nsqlite3.connect('/srv/a.db').execute('DROP TABLE ' + TARGET)\n"
    other = one.replace("shop.names", "..names")
    for program in (one, other):
        assert [e.asset.name for e in scanned(tmp_path, program, "src/shop/jobs/drop.py", src__in__shop__in__names=tables)] == [
            "sales.orders"
        ]


def test_a_module_is_read_by_name_from_its_package(tmp_path: Path) -> None:
    program = "from shop import names\nimport sqlite3\n\nsqlite3.connect('/srv/a.db').execute('DROP TABLE ' + names.TARGET)\n"
    assert [e.asset.name for e in scanned(tmp_path, program, shop__in__names="TARGET = 'orders'\n")] == ["orders"]


def test_what_a_module_does_when_it_is_started_is_not_the_programs(tmp_path: Path) -> None:
    tool = "import shutil\n\nROOT = '/srv/data'\n\n\ndef main():\n    shutil.rmtree(ROOT)\n\n\nif __name__ == '__main__':\n    main()\n"
    assert scanned(tmp_path, "import tool\n\nprint(tool.ROOT)\n", tool=tool) == ()


def test_two_programs_do_not_change_the_module_for_each_other(tmp_path: Path) -> None:
    state = (
        "import sqlite3\n\nNAME = 'a'\n\n\ndef choose(name):\n    global NAME\n    NAME = name\n\n\n"
        "def drop():\n    sqlite3.connect('/srv/x.db').execute('DROP TABLE ' + NAME)\n"
    )
    scanned(tmp_path, "import state\n\nstate.choose('other')\nstate.drop()\n", state=state)
    assert lines(scanned(tmp_path, "import state\n\nstate.drop()\n", name="second.py", state=state)) == [(3, "delete", "a")]


def test_modules_that_import_each_other_end(tmp_path: Path) -> None:
    found = scanned(tmp_path, "from one import A\nprint(A)\n", one="from two import B\nA = B\n", two="from one import A\nB = A\n")
    assert found == ()
