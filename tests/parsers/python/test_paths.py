"""Paths as texts: taken apart, put together, opened from beside the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskscan.files import Near
from riskscan.model.artifact import Language
from tests.support import effects


def removed(expression: str) -> list[str]:
    text = f"import os\nfrom pathlib import Path\n\nname = input()\nbase = Path('/srv/data')\nos.remove({expression})\n"
    return [e.asset.name for e in effects(text, Language.PYTHON) if e.operation == "delete"]


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        ("Path('/srv/data/a.csv').parent / 'b.csv'", "/srv/data/b.csv"),
        ("base.parent", "/srv"),
        ("base.parents[0] / 'x'", "/srv/x"),
        ("Path('/srv/a.csv').with_name('b.csv')", "/srv/b.csv"),
        ("Path('/srv/a.csv').with_suffix('.bak')", "/srv/a.bak"),
        ("base.joinpath('in', 'a.csv')", "/srv/data/in/a.csv"),
        ("'/srv/' + Path('/data/a.csv').name", "/srv/a.csv"),
        ("'/srv/' + Path('/data/a.csv').stem + '.txt'", "/srv/a.txt"),
        ("f'/srv/x{base.suffix}'", "/srv/x"),
        ("(base / name / 'a.csv').parent / 'b.csv'", "/srv/data/{name}/b.csv"),
        ("os.path.join(os.path.dirname('/srv/data/a.csv'), 'b.csv')", "/srv/data/b.csv"),
    ],
)
def test_a_path_is_taken_apart_and_put_together(expression: str, name: str) -> None:
    assert [shown.replace("{answer}", "{name}") for shown in removed(expression)] == [name]


@pytest.mark.parametrize(
    "folder",
    ["Path(__file__).parent", "Path(__file__).resolve().parent", "Path(os.path.dirname(os.path.abspath(__file__)))", "Path('.')"],
)
def test_a_file_beside_the_program_is_opened(tmp_path: Path, folder: str) -> None:
    (tmp_path / "jobs" / "sql").mkdir(parents=True)
    (tmp_path / "jobs" / "sql" / "fix.sql").write_text("DELETE FROM carts")
    text = f"import os, sqlite3\nfrom pathlib import Path\n\nHERE = {folder}\nwith open(HERE / 'sql' / 'fix.sql') as f:\n    sqlite3.connect('/srv/x.db').execute(f.read())\n"
    found = effects(text, Language.PYTHON, "jobs/a.py", Near((tmp_path,), tmp_path))
    assert [e.asset.name for e in found if e.operation == "delete"] == ["carts"]


def test_a_folder_above_a_throwaway_one_is_not_throwaway() -> None:
    text = "import shutil, tempfile\nfrom pathlib import Path\n\nshutil.rmtree(Path(tempfile.mkdtemp()).parent)\n"
    assert [e.safe_evidence for e in effects(text, Language.PYTHON) if e.operation == "delete"] == [()]
