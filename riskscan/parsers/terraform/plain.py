"""Passwords and keys that stand readable in a file. Values are asked about, never kept."""

from __future__ import annotations

from collections.abc import Iterator

from riskscan.knowledge.secrets import is_secret
from riskscan.model.asset import AssetKind, AssetRef
from riskscan.model.effect import Effect
from riskscan.model.span import Note, Span
from riskscan.parsers.terraform.making import make
from riskscan.parsers.terraform.syntax import Block, Expr, File, Lit, Obj, Tmpl, Tup, block_expressions

_NOT_VALUES = frozenset({"description", "error_message"})


def plain_secrets(file: File) -> Iterator[Effect]:
    """One effect for each secret in a file."""
    for block in file.blocks:
        owner = ".".join((*(block.labels if block.type == "resource" else (block.type, *block.labels)),))
        if block.type == "variable":
            default = block.attribute("default")
            if default and block.labels and _holds(block.labels[0], default.value):
                yield _effect(f"{owner}.default", default.span)
            continue
        yield from _in_block(block, owner)
    for attribute in file.attributes:
        if _holds(attribute.name, attribute.value):
            yield _effect(f"var.{attribute.name}", attribute.span)


def _in_block(block: Block, owner: str) -> Iterator[Effect]:
    for attribute, _ in block_expressions(block):
        if attribute.name not in _NOT_VALUES and _holds(attribute.name, attribute.value):
            yield _effect(f"{owner}.{attribute.name}", attribute.span)


def _holds(name: str, expr: Expr) -> bool:
    waiting: list[tuple[str, Expr]] = [(name, expr)]
    while waiting:
        called, found = waiting.pop()
        if isinstance(found, Lit) and isinstance(found.value, str) and is_secret(called, found.value):
            return True
        if isinstance(found, Tmpl):
            text = "".join(str(p.value) if isinstance(p, Lit) else "{x}" for p in found.parts)
            if is_secret("", text):
                return True
        elif isinstance(found, Obj):
            waiting.extend((str(k.value) if isinstance(k, Lit) else called, v) for k, v in found.pairs)
        elif isinstance(found, Tup):
            waiting.extend((called, i) for i in found.items)
    return False


def _effect(name: str, span: Span) -> Effect:
    note = Note(f"Line {span.start_line} holds it.", span)
    return make("terraform/plain-secret", AssetRef(AssetKind.SECRET, name), span, also=(note,))
