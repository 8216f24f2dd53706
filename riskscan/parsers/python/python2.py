"""Python 2 as Python 3, line by line: enough of it for the reader. Lines stay where they are; it is never run."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SIGNS = re.compile(
    r"(?m)(?:^|[:;])\s*(print\s+(?![(=\n])\S|print\s*>>|exec\s+[\"'\w]|except\s+[\w.()\s,]+,\s*\w+\s*:|raise\s+[\w.]+\s*,)|\bxrange\(|<>|\b0[0-7]+L?\b|\bur[\"']"
)
_PRINT = re.compile(r"(?m)(?:^[ \t]*|[:;][ \t]*)print(?P<into>[ \t]*>>[ \t]*[\w.]+[ \t]*,)?(?P<space>[ \t]*)")
_PART = re.compile(  # what decides where a statement ends
    r"""(?s)[rRuUbB]{0,2}(?:\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|\#[^\n]*|\\\n|[()\[\]{};\n]"""
)
_WORDS = (
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
    text = _prints(text)
    for changes in (_WORDS, _NUMBERS):
        for pattern, words in changes:
            text = pattern.sub(words, text)
        yield text


def _prints(text: str) -> str:
    """Each ``print`` statement as a call, over as many lines as it goes; one that is a call already stays."""
    done, at = [], 0
    for found in _PRINT.finditer(text):
        end = _end(text, found.end())
        said = text[found.end() : end].rstrip()
        another_word = not found["space"] and not found["into"] and said != ""
        if found.start() < at or another_word or said.startswith("=") or _is_whole_call(said):
            continue
        start = found.start() + found[0].index("print")
        into = found["into"].strip(" \t>,") if found["into"] else ""
        said = said.removesuffix(",")
        done += [text[at:start], f"print({said}, file={into})" if into else f"print({said})"]
        at = end
    return "".join([*done, text[at:]])


def _end(text: str, start: int) -> int:
    """Where the statement that goes on at ``start`` ends: before a semicolon, a comment or the end of the line, outside all brackets."""
    depth = 0
    for part in _PART.finditer(text, start):
        sign = part[0]
        if sign in ("(", "[", "{"):
            depth += 1
        elif sign in (")", "]", "}"):
            depth -= 1
        elif depth <= 0 and (sign in (";", "\n") or sign[0] == "#"):
            return part.start()
    return len(text)


def _is_whole_call(said: str) -> bool:
    """True for what stands in one pair of brackets as a whole, as in ``print ("a", b)``."""
    depth = 0
    for part in _PART.finditer(said) if said.startswith("(") else ():
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(part[0], 0)
        if depth == 0:
            return part.end() == len(said)
    return False
