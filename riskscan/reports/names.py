"""Names from files inside sentences: found, made harmless, and told apart from prose.

A name can be hostile. Characters that hide, turn or break text are shown as ``[U+202E]``, so a name cannot pass for another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from riskscan.model.assessment import Assessment

_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff\ud800-\udfff]"
)
_LONGEST = 160  # characters of a name that a page shows
_FILE = r"[\w@{}-][\w./@{}-]*\.(?:py|sql|tf|tfvars|toml|ya?ml|json|csv|tsv|sh|bash|ipynb|md|txt|parquet|xlsx?|hcl|ini|cfg|env)"
_LOOKS_LIKE_A_NAME = re.compile(r"[._/{}\\:-]\S|\S[._/{}\\:-]|[A-Z]{2}|\d[A-Za-z]|[a-z][A-Z]")


def seen(text: str) -> str:
    """The text with every character that hides or turns text shown as its number; new lines and tabs become spaces."""
    return _HIDDEN.sub(lambda m: f"[U+{ord(m[0]):04X}]", re.sub(r"[ \t\r\n\v\f]+", " ", text))


def code(text: str) -> str:
    """A line of code made harmless as ``seen`` does, with its spaces; tabs count four."""
    return _HIDDEN.sub(lambda m: f"[U+{ord(m[0]):04X}]", text.rstrip("\r\n").replace("\t", "    "))


def short(text: str, most: int = _LONGEST) -> str:
    """A harmless name, cut in the middle where it is longer than ``most`` characters."""
    text = seen(text)
    if len(text) <= most:
        return text
    return f"{text[: most // 2 - 1]}…{text[-(most // 2 - 1) :]}"


def breakable(name: str) -> list[str]:
    """A name in pieces, with leave to break the line between two pieces; one piece for a short one."""
    if len(name) <= 24:
        return [name]
    return [piece for piece in re.split(r"(?<=[._/:-])(?=\w)", name) if piece]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence: a name (``is_name``), or prose."""

    text: str
    is_name: bool


def names_in(assessment: Assessment, everything: bool = False) -> frozenset[str]:
    """The names that the sentences of an assessment can hold.

    Without ``everything`` only those that no reader takes for a word of the sentence: ``crm.customers``, never ``orders``.
    """
    found: set[str] = set()
    for one in (assessment, *assessment.parts):
        found |= {artifact.path for artifact in one.artifacts} | {artifact.path.rpartition("/")[2] for artifact in one.artifacts}
        found |= {effect.asset.name for effect in one.effects} | {alias for effect in one.effects for alias in effect.asset.aliases}
        found |= {column for effect in one.effects for column in effect.columns} | {node.name for node in one.graph.nodes}
        found |= {edge.evidence.file for edge in one.graph.edges} | {step.location.path for step in one.steps}
        found |= {policy.resource for policy in one.policies}
    return frozenset(name for name in found if len(name) > 2 and (everything or _is_plain_name(name)))


def _is_plain_name(name: str) -> bool:
    """True where a name is one word with a sign in it, as code has them, or holds what no prose of ours holds."""
    odd = _HIDDEN.search(name) is not None or any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in name)
    return odd or (" " not in name and _LOOKS_LIKE_A_NAME.search(name) is not None)


def pieces(text: str, names: frozenset[str]) -> Iterator[Piece]:
    """A sentence cut into prose and names. What stands in back-ticks or ends like a file is a name too; nothing is made harmless yet."""
    for index, part in enumerate(re.split(r"`([^`\n]+)`", text)):
        if index % 2:
            yield Piece(part, True)
        elif part:
            yield from _known(part, names)


def _known(text: str, names: frozenset[str]) -> Iterator[Piece]:
    pattern = _finder(names)
    at = 0
    for match in pattern.finditer(text):
        if match.start() > at:
            yield Piece(text[at : match.start()], False)
        yield Piece(match[0], True)
        at = match.end()
    if at < len(text):
        yield Piece(text[at:], False)


@lru_cache(maxsize=16)
def _finder(names: frozenset[str]) -> re.Pattern[str]:
    ordered = [re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name))]
    return re.compile(r"(?<![\w./-])(?:" + "|".join([*ordered, _FILE]) + r")(?![\w/-]|\.\w)")


def listed(items: Iterable[str]) -> str:
    """As in "a", "a and b", "a, b and c"."""
    words = list(items)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
