"""Dockerfiles: what runs while the image is built, and what starts with the container. Source: docs.docker.com, Dockerfile reference."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from riskscan.formats.code import Code, as_command
from riskscan.knowledge.shell.everyday import REACHES_OUT
from riskscan.model.artifact import Language
from riskscan.model.effect import Context, Safe, Safety
from riskscan.parsers.documents.found import Found
from riskscan.parsers.documents.own_service import is_own_service

_INSTRUCTION = re.compile(
    r"^\s*(ONBUILD\s+)?(FROM|RUN|CMD|ENTRYPOINT|ENV|ARG|WORKDIR|COPY|ADD|EXPOSE|LABEL|USER|VOLUME|HEALTHCHECK|SHELL|STOPSIGNAL|MAINTAINER)\b[ \t]*",  # noqa: E501
    re.I,
)
_FLAG = re.compile(r"--\w[\w-]*(=\S+)?[ \t]+")
_HERE = re.compile(r"(?<!<)<<(?!<)-?\s*[\"']?(\w+)[\"']?")


@dataclass(frozen=True, slots=True)
class _Instruction:
    word: str
    text: str
    line: int
    column: int


def read(found: Found, text: str) -> None:
    """All instructions. What a build does to its own files stays inside the image."""
    for one in _instructions(text):
        found.understood = True
        if one.word in ("RUN", "CMD", "ENTRYPOINT") and not (
            one.word != "RUN" and is_own_service(_words(one.text) or tuple(one.text.split()))
        ):
            code = _code(one)
            place = found.span(one.line)
            inside = one.word == "RUN" and not REACHES_OUT.search(code.text.replace("\\\n", "  "))
            safe = (Safe(Safety.SCRATCH, f"It happens inside the image while that is built (line {one.line}).", place),)
            found.piece(code, Language.SHELL, Context(safe_evidence=safe) if inside else Context())


def _code(one: _Instruction) -> Code:
    words = _words(one.text)
    return Code().made(as_command(words), one.line, one.column) if words is not None else Code().plain(one.text, one.line, one.column)


def _words(text: str) -> tuple[str, ...] | None:
    """The words of a command that is given as a list."""
    if not text.lstrip().startswith("["):
        return None
    try:
        words = json.loads(text.replace("\\\n", " "))
    except (ValueError, RecursionError):
        return None
    return tuple(str(word) for word in words) if isinstance(words, list) else None


def _instructions(text: str) -> Iterator[_Instruction]:
    """Each instruction with its lines; comments between the lines of one are blanked."""
    lines = text.split("\n")
    number = 0
    while number < len(lines):
        match = _INSTRUCTION.match(lines[number])
        first = number
        number += 1
        if match is None:
            continue
        body = [lines[first][match.end() :]]
        while number < len(lines) and (
            body[-1].rstrip().endswith("\\") or (re.match(r"\s*#", lines[number]) and body[-1].strip() == "" and len(body) > 1)
        ):
            body.append("\\" if re.match(r"\s*#", lines[number]) else lines[number])
            number += 1
        here = _HERE.search(body[-1]) if match[2].upper() in ("RUN", "COPY") else None
        if here:
            while number < len(lines) and lines[number].strip() != here[1]:
                body.append(lines[number])
                number += 1
            number += 1
        joined = "\n".join(body)
        start = match.end() + 1
        flag = _FLAG.match(joined)
        while flag:
            joined, start = joined[flag.end() :], start + flag.end()
            flag = _FLAG.match(joined)
        if here and joined.startswith("<<"):
            yield _Instruction(match[2].upper(), joined.partition("\n")[2], first + 2, 1)
        else:
            yield _Instruction(match[2].upper(), joined, first + 1, start)
