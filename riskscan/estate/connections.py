"""Hosts and databases named by settings: ``DATABASE_URL``, ``DB_HOST``, ``PGDATABASE`` and their like. No other value is kept.

Source: the environment variables of libpq, MySQL and Redis clients, and the twelve-factor form of a database address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from riskscan.estate.piece import Around, Gather, Source
from riskscan.knowledge.places import LOCAL_HOSTS
from riskscan.model.asset import AssetKind
from riskscan.model.estate import EdgeKind, Estate
from riskscan.model.evidence import Method

_URL = re.compile(
    r"^(?:jdbc:)?(?P<scheme>postgres(?:ql)?|mysql|mariadb|mssql|sqlserver|oracle|redshift|snowflake|clickhouse|mongodb(?:\+srv)?|redis|rediss|amqps?|kafka)"
    r"(?:\+\w+)?://(?:[^@/\s]*@)?(?P<host>[A-Za-z0-9][A-Za-z0-9_.-]*)(?::\d+)?(?:/(?P<database>[\w-]+))?"
)
_HOST = re.compile(
    r"(?i)(^|_)(DB|DATABASE|PG|POSTGRES|MYSQL|MSSQL|REDIS|MONGO|WAREHOUSE|SNOWFLAKE|REDSHIFT|CLICKHOUSE)\w*?_?(HOST|HOSTNAME|SERVER|ENDPOINT)$"
)
_NAME = re.compile(r"(?i)^(PG|POSTGRES_|MYSQL_|DB_|DATABASE_|WAREHOUSE_|SNOWFLAKE_|REDSHIFT_)(DATABASE|DB|NAME|DB_NAME)$")
_BUCKET = re.compile(r"(?i)(^|_)BUCKET(_NAME)?$|_S3_BUCKET|^S3_")
_PLAIN = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.-]{1,200}$")
_PAIR = re.compile(r"^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$")


def named(name: str, value: str) -> list[tuple[AssetKind, str]]:
    """The hosts, databases and file stores that a setting of this name and value speaks of."""
    value = value.strip().strip("\"'")
    found: list[tuple[AssetKind, str]] = []
    address = _URL.match(value)
    if address:
        if address["host"].lower() not in LOCAL_HOSTS:
            found.append((AssetKind.SERVER, address["host"]))
        if address["database"] and not address["scheme"].startswith(("redis", "amqp", "kafka")):
            found.append((AssetKind.DATABASE, address["database"]))
        return found
    if not _PLAIN.match(value) or value.lower() in LOCAL_HOSTS or value.isdigit():
        return []
    if _HOST.search(name) or name.upper() == "PGHOST":
        return [(AssetKind.SERVER, value)]
    if _NAME.search(name):
        return [(AssetKind.DATABASE, value)]
    return [(AssetKind.BUCKET, value)] if _BUCKET.search(name) else []


def use(gather: Gather, settings: Mapping[str, str], lines: Mapping[str, int], actor: str, near: Mapping[str, str] | None = None) -> None:
    """Edges from all that the settings name to whoever has them; ``near`` are hosts that are programs of the same file, by name."""
    for name, value in settings.items():
        line = lines.get(name, 1)
        for kind, thing in named(name, value):
            known = (near or {}).get(thing)
            key = known or gather.asset(kind, thing, line, method=Method.MATCHED)
            gather.edge(key, actor, EdgeKind.FEEDS if kind is AssetKind.BUCKET else EdgeKind.SUPPORTS, line, Method.MATCHED)


def wants(path: PurePosixPath, text: str) -> bool:
    """``.env`` and its like; templates without values say nothing."""
    name = path.name
    named_so = name == ".env" or name.startswith(".env.") or path.suffix == ".env"
    return named_so and not re.search(r"(example|sample|template|dist)$", name)


def read(source: Source, around: Around) -> Estate:
    """The hosts, databases and file stores that the programs beside this file use."""
    gather = Gather("env", source.path)
    folder = source.posix.parent.as_posix()
    settings: dict[str, str] = {}
    lines: dict[str, int] = {}
    for number, line in enumerate(source.text.split("\n"), start=1):
        pair = _PAIR.match(line)
        if pair and not line.lstrip().startswith("#"):
            settings[pair[1]], lines[pair[1]] = pair[2], number
    if any(named(name, value) for name, value in settings.items()):
        actor = gather.asset(AssetKind.PROGRAM, folder if folder != "." else "programs of this folder", 1, key=f"program:{source.path}")
        use(gather, settings, lines, actor)
    return gather.estate()
