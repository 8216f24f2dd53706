"""Programs that take SQL: what they are told to run goes to the SQL parser, with the database that it runs in."""

from __future__ import annotations

import re

from riskscan.knowledge.shell import BY_ID
from riskscan.knowledge.shell.command import SqlClient
from riskscan.knowledge.shell.databases import SQL_CLIENTS
from riskscan.model.artifact import Language
from riskscan.model.effect import Safe, Safety, Scope
from riskscan.model.findings import Reference
from riskscan.parsers.shell.options import Line, read_line
from riskscan.parsers.shell.paths import write_path
from riskscan.parsers.shell.stream import Reader, Stream
from riskscan.parsers.shell.word import Word

_CLIENTS = {name: client for client in SQL_CLIENTS for name in client.names}
_SQL = re.compile(
    r"(?is)^\s*(--|/\*|select|insert|update|delete|drop|create|alter|truncate|grant|revoke|with|merge|begin|call|exec|use|copy|set|show|explain|vacuum|analyze|pragma|\\|\.)"
)


def is_client(program: str) -> bool:
    """True for a program that takes SQL or MongoDB statements."""
    return program in _CLIENTS or program in ("mongo", "mongosh")


def run(reader: Reader, program: str, words: list[Word], stdin: Stream | None) -> Stream | None:
    """Reads the command where the program takes SQL or MongoDB statements."""
    if program in ("mongo", "mongosh"):
        return _mongo(reader, program, words, stdin)
    client = _CLIENTS.get(program)
    if client is None:
        return None
    line = read_line(program, words, (*client.code, *client.file, *client.host, *client.database, *client.values))
    operands = line.operands
    if client.words:
        if not operands or operands[0].shown not in client.words[0].split("|"):
            return None
        operands = operands[1:]
    named = _named(client, operands)
    within = _within(client, line, named)
    code = [*line.values(*client.code), *named.get("code", [])]
    safe: tuple[Safe, ...] = ()
    if (client.read_only and line.has(*client.read_only)) or "default_transaction_read_only=on" in within:
        safe = (Safe(Safety.READ_ONLY, "The connection may only read.", words[0].span),)
    for word in code:
        if not word.shown.startswith("\\"):
            reader.state.embed(word, Language.SQL, client.dialect, within, safe)
    files = [*line.values(*client.file), *named.get("file", [])]
    for word in files:
        _file(reader, word, words[0], within)
    if not code and not files and stdin is not None:
        _stdin(reader, client, stdin, words[0], within, safe)
    output = line.value("-o", "--output")
    if output is not None and program in ("psql", "sqlcmd"):
        write_path(reader.state, output, words[0].span, append=False)
    return Stream(program=program)


def _stdin(reader: Reader, client: SqlClient, stdin: Stream, head: Word, within: str, safe: tuple[Safe, ...]) -> None:
    if stdin.text is not None and stdin.text.parts:
        reader.state.embed(stdin.text, Language.SQL, client.dialect, within, safe)
    elif stdin.file is not None:
        _file(reader, stdin.file, head, within)
    elif stdin.program in ("pg_dump", "mysqldump", "gunzip", "zcat", "gzip", "pg_dumpall", "zstd", "xz"):
        reader.state.emit(
            BY_ID["shell/restore"],
            within or "database",
            head.span,
            scope=Scope.UNKNOWN,
            plain="It loads a copy into a database.",
            within=within,
        )
    elif stdin.program:
        reader.state.emit(BY_ID["shell/unseen-code"], "{" + stdin.program + "}", head.span, within=within)


def _file(reader: Reader, word: Word, head: Word, within: str) -> None:
    path = reader.state.in_folder(word.shown.removeprefix("@").removeprefix("./"))
    if path and path != "-":
        reader.state.refer(Reference(path, head.span, Language.SQL), within)


def _named(client: SqlClient, operands: list[Word]) -> dict[str, list[Word]]:
    """The operands by what they are; a lone operand that reads as SQL is code."""
    found: dict[str, list[Word]] = {}
    for name, word in zip(client.operands, operands, strict=False):
        if name == "code" or name == "database":
            name = (
                "code"
                if _SQL.match(word.shown) and (" " in word.shown or name == "code") and not word.shown.startswith(".")
                else ("database" if name == "database" else "")
            )
        if name == "file" and not word.shown.startswith("@"):
            name = ""
        found.setdefault(name, []).append(word)
    return found


def _within(client: SqlClient, line: Line, named: dict[str, list[Word]]) -> str:
    """Host and database, without the password: ``db1/orders``."""
    host = line.value(*client.host) if client.host else None
    base = line.value(*client.database) if client.database else None
    database = base.shown if base is not None else (named["database"][0].shown if named.get("database") else "")
    text = database
    if "=" in database and "://" not in database:  # host=db1 user=x dbname=orders
        pairs = dict(re.findall(r"(\w+)\s*=\s*(\S+)", database))
        text = "/".join(v for v in (pairs.get("host", ""), pairs.get("dbname", "")) if v)
    if database == ":memory:" or (client.dialect == "duckdb" and not database):
        text = ":memory:"
    return "/".join(part for part in (host.shown if host is not None else "", text) if part)


_CALL = re.compile(
    r"db\.(?:getCollection\(\s*['\"](?P<quoted>[\w.-]+)['\"]\s*\)|(?P<plain>[\w-]+))\.(?P<verb>deleteMany|deleteOne|remove|drop)\(\s*(?P<filter>\{\s*\})?"
)


def _mongo(reader: Reader, program: str, words: list[Word], stdin: Stream | None) -> Stream:
    line = read_line(program, words)
    code = line.value("--eval")
    text = code.shown if code is not None else (stdin.text.shown if stdin is not None and stdin.text is not None else "")
    database = line.operands[0].shown if line.operands else "mongo"
    host = line.value("--host")
    within = host.shown if host is not None else (database if "://" in database else "")
    name = database.rsplit("/", 1)[-1].split("?")[0] or "mongo"
    if code is not None and code.only_hole:
        reader.state.emit(BY_ID["shell/mongo-drop"], name, words[0].span, within=within, only_if=code.only_hole)
    if "dropDatabase(" in text:
        reader.state.emit(BY_ID["shell/mongo-drop"], name, words[0].span, within=within)
    for match in _CALL.finditer(text):
        scope = Scope.ONE if match["verb"] == "deleteOne" else (Scope.ALL if match["filter"] or match["verb"] == "drop" else Scope.SOME)
        reader.state.emit(BY_ID["shell/mongo-delete"], match["quoted"] or match["plain"], words[0].span, scope=scope, within=within or name)
    return Stream(program=program)
