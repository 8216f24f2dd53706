"""LookML: views name tables, explores join views, dashboards show explores. Braces and ``;;`` are read, nothing is evaluated.

Source: cloud.google.com, Looker, LookML reference (view, derived_table, explore, join, dashboard).
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from riskscan.estate import queries
from riskscan.estate.piece import Around, Gather, Source
from riskscan.formats.yaml_text import Map, YamlError, documents, map_of, maps_of, rows_of, text_of
from riskscan.model.asset import AssetKind
from riskscan.model.estate import EdgeKind, Estate
from riskscan.model.evidence import Method

_BLOCK = re.compile(r"(?m)^[ \t]*(view|explore)\s*:\s*\+?([\w-]+)\s*\{")
_TABLE = re.compile(r"\bsql_table_name\s*:\s*(.*?)\s*;;", re.S)
_SQL = re.compile(r"\bderived_table\s*:\s*\{.*?\bsql\s*:\s*(.*?);;", re.S)
_JOIN = re.compile(r"\bjoin\s*:\s*([\w-]+)\s*\{([^}]*)\}", re.S)
_FROM = re.compile(r"(?m)^\s*(?:from|view_name)\s*:\s*([\w-]+)")
_SOURCE = re.compile(r"\bexplore_source\s*:\s*([\w-]+)")
_VIEW_IN_SQL = re.compile(r"\$\{([\w-]+)\.SQL_TABLE_NAME\}")
_COMMENT = re.compile(r"(?m)#.*$")


def wants(path: PurePosixPath, text: str) -> bool:
    """Files of LookML, old and new endings."""
    return path.suffix in (".lkml", ".lookml")


def read(source: Source, around: Around) -> Estate:
    """The views, explores or dashboards of one file."""
    gather = Gather("lookml", source.path)
    if source.posix.name.endswith((".dashboard.lookml", ".dashboard.lkml")):
        _dashboards(gather, source)
        return gather.estate()
    text = _COMMENT.sub(lambda m: " " * len(m[0]), source.text)
    for match in _BLOCK.finditer(text):
        body = _body(text, match.end())
        line = text.count("\n", 0, match.start()) + 1
        if match[1] == "view":
            _view(gather, text, match[2], match.end(), body, line, around)
        else:
            _explore(gather, match[2], body, line)
    return gather.estate()


def _body(text: str, start: int) -> str:
    depth = 1
    for at in range(start, len(text)):
        depth += (text[at] == "{") - (text[at] == "}")
        if depth == 0:
            return text[start:at]
    return text[start:]


def view_key(name: str) -> str:
    """The key of a view of LookML: no table, though it shows one."""
    return f"other:lookml.view.{name}"


def _view(gather: Gather, text: str, name: str, start: int, body: str, line: int, around: Around) -> None:
    key = gather.asset(AssetKind.OTHER, f"{name} (Looker view)", line, key=view_key(name), facts=(("type", "view"),))
    table = _TABLE.search(body)
    query = _SQL.search(body)
    explored = _SOURCE.search(body)
    if table:
        for part in re.split(r"\{%.*?%\}", table[1]):
            plain = re.sub(r"[`\"\s]", "", part)
            if re.fullmatch(r"[\w$-]+(\.[\w$-]+){0,2}", plain):
                at = line + text.count("\n", start, start + table.start(1))
                gather.edge(gather.asset(AssetKind.TABLE, plain, at, method=Method.MATCHED), key, EdgeKind.FEEDS, at)
    elif query:
        at = start + query.start(1)
        row, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        for other in _VIEW_IN_SQL.finditer(query[1]):
            gather.edge(view_key(other[1]), key, EdgeKind.FEEDS, row)
        plain = re.sub(
            r"\{%.*?%\}|\{\{.*?\}\}|\$\{[^}]*\}", lambda m: "x".ljust(len(m[0])) if m[0][0] == "$" else " " * len(m[0]), query[1]
        )
        queries.reads_plain(gather, plain, row, column, key, around)
    elif explored:
        gather.edge(f"report:lookml.explore.{explored[1]}", key, EdgeKind.FEEDS, line)
    else:  # without either, the view's own name is the table's
        gather.edge(gather.asset(AssetKind.TABLE, name, line, method=Method.ASSUMED), key, EdgeKind.FEEDS, line, Method.ASSUMED)


def _explore(gather: Gather, name: str, body: str, line: int) -> None:
    key = gather.asset(AssetKind.REPORT, name, line, key=f"report:lookml.explore.{name}", facts=(("type", "explore"),))
    own = _JOIN.sub("", body)
    base = _FROM.search(own)
    gather.edge(view_key(base[1] if base else name), key, EdgeKind.FEEDS, line)
    for join in _JOIN.finditer(body):
        other = _FROM.search(join[2])
        gather.edge(view_key(other[1] if other else join[1]), key, EdgeKind.FEEDS, line)


def _dashboards(gather: Gather, source: Source) -> None:
    try:
        found = documents(source.text)
    except YamlError as error:
        gather.unread("estate-file-unread", f"We could not read {source.path}.", "The reports that it describes are missing.", error.line)
        return
    for board in (map_of(entry) for document in found for entry in (rows_of(document) if not isinstance(document, Map) else [document])):
        name = text_of(board.get("dashboard"))
        if not name:
            continue
        key = gather.asset(
            AssetKind.REPORT,
            text_of(board.get("title")) or name,
            board.line,
            key=f"report:lookml.dashboard.{name}",
            aliases=(name,),
            facts=(("type", "dashboard"),),
        )
        for element in maps_of(board.get("elements")):
            explore = text_of(element.get("explore"))
            if explore:
                gather.edge(f"report:lookml.explore.{explore}", key, EdgeKind.FEEDS, element.line)
