"""Programs that print where something lies: ``dirname``, ``pwd``, ``realpath``, ``readlink -f``, ``git rev-parse --show-toplevel``."""

from __future__ import annotations

import posixpath

from riskscan.parsers.shell.here import HERE, beside, here, is_script
from riskscan.parsers.shell.stream import Reader, Stream
from riskscan.parsers.shell.word import Part, Word


def _operand(words: list[Word]) -> Word | None:
    return next((w for w in words[1:] if not (w.known and w.shown.startswith("-"))), None)


def dirname(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    """``dirname PATH``: the folder of the script, or of a path that is known."""
    word = _operand(words)
    if word is None or not word.parts:
        return Stream(program="dirname")
    place = word.span.start_line, word.span.start_column
    if is_script(word.parts):
        return Stream(text=Word((here(*place),), word.span), program="dirname")
    if word.known:
        return Stream(text=Word((Part(posixpath.dirname(word.shown) or ".", *place),), word.span), program="dirname")
    if beside(word.shown) is not None and all(part.hole == HERE or not part.hole for part in word.parts):
        inner = posixpath.normpath((beside(word.shown) or ".") + "/..")
        return Stream(text=Word((here(*place), Part("/" + inner, *place)), word.span), program="dirname")
    return Stream(program="dirname")


def realpath(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    """``realpath PATH``, ``readlink -f PATH``: the same place by its full name."""
    word = _operand(words)
    if word is not None and word.parts and (is_script(word.parts) or beside(word.shown) is not None):
        return Stream(text=word, program=words[0].shown)
    return Stream(program=words[0].shown)


def pwd(reader: Reader, words: list[Word], stdin: Stream | None) -> Stream:
    """``pwd``: where the last ``cd`` led, else where the script lies."""
    span, folder = words[0].span, reader.state.folder
    place = span.start_line, span.start_column
    if folder.startswith("/") and "{" not in folder:
        return Stream(text=Word((Part(folder, *place),), span), program="pwd")
    if "{" in folder or folder.startswith("~"):
        return Stream(program="pwd")
    inner = (Part("/" + folder, *place),) if folder else ()
    return Stream(text=Word((here(*place), *inner), span), program="pwd")


def git_top(program: str, words: list[Word]) -> bool:
    """True for ``git rev-parse --show-toplevel``: the top folder of the work tree that holds the script."""
    return program == "git" and [w.shown for w in words[1:]] == ["rev-parse", "--show-toplevel"]


def top(words: list[Word]) -> Stream:
    """The top folder of the work tree, taken for the script's own: files are looked up from both."""
    span = words[0].span
    return Stream(text=Word((here(span.start_line, span.start_column),), span), program="git")
