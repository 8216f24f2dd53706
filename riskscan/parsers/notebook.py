"""Notebooks: the code cells as one Python text, with shell and SQL cells handed on as pieces of their own.

A position is a line of a cell: its path is ``file.ipynb#cell-3`` (cells counted from 1), its line counts within the cell. Lines with
``%magic`` are left out, ``!command``, ``%rm``, ``pip install`` and ``%%bash`` are shell, ``%%sql``, ``%%bigquery`` and ``%sql`` are SQL;
what ``%time`` and its like measure is Python. A cell in a language that riskscan does not read is said.
"""

from __future__ import annotations

import ast
import json
import re
from dataclasses import replace
from urllib.parse import urlsplit

from riskscan.knowledge.places import is_local_host, is_production
from riskscan.model.artifact import Artifact, Language, Origin, Status, plain_origin
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.effect import Context, Safe, Safety, Trait
from riskscan.model.findings import Embedded, Findings, Reference
from riskscan.model.span import Span
from riskscan.model.surroundings import Surroundings

_SHELL_CELL = re.compile(r"%%(bash|sh|shell|script\s+(ba|z)?sh|system|!)\b.*")
_SQL_CELL = re.compile(r"%%(sql|bigquery|spark_sql|sparksql|read_sql|snowflake|trino|presto|duckdb)\b.*", re.IGNORECASE)
_SQL_LINE = re.compile(r"\s*(?:\w+\s*=\s*)?%(?:sql|read_sql|bigquery)\s+(?:\w[\w+]*://\S+\s*)?")
_CONNECTION = re.compile(r"\s*%{1,2}sql\s+(?P<url>\w[\w+]*://\S+)")
_RUN = re.compile(r"\s*%run\s+(?:-\w+\s+)*[\"']?(?P<path>[^\s\"']+)")
_SHELL_LINE = re.compile(r"(\s*)(?:[\w, ]+=\s*)?(!|%sx\s|%system\s|%sh\s)")
_COMMANDS = "pip3?|conda|mamba|rm|rmdir|mv|cp|mkdir|cat|ls"  # what IPython hands to the shell, with its sign or without
_ALIAS = re.compile(rf"(\s*)%(?=(?:{_COMMANDS}|ll|less|head|tail|touch)\b)")
_BARE_COMMAND = re.compile(rf"(\s*)(?=(?:{_COMMANDS}|cd)\s+[\w./~*-])")
_TIMED = re.compile(
    r"(\s*)(%(?:(?:time|timeit|memit)(?:[ \t]+-[a-z]\d*(?:[ \t]+\d+\b)?)*"
    r"|(?:prun|lprun|mprun)(?:[ \t]+-[a-zA-Z]+(?:[ \t]+[\w.]+(?=[ \t]))?)*)[ \t]+)(?=\S)"
)
_UNREAD_CELL = re.compile(r"%%(R|perl|ruby|julia|javascript|js|cython|scala|sas|matlab|octave)\b")
_DATABRICKS = {"%sql": Language.SQL, "%sh": Language.SHELL}
_DIALECTS = {"bigquery": "bigquery", "snowflake": "snowflake", "duckdb": "duckdb", "trino": "trino", "presto": "trino"}


def parse(artifact: Artifact, surroundings: Surroundings) -> Findings:
    """The cells of a notebook as embedded artifacts; a file that is no notebook is said to be unread."""
    cells = _cells(artifact.text)
    if cells is None:
        consequence = "Nothing in it was checked. Unread does not mean safe."
        place = Span(artifact.path, 1, 1, 1, 1)
        broken = Diagnostic("notebook-broken", f"We could not read the notebook {artifact.path}.", consequence, place, unread=True)
        return Findings(diagnostics=(broken,), status=Status.NOT_READ)
    embedded: list[Embedded] = []
    python: list[tuple[int, str]] = []
    references: list[Reference] = []
    diagnostics: list[Diagnostic] = []
    connected = Context()
    for number, text in cells:
        python_text, pieces = _cell(artifact, number, text)
        unread = _UNREAD_CELL.match(text.lstrip())
        if unread:
            diagnostics.append(_unread(artifact, number, unread[1]))
        for url in _CONNECTION.finditer(text):
            connected = _context(url["url"])
        embedded += [replace(piece, context=connected) if piece.artifact.language is Language.SQL else piece for piece in pieces]
        references += _runs(f"{artifact.path}#cell-{number}", text)
        python.append((number, python_text))
    embedded += _python(artifact, python)
    status = Status.PARTLY_READ if diagnostics else Status.READ
    return Findings(embedded=tuple(embedded), references=tuple(references), diagnostics=tuple(diagnostics), status=status)


def _unread(artifact: Artifact, number: int, language: str) -> Diagnostic:
    says = f"Cell {number} is written in a language that we do not read ({language})."
    place = Span(f"{artifact.path}#cell-{number}", 1, 1, 1, 1)
    return Diagnostic("notebook-cell-unread", says, "What it does is not in our answer. It may do more.", place)


def _context(url: str) -> Context:
    """Where SQL cells go after ``%sql postgresql://host/database``, and what the name of the place says."""
    parts = urlsplit(url)
    try:
        host = parts.hostname or ""
    except ValueError:
        host = ""
    database = parts.path.strip("/")
    within = f"{parts.scheme}://{host}/{database}"
    if any(is_production(name) for name in (host.partition(".internal")[0], database) if name):
        return Context(traits=(Trait.PRODUCTION,), within=within)
    if is_local_host(host) and host:
        return Context(safe_evidence=(Safe(Safety.LOCAL, f"It works on this computer only ({within[:60]})."),), within=within)
    return Context(within=within)


def _runs(path: str, text: str) -> list[Reference]:
    """The files that ``%run other.py`` starts."""
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        match = _RUN.match(line)
        if match:
            name = match["path"] if re.search(r"\.\w+$", match["path"]) else f"{match['path']}.py"
            found.append(Reference(name, Span(path, number, match.start("path") + 1, number, match.end("path") + 1)))
    return found


def _cells(text: str) -> list[tuple[int, str]] | None:
    """(number, source) of the code cells, or None where the text is no notebook."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    cells: object = document.get("cells") if isinstance(document, dict) else None
    if cells is None and isinstance(document, dict) and isinstance(document.get("worksheets"), list):  # the format before version 4
        cells = [
            cell
            for sheet in document["worksheets"]
            if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)
            for cell in sheet["cells"]
        ]
    if not isinstance(cells, list):
        return None
    found = []
    for number, cell in enumerate(cells, start=1):
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source", cell.get("input", ""))
            joined = "".join(line for line in source if isinstance(line, str)) if isinstance(source, list) else source
            if isinstance(joined, str):
                found.append((number, joined.replace("\r\n", "\n")))
    return found


def _cell(artifact: Artifact, number: int, text: str) -> tuple[str, list[Embedded]]:
    """The Python of a cell, with other lines blanked, and its pieces in other languages."""
    path = f"{artifact.path}#cell-{number}"
    head, _, body = text.lstrip("\n").partition("\n")
    skipped = len(text) - len(text.lstrip("\n")) + 2
    word = head.strip()
    language = _DATABRICKS.get(word)
    if _SHELL_CELL.fullmatch(word) or language is Language.SHELL:
        return "", [_piece(path, Language.SHELL, body, skipped, 1)]
    match = _SQL_CELL.fullmatch(word)
    if match or language is Language.SQL:
        dialect = _DIALECTS.get(match[1].lower(), "") if match else ""
        return "", [_piece(path, Language.SQL, body, skipped, 1, dialect)]
    if word.startswith("%%"):
        runs_python = re.match(r"%%(time|timeit|capture|prun|memit|python3?|pyspark|spark|local)\b", word)
        text = text.replace(head, "", 1) if runs_python else ""
    return _lines(path, text)


def _lines(path: str, text: str) -> tuple[str, list[Embedded]]:
    kept, pieces = [], []
    for number, line in enumerate(text.split("\n"), start=1):
        shell, sql = _SHELL_LINE.match(line) or _ALIAS.match(line) or _bare(line, text), _SQL_LINE.match(line)
        timed = _TIMED.match(line)
        if timed:
            kept.append(f"{timed[1]}0;{' ' * (len(timed[2]) - 2)}{line[timed.end() :]}")
            continue
        if shell:
            pieces.append(_piece(path, Language.SHELL, line[shell.end() :], number, shell.end() + 1))
        elif sql and line[sql.end() :].strip():
            pieces.append(_piece(path, Language.SQL, line[sql.end() :], number, sql.end() + 1))
        if shell or sql:
            kept.append(" " * (len(line) - len(line.lstrip())) + "pass")
        else:
            kept.append(line if not re.match(r"\s*(%|\?)|\s*[\w.]+\?\??\s*$", line) else " " * (len(line) - len(line.lstrip())) + "pass")
    return "\n".join(kept), pieces


def _bare(line: str, cell: str) -> re.Match[str] | None:
    """A command that stands in a cell without any sign: the line is no Python, or only because ``rm -r`` may subtract."""
    found = _BARE_COMMAND.match(line)
    if found is None:
        return None
    word, _, rest = line.strip().partition(" ")
    if re.match(r"-[a-zA-Z]", rest.lstrip()) and not re.search(rf"\b{word}\s*(=|,|\bin\b)|\bimport\b.*\b{word}\b", cell):
        return found
    try:
        compile(line.strip(), "", "exec", ast.PyCF_ONLY_AST)
    except (SyntaxError, ValueError):
        return found
    return None


def _piece(path: str, language: Language, text: str, line: int, column: int, dialect: str = "") -> Embedded:
    return Embedded(Artifact(path, language, text, dialect=dialect, origin=plain_origin(text, line, column)))


def _python(artifact: Artifact, cells: list[tuple[int, str]]) -> list[Embedded]:
    """All cells as one program. Names from an earlier cell hold in a later one, and each effect keeps its cell."""
    text = "\n".join(cell for _, cell in cells)
    if not text.strip():
        return []
    pieces: list[tuple[int, int, int]] = []
    paths: list[tuple[int, str]] = []
    offset = 0
    for number, cell in cells:
        paths.append((offset, f"{artifact.path}#cell-{number}"))
        for row, line in enumerate(cell.split("\n"), start=1):
            pieces.append((offset, row, 1))
            offset += len(line) + 1
    inner = Artifact(artifact.path, Language.PYTHON, text, origin=Origin(tuple(pieces), tuple(paths)))
    return [Embedded(replace(inner, dialect=artifact.dialect))]
