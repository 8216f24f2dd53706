"""When two values of an argument mean the same to the provider: other order, other spelling, other layout of one document."""

from __future__ import annotations

import json
import re

from riskscan.parsers.terraform.syntax import Value

_PLACES = ("location", "region")
_DOCUMENT = re.compile(r"\s*[\[{]")
LONGEST = 200_000  # characters of a document that are compared by meaning


def same(path: str, one: Value, two: Value) -> bool:
    """True where a change from one to the other changes nothing."""
    if isinstance(one, list) and isinstance(two, list):
        return sorted(map(_shown, one)) == sorted(map(_shown, two))  # most lists of names are sets to the provider
    if isinstance(one, (list, dict)) or isinstance(two, (list, dict)):
        return False
    if _scalar(one) is not None and _scalar(one) == _scalar(two):
        return True
    if not isinstance(one, str) or not isinstance(two, str):
        return False
    if path.rpartition(".")[2] in _PLACES:
        return _place(one) == _place(two)
    return _DOCUMENT.match(one) is not None and _DOCUMENT.match(two) is not None and _document(one) == _document(two) is not None


def _shown(value: Value) -> str:
    return _scalar(value) or repr(value)


def _scalar(value: Value) -> str | None:
    """A plain value as Terraform turns it into a text; None for all else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (int, float, str)) else None


def _place(name: str) -> str:
    """``West Europe`` and ``westeurope`` are one place."""
    return re.sub(r"\s", "", name).lower()


def _document(text: str) -> str | None:
    """A JSON document in one layout: keys in order, a list of one as its entry; None where it is none."""
    if len(text) > LONGEST:
        return None
    try:
        return json.dumps(_plain(json.loads(text)), sort_keys=True)
    except (ValueError, RecursionError):
        return None


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        found = [_plain(inner) for inner in value]
        plain = all(isinstance(inner, str) for inner in found)
        return found[0] if len(found) == 1 and plain else sorted(map(str, found)) if plain else found
    return value
