"""Tables that classes of Python stand for (SQLAlchemy, Django): who defines or imports such a class uses its table.

Source: docs.sqlalchemy.org, declarative table configuration; docs.djangoproject.com, model Meta options (a model's table is ``app_model``
unless ``db_table`` says otherwise).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from riskscan.estate.piece import Around, Gather
from riskscan.estate.python_tree import last_name, module_of, text_in
from riskscan.model.asset import AssetKind, key_of
from riskscan.model.estate import EdgeKind
from riskscan.model.evidence import Method

_SPEAKS = re.compile(r"__tablename__|\bmodels\.Model\b")
_TAKES = re.compile(r"(?m)^\s*from\s+\S*(?:model|entit|schema|table|orm)\S*\s+import\b")
_IMPORT = re.compile(r"(?m)^[ \t]*(from)[ \t]+[\w.]+[ \t]+import[ \t]*(?:\([^()]*\)|[^\n\\]*(?:\\\n[^\n\\]*)*)")
_FIELD = re.compile(r"(Field|Key|Column|mapped_column)$")


@dataclass(frozen=True, slots=True)
class Mapped:
    """A class and the table that it stands for, with the columns that it names."""

    name: str
    table: str
    line: int
    columns: tuple[str, ...]


def read(gather: Gather, text: str, around: Around) -> None:
    """Edges from the tables of the classes that a program defines, and of those that it takes from another file."""
    found = [(mapped, mapped.line) for mapped in classes(text, gather.file)] if _SPEAKS.search(text) else []
    if _TAKES.search(text):
        found += _taken(gather.file, text, around)
    actor = key_of(AssetKind.PROGRAM, gather.file)
    for mapped, line in found:
        gather.asset(AssetKind.PROGRAM, gather.file, 1)
        table = gather.asset(AssetKind.TABLE, mapped.table, line, method=Method.MATCHED)
        gather.edge(table, actor, EdgeKind.FEEDS, line, Method.RESOLVED, mapped.columns)


def _taken(file: str, text: str, around: Around) -> list[tuple[Mapped, int]]:
    found: list[tuple[Mapped, int]] = []
    for statement in _IMPORT.finditer(text):
        node = _import(statement[0].strip())
        path = module_of(node, file, around) if node is not None else None
        other = around.near.text(path, file) if path is not None else None
        if node is None or path is None or other is None or not _SPEAKS.search(other):
            continue
        taken = {part.asname or part.name: part.name for part in node.names}
        mapped_there = [mapped for mapped in classes(other, path) if mapped.name in taken.values()]
        wanted = {taken[name] for name in taken if name in _used(text)} if mapped_there else set()
        line = text.count("\n", 0, statement.start(1)) + 1
        found += [(mapped, line) for mapped in mapped_there if mapped.name in wanted]
    return found


def _import(statement: str) -> ast.ImportFrom | None:
    """The statement alone: parsing whole files for their imports would cost as much as reading them."""
    try:
        body = ast.parse(statement).body
    except (SyntaxError, ValueError):
        return None
    return body[0] if body and isinstance(body[0], ast.ImportFrom) else None


@lru_cache(maxsize=2)
def _used(text: str) -> frozenset[str]:
    """The names that the code of a file uses."""
    try:
        tree = _tree(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))


@lru_cache(maxsize=512)
def classes(text: str, file: str) -> tuple[Mapped, ...]:
    """The mapped classes of a file; a class that is only a base of others (abstract) stands for no table."""
    try:
        tree = _tree(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    return tuple(
        Mapped(node.name, table, node.lineno, tuple(_columns(node)))
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and (table := _table(node, file))
    )


@lru_cache(maxsize=16)
def _tree(text: str) -> ast.Module:
    return ast.parse(text)


def _table(node: ast.ClassDef, file: str) -> str:
    said = dict(_set(node))
    plain = text_in(said.get("__tablename__"))
    if plain:
        schema = _schema(said.get("__table_args__"))
        return f"{schema}.{plain}" if schema and "." not in plain else plain
    if not any(isinstance(base, ast.Attribute) and ast.unparse(base).endswith("models.Model") for base in node.bases):
        return ""
    meta = next((inner for inner in node.body if isinstance(inner, ast.ClassDef) and inner.name == "Meta"), None)
    options = dict(_set(meta)) if meta else {}
    abstract = options.get("abstract")
    if isinstance(abstract, ast.Constant) and abstract.value is True:
        return ""
    named = text_in(options.get("db_table")).replace('"."', ".").strip('"')
    folder = PurePosixPath(file).parent
    app = text_in(options.get("app_label")) or (folder.parent.name if folder.name == "models" else folder.name)
    return named or (f"{app}_{node.name}".lower() if app else "")


def _schema(arguments: ast.expr | None) -> str:
    for node in ast.walk(arguments) if arguments is not None else ():
        for key, value in zip(node.keys, node.values, strict=True) if isinstance(node, ast.Dict) else ():
            if text_in(key) == "schema":
                return text_in(value)
    return ""


def _set(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    """(name, value) of what a class sets."""
    for inner in node.body:
        if isinstance(inner, ast.Assign):
            yield from ((target.id, inner.value) for target in inner.targets if isinstance(target, ast.Name))
        elif isinstance(inner, ast.AnnAssign) and isinstance(inner.target, ast.Name) and inner.value is not None:
            yield inner.target.id, inner.value


def _columns(node: ast.ClassDef) -> Iterator[str]:
    """The columns that a class names: by its own names, unless a column says another; a bare annotation is a column too."""
    for name, value in _set(node):
        if isinstance(value, ast.Call) and _FIELD.search(last_name(value.func)):
            django = last_name(value.func).endswith(("ForeignKey", "OneToOneField"))
            said = text_in(value.args[0]) if value.args and not django else ""
            yield said or (f"{name}_id" if django else name)
    for inner in node.body:
        if isinstance(inner, ast.AnnAssign) and inner.value is None and isinstance(inner.target, ast.Name):
            yield inner.target.id
