"""Changes of web addresses that stand in a batch of their own: ``aws route53 change-resource-record-sets``, ``nsupdate``.

Source: the reference page of that command, on the syntax of ``--change-batch`` (JSON in the command line, or ``file://`` and a path);
bind9.readthedocs.io, nsupdate.
"""

from __future__ import annotations

import json
import re

from riskscan.knowledge.shell import BY_ID
from riskscan.model.asset import Match
from riskscan.model.effect import Scope
from riskscan.parsers.shell.options import read_line
from riskscan.parsers.shell.stream import Reader, Stream
from riskscan.parsers.shell.word import Word

_COMMAND = ["route53", "change-resource-record-sets"]
_NAME = re.compile(r"\"Action\"\s*:\s*\"(\w+)\"(?:(?!\"Action\").)*?\"Name\"\s*:\s*\"([^\"]+)\"", re.S)
_REDIS_DELETES = re.compile(r"(?i)['\"](del|unlink|flushall|flushdb)['\"]")
_UPDATE = re.compile(r"(?mi)^\s*(?:update\s+)?(add|del|delete)\s+([\w.*{}-]+)")
_ROWS = {"DELETE": "shell/dns-record-delete", "UPSERT": "shell/dns-record-change", "CREATE": "shell/dns-record-make"}


def run(reader: Reader, program: str, words: list[Word], stdin: Stream | None) -> Stream | None:
    """Reads each change of the batch; None for any other command, and where the batch is not to be seen.

    A batch that only the run knows may point any address elsewhere.
    """
    if program in ("redis-cli", "valkey-cli"):
        return _redis_code(reader, program, words)
    if program == "nsupdate":
        return _nsupdate(reader, words, stdin)
    if program != "aws" or [w.shown for w in words[1:3]] != _COMMAND:
        return None
    batch = read_line(program, words).value("--change-batch")
    text = batch.shown if batch is not None else ""
    if batch is not None and batch.only_hole:
        reader.state.emit(BY_ID[_ROWS["UPSERT"]], text, words[0].span, match=Match.UNKNOWN, only_if=batch.only_hole)
    if text.startswith("file://"):
        text = reader.state.surroundings.text(text.removeprefix("file://"), reader.state.path) or ""
    changes = _changes(text)
    for action, name in changes:
        shown = name.rstrip(".")
        reader.state.emit(BY_ID[_ROWS[action]], shown, words[0].span, match=Match.PATTERN if "{" in shown else Match.EXACT)
    return Stream(program=program) if changes else None


def _redis_code(reader: Reader, program: str, words: list[Word]) -> Stream | None:
    """``EVAL "...redis.call('del', k)..." 0 'session:*'``: code that deletes, and the pattern of the names that it is given."""
    line = read_line(program, words)
    if len(line.operands) < 2 or line.operands[0].shown.lower() not in ("eval", "eval_ro"):
        return None
    code = line.operands[1].shown
    if not _REDIS_DELETES.search(code):
        return Stream(program=program)
    where = line.value("-h")
    within = where.shown if where is not None else ""
    if re.search(r"(?i)['\"]flush(all|db)['\"]", code):
        reader.state.emit(BY_ID["shell/redis-flush"], "redis", words[0].span, within=within)
        return Stream(program=program)
    names = [w.shown for w in line.operands[3:]] or re.findall(r"['\"]([^'\"]*\*[^'\"]*)['\"]", code) or ["{key}"]
    for name in names:
        match = Match.PATTERN if "*" in name else Match.UNKNOWN if name.startswith("{") else Match.EXACT
        scope = Scope.ALL if name == "*" else Scope.SOME if match is not Match.EXACT else None
        reader.state.emit(BY_ID["shell/redis-delete"], name, words[0].span, match=match, scope=scope, within=within)
    return Stream(program=program)


def _nsupdate(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    """Each ``update add`` and ``update delete`` that the program is given; a name that goes and comes back is pointed elsewhere."""
    text = stdin.text.shown if stdin is not None and stdin.text is not None else ""
    files = [w.shown for w in read_line("nsupdate", words, ("-k", "-y", "-t", "-p", "-r")).operands]
    for path in files:
        text += reader.state.surroundings.text(path, reader.state.path) or ""
    made, gone = set[str](), dict[str, int]()
    for number, (action, name) in enumerate(_UPDATE.findall(text)):
        shown = name.rstrip(".")
        made, gone = (made | {shown}, gone) if action.lower() == "add" else (made, {**gone, shown: number})
    for name in sorted(made | set(gone)):
        row = "UPSERT" if name in made and name in gone else "DELETE" if name in gone else "CREATE"
        reader.state.emit(BY_ID[_ROWS[row]], name, words[0].span, match=Match.PATTERN if "{" in name else Match.EXACT)
    if not text:
        reader.state.emit(BY_ID[_ROWS["UPSERT"]], "{name}", words[0].span, match=Match.UNKNOWN)
    return Stream(program="nsupdate")


def _changes(text: str) -> list[tuple[str, str]]:
    """(action, name) of each change; of a text with variables in it what its signs tell."""
    try:
        found = json.loads(text)
    except ValueError:
        pairs = [(action.upper(), name) for action, name in _NAME.findall(text)]
    else:
        listed = found.get("Changes") if isinstance(found, dict) else None
        changes = [change for change in listed if isinstance(change, dict)] if isinstance(listed, list) else []
        sets = [(str(change.get("Action")).upper(), change.get("ResourceRecordSet")) for change in changes]
        pairs = [(action, str(record.get("Name") or "")) for action, record in sets if isinstance(record, dict)]
    return [(action, name) for action, name in dict.fromkeys(pairs) if action in _ROWS and name]
