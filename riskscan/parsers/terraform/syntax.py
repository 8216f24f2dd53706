"""Terraform's blocks and expressions as values, the same for ``.tf`` and ``.tf.json``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from riskscan.model.span import Span


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that is known only when it runs; ``name`` says which (``var.env``)."""

    name: str


@dataclass(frozen=True, slots=True)
class Missing(Unknown):
    """What is surely not there: a key that a known map does not have."""


@dataclass(frozen=True, slots=True)
class Partial:
    """A text of which parts are known only when it runs; those stand in it as ``{name}``."""

    text: str


Value: TypeAlias = "bool | int | float | str | Unknown | Partial | list[Value] | dict[str, Value] | None"


@dataclass(frozen=True, slots=True)
class Lit:
    """A constant. ``at`` is its (line, column) in the file."""

    value: bool | int | float | str | None
    at: tuple[int, int] = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Tmpl:
    """A text put together from parts."""

    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Tup:
    """A list."""

    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Obj:
    """A map, its pairs in the order of the file."""

    pairs: tuple[tuple[Expr, Expr], ...]


@dataclass(frozen=True, slots=True)
class Trav:
    """A reference: a root name or expression, then names, indexes (expressions) and ``None`` for a splat."""

    root: str | Expr
    steps: tuple[str | Expr | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A function call."""

    name: str
    arguments: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Op:
    """An operator with one, two or (``?:``) three operands."""

    sign: str
    operands: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class For:
    """A ``for`` expression; ``key`` is None where it makes a list."""

    names: tuple[str, ...]
    over: Expr
    key: Expr | None
    result: Expr
    condition: Expr | None


@dataclass(frozen=True, slots=True)
class Broken:
    """What could not be read."""


Expr: TypeAlias = Lit | Tmpl | Tup | Obj | Trav | Call | Op | For | Broken


@dataclass(frozen=True, slots=True)
class Attribute:
    """``name = expression``."""

    name: str
    value: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class Block:
    """``type "label" { ... }``; ``span`` is the whole block, ``head`` its first line."""

    type: str
    labels: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    blocks: tuple[Block, ...]
    span: Span
    head: Span

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of that name."""
        return next((a for a in self.attributes if a.name == name), None)

    def inner(self, type_: str) -> tuple[Block, ...]:
        """The blocks of that type directly inside."""
        return tuple(b for b in self.blocks if b.type == type_)


@dataclass(frozen=True, slots=True)
class File:
    """One file: its top blocks, top attributes (tfvars), and the places that could not be read."""

    path: str
    blocks: tuple[Block, ...]
    attributes: tuple[Attribute, ...] = ()
    broken: tuple[Span, ...] = ()


def _children(expr: Expr) -> tuple[Expr, ...]:
    match expr:
        case Tmpl(parts):
            return parts
        case Tup(items):
            return items
        case Obj(pairs):
            return tuple(e for pair in pairs for e in pair)
        case Trav(root, steps):
            inner = tuple(s for s in steps if s is not None and not isinstance(s, str))
            return inner if isinstance(root, str) else (root, *inner)
        case Call(_, arguments):
            return arguments
        case Op(_, operands):
            return operands
        case For(_, over, key, result, condition):
            return tuple(e for e in (over, key, result, condition) if e is not None)
        case _:
            return ()


def walk(expr: Expr) -> Iterator[Expr]:
    """An expression and all inside it, without recursion."""
    waiting = [expr]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(reversed(_children(found)))


def references(expr: Expr) -> Iterator[Trav]:
    """The references to other things in an expression, in order; object keys that are plain words are not references."""
    waiting = [expr]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Obj):
            keys = [k for k, _ in found.pairs if not (isinstance(k, Trav) and not k.steps)]
            waiting.extend(reversed([*keys, *(v for _, v in found.pairs)]))
            continue
        if isinstance(found, Trav) and isinstance(found.root, str) and found.steps:
            yield found
        waiting.extend(reversed(_children(found)))


def block_expressions(block: Block) -> Iterator[tuple[Attribute, Block]]:
    """All attributes in a block and in the blocks inside it, with the block that holds each."""
    waiting = [block]
    while waiting:
        found = waiting.pop()
        for attribute in found.attributes:
            yield attribute, found
        waiting.extend(reversed(found.blocks))
