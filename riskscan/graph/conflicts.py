"""What only the joined graph can say: somebody else has the say over what the file changes, or does the same already."""

from __future__ import annotations

from dataclasses import dataclass

from riskscan.graph.spread import ROWS, harm_of, of_the_content
from riskscan.graph.web import Web, touched
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Effect, Operation, Safety
from riskscan.model.estate import Dependency, EdgeKind

_CHANGES = (Operation.WRITE, Operation.DELETE, Operation.ALTER, Operation.GRANT, Operation.CREATE)
_HOLDERS = frozenset(
    {AssetKind.TABLE, AssetKind.VIEW, AssetKind.BUCKET, AssetKind.QUEUE, AssetKind.TOPIC, AssetKind.DATABASE, AssetKind.SCHEMA}
)
_CONTENT = frozenset({AssetKind.OBJECT, AssetKind.FILE})
_OWN = (Safety.SCRATCH, Safety.ROLLED_BACK, Safety.DRY_RUN, Safety.OWN_OUTPUT)


@dataclass(frozen=True, slots=True)
class Clash:
    """``kind``: managed (Terraform or dbt keeps it), overwritten (a job writes it). ``edge`` is where that is written."""

    kind: str
    effect: str
    asset: str
    other: str
    edge: Dependency


def clashes(effect: Effect, web: Web, from_terraform: bool) -> tuple[Clash, ...]:
    """Who undoes what this effect changes. Terraform does not clash with itself."""
    if effect.operation not in _CHANGES or effect.safe(*_OWN):
        return ()
    found = []
    for key, _ in touched(effect, web):
        for edge in web.into.get(key, ()):
            if edge.kind is EdgeKind.MANAGES and _has_a_say(edge, effect, web.asset(key).kind, from_terraform):
                found.append(Clash("managed", effect.id, key, edge.source, edge))
            elif edge.kind is EdgeKind.WRITES and effect.operation is not Operation.CREATE and _is_job(edge.source, web):
                found.append(Clash("overwritten", effect.id, key, edge.source, edge))
    return tuple(found)


def _has_a_say(edge: Dependency, effect: Effect, kind: AssetKind, from_terraform: bool) -> bool:
    """True where whoever manages the thing keeps what is changed: dbt the rows too, Terraform only the thing and its settings."""
    if edge.evidence.source.startswith("dbt"):
        return True
    if from_terraform and edge.evidence.source == "terraform":
        return False
    inside = effect.operation is Operation.WRITE or harm_of(effect) in ROWS or effect.asset.kind in _CONTENT or of_the_content(effect)
    return not (kind in _HOLDERS and inside)


def _is_job(key: str, web: Web) -> bool:
    return web.asset(key).kind in (AssetKind.JOB, AssetKind.PIPELINE)
