"""Names that a file never sets: what a notebook service sets beforehand, or something of which nothing is known."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language
from tests.support import effects, short


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('cur.execute("DELETE FROM shop.orders")\n', "delete table:shop.orders all"),
        ('session.execute("TRUNCATE TABLE shop.orders")\n', "delete table:shop.orders all"),
        ('spark.sql("DROP TABLE shop.orders")\n', "delete table:shop.orders all"),
        ('df.write.mode("overwrite").saveAsTable("shop.orders")\n', "delete table:shop.orders all"),
        ('dbutils.fs.rm("/mnt/lake/raw", recurse=True)\n', "delete file:/mnt/lake/raw all"),
    ],
)
def test_a_receiver_that_the_file_never_sets_is_no_reason_for_silence(text: str, expected: str) -> None:
    assert expected in {short(e) for e in effects(text, Language.PYTHON, "x.py")}


@pytest.mark.parametrize("text", ["items.remove(3)\n", "cache.pop('a')\n", "print(_('DELETE FROM the list'))\n", "thing.delete\n"])
def test_everyday_methods_of_unknown_names_stay_silent(text: str) -> None:
    assert not effects(text, Language.PYTHON, "x.py")


def test_a_command_that_is_split_into_words_keeps_what_is_known() -> None:
    text = (
        'import subprocess, sys\n\ndef get(name):\n    subprocess.run(f"{sys.executable} -m pip install {name}".split())\n\nget(input())\n'
    )
    assert not {short(e) for e in effects(text, Language.PYTHON, "x.py")} & {"execute program:{arguments} unknown"}
    text = 'import subprocess\n\ndef drop(name):\n    subprocess.run(f"dropdb -h db1 {name}".split())\n\ndrop(input())\n'
    assert {short(e) for e in effects(text, Language.PYTHON, "x.py")} == {"delete database:{name} all"}
