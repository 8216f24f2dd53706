"""Lists of machines: Ansible inventories (YAML and INI) and plain YAML maps of hosts.

A plain map counts where its entries say what a machine is for (role, environment, what it serves). A service named under ``serves``
needs the machine, and the machine needs its data folder.
Source: docs.ansible.com, how to build your inventory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from riskscan.estate.piece import Around, Gather, Source
from riskscan.formats.yaml_text import Map, map_of
from riskscan.knowledge import importance
from riskscan.knowledge.places import is_production
from riskscan.model.asset import AssetKind, key_of
from riskscan.model.estate import EdgeKind, Estate

_TELLING = frozenset(
    [
        "role",
        "roles",
        "environment",
        "env",
        "serves",
        "services",
        "data_dir",
        "data_directory",
        "datadir",
        "ansible_host",
        "hostname",
        "tier",
        "criticality",
        "purpose",
    ]
)
_HOST = re.compile(r"^(?=.*[a-zA-Z])[\w-]+(\.[\w-]+)*$|^\d{1,3}(\.\d{1,3}){3}$")
_SERVES = ("serves", "services", "used_by", "consumers")
_DATA = ("data_dir", "data_directory", "datadir", "data_path", "mount", "mounts", "volumes")
_KEPT = ("role", "environment", "env", "purpose", "region", "ansible_host")
_INI_GROUP = re.compile(r"^\[([\w.-]+)(?::(\w+))?\]\s*$")
_INI_PAIR = re.compile(r"(\w+)=(\"[^\"]*\"|'[^']*'|\S+)")


def wants(document: Map, path: PurePosixPath) -> bool:
    """An Ansible inventory, or a map in which two levels down machines are described."""
    groups = [v for v in document.values() if isinstance(v, Map)]
    if isinstance(document.get("all"), Map) and {"hosts", "children"} & set(map_of(document["all"])):
        return True
    if any("hosts" in group and isinstance(group["hosts"], Map) for group in groups):
        return "inventory" in str(path).lower() or any("vars" in g or "children" in g for g in groups)
    return any(True for _ in _plain_hosts(document))


def wants_ini(path: PurePosixPath, text: str) -> bool:
    """An inventory in INI form, by its name."""
    named = path.name in ("hosts", "inventory") or ("inventory" in str(path).lower() and path.suffix in (".ini", "", ".cfg"))
    return named and any(_INI_GROUP.match(line) for line in text.split("\n"))


def read(document: Map, gather: Gather) -> None:
    """All machines of a document."""
    for host, facts, line in _ansible(document, {}, ""):
        _server(gather, host, facts, line)
    for host, entry, line in _plain_hosts(document):
        _server(gather, host, dict(entry), line)


def read_ini(source: Source, around: Around) -> Estate:
    """All machines of an inventory in INI form."""
    gather = Gather("inventory", source.path)
    group, section = "", ""
    for number, raw in enumerate(source.text.split("\n"), start=1):
        line = re.sub(r"\s[#;].*|^[#;].*", "", raw).strip()
        head = _INI_GROUP.match(line)
        if head:
            group, section = head[1], head[2] or ""
        elif line and not section:
            host, _, rest = line.partition(" ")
            pairs = {m[1]: m[2].strip("\"'") for m in _INI_PAIR.finditer(rest)}
            if _HOST.match(host) and "=" not in host:
                _server(gather, host, {**pairs, "role": pairs.get("role", group)}, number)
    return gather.estate()


def _ansible(groups: Map, inherited: dict[str, object], parent: str) -> Iterator[tuple[str, dict[str, object], int]]:
    """(host, what is known of it, line) for a group tree; the closest word counts."""
    for name, group in groups.items():
        if not isinstance(group, Map) or not ("hosts" in group or "children" in group):
            continue
        known = {**inherited, **map_of(group.get("vars"))}
        hosts = map_of(group.get("hosts"))
        for host, entry in hosts.items():
            role = {"role": name} if name not in ("all", "ungrouped") else {}
            yield host, {**role, **known, **map_of(entry)}, hosts.lines.get(host, group.line)
        yield from _ansible(map_of(group.get("children")), known, name)


def _plain_hosts(document: Map) -> Iterator[tuple[str, Map, int]]:
    """(host, entry, line) wherever a key that can be a host name has at least two telling words below it."""
    for name, inner in document.items():
        if not isinstance(inner, Map):
            continue
        for host, entry, line in ((name, inner, document.lines.get(name, 1)), *((k, v, inner.lines.get(k, 1)) for k, v in inner.items())):
            if isinstance(entry, Map) and _HOST.match(host) and len(_TELLING & set(entry)) >= 2 and "script" not in entry:
                yield host, entry, line


def _words(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(w.strip() for w in value.split(",") if w.strip())
    return tuple(str(v) for v in value if isinstance(v, str)) if isinstance(value, list) else ()


def _server(gather: Gather, host: str, known: dict[str, object], line: int) -> None:
    """One machine, what needs it, and the folders that it needs."""
    role = " ".join(_words(known.get("role"))).lower()
    place = " ".join(_words(known.get("environment") or known.get("env")))
    live = is_production(place)
    first = bool(re.search(r"\b(primary|master|leader)\b", role))
    declared = importance.of_word(" ".join(_words(known.get("criticality")))) or importance.of_tier(" ".join(_words(known.get("tier"))))
    worth = importance.highest((declared, 3 if first and live else 2 if first or live else None))
    facts = [(word, " ".join(_words(known.get(word)))) for word in _KEPT]
    server = gather.asset(
        AssetKind.SERVER, host, line, aliases=_words(known.get("ansible_host")), criticality=worth, facts=(*facts, ("environment", place))
    )
    owner = " ".join(_words(known.get("owner") or known.get("team")))
    if owner:
        gather.asset(AssetKind.SERVER, host, line, owner=gather.team(server, owner, line))
    for word in _SERVES:
        for service in _words(known.get(word)):
            gather.edge(server, gather.asset(AssetKind.PROGRAM, service, line), EdgeKind.SUPPORTS, line)
    for word in _DATA:
        for folder in _words(known.get(word)):
            if folder.startswith("/"):
                name = folder.partition(":")[0]
                key = gather.asset(
                    AssetKind.FILE, name, line, key=f"{key_of(AssetKind.FILE, host)}:{name}", criticality=worth, facts=(("within", host),)
                )
                gather.edge(key, server, EdgeKind.SUPPORTS, line)
