"""dbt's ``manifest.json``: everything that dbt itself knew when it last ran.

Versions 4 to 12 are known; a newer one is read as far as it looks the same, and that is said.
Source: schemas.getdbt.com, manifest; published in dbt-core under ``schemas/dbt/manifest``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from riskscan.estate.dbt_yaml import KINDS
from riskscan.estate.piece import Around, Gather, Source
from riskscan.knowledge import importance
from riskscan.model.asset import AssetKind
from riskscan.model.estate import EdgeKind, Estate
from riskscan.model.evidence import Method

KNOWN = range(4, 13)
_BUILT = frozenset({"model", "seed", "snapshot"})
_Json = dict[str, object]


def wants(path: PurePosixPath, text: str) -> bool:
    """A manifest by its name and its version line."""
    return path.name == "manifest.json" and "dbt_schema_version" in text[:4_000]


def read(source: Source, around: Around) -> Estate:
    """All models, sources and exposures of a manifest."""
    gather = Gather("dbt manifest", source.path)
    try:
        document = _map(json.loads(source.text))
    except (ValueError, RecursionError):
        gather.unread("dbt-manifest-unread", f"We could not read {source.path}.", "Tables and reports that dbt knows of may be missing.")
        return gather.estate()
    metadata = _map(document.get("metadata"))
    version = re.search(r"/v(\d+)\.json", _text(metadata.get("dbt_schema_version")))
    if version is None or int(version[1]) not in KNOWN:
        gather.unread("dbt-manifest-version", f"{source.path} has a newer form than we know.", "Some of what dbt knows may be missing.")
    keys = dict(_built(gather, document))
    for unique_id, node in _entries(document, "nodes"):
        if unique_id in keys:
            pipeline = gather.asset(
                AssetKind.PIPELINE, f"dbt:{_text(node.get('package_name')) or 'dbt'}", 0, facts=(("description", "dbt project"),)
            )
            gather.edge(pipeline, keys[unique_id], EdgeKind.MANAGES, 0, Method.DECLARED)
            _inputs(gather, node, keys[unique_id], keys)
    for section in ("semantic_models", "metrics", "saved_queries"):
        for unique_id, entry in _entries(document, section):
            kind = AssetKind.REPORT if section == "metrics" else AssetKind.OTHER
            name = _text(entry.get("name")) or unique_id
            own = f"report:dbt.{unique_id}" if section == "metrics" else f"other:dbt.{unique_id}"
            keys[unique_id] = gather.asset(kind, name, 0, key=own, method=Method.DECLARED, facts=(("type", section.rstrip("s")),))
    for section in ("semantic_models", "metrics", "saved_queries"):
        for unique_id, entry in _entries(document, section):
            _inputs(gather, entry, keys[unique_id], keys)
    for unique_id, exposure in _entries(document, "exposures"):
        _inputs(gather, exposure, _exposure(gather, unique_id, exposure), keys)
    return gather.estate()


def _map(value: object) -> _Json:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    return (
        tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ((value,) if isinstance(value, str) and value else ())
    )


def _entries(document: _Json, section: str) -> Iterator[tuple[str, _Json]]:
    for unique_id, entry in sorted(_map(document.get(section)).items()):
        if isinstance(entry, dict):
            yield unique_id, entry


def _built(gather: Gather, document: _Json) -> Iterator[tuple[str, str]]:
    """(unique id, key) of every table that dbt builds or reads."""
    for section in ("nodes", "sources"):
        for unique_id, node in _entries(document, section):
            sort = _text(node.get("resource_type")) or unique_id.partition(".")[0]
            if sort not in _BUILT and sort != "source":
                continue
            config = _map(node.get("config"))
            if config.get("enabled") is False or (config.get("materialized") == "ephemeral" and not node.get("name")):
                continue
            name = _text(node.get("identifier")) or _text(node.get("alias")) or _text(node.get("name")) or unique_id.rpartition(".")[2]
            dotted = ".".join(p for p in (_text(node.get("database")), _text(node.get("schema")), name) if p)
            yield unique_id, _table(gather, unique_id, sort, dotted, node, config)


def _worth(entry: _Json, config: _Json) -> tuple[tuple[str, ...], str, int | None]:
    meta = {**_map(config.get("meta")), **_map(entry.get("meta"))}
    tags = tuple(dict.fromkeys((*_texts(entry.get("tags")), *_texts(config.get("tags")))))
    owner = meta.get("owner")
    tier = importance.of_tier(str(meta.get("tier", "")))
    worth = importance.highest((importance.of_tags(tags), importance.of_word(str(meta.get("criticality", ""))), tier))
    return tags, _text(owner) or _text(_map(owner).get("name")), worth


def _table(gather: Gather, unique_id: str, sort: str, dotted: str, node: _Json, config: _Json) -> str:
    tags, owner, worth = _worth(node, config)
    materialized = _text(config.get("materialized"))
    group = _text(node.get("group")) or _text(config.get("group"))
    key = gather.asset(
        AssetKind.VIEW if materialized == "view" else AssetKind.TABLE,
        dotted,
        0,
        method=Method.DECLARED,
        aliases=(unique_id,),
        owner=owner,
        criticality=worth,
        columns=_map(node.get("columns")),
        tags=tags if sort == "source" else ("dbt", *tags),
        facts=(
            ("dbt", sort),
            ("materialized", materialized),
            ("unique_key", _text(config.get("unique_key"))),
            ("description", " ".join(_text(node.get("description")).split())[:400]),
            ("file", _text(node.get("original_file_path"))),
            ("group", group and f"{_text(node.get('package_name'))}.{group}"),
        ),
    )
    gather.team(key, owner, 0)
    return key


def _exposure(gather: Gather, unique_id: str, exposure: _Json) -> str:
    sort, maturity = _text(exposure.get("type")).lower(), _text(exposure.get("maturity")).lower()
    tags, _, worth = _worth(exposure, _map(exposure.get("config")))
    owner = _map(exposure.get("owner"))
    email = next(iter(_texts(owner.get("email"))), "")
    name = _text(owner.get("name")) or email
    label = _text(exposure.get("label"))
    key = gather.asset(
        KINDS.get(sort, AssetKind.REPORT),
        _text(exposure.get("name")) or unique_id.rpartition(".")[2],
        0,
        method=Method.DECLARED,
        aliases=tuple(a for a in (unique_id, label) if a),
        owner=name,
        criticality=importance.highest((worth, importance.MATURITY.get(maturity), importance.CONSUMER.get(sort))),
        tags=tags,
        facts=(("type", sort), ("maturity", maturity), ("label", label), ("url", _text(exposure.get("url")))),
    )
    gather.team(key, name, 0, email)
    return key


def _inputs(gather: Gather, node: _Json, key: str, keys: dict[str, str]) -> None:
    for needed in _texts(_map(node.get("depends_on")).get("nodes")):
        if needed in keys:
            gather.edge(keys[needed], key, EdgeKind.FEEDS, 0, Method.DECLARED)
