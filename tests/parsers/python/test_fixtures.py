"""Annotated programs: exactly the marked lines have effects, and enough of them. Secrets in plain sight are tested elsewhere."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

from riskscan.files import Near
from riskscan.model.artifact import Language
from riskscan.parsers.python.catalogue import catalogue
from tests.support import FIXTURES, effects, marked, seen

FILES = sorted((FIXTURES / "python").glob("*.py"))
_SILENT = re.compile(r"#\s*silent\s*$")


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_exactly_the_marked_lines(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert seen(effects(text, Language.PYTHON, path.name, Near((path.parent,), path.parent))) == marked(text)


def test_there_are_enough_lines_of_both_kinds(capsys: pytest.CaptureFixture[str]) -> None:
    told = sum(len({line for line, _ in marked(path.read_text(encoding="utf-8"))}) for path in FILES)
    silent = sum(bool(_SILENT.search(line)) for path in FILES for line in path.read_text(encoding="utf-8").split("\n"))
    with capsys.disabled():
        print(f"\n{told} lines with effects, {silent} lines that stay silent, in {len(FILES)} programs")
    assert told >= 330
    assert silent >= 185


def test_no_line_is_marked_both_ways() -> None:
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        lines = text.split("\n")
        assert not [line for line, _ in marked(text) if _SILENT.search(lines[line - 1])]


def test_many_libraries_are_met() -> None:
    known = {name.partition(".")[0].partition("(")[0] for name in (*catalogue().calls, *catalogue().gives)}
    imported = {name.partition(".")[0] for path in FILES for name in _imports(path)}
    assert len((imported & known) - sys.stdlib_module_names) >= 60


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found
