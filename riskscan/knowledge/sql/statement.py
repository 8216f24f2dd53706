"""The row for a SQL statement."""

from __future__ import annotations

from dataclasses import dataclass

from riskscan.knowledge.row import Row
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Row):
    """A group of statements that do the same thing.

    ``family`` is the group that the parser tells apart by grammar (``delete``, ``drop``, ``copy_to_program``). Of the rows of a family
    the first whose conditions all hold is taken: ``kinds`` (the effect's asset is one of these; empty: any), ``scopes`` (empty: any)
    and ``having`` (the effect has all of these traits). ``kind`` is that of the example. ``dialect`` is that of the example.
    """

    family: str
    kinds: tuple[AssetKind, ...] = ()
    scopes: tuple[Scope, ...] = ()
    having: tuple[Trait, ...] = ()
    dialect: str = ""

    def fits(self, kind: AssetKind, scope: Scope, traits: tuple[Trait, ...]) -> bool:
        """True where all conditions hold."""
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.scopes or scope in self.scopes)
            and all(trait in traits for trait in self.having)
        )


def row(
    name: str,
    family: str,
    does: str,
    *,
    example: str,
    expect: tuple[str, ...],
    source: str,
    near_misses: tuple[str, ...] = (),
    dialect: str = "",
    kinds: tuple[AssetKind, ...] = (),
    scopes: tuple[Scope, ...] = (),
    having: tuple[Trait, ...] = (),
    traits: tuple[Trait, ...] = (),
    plain: str = "",
) -> Statement:
    """A row in short. ``does``: "operation verb kind scope undo" (``delete truncate table all no``). Raises ValueError for another word."""
    operation, verb, kind, scope, undo = does.split()
    return Statement(
        id=f"sql/{name}", family=family, operation=Operation(operation), verb=verb, kind=AssetKind(kind), scope=Scope(scope), undo=Undo(undo),
        example=example, expect=expect, source=source, near_misses=near_misses, dialect=dialect, kinds=kinds, scopes=scopes, having=having,
        traits=traits, plain=plain,
    )  # fmt: skip
