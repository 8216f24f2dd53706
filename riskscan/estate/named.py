"""Tables that a program names as a whole text, where the name alone says which one it means: ``source_model="m_sales__orders_by_week"``.

Only names of three words or more count, and only where the estate has a table of that name; what the program does with it is not known.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from riskscan.estate.names import defined, parts_of
from riskscan.estate.piece import Gather
from riskscan.estate.python_text import TEXT_OR_COMMENT
from riskscan.model.asset import Asset, AssetKind
from riskscan.model.estate import Dependency, EdgeKind
from riskscan.model.evidence import Method

PREFIX = "named:"
_NAME = re.compile(r"""["']((?:\w+\.){0,2}[A-Za-z]+\d*(?:_+[A-Za-z0-9]+){2,})["']""")
_MOST = 300  # names of one file; one that has more is a list of words


def mentions(gather: Gather, text: str, actors: Iterable[str]) -> None:
    """Edges from every such name to who uses it; they wait until all tables are known."""
    lines: dict[str, int] = {}
    for match in TEXT_OR_COMMENT.finditer(text):
        name = _NAME.fullmatch(match[0])
        if name is not None:
            lines.setdefault(name[1].lower(), match.start())
    for actor in actors if len(lines) <= _MOST else ():
        for own, start in lines.items():
            gather.edge(PREFIX + own, actor, EdgeKind.FEEDS, text.count("\n", 0, start) + 1, Method.MATCHED)


def tie(waiting: Iterable[Dependency], edges: set[Dependency], merged: dict[str, Asset]) -> set[Dependency]:
    """The edges from the tables that the names mean; a name that no table has, or that the file uses in another way, gives none.

    A program that nothing else speaks of is added to ``merged``.
    """
    tables = _tables(merged)
    known = {(edge.evidence.file, end) for edge in edges for end in (edge.source, edge.target)}
    found: set[Dependency] = set()
    for edge in sorted(waiting):
        parts, seen = parts_of(edge.source.removeprefix(PREFIX)), edge.evidence
        fitting = [key for own, key in tables.get(parts[-1], ()) if own[-len(parts) :] == parts or parts[-len(own) :] == own]
        if any((seen.file, key) in known for key in fitting):
            continue
        evidence = seen if len(fitting) == 1 else replace(seen, method=Method.ASSUMED)
        found |= {Dependency(key, edge.target, EdgeKind.FEEDS, evidence) for key in fitting}
        if fitting and edge.target not in merged:
            merged[edge.target] = Asset(edge.target, AssetKind.PROGRAM, edge.target.partition(":")[2], evidence=(seen,))
    return found


def _tables(merged: Mapping[str, Asset]) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """(parts, key) of the tables that some file describes, by their last part."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for key, asset in merged.items():
        if asset.kind in (AssetKind.TABLE, AssetKind.VIEW) and defined(asset):
            parts = parts_of(asset.name)
            found[parts[-1]].append((parts, key))
    return found
