"""Passwords and keys that stand readable in a file. Values are asked about, never kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from riskscan.knowledge.secrets import is_secret
from riskscan.model.asset import AssetKind, AssetRef
from riskscan.model.effect import Effect
from riskscan.model.span import Note, Span
from riskscan.parsers.terraform.making import make
from riskscan.parsers.terraform.syntax import Block, Call, Expr, File, Lit, Obj, Op, Tmpl, Trav, Tup, block_expressions

MOST = 100_000  # characters of a text that are looked through
_SETTING = re.compile(r"(?m)(?<![\w$])(?P<name>[A-Za-z_]\w{1,60})\"?\s*[=:]\s*[\"']?(?P<value>[^\s\"'#;,]{4,200})")
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
        if attribute.name in _NOT_VALUES or (attribute.name == "secret" and "secret_manager_secret" in owner):
            continue  # there it is the name of a secret
        if _holds(attribute.name, attribute.value):
            yield _effect(f"{owner}.{attribute.name}", attribute.span)


def _holds(name: str, expr: Expr) -> bool:
    waiting: list[tuple[str, Expr]] = [(name, expr)]
    while waiting:
        called, found = waiting.pop()
        if isinstance(found, Lit) and isinstance(found.value, str) and (is_secret(called, found.value) or _in_lines(found.value)):
            return True
        if isinstance(found, Tmpl):
            text = "".join(str(p.value) if isinstance(p, Lit) else "{x}" for p in found.parts)
            if is_secret("", text) or _in_lines(text):
                return True
        elif isinstance(found, Obj):
            waiting.extend(_pairs(called, found))
        elif isinstance(found, Tup):
            waiting.extend((called, i) for i in found.items)
        elif isinstance(found, Call):
            waiting.extend((called, a) for a in found.arguments)
        elif isinstance(found, Op) and found.sign == "?:":
            waiting.extend((called, a) for a in found.operands[1:])
    return False


def _key(expr: Expr) -> str:
    return str(expr.value) if isinstance(expr, Lit) else expr.root if isinstance(expr, Trav) and isinstance(expr.root, str) else ""


def _pairs(called: str, found: Obj) -> list[tuple[str, Expr]]:
    """The entries of a map; ``{ name = "DB_PASSWORD", value = "..." }`` is one entry of that name."""
    named = {_key(k): v for k, v in found.pairs}
    name = named.get("name", named.get("Name"))
    if isinstance(name, Lit) and isinstance(name.value, str) and ("value" in named or "Value" in named):
        value = named.get("value", named.get("Value"))
        return [(name.value, value)] if value is not None else []
    return [(_key(k) or called, v) for k, v in found.pairs]


def _in_lines(text: str) -> bool:
    """True where a line of a script or settings text gives a password its value."""
    return "\n" in text[:MOST] and any(is_secret(m["name"], m["value"]) for m in _SETTING.finditer(text[:MOST]))


def _effect(name: str, span: Span) -> Effect:
    note = Note(f"Line {span.start_line} holds it.", span)
    return make("terraform/plain-secret", AssetRef(AssetKind.SECRET, name), span, also=(note,))
