"""Web addresses whose target no file describes: tied to what carries the same label beside it and shares the words of its name.

``aws_route53_record.index`` (index.storage.example.com) that points at an address which nobody here defines goes with
``aws_lb_target_group.index`` (storage-index) of the same folder. A label that every second folder has (``this``, ``main``) says nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from pathlib import PurePosixPath

from riskscan.model.asset import Asset, AssetKind
from riskscan.model.estate import Dependency, EdgeKind, Estate
from riskscan.model.evidence import Method

_ADDRESS = re.compile(r"^(?:module\.[\w.\[\]\"-]+\.)?((?:aws|google|azurerm|cloudflare|oci)_\w+)\.([\w-]+)(?:\[.*\])?$")
_SERVES = re.compile(
    r"_(lb|alb|elb|instance|instances|cluster|service|distribution)$|target_group|autoscaling_group|load_balancer|_api|function"
)
_NO_LABEL = frozenset({"this", "main", "default", "example", "primary", "app", "web", "www", "record", "a", "cname", "dns", "all"})


def tie(estate: Estate) -> Estate:
    """The estate with an edge to each such address from what serves it."""
    pointed_at = {edge.target for edge in estate.dependencies if edge.kind in (EdgeKind.SUPPORTS, EdgeKind.FEEDS)}
    loose = [a for a in estate.assets if a.kind is AssetKind.DNS and a.key not in pointed_at and _labels(a)]
    if not loose:
        return estate
    serving: dict[tuple[str, str], list[Asset]] = defaultdict(list)
    for asset in estate.assets:
        for sort, label in _labels(asset):
            if asset.kind is not AssetKind.DNS and _SERVES.search(sort):
                for folder in _folders(asset):
                    serving[(folder, label)].append(asset)
    edges = set(estate.dependencies)
    for address in loose:
        for folder in _folders(address):
            for _, label in _labels(address):
                for asset in serving.get((folder, label), ()):
                    if _words(label) <= _words(address.name) & _words(asset.name):
                        evidence = replace(address.evidence[0], method=Method.MATCHED)
                        edges.add(Dependency(asset.key, address.key, EdgeKind.SUPPORTS, evidence))
    return replace(estate, dependencies=tuple(sorted(edges)))


def _labels(asset: Asset) -> list[tuple[str, str]]:
    """(resource type, label) of each Terraform address that an asset has, where the label says something."""
    found = [match for alias in asset.aliases if (match := _ADDRESS.match(alias))]
    return [(match[1], match[2].lower()) for match in found if match[2].lower() not in _NO_LABEL]


def _folders(asset: Asset) -> set[str]:
    return {PurePosixPath(e.file).parent.as_posix() for e in asset.evidence if e.source == "terraform"}


def _words(name: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", name.lower()))
