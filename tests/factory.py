"""Effects, assets and estates in one line, for tests of what comes after the parsers."""

from __future__ import annotations

from riskscan.model.asset import Asset, AssetKind, AssetRef, key_of
from riskscan.model.effect import Certainty, Effect, Operation, Safe, Safety, Scope, Trait, Undo
from riskscan.model.estate import Dependency, EdgeKind, Estate
from riskscan.model.evidence import Evidence, Method
from riskscan.model.reach import Reach
from riskscan.model.span import Span

HERE = Evidence("test", "estate.sql", 1, Method.DECLARED)


def effect(
    operation: str = "delete",
    name: str = "orders",
    *,
    verb: str = "",
    kind: AssetKind = AssetKind.TABLE,
    scope: str = "all",
    undo: str = "no",
    traits: tuple[Trait, ...] = (),
    safe: tuple[Safety, ...] = (),
    identity: str = "e1",
    columns: tuple[str, ...] = (),
    within: str = "",
    certainty: Certainty = Certainty.PROVEN,
    line: int = 1,
) -> Effect:
    """An effect on line ``line`` of x.sql."""
    return Effect(
        operation=Operation(operation),
        verb=verb or operation,
        asset=AssetRef(kind, name, within=within),
        scope=Scope(scope),
        undo=Undo(undo),
        certainty=certainty,
        rule="test/rule",
        text=f"It does something to the table {name}.",
        location=Span("x.sql", line, 1, line, 10),
        traits=traits,
        safe_evidence=tuple(Safe(s, "") for s in safe),
        columns=columns,
        id=identity,
    )


def reach(
    identity: str = "e1",
    *,
    touched: tuple[str, ...] = (),
    reached: tuple[str, ...] = (),
    teams: tuple[str, ...] = (),
    consumers: int = 0,
    criticality: int = 0,
) -> Reach:
    """The reach of an effect."""
    return Reach(identity, touched, reached, teams, consumers, criticality, "", bool(touched))


def table(name: str, **more: object) -> Asset:
    """A table of the estate."""
    return Asset(key_of(AssetKind.TABLE, name), AssetKind.TABLE, name, evidence=(HERE,), **more)  # type: ignore[arg-type]


def estate(assets: tuple[Asset, ...] = (), *edges: tuple[str, str, EdgeKind]) -> Estate:
    """An estate with edges given as (source key, target key, kind)."""
    return Estate(assets, tuple(Dependency(s, t, k, HERE) for s, t, k in edges), (), 1)
