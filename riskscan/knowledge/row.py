"""The row: one thing that we know, with everything that is made from it."""

from __future__ import annotations

from dataclasses import dataclass

from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What all rows share. Each language adds its own fields for matching.

    ``id`` is the rule id, a path to its home, named for the pattern and never for the remedy (``python/boto3.delete_table``).
    ``plain`` is a sentence of at most 20 words with ``{target}`` in it, or empty to take the usual sentence of
    ``knowledge.words`` for operation, verb, scope and kind. ``example`` is code as people really write it; ``expect`` is what it
    yields, one effect a line in the form ``operation kind:name scope`` (``delete table:orders all``), in any order;
    ``near_misses`` are pieces of code that look alike and must yield no effect with this id. ``source`` is where we know it from.
    """

    id: str
    operation: Operation
    verb: str
    kind: AssetKind
    scope: Scope = Scope.UNKNOWN
    undo: Undo = Undo.UNKNOWN
    traits: tuple[Trait, ...] = ()
    plain: str = ""
    example: str
    expect: tuple[str, ...]
    near_misses: tuple[str, ...] = ()
    source: str
