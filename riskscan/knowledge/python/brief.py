"""A short form for rows of libraries whose calls differ only in a few facts: one line a call, one set of opening lines a library."""

from __future__ import annotations

from dataclasses import dataclass

from riskscan.knowledge.python.call import Call
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo


@dataclass(frozen=True, slots=True)
class Brief:
    """One call of a library.

    ``line`` is the line of the example that makes the call, ``name`` the asset's name that it yields (empty: it names none); ``scope`` one means by key.
    The other fields are those of ``Call``.
    """

    call: str
    operation: Operation
    verb: str
    kind: AssetKind
    scope: Scope
    undo: Undo
    named_by: tuple[int | str, ...]
    line: str
    name: str
    traits: tuple[Trait, ...] = ()
    plain: str = ""
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()
    payload: tuple[int | str, ...] = ()
    prefixed_by: tuple[str, ...] = ()
    suffix: str = ""


def rows(
    library: str, setup: str, harmless: str, source: str, briefs: tuple[Brief, ...], within: tuple[int | str, ...] = ("self",)
) -> tuple[Call, ...]:
    """The rows of a library: ids are ``python/<library>.<method>``, the near miss of each is the setup with the harmless line."""
    return tuple(
        Call(
            id=f"python/{library}.{brief.call.rpartition('.')[2]}{'-' if brief.suffix else ''}{brief.suffix}",
            call=brief.call,
            operation=brief.operation,
            verb=brief.verb,
            kind=brief.kind,
            scope=Scope.UNKNOWN if brief.scope is Scope.ONE else brief.scope,
            by_key=brief.scope is Scope.ONE,
            undo=brief.undo,
            traits=brief.traits,
            plain=brief.plain,
            named_by=brief.named_by,
            prefixed_by=brief.prefixed_by,
            when=brief.when,
            payload=brief.payload,
            within=within,
            example=f"{setup}{brief.line}\n",
            expect=(f"{brief.operation} {brief.kind}:{brief.name or '{' + brief.kind + '}'} {brief.scope}",),
            near_misses=(f"{setup}{harmless}\n",),
            source=source,
        )
        for brief in briefs
    )
