"""Liquibase changelogs in YAML and XML: the tables that are there after the last change set. Rollbacks are passed over.

The XML is read by its tags and never parsed as a whole, so nothing in it can expand. Changelogs in SQL are read as SQL.
Source: docs.liquibase.com, change types createTable, dropTable, renameTable, addColumn, dropColumn, addForeignKeyConstraint.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from riskscan.estate import migrations
from riskscan.estate.piece import Around, Gather, Source
from riskscan.formats.yaml_text import Map, map_of, maps_of, text_of
from riskscan.model.estate import Estate

_TAG = re.compile(r"<(?:\w+:)?(createTable|dropTable|renameTable|addColumn|dropColumn|addForeignKeyConstraint|createView)\b([^>]*?)(/?)>")
_PAIR = re.compile(r"(\w+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_COLUMN = re.compile(r"<(?:\w+:)?column\b([^>]*?)/?>")
_VERSION = re.compile(r"/dbchangelog-(\d+)\.\d+\.xsd")
_NEWEST = 5
_PASSED_OVER = re.compile(r"<!--.*?-->|<(?:\w+:)?rollback\b.*?</(?:\w+:)?rollback>", re.S)


def wants(document: Map, path: PurePosixPath) -> bool:
    """A changelog in YAML."""
    return bool(maps_of(document.get("databaseChangeLog")))


def wants_xml(path: PurePosixPath, text: str) -> bool:
    """A changelog in XML."""
    return path.suffix == ".xml" and "<databaseChangeLog" in text


def _steps(gather: Gather, path: PurePosixPath) -> migrations.Steps:
    return migrations.Steps(gather, migrations.Place(path.parent.as_posix() + " changelog", path.name))


def read(document: Map, gather: Gather) -> None:
    """All changes of a changelog in YAML."""
    gather.source = "liquibase"
    steps = _steps(gather, PurePosixPath(gather.file))
    for entry in maps_of(document.get("databaseChangeLog")):
        for change in maps_of(map_of(entry.get("changeSet")).get("changes")):
            for sort, value in change.items():
                said = map_of(value)
                columns = [text_of(map_of(c.get("column")).get("name")) for c in maps_of(said.get("columns"))]
                _change(steps, sort, {name: text_of(inner) for name, inner in said.items()}, [c for c in columns if c], change.line)


def read_xml(source: Source, around: Around) -> Estate:
    """All changes of a changelog in XML."""
    gather = Gather("liquibase", source.path)
    version = _VERSION.search(source.text)
    if version is not None and int(version[1]) > _NEWEST:
        gather.unread(
            "liquibase-version", f"{source.path} has a newer form than we know.", "Some of the tables that it makes may be missing."
        )
    steps = _steps(gather, source.posix)
    text = _PASSED_OVER.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), source.text)
    for tag in _TAG.finditer(text):
        end = text.find(f"</{tag[0][1:].split(tag[1])[0]}{tag[1]}>", tag.end()) if not tag[3] else tag.end()
        inside = text[tag.end() : max(end, tag.end())]
        columns = [said["name"] for c in _COLUMN.finditer(inside) if "name" in (said := _pairs(c[1]))]
        _change(steps, tag[1], _pairs(tag[2]), columns, text.count("\n", 0, tag.start()) + 1)
    return gather.estate()


def _pairs(text: str) -> dict[str, str]:
    return {m[1]: m[2] if m[2] is not None else m[3] for m in _PAIR.finditer(text)}


def _change(steps: migrations.Steps, sort: str, said: dict[str, str], columns: list[str], line: int) -> None:
    def table(name: str = "tableName", schema: str = "schemaName") -> str:
        return ".".join(p for p in (said.get(schema, ""), said.get(name, "")) if p and "${" not in p)

    if sort == "addForeignKeyConstraint" and said.get("baseTableName") and said.get("referencedTableName"):
        child, parent = table("baseTableName", "baseTableSchemaName"), table("referencedTableName", "referencedTableSchemaName")
        steps.refers(child, parent, line, said.get("onDelete", "").upper() == "CASCADE", said.get("baseColumnNames", ""))
    elif sort == "renameTable" and said.get("oldTableName") and said.get("newTableName"):
        steps.rename(table("oldTableName"), table("newTableName"), line)
    elif sort == "createView" and said.get("viewName"):
        steps.create(table("viewName"), line)
    elif not said.get("tableName"):
        return
    elif sort == "createTable":
        steps.create(table(), line, columns)
    elif sort == "dropTable":
        steps.drop(table(), line)
    elif sort == "addColumn":
        for column in columns:
            steps.add(table(), column, line)
    elif sort == "dropColumn":
        for column in columns or [said.get("columnName", "")]:
            if column:
                steps.remove(table(), column, line)
