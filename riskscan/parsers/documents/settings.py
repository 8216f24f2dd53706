"""Files of settings and data: they are read to the end, and run nothing. What applies them is a file of its own.

``package.json`` may hold commands: those with which npm does more than build, check or serve the project are read.
Source: docs.npmjs.com, scripts.
"""

from __future__ import annotations

import json
import re

from riskscan.formats.code import Code
from riskscan.knowledge.shell.everyday import destroys
from riskscan.model.artifact import Language
from riskscan.model.effect import Context
from riskscan.parsers.documents.found import Found, perhaps

_BY_ITSELF = frozenset({"preinstall", "install", "postinstall", "prepare", "prepublish"})  # what an installation runs
_REACHES_OUT = re.compile(
    r"(?:^|[;&|(]|\s)(rm|psql|mysql|mongo\w*|redis-cli|aws|az|gcloud|gsutil|kubectl|helm|terraform|ssh|scp|rsync|dropdb|curl|wget|docker"
    r"|git push|npm publish)\s"
)


def read(found: Found, text: str) -> None:
    """What ``package.json`` runs; nothing in any other file of settings does, and ``formats.settings`` has made sure of that."""
    found.understood = bool(text.strip())
    if text.lstrip().startswith("{") and '"scripts"' in text:
        _scripts(found, text)


def _scripts(found: Found, text: str) -> None:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        found.understood = False
        return
    scripts = document.get("scripts") if isinstance(document, dict) else None
    if not isinstance(scripts, dict):
        return
    for name, command in scripts.items():
        if not isinstance(command, str) or not (name in _BY_ITSELF or _REACHES_OUT.search(command) or destroys(command.split())):
            continue
        at = text.find(json.dumps(name) + ":")
        line = text.count("\n", 0, max(at, 0)) + 1
        context = Context() if name in _BY_ITSELF else perhaps(f"Only npm run {name} does this.", found.span(line))
        found.piece(Code().made(command, line, 1), Language.SHELL, context)
