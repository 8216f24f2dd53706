"""OpenLineage events: what jobs read and wrote when they ran, one JSON object a line or a file of one or many.

Source: openlineage.io, object model, naming, and the facets columnLineage, symlinks, ownership, sourceCodeLocation; spec 1 and 2 are known.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from riskscan.estate.piece import Around, Gather, Source
from riskscan.model.asset import AssetKind
from riskscan.model.estate import EdgeKind, Estate
from riskscan.model.evidence import Method

_Json = dict[str, object]
_STORE = re.compile(r"^(s3|gs|abfss?|wasbs?)://")
_VERSION = re.compile(r"/spec/(\d+)-\d+-\d+/")
_OUTSIDE = ("file", "hdfs", "dbfs")


def wants(path: PurePosixPath, text: str) -> bool:
    """JSON in which events speak of producers and jobs, or datasets."""
    head = text[:6_000]
    return path.suffix in (".json", ".ndjson", ".jsonl") and '"producer"' in head and "schemaURL" in head and '"namespace"' in head


def read(source: Source, around: Around) -> Estate:
    """All events of a file."""
    gather = Gather("openlineage", source.path)
    newer = False
    for line, event in _events(source.text, gather):
        version = _VERSION.search(_text(event.get("schemaURL")))
        newer = newer or (version is not None and int(version[1]) not in (1, 2))
        _event(event, line, gather, around)
    if newer:
        gather.unread(
            "openlineage-version", f"{source.path} has a newer form than we know.", "Some of what jobs read and write may be missing."
        )
    return gather.estate()


def _events(text: str, gather: Gather) -> Iterator[tuple[int, _Json]]:
    try:
        whole = json.loads(text)
        for event in whole if isinstance(whole, list) else [whole]:
            if isinstance(event, dict):
                yield 1, event
        return
    except (ValueError, RecursionError):
        lines = text.split("\n")
    bad = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            event = json.loads(line)
        except (ValueError, RecursionError):
            bad += 1
            continue
        if isinstance(event, dict):
            yield number, event
    if bad:
        gather.unread("estate-file-partly-read", f"We read {gather.file} only in part.", "Some of what jobs read and write may be missing.")


def _event(event: _Json, line: int, gather: Gather, around: Around) -> None:
    job = _map(event.get("job"))
    name = _text(job.get("name"))
    if not name:
        _dataset(_map(event.get("dataset")), line, gather)
        return
    owner = _owner(job)
    key = gather.asset(AssetKind.JOB, name, line, owner=owner, aliases=(f"{_text(job.get('namespace'))}/{name}",))
    gather.team(key, owner, line)
    program = around.layout.resolve(_text(_map(_map(job.get("facets")).get("sourceCodeLocation")).get("path")), "")
    if program is not None:
        gather.edge(key, gather.asset(AssetKind.PROGRAM, program, line, method=Method.MATCHED), EdgeKind.RUNS, line)
    inputs = [_dataset(_map(d), line, gather) for d in _list(event.get("inputs"))]
    for table in inputs:
        gather.edge(table, key, EdgeKind.FEEDS, line)
    for output in _list(event.get("outputs")):
        table = _dataset(_map(output), line, gather)
        gather.edge(key, table, EdgeKind.WRITES, line)
        read_of = _columns(_map(_map(_map(output).get("facets")).get("columnLineage")), line, gather)
        for needed in inputs:
            gather.edge(needed, table, EdgeKind.FEEDS, line, columns=read_of.get(needed, ()))


def _owner(thing: _Json) -> str:
    """Who is named first in the ownership of a job or a dataset."""
    owners = _list(_map(_map(thing.get("facets")).get("ownership")).get("owners"))
    return next((_text(_map(o).get("name")).rpartition(":")[2] for o in owners if _text(_map(o).get("name"))), "")


def _columns(facet: _Json, line: int, gather: Gather) -> dict[str, tuple[str, ...]]:
    """The columns of each input that an output is made of, as values or as filters."""
    found: dict[str, set[str]] = {}
    wanted = [*(_map(f).get("inputFields") for f in _map(facet.get("fields")).values()), facet.get("dataset")]
    for entry in (_map(e) for rows in wanted for e in _list(rows)):
        table = _dataset(entry, line, gather)
        if table and _text(entry.get("field")):
            found.setdefault(table, set()).add(_text(entry.get("field")))
    return {table: tuple(sorted(columns)) for table, columns in found.items()}


def _dataset(dataset: _Json, line: int, gather: Gather) -> str:
    """The key of a dataset: a table by its dotted name, a file store by its address."""
    namespace, name = _text(dataset.get("namespace")), _text(dataset.get("name"))
    if not name:
        return ""
    facets = _map(dataset.get("facets"))
    columns = [_text(_map(f).get("name")) for f in _list(_map(facets.get("schema")).get("fields"))]
    others = [_map(i) for i in _list(_map(facets.get("symlinks")).get("identifiers"))]
    symlinks = [_text(i.get("name")) for i in others if not _STORE.match(_text(i.get("namespace")))]
    if _STORE.match(namespace):
        bucket = gather.asset(AssetKind.BUCKET, namespace.partition("://")[2].strip("/"), line, method=Method.READ)
        table = next((_text(i.get("name")) for i in others if _text(i.get("type")).upper() == "TABLE" and _text(i.get("name"))), "")
        if not table:
            return bucket
        key = _table(gather, table, columns, (), "", _owner(dataset), line)  # a table that a catalogue keeps, its files in the store
        gather.edge(bucket, key, EdgeKind.SUPPORTS, line)
        return key
    if namespace.startswith(_OUTSIDE):
        return gather.asset(AssetKind.FILE, name, line, method=Method.READ)
    if namespace.startswith("kafka"):
        return gather.asset(AssetKind.TOPIC, name, line)
    return _table(gather, name, columns, symlinks, re.sub(r"//[^@/]*@", "//", namespace), _owner(dataset), line)


def _table(gather: Gather, name: str, columns: Iterable[str], aliases: Iterable[str], within: str, owner: str, line: int) -> str:
    key = gather.asset(
        AssetKind.TABLE,
        name,
        line,
        owner=owner,
        columns=tuple(c for c in columns if c),
        aliases=tuple(a for a in aliases if a),
        facts=(("within", within),),
    )
    gather.team(key, owner, line)
    return key


def _map(value: object) -> _Json:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
