"""From text to a syntax tree, or to the longest part of it that can be read."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass

from riskscan.model.artifact import Artifact, Status
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.span import Span

_TRIES = 40
LONGEST_NEWER = 300_000  # characters
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


def read(artifact: Artifact) -> Tree:
    """The tree of an artifact; on bad syntax, of all whole statements before the error."""
    text = artifact.text.replace("\f", " ").removeprefix("\ufeff")
    found = parsed(text)
    if isinstance(found, ast.Module):
        return Tree(found, Status.READ)
    newer = isinstance(found, SyntaxError) and looks_newer(text, found)
    if newer and (older := _older(text)) is not None:
        return Tree(older, Status.READ)
    line = (found.lineno or 1) if found is not None else text.count("\n") + 1
    module, kept = _prefix(text, line)
    tail, tail_start = _suffix(text, kept, line)
    return _partly(artifact, module, tail, kept, line, tail_start, newer)


def _partly(artifact: Artifact, module: ast.Module, tail: ast.Module | None, kept: int, line: int, after: int, newer: bool) -> Tree:
    body = [*module.body, *(tail.body if tail else [])]
    last = artifact.text.count("\n") + 1
    end = after - 1 if tail else last
    place = Span(artifact.path, min(kept + 1, last), 1, max(end, kept + 1), 1)
    lines = f"line {kept + 1}" if end <= kept + 1 else f"lines {kept + 1} to {end}"
    reason = "It is written for a newer Python than ours." if newer else f"It does not follow the rules of Python (line {line})."
    if not body:
        text = f"We could not read {artifact.path} as Python. {reason}"
        consequence = "Nothing in it was checked. Unread does not mean safe."
        return Tree(ast.Module([], []), Status.NOT_READ, (Diagnostic("python-syntax-error", text, consequence, place, unread=True),))
    consequence = "What stands in this part is not in our answer. It may do more."
    diagnostic = Diagnostic("python-syntax-error", f"We could not read {lines}. {reason}", consequence, place)
    return Tree(ast.Module(body, []), Status.PARTLY_READ, (diagnostic,))


def _starts(lines: list[str]) -> list[int]:
    """Line numbers (from 0) where a top-level statement may begin."""
    return [n for n, line in enumerate(lines) if _TOP.match(line) and not line.startswith(("else", "elif", "except", "finally"))]


def _prefix(text: str, line: int) -> tuple[ast.Module, int]:
    """The tree of the longest run of whole statements that ends before ``line``, and its number of lines."""
    lines = text.split("\n")
    starts = [n for n in _starts(lines) if n < line]
    for start in list(reversed(starts))[:_TRIES]:
        found = parsed("\n".join(lines[:start]))
        if isinstance(found, ast.Module):
            return found, start
    return ast.Module([], []), 0


def _suffix(text: str, kept: int, line: int) -> tuple[ast.Module | None, int]:
    """The tree of what follows the bad statement, at its true lines, and the line where it begins."""
    lines = text.split("\n")
    for start in [n for n in _starts(lines) if n >= max(line, kept + 1)][:_TRIES]:
        found = parsed("\n" * start + "\n".join(lines[start:]))
        if isinstance(found, ast.Module):
            return found, start + 1
    return None, 0


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
