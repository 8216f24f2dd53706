"""From text to a syntax tree, or to the longest part of it that can be read."""

from __future__ import annotations

import ast
import re
import warnings
from collections import OrderedDict
from dataclasses import dataclass

from riskscan.model.artifact import Artifact, Status
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.span import Span
from riskscan.parsers.python.python2 import as_python3

LONGEST_NEWER = 300_000  # characters
_Lines = tuple[int, int]
_TRIES = 40
_KEPT = 600  # trees of modules
_trees: OrderedDict[str, ast.Module | SyntaxError | None] = OrderedDict()
_LONGEST = 12  # beginnings of statements that one may hold (a text of several lines holds what looks like them)
_MOST_READ = 20_000_000  # characters that are tried again
_TOLD = 8  # parts that are told
_TOP = re.compile(r"[^\s#)\]}]")


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree and how much of the text it holds."""

    module: ast.Module
    status: Status
    diagnostics: tuple[Diagnostic, ...] = ()


def parsed(text: str) -> ast.Module | SyntaxError | None:
    """The tree, the error, or None where the text is too deep for the reader."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError):
        return None


def tree_of(text: str, keep: bool = True) -> ast.Module | SyntaxError | None:
    """The same; with ``keep`` it is remembered for a while, as that of a module which many programs read. Nobody changes the tree."""
    if text in _trees:
        return _trees[text]
    found = parsed(text)
    if keep:
        _trees[text] = found
        if len(_trees) > _KEPT:
            _trees.popitem(last=False)
    return found


def read(artifact: Artifact) -> Tree:
    """The tree of an artifact; on bad syntax, of every whole statement that can be read."""
    text = artifact.text.replace("\f", " ").removeprefix("\ufeff")
    found = tree_of(text, keep=False)
    if isinstance(found, ast.Module):
        return Tree(found, Status.READ)
    newer = isinstance(found, SyntaxError) and looks_newer(text, found)
    if newer and (rewritten := _older(text)) is not None:
        return Tree(rewritten, Status.READ)
    older = text
    for older in as_python3(text):
        again = parsed(older)
        if isinstance(again, ast.Module):
            return Tree(again, Status.READ, (_python2(artifact),))
    line = (found.lineno or 1) if found is not None else text.count("\n") + 1
    body, unread = _statements(older, line)
    reason = "It is written for a newer Python than ours." if newer else f"It does not follow the rules of Python (line {line})."
    if found is None:
        reason = "It is too deeply nested for us."
    if not body:
        says = f"We could not read {artifact.path} as Python. {reason}"
        consequence = "Nothing in it was checked. Unread does not mean safe."
        place = _place(artifact, (0, text.count("\n") + 1))
        return Tree(ast.Module([], []), Status.NOT_READ, (Diagnostic("python-syntax-error", says, consequence, place, unread=True),))
    return Tree(ast.Module(body, []), Status.PARTLY_READ, tuple(_said(artifact, part, reason) for part in unread[:_TOLD]))


def _python2(artifact: Artifact) -> Diagnostic:
    says = "It is written for Python 2, which has not been kept up since 2020. We read it as well as we can."
    return Diagnostic("python-2", says, "We may have missed something in it.", _place(artifact, (0, 1)))


def _said(artifact: Artifact, part: _Lines, reason: str) -> Diagnostic:
    first, last = part[0] + 1, part[1]
    lines = f"line {first}" if first == last else f"lines {first} to {last}"
    consequence = "What stands in this part is not in our answer. It may do more."
    return Diagnostic("python-syntax-error", f"We could not read {lines}. {reason}", consequence, _place(artifact, part))


def _place(artifact: Artifact, part: _Lines) -> Span:
    return Span(artifact.path, part[0] + 1, 1, max(part[1], part[0] + 1), 1)


def _starts(lines: list[str]) -> list[int]:
    """Line numbers (from 0) where a top-level statement may begin."""
    goes_on = ("else", "elif", "except", "finally")
    found = [n for n, line in enumerate(lines) if _TOP.match(line) and not line.startswith(goes_on)]
    return [n for n in found if not (n and lines[n - 1].startswith("@"))]


def _statements(text: str, line: int) -> tuple[list[ast.stmt], list[_Lines]]:
    """Every top-level statement that can be read, at its true lines, and the runs of lines (from 0, end exclusive) that cannot."""
    lines = text.split("\n")
    starts = [*_starts(lines), len(lines)]
    module, kept = _prefix(lines, starts, line)
    body, unread, spent = list(module.body), [], 0
    number = starts.index(kept) if kept in starts else 0
    while number < len(starts) - 1:
        size, found = 1, None
        for size in range(1, min(_LONGEST, len(starts) - 1 - number) + 1):
            piece = "\n".join(lines[starts[number] : starts[number + size]])
            spent += len(piece)
            found = parsed(piece) if spent < _MOST_READ else None
            if isinstance(found, ast.Module):
                break
        if isinstance(found, ast.Module):
            ast.increment_lineno(found, starts[number])
            body += found.body
            number += size
        else:
            unread.append((starts[number], starts[number + 1]))
            number += 1
    return body, _joined(unread, lines)


def _joined(parts: list[_Lines], lines: list[str]) -> list[_Lines]:
    """Neighbouring runs as one, without empty lines at their ends."""
    found: list[_Lines] = []
    for first, last in parts:
        if found and found[-1][1] == first:
            first = found.pop()[0]
        found.append((first, last))
    return [(first, max((n + 1 for n in range(first, last) if lines[n].strip()), default=first + 1)) for first, last in found]


def _prefix(lines: list[str], starts: list[int], line: int) -> tuple[ast.Module, int]:
    """The tree of the longest run of whole statements that ends before ``line``, and its number of lines."""
    for start in [n for n in reversed(starts) if n < line][:_TRIES]:
        found = parsed("\n".join(lines[:start]))
        if isinstance(found, ast.Module):
            return found, start
    return ast.Module([], []), 0


_NEWER = re.compile(
    r"(?m)^\s*(type\s+\w+(\[[^\]]*\])?\s*=|(async\s+)?def\s+\w+\s*\[|class\s+\w+\s*\[)|^\s*except\s+[\w.]+\s*,\s*[\w.]+[^:\n]*:|\bt[\"'].*\{"
)


def looks_newer(text: str, error: SyntaxError) -> bool:
    """True where a text that we cannot parse looks like newer Python."""
    quotes = (error.msg or "").startswith("f-string") and "{" in (error.text or "")  # quotes inside f-strings, PEP 701
    return len(text) <= LONGEST_NEWER and (quotes or _NEWER.search(text) is not None)


def _older(text: str) -> ast.Module | None:
    """The tree of the text with its newer syntax written over; None where that cannot be read either."""
    from riskscan.parsers.python.newer import rewritten

    older = rewritten(text)
    found = parsed(older) if older is not None else None
    return found if isinstance(found, ast.Module) else None
