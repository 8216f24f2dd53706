"""Annotated files: exactly the marked lines yield exactly the marked effects."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language
from tests.support import FIXTURES, findings, marked, seen

FILES = sorted((FIXTURES / "terraform").glob("*.tf"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_marked_lines(path: object) -> None:
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert seen(findings(text, Language.TERRAFORM, "x.tf").effects) == marked(text)
