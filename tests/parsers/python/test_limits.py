"""Old Excel files filled from data of unknown length lose rows; short or fixed lists and new files do not."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language
from tests.support import effects

HEAD = 'import csv\nimport xlwt\n\nbook = xlwt.Workbook()\nsheet = book.add_sheet("cases")\n'


def verbs(text: str) -> set[str]:
    return {e.verb for e in effects(HEAD + text, Language.PYTHON, "x.py") if e.rule.startswith("python/office.")}


def test_rows_of_a_file_of_unknown_length() -> None:
    loop = "for n, record in enumerate(csv.reader(open('/mnt/lab/cases.csv'))):\n    sheet.write(n, 0, record[0])\n"
    (effect,) = [e for e in effects(HEAD + loop + "book.save('/mnt/share/cases.xls')\n", Language.PYTHON, "x.py") if "office" in e.rule]
    assert effect.verb == "save_cut_off"
    assert "65,536" in effect.text


@pytest.mark.parametrize(
    "text",
    [
        "for n, name in enumerate_short:\n    print(name)\nbook.save('/mnt/share/cases.xls')\n",
        "for n in range(12):\n    sheet.write(n, 0, n)\nbook.save('/mnt/share/cases.xls')\n",
        "for name in ['a', 'b']:\n    sheet.write(0, 0, name)\nbook.save('/mnt/share/cases.xls')\n",
    ],
)
def test_short_lists_fit(text: str) -> None:
    assert verbs(text) == {"save"}
