"""Tables whose name a program makes up as it runs: reading ``f"geo__{region}_buildings"`` is reading each table that the name fits.

Only names with enough known letters count, and only where few tables fit; which of them is meant stays open, so all are linked. A part that
a date, a number or chance fills in means tables of the program's own, and so does what it writes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from riskscan.estate.groups import known_parts
from riskscan.estate.names import defined, parts_of
from riskscan.model.asset import Asset, AssetKind
from riskscan.model.estate import Dependency, EdgeKind, Estate
from riskscan.model.evidence import Method

_LETTERS = 8  # known letters in the last part; fewer fit by chance
_MOST = 10  # tables; a name that fits more says nothing
_HOLE = re.compile(r"(\{[^{}]*\})")
_OWN = re.compile(
    r"(?i)\{[^{}]*(tmp|temp|suffix|uuid|guid|rand|hash|date|day|month|year|week|time|stamp|now|ts|run|id|version|batch|[ymd])\}"
)


def tie(estate: Estate) -> Estate:
    """The estate with an edge between each program with such a name and the tables that the name fits."""
    tables = [a for a in estate.assets if a.kind in (AssetKind.TABLE, AssetKind.VIEW)]
    made_up = [a for a in tables if "{" in a.name and not defined(a) and _says_enough(parts_of(a.name)[-1])]
    if not made_up:
        return estate
    by_last: dict[str, list[Asset]] = defaultdict(list)
    for table in tables:
        if "{" not in table.name and "*" not in table.name and defined(table):
            by_last[parts_of(table.name)[-1]].append(table)
    listed = "\n".join(sorted(by_last))
    touching: dict[str, list[Dependency]] = defaultdict(list)
    for edge in estate.dependencies:
        if edge.kind is EdgeKind.FEEDS:
            touching[edge.source].append(edge)
    edges = set(estate.dependencies)
    for asset in made_up:
        ends = re.finditer(f"(?m)^{_pattern(parts_of(asset.name)[-1])}$", listed)
        fitting = [table.key for end in ends for table in by_last[end[0]] if _fits(asset, table)]
        for edge in touching[asset.key] if len(fitting) <= _MOST else ():
            evidence = replace(edge.evidence, method=Method.ASSUMED)
            edges |= {replace(edge, source=key, evidence=evidence) for key in fitting if key != edge.target}
    return replace(estate, dependencies=tuple(sorted(edges)))


def _says_enough(part: str) -> bool:
    return "{" in part and not _OWN.search(part) and sum(sign.isalnum() for sign in _HOLE.sub("", part)) >= _LETTERS


def _fits(made_up: Asset, table: Asset) -> bool:
    """True where each part that both names have may be the same."""
    sought, own = known_parts(made_up.name), parts_of(table.name)
    return all(_may_be(one, other) for one, other in zip(reversed(sought), reversed(own), strict=False))


def _may_be(part: str, other: str) -> bool:
    return part == other or ("{" in part and re.fullmatch(_pattern(part), other) is not None)


def _pattern(part: str) -> str:
    return "".join(r"[^\n]+" if piece.startswith("{") else re.escape(piece) for piece in _HOLE.split(part))
