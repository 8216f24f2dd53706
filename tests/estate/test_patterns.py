"""Tables whose name a program makes up as it runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskscan.estate.read import read
from riskscan.model.evidence import Method
from riskscan.parsers import queue
from tests.estate.support import edge

TABLES = "create table geo.eu__big_buildings (id int);\ncreate table geo.us__big_buildings (id int);\ncreate table old.us__big_buildings (id int);\ncreate table geo.us__small (id int);\n"
READS = "import sys\nimport psycopg2\nVALUE = sys.argv[1]\npsycopg2.connect('h').cursor().execute(f'select id from NAME')\n"


def read_by(folder: Path, name: str) -> set[str]:
    (folder / "db.sql").write_text(TABLES)
    (folder / "load.py").write_text(READS.replace("NAME", name))
    estate = read([folder], queue.read)
    found = {e.source for e in estate.dependencies if e.target == "program:load.py" and "{" not in e.source}
    assert all(edge(estate, source, "program:load.py").evidence.method is Method.ASSUMED for source in found)
    return found


@pytest.mark.parametrize(
    ("name", "tables"),
    [
        ("geo.{VALUE}__big_buildings", {"table:geo.eu__big_buildings", "table:geo.us__big_buildings"}),
        ("wh.geo.{VALUE}__big_buildings", {"table:geo.eu__big_buildings", "table:geo.us__big_buildings"}),
        ("{VALUE}__big_buildings", {"table:geo.eu__big_buildings", "table:geo.us__big_buildings", "table:old.us__big_buildings"}),
        ("geo.eu__{VALUE}_buildings", {"table:geo.eu__big_buildings"}),
        ("geo.us__{VALUE}", set()),
        ("geo.{VALUE}__big_houses", set()),
        ("other.{VALUE}__big_buildings", set()),
    ],
)
def test_what_a_name_with_a_hole_fits(name: str, tables: set[str], tmp_path: Path) -> None:
    assert read_by(tmp_path, name) == tables


@pytest.mark.parametrize("hole", ["run_date", "tmp", "batch_id"])
def test_a_name_that_a_date_or_chance_fills_in_is_the_programs_own(hole: str, tmp_path: Path) -> None:
    (tmp_path / "db.sql").write_text(TABLES)
    text = READS.replace("VALUE", hole).replace("NAME", f"geo.{{{hole}}}__big_buildings")
    (tmp_path / "load.py").write_text(text)
    estate = read([tmp_path], queue.read)
    assert not {e.source for e in estate.dependencies if e.target == "program:load.py"} & {"table:geo.us__big_buildings"}
