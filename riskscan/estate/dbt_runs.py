"""dbt's ``catalog.json`` and ``run_results.json``: what stands in the warehouse, and how the last run went.

Source: schemas.getdbt.com, catalog (version 1) and run-results (versions 1 to 6).
"""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath

from riskscan.estate.piece import Around, Gather, Source
from riskscan.model.asset import AssetKind
from riskscan.model.estate import Estate
from riskscan.model.evidence import Method

_KNOWN = {"catalog.json": range(1, 2), "run_results.json": range(1, 7)}
_VERSION = re.compile(r"/v(\d+)\.json")
_Json = dict[str, object]


def wants(path: PurePosixPath, text: str) -> bool:
    """By name and version line."""
    return path.name in _KNOWN and "dbt_schema_version" in text[:4_000]


def read(source: Source, around: Around) -> Estate:
    """Columns, sizes and owners of tables, or the state that the last run left them in."""
    gather = Gather("dbt catalog" if source.posix.name == "catalog.json" else "dbt run", source.path)
    try:
        document = _map(json.loads(source.text))
    except (ValueError, RecursionError):
        gather.unread("dbt-record-unread", f"We could not read {source.path}.", "Sizes and columns that dbt knows of may be missing.")
        return gather.estate()
    version = _VERSION.search(_text(_map(document.get("metadata")).get("dbt_schema_version")))
    if version is None or int(version[1]) not in _KNOWN[source.posix.name]:
        gather.unread("dbt-record-version", f"{source.path} has a newer form than we know.", "Some of what dbt knows may be missing.")
    for section in ("nodes", "sources"):
        for unique_id, node in sorted(_map(document.get(section)).items()):
            _table(gather, unique_id, _map(node))
    results = document.get("results")
    for result in results if isinstance(results, list) else ():
        _result(gather, _map(result))
    return gather.estate()


def _map(value: object) -> _Json:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _table(gather: Gather, unique_id: str, node: _Json) -> None:
    metadata = _map(node.get("metadata"))
    name = ".".join(p for p in (_text(metadata.get(w)) for w in ("database", "schema", "name")) if p)
    stats = {key: _map(stat).get("value") for key, stat in _map(node.get("stats")).items()}
    rows = next((str(int(v)) for k in ("row_count", "num_rows", "rows") if isinstance(v := stats.get(k), int | float)), "")
    if name:
        gather.asset(
            AssetKind.VIEW if "VIEW" in _text(metadata.get("type")).upper() else AssetKind.TABLE,
            name,
            0,
            method=Method.DECLARED,
            aliases=(unique_id,),
            columns=tuple(_text(_map(c).get("name")) or n for n, c in _map(node.get("columns")).items()),
            facts=(("rows", rows),),
        )


def _result(gather: Gather, result: _Json) -> None:
    unique_id, status = _text(result.get("unique_id")), _text(result.get("status"))
    sort, _, rest = unique_id.partition(".")
    if sort in ("model", "seed", "snapshot") and status:
        gather.asset(AssetKind.TABLE, rest.rpartition(".")[2], 0, key=f"ref:{rest}", aliases=(unique_id,), facts=(("last_run", status),))
