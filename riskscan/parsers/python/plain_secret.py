"""Passwords and keys that stand in the file: one effect for each, at its line; the value is never shown."""

from __future__ import annotations

import ast
import re

from riskscan.knowledge.secrets import is_secret
from riskscan.model.asset import AssetKind, AssetRef
from riskscan.model.effect import Certainty, Effect, Operation, Scope, Trait, Undo
from riskscan.parsers.python.machine import Machine

RULE = "python/plain-secret"
_HOLDERS = (ast.Assign, ast.AnnAssign, ast.Dict, ast.Call, ast.FunctionDef, ast.AsyncFunctionDef)
_LONGEST = 5_000


def plain_secrets(machine: Machine) -> None:
    """Puts one effect for each secret of the file into the sink."""
    seen: set[tuple[int, int]] = set()
    for node in (node for kind in _HOLDERS for node in machine.facts.nodes.get(kind, ())):
        for name, literal in _named_literals(node):
            if isinstance(literal, ast.Constant) and isinstance(literal.value, str) and len(literal.value) < _LONGEST:
                key = (literal.lineno, literal.col_offset)
                if key not in seen and is_secret(name, literal.value):
                    seen.add(key)
                    machine.sink.effect(_effect(machine, name or "password", literal))


def _named_literals(node: ast.AST) -> list[tuple[str, ast.expr]]:
    """(name, value) of assignments, keywords, dict entries and defaults."""
    if isinstance(node, ast.Assign):
        return [(_name(t), _default(node.value)) for t in node.targets[:1]]
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        return [(_name(node.target), _default(node.value))]
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return [(k.value, v) for k, v in pairs if isinstance(k, ast.Constant) and isinstance(k.value, str)]
    if isinstance(node, ast.Call):
        found: list[tuple[str, ast.expr]] = [(k.arg, k.value) for k in node.keywords if k.arg]
        return found + [("", argument) for argument in node.args]
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return [(a.arg, d) for a, d in zip(reversed(node.args.args), reversed(node.args.defaults), strict=False)]
    return []


def _default(node: ast.expr) -> ast.expr:
    """The default of ``os.getenv("TOKEN", "...")``; the second word of ``config.get("mail", "password")`` is the name of a setting."""
    if isinstance(node, ast.Call) and len(node.args) == 2 and isinstance(node.func, ast.Attribute) and node.func.attr in ("getenv", "get"):
        owner = ast.unparse(node.func.value)[:80].lower()
        return node if re.search(r"config|cfg|parser|settings|ini$", owner) and "environ" not in owner else node.args[1]
    return node


def _name(target: ast.expr) -> str:
    if isinstance(target, ast.Name):
        return target.id
    if isinstance(target, ast.Attribute):
        return target.attr
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant) and isinstance(target.slice.value, str):
        return target.slice.value
    return ""


def _effect(machine: Machine, name: str, node: ast.expr) -> Effect:
    return Effect(
        operation=Operation.GRANT,
        verb="plain_secret",
        asset=AssetRef(AssetKind.SECRET, name),
        scope=Scope.ONE,
        undo=Undo.WITH_WORK,
        certainty=Certainty.PROVEN,
        rule=RULE,
        text="It holds a password or key in plain sight.",
        location=machine.span(node),
        traits=(Trait.SECRET,),
    )
