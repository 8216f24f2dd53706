"""Annotated programs: exactly the marked lines have effects. Secrets in plain sight are tested elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskscan.files import Near
from riskscan.model.artifact import Language
from tests.support import FIXTURES, effects, marked, seen

FILES = sorted((FIXTURES / "python").glob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_exactly_the_marked_lines(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert seen(effects(text, Language.PYTHON, path.name, Near((path.parent,), path.parent))) == marked(text)
