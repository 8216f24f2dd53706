"""Where a dbt project builds: the database and schema of the live output in a ``profiles.yml`` beside it or above it.

An output counts by its name (``prod``), or as the only one: what a developer's own output builds is nobody else's table.
Source: docs.getdbt.com, about profiles.yml, custom schemas, custom databases.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from riskscan.estate.piece import Around
from riskscan.formats.yaml_text import Map, YamlError, documents, map_of, text_of
from riskscan.knowledge.places import is_production

FACT = "dbt builds in"
_FILES = ("profiles.yml", "profiles.yaml")
_DATABASE = ("database", "dbname", "project", "catalog")
_SCHEMA = ("schema", "dataset")
_DEFAULT = re.compile(r"^\{\{\s*env_var\(\s*['\"]\w+['\"]\s*,\s*['\"]([\w.-]+)['\"]\s*\)\s*\}\}$")
_OWN_NAMES = ("generate_schema_name.sql", "get_custom_schema.sql")


def place_of(document: Map, file: str, around: Around) -> str:
    """``database.schema|rule`` of a project, the rule ``own`` where a macro of its own names schemas; without a profile only the rule."""
    profile = text_of(document.get("profile")) or text_of(document.get("name"))
    own = "own" if _names_its_own(file, around) else ""
    for folder in PurePosixPath(file).parents:
        for name in _FILES:
            path = around.layout.resolve(f"{folder}/{name}" if str(folder) != "." else name, "")
            text = around.near.text(path, "") if path is not None else None
            place = _live(text, profile) if text else ""
            if place:
                return f"{place}|{own}"
    return f"|{own}" if own else ""


def _names_its_own(file: str, around: Around) -> bool:
    """True where a macro of the project makes the name of a schema: then a model's own schema is the whole of it."""
    macros = f"{PurePosixPath(file).parent.as_posix()}/macros".removeprefix("./")
    return any(path.endswith(_OWN_NAMES) for path in around.layout.listed(macros, ".sql"))


def _live(text: str, profile: str) -> str:
    try:
        found = documents(text)
    except YamlError:
        return ""
    outputs = {name: value for d in found for name, value in map_of(map_of(map_of(d).get(profile)).get("outputs")).items()}
    live = [value for name, value in outputs.items() if is_production(name)] or (list(outputs.values()) if len(outputs) == 1 else [])
    parts = [_plain(map_of(live[0]), names) for names in (_DATABASE, _SCHEMA)] if live else ["", ""]
    return ".".join(part for part in parts if part) if parts[1] else ""


def _plain(output: Map, names: tuple[str, ...]) -> str:
    said = next((text_of(output.get(name)) for name in names if text_of(output.get(name))), "")
    default = _DEFAULT.match(said)
    return default[1] if default else "" if "{" in said else said


def name_in(place: str, table: str, schema: str) -> str:
    """The whole name of a table of a project that builds there; a schema of its own is put after the profile's, as dbt does it."""
    where, _, rule = place.partition("|")
    database, _, base = where.rpartition(".")
    whole = schema if schema and rule == "own" else f"{base}_{schema}" if schema else base
    return ".".join(part for part in (database, whole, table) if part)
