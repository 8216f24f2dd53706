"""Terraform's record of what it made (``*.tfstate``, version 4): the real names, ARNs and what hangs on what.

A state holds passwords in plain text. Only the arguments in ``_ALLOWED`` and the one that names the thing are looked at; nothing else of
a resource's values is read, and nothing that the state marks as sensitive.
Source: developer.hashicorp.com/terraform/internals/json-format and the v4 files that Terraform 0.12 to 1.x write.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator
from pathlib import PurePosixPath

from riskscan.estate.piece import Around, Gather, Layout, Source
from riskscan.knowledge.secrets import is_secret, without_secrets
from riskscan.knowledge.terraform.facts import identity
from riskscan.knowledge.terraform.kinds import IN_BUCKETS, kind_of
from riskscan.model.asset import key_of
from riskscan.model.estate import EdgeKind, Estate
from riskscan.model.homes import placed

VERSION = 4
_ALLOWED = ("arn", "bucket", "name", "identifier", "function_name", "cluster_identifier", "table_name", "fqdn")
_LONGEST = 300  # characters of a name
_MOST = 20_000  # resources


def wants(path: PurePosixPath, text: str, _: Layout) -> bool:
    """A state by its ending."""
    return path.name.endswith(".tfstate")


def read(source: Source, around: Around) -> Estate:
    """The resources of a state and their dependencies; a state of another version is said to be unread."""
    gather = Gather("terraform state", source.path)
    try:
        document = json.loads(source.text)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict) or document.get("version") != VERSION:
        gather.unread(
            "terraform-state-unread", f"We could not read {source.path}.", "What Terraform made there may be missing from this answer."
        )
        return gather.estate()
    rows = [r for r in _list(document.get("resources"))[:_MOST] if isinstance(r, dict)]
    keys: dict[str, list[str]] = {}
    links: list[tuple[str, str]] = []
    for row in rows:
        if row.get("mode") == "data":
            continue
        plain = _address(row)
        for instance in (i for i in _list(row.get("instances")) if isinstance(i, dict)):
            key = _asset(gather, row, instance, plain)
            keys.setdefault(plain, []).append(key)
            links += [(str(d), key) for d in _list(instance.get("dependencies")) if isinstance(d, str)]
    for named, key in links:
        for other in keys.get(named, ()):
            gather.edge(other, key, EdgeKind.SUPPORTS, 0)
    return gather.estate()


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _address(row: dict[str, object]) -> str:
    module = f"{row['module']}." if row.get("module") else ""
    return f"{module}{row.get('type')}.{row.get('name')}"


def _asset(gather: Gather, row: dict[str, object], instance: dict[str, object], plain: str) -> str:
    index = instance.get("index_key")
    address = plain + (f'["{index}"]' if isinstance(index, str) else f"[{index}]" if isinstance(index, int) else "")
    type_ = str(row.get("type"))
    values = dict(_values(type_, instance))
    name = next((values[n] for n in (identity(type_), *_ALLOWED[1:]) if n in values), address)
    if type_ in IN_BUCKETS and name != address and "bucket" in values:
        name = f"{values['bucket']}/{name}"
    kind = kind_of(type_)
    own = placed(address, posixpath.dirname(gather.file))
    short = f"{type_}.{row.get('name')}"
    aliases = dict.fromkeys(a for a in (address, plain, short, own, values.get("arn", "")) if a and a != name)
    key = key_of(kind, own if name == address else name)
    return gather.asset(kind, name, 0, key=key, aliases=aliases, facts=(("type", type_),))


def _values(type_: str, instance: dict[str, object]) -> Iterator[tuple[str, str]]:
    """The allowed arguments that hold a name and nothing secret."""
    attributes, hidden = instance.get("attributes"), repr(instance.get("sensitive_attributes", ""))
    if not isinstance(attributes, dict):
        return
    for name in dict.fromkeys((identity(type_), *_ALLOWED)):
        value = attributes.get(name) if name else None
        if (
            isinstance(value, str)
            and 0 < len(value) <= _LONGEST
            and "\n" not in value
            and repr(name) not in hidden
            and not is_secret(name, value)
        ):
            yield name, without_secrets(value)


__all__ = ["read", "wants"]
