"""Reads ``.tf.json`` and ``.tfvars.json`` into the same blocks as HCL. Positions are those of the key's first place in the file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache

from riskscan.model.artifact import LineIndex
from riskscan.model.span import Span
from riskscan.parsers.terraform.hcl import DEPTH, template_of
from riskscan.parsers.terraform.syntax import Attribute, Block, Broken, Expr, File, Lit, Obj, Tup

_LABELS = {"resource": 2, "data": 2, "module": 1, "variable": 1, "output": 1, "provider": 1}
_NESTED = frozenset({"lifecycle", "provisioner", "connection", "dynamic", "backend", "required_providers"})


class _Places:
    """Where keys stand: each look-up goes on from the last one, as the file is read in order."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self.text, self.index, self.at = path, text, LineIndex(text), 0

    def key(self, name: str) -> Span:
        quoted = json.dumps(name, ensure_ascii=False)
        found = self.text.find(quoted, self.at)
        if found < 0:
            line, column = self.index.place(self.at)
            return Span(self.path, line, column, line, column)
        self.at = found + len(quoted)
        return Span(self.path, *self.index.place(found), *self.index.place(self.at))


def read_json_value(text: str) -> object:
    """The value of a JSON text. Raises ValueError for what is none, also for one that nests too deep."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("too deep") from error


@lru_cache(maxsize=64)
def read_json(path: str, text: str) -> File | None:
    """The blocks of one JSON file, or None where it is no JSON object."""
    try:
        document = read_json_value(text)
    except ValueError:
        return None
    if not isinstance(document, dict):
        return None
    places = _Places(path, text)
    if path.endswith((".tfvars.json", ".auto.tfvars.json")):
        return File(path, (), tuple(_attribute(k, v, places, 0) for k, v in document.items()))
    blocks = [b for type_, body in document.items() for b in _top(type_, body, places)]
    return File(path, tuple(blocks))


def _top(type_: str, body: object, places: _Places) -> Iterator[Block]:
    span = places.key(type_)
    yield from _labelled(type_, (), body, _LABELS.get(type_, 0), span, places)


def _labelled(type_: str, labels: tuple[str, ...], body: object, left: int, span: Span, places: _Places) -> Iterator[Block]:
    for part in body if isinstance(body, list) else [body]:
        if not isinstance(part, dict):
            continue
        if left == 0:
            yield _block(type_, labels, part, span, places, 0)
            continue
        for label, inner in part.items():
            yield from _labelled(type_, (*labels, label), inner, left - 1, places.key(label), places)


def _block(type_: str, labels: tuple[str, ...], body: dict[str, object], span: Span, places: _Places, depth: int) -> Block:
    """A JSON object as a block. Objects and lists of objects inside may be blocks or values: they are given as both."""
    attributes: list[Attribute] = []
    blocks: list[Block] = []
    for name, value in body.items():
        objects = [v for v in (value if isinstance(value, list) else [value]) if isinstance(v, dict)]
        as_blocks = bool(objects) and depth < DEPTH and (isinstance(value, list) or name in _NESTED)
        if as_blocks and len(objects) == (len(value) if isinstance(value, list) else 1):
            at = places.key(name)
            for inner in objects:
                blocks.extend(_labelled_inner(name, inner, at, places, depth))
            continue
        attributes.append(_attribute(name, value, places, depth))
    return Block(type_, labels, tuple(attributes), tuple(blocks), span, span)


def _labelled_inner(name: str, inner: dict[str, object], at: Span, places: _Places, depth: int) -> Iterator[Block]:
    if name in ("provisioner", "dynamic", "backend"):
        for label, body in inner.items():
            if isinstance(body, dict):
                yield _block(name, (label,), body, at, places, depth + 1)
        return
    yield _block(name, (), inner, at, places, depth + 1)


def _attribute(name: str, value: object, places: _Places, depth: int) -> Attribute:
    span = places.key(name)
    return Attribute(name, _expression(value, places.path, depth), span)


def _expression(value: object, path: str, depth: int) -> Expr:
    if depth > DEPTH:
        return Broken()
    if isinstance(value, str):
        return template_of(path, value)
    if isinstance(value, list):
        return Tup(tuple(_expression(v, path, depth + 1) for v in value))
    if isinstance(value, dict):
        return Obj(tuple((template_of(path, k), _expression(v, path, depth + 1)) for k, v in value.items()))
    return Lit(value if isinstance(value, (bool, int, float)) else None)
