"""Changes of web addresses that stand in a batch of their own: ``aws route53 change-resource-record-sets``.

Source: the reference page of that command, on the syntax of ``--change-batch`` (JSON in the command line, or ``file://`` and a path).
"""

from __future__ import annotations

import json
import re

from riskscan.knowledge.shell import BY_ID
from riskscan.model.asset import Match
from riskscan.parsers.shell.options import read_line
from riskscan.parsers.shell.stream import Reader, Stream
from riskscan.parsers.shell.word import Word

_COMMAND = ["route53", "change-resource-record-sets"]
_NAME = re.compile(r"\"Action\"\s*:\s*\"(\w+)\"(?:(?!\"Action\").)*?\"Name\"\s*:\s*\"([^\"]+)\"", re.S)
_ROWS = {"DELETE": "shell/dns-record-delete", "UPSERT": "shell/dns-record-change", "CREATE": "shell/dns-record-make"}


def run(reader: Reader, program: str, words: list[Word], stdin: Stream | None) -> Stream | None:
    """Reads each change of the batch; None for any other command, and where the batch is not to be seen.

    A batch that only the run knows may point any address elsewhere.
    """
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
