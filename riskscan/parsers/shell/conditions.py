"""What a test says: which variables it makes sure of, whether a person is asked, whether the script stops, how it turns out."""

from __future__ import annotations

import re

from tree_sitter import Node

from riskscan.parsers.shell.expand import Expander
from riskscan.parsers.shell.word import Word

_GUARD = re.compile(r"""-[znedfr]\s+"?\$\{?(\w+)|\[\[?\s+"?\$\{?(\w+)[^\]]*\]|\$\{(\w+):\?|"\$\{?(\w+)\}?"\s*(?:==?|!=)\s*""")
_LEAVES = re.compile(r"(?m)(?:^|[\s;{(&|])(exit|return|die|abort|fail|usage|break|continue)\b")
_VARIABLE = re.compile(r"\$\{?(\w+)")


def guards(text: str) -> set[str]:
    """Names of the variables that a test makes sure of."""
    if "[" not in text and "test " not in text and ":?" not in text:
        return set()
    return {("argument_" + name) if name.isdigit() else name for groups in _GUARD.findall(text) for name in groups if name} | {
        name for groups in _GUARD.findall(text) for name in groups if name
    }


def asks(text: str, asked: set[str]) -> bool:
    """True where the test looks at what a person typed."""
    return bool(asked) and any(name in asked for name in _VARIABLE.findall(text))


def leaves(text: str) -> bool:
    """True where the branch ends the script or the function."""
    return _LEAVES.search(text) is not None


def _may_differ(word: Word) -> bool:
    """True for a value that holds only where the caller sets no other (``${STAGE:-dev}``)."""
    return any(part.reason == "default" for part in word.parts)


def outcome(node: Node, expander: Expander) -> bool | None:
    """How a test turns out where both of its sides are known; None where only the run knows."""
    if node.type != "test_command":
        return {"true": True, "false": False}.get(expander.source.string(node))
    inner = [c for c in node.children if c.is_named]
    if len(inner) != 1 or inner[0].type not in ("binary_expression", "unary_expression"):
        return None
    parts = list(inner[0].children)
    if inner[0].type == "unary_expression" and len(parts) == 2:
        sign, word = expander.source.string(parts[0]), expander.word(parts[1])
        if sign in ("-z", "-n") and word.known and not _may_differ(word):
            return (not word.shown) is (sign == "-z")
        return None
    if len(parts) != 3:
        return None
    sign = expander.source.string(parts[1])
    if sign not in ("=", "==", "!="):
        return None
    left, right = expander.word(parts[0]), expander.word(parts[2])
    if not (left.known and right.known) or _may_differ(left) or _may_differ(right) or any(c in right.shown for c in "*?["):
        return None
    return (left.shown == right.shown) is (sign != "!=")
