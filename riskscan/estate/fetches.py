"""Calls of web services in JavaScript and TypeScript: ``fetch``, axios and clients that are made with an address of their own.

An address counts where it is written out, or put together from a constant of the same file; anything else is left out.
Source: developer.mozilla.org, fetch; axios-http.com, request config and instances.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from riskscan.estate.piece import Gather, Source
from riskscan.model.asset import AssetKind
from riskscan.model.estate import EdgeKind
from riskscan.model.evidence import Method

_TEXT = r"""(?P<quote>["'`])(?P<text>[^"'`\s]+)(?P=quote)"""
_VERBS = "get|post|put|patch|delete|del|head"
_CONSTANT = re.compile(r"""\b(?:const|let|var)\s+(\w+)(?:\s*:\s*\w+)?\s*=\s*["'`](https?://[^"'`\s$]+)["'`]""")
_CLIENT = re.compile(
    r"""\b(?:const|let|var)\s+(\w+)\s*=\s*(?:axios|ky|got)\.(?:create|extend)\s*\(\s*\{[^}]*?\b(?:baseURL|prefixUrl)\s*:\s*(?:["'`](https?://[^"'`\s$]+)["'`]|(\w+))"""
)
_CALL = re.compile(rf"""(?<![\w.$])(?P<who>\w+)(?:\.(?P<verb>{_VERBS}))?(?:<[^()\n]*>)?\s*\(\s*{_TEXT}""")
_METHOD = re.compile(r"""\bmethod\s*:\s*["'`](\w+)["'`]""")
_HOLE = re.compile(r"\$\{([^{}]*)\}")
_LIBRARIES = ("axios", "got", "ky", "superagent", "needle", "request")
_SOON = 300  # characters after an address in which its method may stand
ENDINGS = (".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx")


def has_calls(source_ending: str, text: str) -> bool:
    """True for a program of these languages that may call a service."""
    return source_ending in ENDINGS and "http" in text and re.search(r"\b(fetch|axios|got|ky|superagent|needle)\b", text) is not None


def calls(gather: Gather, source: Source, actor: str) -> None:
    """An edge for each address: from it to the program that reads it, or from the program that sends to it."""
    for method, address, at in _found(source.text):
        line = source.text.count("\n", 0, at) + 1
        gather.asset(AssetKind.PROGRAM, source.path, 1)
        url = gather.asset(AssetKind.URL, address, line, method=Method.MATCHED)
        ends = (url, actor, EdgeKind.FEEDS) if method in ("get", "head") else (actor, url, EdgeKind.WRITES)
        gather.edge(*ends, line, Method.RESOLVED)


def _found(text: str) -> Iterator[tuple[str, str, int]]:
    """(method, address, offset) of each call."""
    constants = dict(_CONSTANT.findall(text))
    clients = {name: address or constants.get(constant, "") for name, address, constant in _CLIENT.findall(text)}
    for call in _CALL.finditer(text):
        who, verb = call["who"], call["verb"] or ""
        base = clients.get(who, "")
        if who != "fetch" and not (verb and (who in _LIBRARIES or base)):
            continue
        address = _HOLE.sub(lambda m: constants.get(m[1].strip(), "{" + (re.sub(r"\W", "", m[1]) or "value") + "}"), call["text"])
        if "://" not in address and base:
            address = base.rstrip("/") + "/" + address.lstrip("/")
        said = _METHOD.search(text, call.end(), call.end() + _SOON) if who == "fetch" else None
        if address.startswith("http"):
            yield ((said[1] if said else verb or "get").lower(), address, call.start())
