"""Scripts as people write them, in many dialects: exactly the marked lines yield exactly the marked effects."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskscan.model.artifact import Language
from tests.support import FIXTURES, findings, marked, seen

FILES = sorted((FIXTURES / "sql").glob("*.sql"))


@pytest.mark.parametrize("path", FILES, ids=[p.name for p in FILES])
def test_marked_lines(path: Path) -> None:
    text = path.read_text()
    assert seen(findings(text, Language.SQL, path.name).effects) == marked(text)


def test_dialect_is_told_from_the_text() -> None:
    for path in FILES:
        expected = path.name.partition("_")[0]
        if expected != "silent":
            assert findings(path.read_text(), Language.SQL).dialect == expected, path.name
