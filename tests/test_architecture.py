"""The house stands as drawn: layers, late imports, rows in their tuples, data in the package."""

from __future__ import annotations

import importlib
import importlib.util
import json
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from types import ModuleType

import pytest

import riskscan.knowledge
from riskscan.knowledge.row import Row
from tests.support import ROOT

HEAVY = {
    "libcst",
    "checkov",
    "networkx",
    "sqlglot",
    "tree_sitter",
    "tree_sitter_hcl",
    "jinja2",
    "typer",
    "rich",
    "yaml",
    "msgspec",
    "sqlalchemy",
}
MOST_LINES = 450  # a file aims at 300
LANGUAGES = ("python", "sql", "terraform", "shell", "powershell")
RUN = "import json, sys\n{what}\nprint(json.dumps(sorted({{name.partition('.')[0] for name in sys.modules}})), file=sys.stderr)"


def loaded(what: str, folder: Path) -> set[str]:
    """The top-level modules that a process holds after running ``what``."""
    done = subprocess.run([sys.executable, "-c", RUN.format(what=what)], cwd=folder, capture_output=True, text=True, check=True)
    return set(json.loads(done.stderr.strip().splitlines()[-1]))


def run_main(*arguments: str) -> str:
    """Code that runs the command and survives its exit."""
    call = "from riskscan.cli.main import main\ntry:\n    main()\nexcept SystemExit:\n    pass"
    return f"sys.argv = ['riskscan', *{list(arguments)!r}]\n{call}"


@pytest.mark.skipif(importlib.util.find_spec("importlinter") is None, reason="import-linter is in the lint extra")
def test_import_contracts_are_kept() -> None:
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_version_loads_no_library(tmp_path: Path) -> None:
    assert not loaded(run_main("--version"), tmp_path) & HEAVY


def test_import_of_the_package_loads_no_library(tmp_path: Path) -> None:
    assert not loaded("import riskscan", tmp_path) & HEAVY


def test_python_without_sql_loads_no_library_of_another_language(tmp_path: Path) -> None:
    (tmp_path / "estate").mkdir()
    (tmp_path / "job.py").write_text("import shutil\n\nshutil.rmtree('/srv/data')\n")
    names = loaded(run_main("scan", "job.py", "--against", "estate", "--format", "json", "--output", "out.json"), tmp_path)
    assert (tmp_path / "out.json").is_file()
    assert not names & {"libcst", "checkov", "networkx", "sqlglot", "tree_sitter", "tree_sitter_hcl"}


def test_a_scan_that_is_not_recorded_loads_no_database_and_no_web(tmp_path: Path) -> None:
    (tmp_path / "job.py").write_text("print('hello')\n")
    names = loaded(run_main("scan", "job.py", "--against", ".", "--format", "json", "--output", "out.json"), tmp_path)
    assert not names & {"sqlalchemy", "sqlite3", "psycopg", "email", "smtplib"}


def _modules(language: str) -> Iterator[ModuleType]:
    package = importlib.import_module(f"riskscan.knowledge.{language}")
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        yield importlib.import_module(found.name)


def _rows(value: object) -> Iterator[Row]:
    if isinstance(value, Row):
        yield value
    elif isinstance(value, ModuleType):
        for inner in vars(value).values():
            if isinstance(inner, tuple):
                yield from _rows(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _rows(inner)


def _own_tuples(module: ModuleType) -> Iterator[Row]:
    for value in vars(module).values():
        if isinstance(value, (tuple, Row)):
            yield from _rows(value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_is_in_the_tuple_of_its_language(language: str) -> None:
    package = f"riskscan.knowledge.{language}"
    home = f"{package}.rows" if importlib.util.find_spec(f"{package}.rows") else package
    registered = {row.id for row in _own_tuples(importlib.import_module(home))}
    lost = {row.id: module.__name__ for module in _modules(language) for row in _own_tuples(module) if row.id not in registered}
    assert registered
    assert not lost


def test_every_language_of_the_knowledge_is_tested_here() -> None:
    packages = {found.name for found in pkgutil.iter_modules(riskscan.knowledge.__path__) if found.ispkg}
    assert packages == set(LANGUAGES)


@pytest.mark.parametrize("package", ["", "scoring", "reports"])
def test_data_is_in_the_package(package: str) -> None:
    root = resources.files("riskscan")
    wanted = {"": "py.typed", "scoring": "decision_table.csv", "reports": "templates"}[package]
    assert (root / package / wanted if package else root / wanted).exists()


def test_no_file_outgrows_one_idea() -> None:
    long = {}
    for path in (ROOT / "riskscan").rglob("*.py"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MOST_LINES and "knowledge" not in path.parts:
            long[str(path.relative_to(ROOT))] = lines
    assert not long
