"""Python 2 as Python 3, line by line: enough of it for the reader. Lines stay where they are; it is never run."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SIGNS = re.compile(
    r"(?m)^\s*(print\s+(?![(=\n])\S|print\s*>>|exec\s+[\"'\w]|except\s+[\w.()\s,]+,\s*\w+\s*:|raise\s+[\w.]+\s*,)|\bxrange\(|<>|\b0[0-7]+L?\b|\bur[\"']"
)
_WORDS = (
    (
        re.compile(r"(?m)^(\s*(?:(?:if|else|elif|for|while|try|except)\b[^\n:]*:\s*)?)print\s*>>\s*([\w.]+)\s*,\s*(.+?),?[ \t]*$"),
        r"\1print(\3, file=\2)",
    ),
    (re.compile(r"(?m)^(\s*(?:(?:if|else|elif|for|while|try|except)\b[^\n:]*:\s*)?)print[ \t]+(?!\()([^\n;]+?),?[ \t]*$"), r"\1print(\2)"),
    (re.compile(r"(?m)^(\s*)print[ \t]+(\([^\n]*\)[ \t]*[%+.][^\n]*)$"), r"\1print(\2)"),
    (re.compile(r"(?m)^(\s*)print[ \t]*$"), r"\1print()"),
    (re.compile(r"(?m)^(\s*)exec[ \t]+(?!\()(.+?)[ \t]*$"), r"\1exec(\2)"),
    (re.compile(r"(?m)^(\s*except\s+[\w.()\s,]+?)\s*,\s*(\w+)\s*:"), r"\1 as \2:"),
    (re.compile(r"(?m)^(\s*raise\s+[\w.]+)\s*,\s*([^\n]+)$"), r"\1(\2)"),
)
_NUMBERS = (  # these may stand in a text too, so they are the last resort
    (re.compile(r"<>"), "!="),
    (re.compile(r"(?<![\w.])0([0-7]+)L?\b"), r"0o\1"),
    (re.compile(r"(?<![\w.])(\d+)L\b"), r"\1"),
    (re.compile(r"\b[uU][rR](?=[\"'])"), "r"),
    (re.compile(r"`([^`\n]+)`"), r"repr(\1)"),
)


def as_python3(text: str) -> Iterator[str]:
    """The text in newer words where it looks like Python 2: with its statements changed, then with numbers and signs changed too."""
    if len(text) > 500_000 or not _SIGNS.search(text):
        return
    for changes in (_WORDS, _NUMBERS):
        for pattern, words in changes:
            text = pattern.sub(words, text)
        yield text
