"""Valid shell that the grammar cannot read, made readable without moving a character.

tree-sitter-bash gives up on some forms that bash accepts: patterns with brackets, braces or backticks inside
``${x//a/b}``, ``[ "$1" = -- ]``, an input after a group (``{ ...; } <<< "$x" | y``), a pattern with a slash in ``[[ ]]``, a quoted
one after ``=~``. Each is written over with as many plain letters or spaces, so that every offset stays true; values inside them are
known only at run time anyway. Used only where the first reading failed.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_EXPANSION = re.compile(r"\$\{(?:[A-Za-z_]\w*|[@*0-9])(?:\[[^\]]*\])?(//?|%%?|##?|\^\^?|,,?|:[+])")
_DASHES = re.compile(r"(?<=\s)--(?=\s+\]\]?)")
_AFTER_GROUP = re.compile(r"(?<=[})])([ \t]*<<<[ \t]*(?:\"[^\"\n]*\"|'[^'\n]*'|[\w$\"{}]+))")
_QUOTED_PATTERN = re.compile(r"(?<==~)[ \t]+(\"[^\"\n$]*\"|'[^'\n]*')")
_TEST = re.compile(r"\[\[[ \t][^\n]*?[ \t]\]\]")
_RIGHT = re.compile(r"(?<==[ \t])[^\s\"'$\])]+(?=[ \t])")
_FOR = re.compile(r"(?m)^([ \t]*for[ \t]+\w+)[ \t]([ \t]*do\b)")
_ESCAPED = re.compile(r"\\[`\"]")


def repairs() -> tuple[Callable[[str], str], ...]:
    """The rewritings, to be applied one after the other until the text can be read; none changes the length."""
    return _for_arguments, _expansions, _dashes, _after_groups, _quoted_patterns, _globs, _escapes


def _expansions(text: str) -> str:
    """The pattern and the replacement inside ``${x//a/b}`` as plain letters."""
    pieces, at = [], 0
    for match in _EXPANSION.finditer(text):
        if match.start() < at:
            continue
        end = _closing(text, match.end())
        if end is None:
            continue
        pieces += [text[at : match.end()], re.sub(r"[^\w\s/]", "x", text[match.end() : end])]
        at = end
    return "".join((*pieces, text[at:]))


def _closing(text: str, start: int) -> int | None:
    """Where the brace that closes an expansion stands, on the same line; None where there is none."""
    depth, index = 0, start
    while index < len(text) and text[index] != "\n":
        char = text[index]
        if char == "\\":
            index += 2
            continue
        if text.startswith("${", index):
            depth += 1
            index += 2
            continue
        if char == "}":
            if not depth:
                return index
            depth -= 1
        index += 1
    return None


def _for_arguments(text: str) -> str:
    """``for x do``, which goes through what the script is given."""
    return _FOR.sub(lambda m: m[1] + "\n" + m[2], text)


def _dashes(text: str) -> str:
    return _DASHES.sub("xx", text)


def _after_groups(text: str) -> str:
    return _AFTER_GROUP.sub(lambda m: " " * len(m[0]), text)


def _quoted_patterns(text: str) -> str:
    return _QUOTED_PATTERN.sub(lambda m: " " * (len(m[0]) - len(m[1])) + "x" * len(m[1]), text)


def _globs(text: str) -> str:
    """``[[ $x = a/* && ... ]]``: the unquoted pattern as plain letters."""
    return _TEST.sub(lambda m: _RIGHT.sub(lambda n: "x" * len(n[0]), m[0]), text)


def _escapes(text: str) -> str:
    return _ESCAPED.sub("xx", text)
