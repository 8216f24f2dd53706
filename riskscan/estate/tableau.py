"""Tableau workbooks and data sources (``.twb``, ``.tds``): which tables a workbook shows. Only ``relation`` elements are looked at.

The XML is read by its tags and never parsed as a whole, so nothing in it can expand. Files of all products up to 2025 have version 18.
Source: the elements ``relation`` (``table='[schema].[name]'``, ``type='text'`` for own SQL), ``dashboard`` and ``worksheet`` of a workbook.
"""

from __future__ import annotations

import html
import re
from pathlib import PurePosixPath

from riskscan.estate import queries
from riskscan.estate.piece import Around, Gather, Source
from riskscan.model.asset import AssetKind
from riskscan.model.estate import EdgeKind, Estate
from riskscan.model.evidence import Method

_TABLE = re.compile(r"<relation\b[^>]*\btable=(?:'([^']*)'|\"([^\"]*)\")[^>]*>")
_QUERY = re.compile(r"<relation\b[^>]*\btype=['\"]text['\"][^>]*>(.*?)</relation>", re.S)
_DASHBOARD = re.compile(r"<dashboard\b[^>]*\bname=(?:'([^']*)'|\"([^\"]*)\")")
_VERSION = re.compile(r"<(?:workbook|datasource)\b[^>]*\sversion=['\"](\d+)")
_NEWEST = 18
_EXTRACT = re.compile(r"^\[?(Extract|TableauTemp)\]?\b|\[.*\.csv#?\]|#csv|\$\]?$")


def wants(path: PurePosixPath, text: str) -> bool:
    """By ending and content."""
    return path.suffix in (".twb", ".tds") and "<relation" in text


def read(source: Source, around: Around) -> Estate:
    """The workbook, its dashboards and the tables that feed it."""
    gather = Gather("tableau", source.path)
    name = source.posix.stem
    key = gather.asset(AssetKind.REPORT, name, 1, key=f"report:{source.path}", facts=(("type", "dashboard"),))
    version = _VERSION.search(source.text)
    if version is not None and int(version[1]) > _NEWEST:
        gather.unread(
            "tableau-version", f"{source.path} has a newer form than we know.", "Some of the tables that it shows may be missing."
        )
    for match in _DASHBOARD.finditer(source.text):
        line = source.text.count("\n", 0, match.start()) + 1
        title = html.unescape(match[1] or match[2] or "")
        board = gather.asset(AssetKind.REPORT, title, line, key=f"report:{source.path}#{title}", facts=(("type", "dashboard"),))
        gather.edge(key, board, EdgeKind.FEEDS, line)
    for match in _TABLE.finditer(source.text):
        table = html.unescape(match[1] or match[2] or "")
        if not table or _EXTRACT.search(table):
            continue
        line = source.text.count("\n", 0, match.start()) + 1
        plain = ".".join(part.strip("[]") for part in re.split(r"\.(?=\[)|(?<=\])\.", table))
        gather.edge(gather.asset(AssetKind.TABLE, plain, line, method=Method.MATCHED), key, EdgeKind.FEEDS, line)
    for match in _QUERY.finditer(source.text):
        line = source.text.count("\n", 0, match.start(1)) + 1
        queries.reads_plain(gather, html.unescape(match[1]).replace("<<", "<").replace(">>", ">"), line, 1, key, around)
    return gather.estate()
