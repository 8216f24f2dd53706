"""The signs of a dialect, as they are written and as they are searched."""

from __future__ import annotations

import re

from riskscan.parsers.sql import dialects
from tests.support import FIXTURES


def test_signs_are_found_as_they_are_written() -> None:
    for path in sorted(FIXTURES.rglob("*.sql")):
        text = path.read_text()
        expected: dict[str, int] = {}
        for dialect, pattern, weight in dialects._SIGNS:
            hits = len(re.findall(re.sub(r"\(\?[im]+\)", "", pattern), text, re.I | re.M))
            if hits:
                expected[dialect] = expected.get(dialect, 0) + weight * min(hits, 2)
        assert dialects.scores(text) == expected, path.name


def test_capitals_do_not_matter() -> None:
    assert dialects.scores("SELECT TOP 5 * FROM DBO.T") == dialects.scores("select top 5 * from dbo.t") == {"tsql": 4}
