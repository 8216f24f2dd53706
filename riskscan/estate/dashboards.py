"""What Superset and Metabase write when they export their dashboards: which tables a report shows.

Source: superset.apache.org, importing and exporting datasources (files of version 1.0.0, joined by ``uuid``); metabase.com, serialization
(files joined by ``entity_id``; tables are named by database, schema and table).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from riskscan.estate import queries
from riskscan.estate.piece import Around, Gather
from riskscan.formats.yaml_text import Map, Text, Value, map_of, maps_of, rows_of, text_of, texts_of
from riskscan.model.asset import AssetKind
from riskscan.model.estate import EdgeKind
from riskscan.model.evidence import Method


def wants_superset(document: Map, path: PurePosixPath) -> bool:
    """A dashboard, chart or dataset of an export."""
    known = "uuid" in document and ("version" in document or "dataset_uuid" in document or "database_uuid" in document)
    return known and bool({"dashboard_title", "slice_name", "table_name"} & set(document))


def read_superset(document: Map, gather: Gather, source: str, around: Around) -> None:
    """Datasets are fed by tables, charts by datasets, dashboards by charts."""
    gather.source = "superset"
    name = text_of(document.get("uuid"))
    if "dashboard_title" in document:
        key = _report(gather, document, name, "dashboard_title", "dashboard")
        for chart in dict.fromkeys(_charts(document.get("position"))):
            gather.edge(f"report:superset:{chart}", key, EdgeKind.FEEDS, document.lines.get("position", 1))
    elif "slice_name" in document:
        key = _report(gather, document, name, "slice_name", "chart")
        dataset = text_of(document.get("dataset_uuid"))
        if dataset:
            gather.edge(f"other:superset:{dataset}", key, EdgeKind.FEEDS, document.lines.get("dataset_uuid", 1))
    else:
        _dataset(document, name, gather, source, around)


def _report(gather: Gather, document: Map, name: str, title: str, sort: str) -> str:
    certified = text_of(document.get("certified_by"))
    key = gather.asset(
        AssetKind.REPORT,
        text_of(document.get(title)),
        document.lines.get(title, 1),
        key=f"report:superset:{name}",
        aliases=tuple(a for a in (text_of(document.get("slug")),) if a),
        criticality=3 if certified else None,
        owner=certified,
        facts=(
            ("type", sort),
            ("description", " ".join(text_of(document.get("description")).split())[:400]),
            ("maturity", "high" if certified else ""),
        ),
    )
    gather.team(key, certified, document.lines.get("certified_by", 1))
    return key


def _charts(value: Value | None, depth: int = 0) -> Iterator[str]:
    """The uuids of the charts on a dashboard, wherever its layout puts them."""
    if isinstance(value, Map) and depth < 20:
        if text_of(value.get("type")) == "CHART" and text_of(map_of(value.get("meta")).get("uuid")):
            yield text_of(map_of(value["meta"]).get("uuid"))
        for inner in value.values():
            yield from _charts(inner, depth + 1)


def _dataset(document: Map, name: str, gather: Gather, source: str, around: Around) -> None:
    table = ".".join(p for p in (text_of(document.get(w)) for w in ("catalog", "schema", "table_name")) if p)
    line = document.lines.get("table_name", 1)
    key = gather.asset(
        AssetKind.OTHER,
        f"{text_of(document.get('table_name'))} (Superset)",
        line,
        key=f"other:superset:{name}",
        facts=(("type", "dataset"),),
    )
    query = document.get("sql")
    if isinstance(query, Text) and query.strip():
        queries.reads_yaml(gather, query, key, source, around)
    else:
        gather.edge(gather.asset(AssetKind.TABLE, table, line, method=Method.MATCHED), key, EdgeKind.FEEDS, line)


def wants_metabase(document: Map, path: PurePosixPath) -> bool:
    """A card or dashboard of a serialized Metabase."""
    return "entity_id" in document and (
        "serdes/meta" in document or "dataset_query" in document or "dashcards" in document or "ordered_cards" in document
    )


def read_metabase(document: Map, gather: Gather, source: str, around: Around) -> None:
    """Questions are fed by the tables of their query, dashboards by questions."""
    gather.source = "metabase"
    identity, title = text_of(document.get("entity_id")), text_of(document.get("name"))
    cards = maps_of(document.get("dashcards")) or maps_of(document.get("ordered_cards"))
    is_card = "dataset_query" in document
    if not is_card and not cards:
        return
    key = gather.asset(
        AssetKind.REPORT,
        title,
        document.lines.get("name", 1),
        key=f"report:metabase:{identity}",
        facts=(("type", "chart" if is_card else "dashboard"), ("description", text_of(document.get("description"))[:400])),
    )
    for card in cards:
        for name in (text_of(card.get("card_id")), *(text_of(s.get("card_id")) for s in maps_of(card.get("series")))):
            if name:
                gather.edge(f"report:metabase:{name}", key, EdgeKind.FEEDS, card.line)
    query = map_of(document.get("dataset_query"))
    native = map_of(query.get("native")).get("query")
    if isinstance(native, Text):
        plain = Text(
            re.sub(r"\[\[.*?\]\]|\{\{.*?\}\}", lambda m: " " * len(m[0]) if m[0].startswith("[[") else "1".ljust(len(m[0])), native)
        )
        plain.line, plain.column, plain.style = native.line, native.column, native.style
        queries.reads_yaml(gather, plain, key, source, around)
    for table, line in _tables(query.get("query")):
        if isinstance(table, tuple):
            name = ".".join(part for part in table[1:] if part)
            gather.edge(gather.asset(AssetKind.TABLE, name, line, method=Method.MATCHED), key, EdgeKind.FEEDS, line)
        else:
            gather.edge(f"report:metabase:{table}", key, EdgeKind.FEEDS, line)


def _tables(value: Value | None, depth: int = 0) -> Iterator[tuple[tuple[str, ...] | str, int]]:
    """(database, schema, table) of each source table, or the id of the question that is the source, wherever a query names one."""
    if depth > 12 or value is None or isinstance(value, Text):
        return
    if isinstance(value, Map):
        source = value.get("source-table")
        if source is not None:
            names = texts_of(source)
            line = value.lines.get("source-table", value.line)
            if len(rows_of(source)) == 3:
                yield tuple(text_of(v) for v in rows_of(source)), line
            elif len(names) == 1 and not names[0].isdigit():
                yield names[0].removeprefix("card__"), line
        for inner in value.values():
            yield from _tables(inner, depth + 1)
    else:
        for inner in value:
            yield from _tables(inner, depth + 1)
