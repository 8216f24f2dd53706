"""Programs that call a service whose description is here: where the service stops, they can no longer use it.

``requests.get("https://members.example.com/v1/members/7")`` is the call ``GET /members/{id}`` of the service that describes it. The address
must fit the description from its server on; a path that two services have alone ties a program to neither.
Source: spec.openapis.org, server object and paths object.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from riskscan.estate.identity import Names
from riskscan.estate.names import defined
from riskscan.model.asset import Asset, AssetKind, AssetRef, key_of
from riskscan.model.estate import Dependency, EdgeKind, Estate
from riskscan.model.evidence import Method

_CALLERS = (AssetKind.PROGRAM, AssetKind.JOB, AssetKind.PIPELINE, AssetKind.FUNCTION)


def tie(estate: Estate) -> Estate:
    """The estate with an edge from each service to the programs that call it."""
    described = {a.key: a for a in estate.assets if a.kind is AssetKind.URL and a.fact("service")}
    called = [a for a in estate.assets if a.kind is AssetKind.URL and a.key not in described and "://" in a.name and not defined(a)]
    if not described or not called:
        return estate
    kinds = {asset.key: asset.kind for asset in estate.assets}
    names = Names(Estate(tuple(described.values())))
    edges, around = set(estate.dependencies), _around(estate, {a.key for a in called})
    for address in called:
        services = _services(address, names, described)
        for edge in around[address.key] if len(services) == 1 else ():
            caller = edge.target if edge.source == address.key else edge.source
            service = key_of(AssetKind.PROGRAM, next(iter(services)))
            if kinds.get(caller) in _CALLERS and caller != service:
                edges.add(Dependency(service, caller, EdgeKind.ENABLES, replace(edge.evidence, method=Method.MATCHED)))
    return replace(estate, dependencies=tuple(sorted(edges)))


def _around(estate: Estate, keys: set[str]) -> dict[str, list[Dependency]]:
    """The edges by which programs read from an address or send to it."""
    found: dict[str, list[Dependency]] = defaultdict(list)
    for edge in estate.dependencies:
        if edge.kind is EdgeKind.FEEDS and edge.source in keys:
            found[edge.source].append(edge)
        elif edge.kind is EdgeKind.WRITES and edge.target in keys:
            found[edge.target].append(edge)
    return found


def _services(address: Asset, names: Names, described: dict[str, Asset]) -> set[str]:
    """The services that an address may be a call of: those whose server it names where they say one, else by the path."""
    fitting = [described[key] for key, _ in names.candidates(AssetRef(AssetKind.URL, address.name))]
    placed = [a for a in fitting if any(_host(alias) for alias in a.aliases)]
    same = [a for a in placed if any(_host(alias) == _host(address.name) for alias in a.aliases)]
    return {value for a in (same or [a for a in fitting if a not in placed]) for name, value in a.facts if name == "service"}


def _host(address: str) -> str:
    return address.partition("://")[2].partition("/")[0].partition(":")[0].lower()
