"""Texts and comments of Python, told apart without a parser: files of Python 2 and broken ones have them too."""

from __future__ import annotations

import re

TEXT_OR_COMMENT = re.compile(
    r'''(?xs)
    """[^\\"]*(?:(?:\\.|"(?!""))[^\\"]*)*"""
    | '{3}[^\\']*(?:(?:\\.|'(?!''))[^\\']*)*'{3}
    | "[^"\\\n]*(?:\\.[^"\\\n]*)*"
    | '[^'\\\n]*(?:\\.[^'\\\n]*)*'
    | \#[^\n]*'''
)


def without_comments(text: str) -> str:
    """Python with its comments blanked, so that nothing in them counts; a sign of a comment inside a text stays."""
    if "#" not in text:
        return text
    return TEXT_OR_COMMENT.sub(lambda match: " " * len(match[0]) if match[0][0] == "#" else match[0], text)
