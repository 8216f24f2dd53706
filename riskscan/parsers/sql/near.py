"""Which dialect the files around a text speak of: its own path, dbt profiles, compose files, connection URLs in settings."""

from __future__ import annotations

import re

from riskscan.model.artifact import Artifact
from riskscan.model.surroundings import Surroundings
from riskscan.parsers.sql.dialects import normal

PATH_WEIGHT = 4  # as much as a strong sign in the text
NEAR_WEIGHT = 4
_FILES = ("profiles.yml", "docker-compose.yml", "docker-compose.yaml", "compose.yml", "alembic.ini")
_UP = ("", "../", "../../", "../../../")
_ADAPTER = re.compile(r"(?m)^\s+(?:type|adapter):\s*['\"]?(\w+)")
_IMAGE = re.compile(r"(?m)^\s*image:\s*['\"]?(?:[\w.-]+/)*?(postgres|postgis|timescaledb|mysql|mariadb|mssql|oracle|clickhouse)\b")
_URL = re.compile(
    r"(?m)\b(postgresql|postgres|mysql|mariadb|mssql|oracle|snowflake|bigquery|redshift|sqlite|duckdb|trino|clickhouse)(?:\+\w+)?://"
)
_SAME = {"postgis": "postgres", "timescaledb": "postgres"}


def from_path(path: str) -> str:
    """The dialect that a folder or the file is named for (``db/mysql/V1__start.sql``); empty where none or several are."""
    words = re.split(r"[^A-Za-z0-9]+", path.rpartition(".")[0])
    found = {d for word in words if len(word) > 4 or word.lower() in ("psql", "tsql", "hive") if (d := normal(word))}
    return found.pop() if len(found) == 1 else ""


def from_files(artifact: Artifact, surroundings: Surroundings) -> str:
    """The one dialect that the settings around the artifact name; empty where they name none or several."""
    found: set[str] = set()
    for name in _FILES:
        text = next((t for up in _UP if (t := surroundings.text(up + name, artifact.path)) is not None), None)
        if text is None:
            continue
        for pattern in (_ADAPTER, _IMAGE, _URL):
            found |= {normal(_SAME.get(word.lower(), word)) for word in pattern.findall(text)}
    found.discard("")
    return found.pop() if len(found) == 1 else ""
