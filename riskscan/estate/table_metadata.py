"""A ``metadata.yaml`` beside the query that fills a table: owners, labels, and the pipeline that runs it.

The folders ``project/dataset/table`` name the table.
Source: github.com/mozilla/bigquery-etl, docs, metadata.yaml (friendly_name, owners, labels, scheduling, bigquery).
"""

from __future__ import annotations

from pathlib import PurePosixPath

from riskscan.estate.piece import Around, Gather
from riskscan.formats.yaml_text import Map, map_of, maps_of, rows_of, text_of, texts_of
from riskscan.model.asset import AssetKind
from riskscan.model.estate import EdgeKind
from riskscan.model.evidence import Method

_QUERIES = ("query.sql", "view.sql", "script.sql", "materialized_view.sql", "query.py", "part1.sql")


def wants(document: Map, path: PurePosixPath) -> bool:
    """By name, place and words."""
    return (
        path.name in ("metadata.yaml", "metadata.yml")
        and len(path.parts) > 3
        and bool({"friendly_name", "owners", "scheduling"} & set(document))
    )


def read(document: Map, gather: Gather, source: str, around: Around) -> None:
    """The table, its owners, what fills it and what waits for it."""
    gather.source = "metadata"
    folder = PurePosixPath(gather.file).parent
    owners = [o for o in texts_of(document.get("owners")) if o and "/" not in o]
    labels = map_of(document.get("labels"))
    scheduling = map_of(document.get("scheduling"))
    partition = map_of(map_of(map_of(document.get("bigquery")).get("time_partitioning")))
    key = gather.asset(
        AssetKind.TABLE,
        ".".join(folder.parts[-3:]),
        1,
        owner=owners[0] if owners else "",
        tags=tuple(f"{name}:{text_of(value)}" if text_of(value) not in ("true", "") else name for name, value in labels.items()),
        facts=(
            ("description", " ".join(text_of(document.get("description")).split())[:400]),
            ("label", text_of(document.get("friendly_name"))),
            ("retention", text_of(partition.get("expiration_days")) and f"{text_of(partition.get('expiration_days'))} days"),
            ("deprecated", text_of(document.get("deprecated"))),
        ),
    )
    for owner in owners:
        gather.team(key, owner, document.lines.get("owners", 1), owner if "@" in owner else "")
    filled = next((p for name in _QUERIES if (p := around.layout.resolve(f"{folder}/{name}", "")) is not None), None)
    program = gather.asset(AssetKind.PROGRAM, filled, 1, method=Method.MATCHED) if filled else ""
    if filled and not filled.endswith("view.sql"):
        gather.edge(program, key, EdgeKind.WRITES, document.lines.get("scheduling", 1))
    dag = text_of(scheduling.get("dag_name"))
    if dag:
        line = document.lines.get("scheduling", 1)
        pipeline = gather.asset(AssetKind.PIPELINE, dag, line, method=Method.MATCHED)
        gather.edge(pipeline, program or key, EdgeKind.RUNS if program else EdgeKind.WRITES, line)
    for table in rows_of(scheduling.get("referenced_tables")):
        parts = texts_of(table)
        if len(parts) == 3:
            gather.edge(
                gather.asset(AssetKind.TABLE, ".".join(parts), 1, method=Method.MATCHED), program or key, EdgeKind.FEEDS, scheduling.line
            )
    for waiting in maps_of(scheduling.get("external_downstream_tasks")):
        name = text_of(waiting.get("dag_id"))
        if name:
            gather.edge(key, gather.asset(AssetKind.PIPELINE, name, waiting.line, method=Method.MATCHED), EdgeKind.FEEDS, waiting.line)
