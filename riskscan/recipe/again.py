"""The answer to a scan of many files, kept until anything that it rests on changes: the same question again costs no reading.

Kept is one answer for each question (paths, options, folder), so a change takes the old one's place. It counts only while every file that
was handed in has the same bytes, every file of the estate the same size and time, every other file that was opened the same bytes, and
riskscan is the same. Nothing is kept of Terraform, which depends on how it was before, nor where a file changed just before the scan.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from riskscan import cache
from riskscan.estate.walk import walk
from riskscan.files import git_commit
from riskscan.model.artifact import digest
from riskscan.model.assessment import Assessment, Request
from riskscan.model.codec import KeptAnswer, decode_answer, encode_answer
from riskscan.parallel import FEW
from riskscan.recipe.hand_in import Handed

_TICK = 2_000_000_000  # nanoseconds: a file may change twice within one tick of the clock
_NEVER = (".tf", ".tofu", ".tfvars", ".hcl", ".json", ".tfplan")


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked (``key``) and what the answer rests on (``mark``); ``latest`` is when any of it last changed, in nanoseconds."""

    key: str
    mark: str
    latest: int
    files: frozenset[str]


def question(
    request: Request, language: str, config: str | os.PathLike[str] | None, handed: Sequence[Handed], roots: Sequence[Path], now: datetime
) -> Question | None:
    """The question of a scan; None where its answer is not kept."""
    if len(handed) < FEW or request.baseline or cache.folder("answers") is None:
        return None
    if any(item.file is not None and item.file.name.lower().endswith(_NEVER) for item in handed):
        return None
    key = cache.key_of("answer", repr(request), language, os.fspath(config or ""), os.getcwd(), *(str(root.resolve()) for root in roots))
    marks = [now.astimezone(UTC).date().isoformat(), *(git_commit(root) for root in roots)]
    if config is not None:
        marks.append(_mark(os.fspath(config)))
    marks += [f"{item.path} {item.problem} {digest(item.data) if item.data is not None else ''}" for item in handed]
    latest, files = 0, set()
    for root in roots:
        walked = walk(root)
        marks.append(repr(walked.diagnostics))
        for path, place in walked.files.items():
            marks.append(f"{path} {place.size} {place.changed}")
            latest = max(latest, place.changed)
            files.add(os.path.realpath(place.path))
    return Question(key, digest("\n".join(marks).encode("utf-8", "replace")), latest, frozenset(files))


def kept_answer(asked: Question | None, now: datetime) -> Assessment | None:
    """The answer that was kept, with the time of this scan; None where there is none, or it rests on something that changed."""
    base = cache.folder("answers")
    data = cache.get(base, asked.key) if asked is not None and base is not None else None
    known = decode_answer(data) if data is not None else None
    if asked is None or known is None or known.mark != asked.mark or any(_mark(path) != mark for path, mark in known.opened):
        return None
    read_at = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def at(one: Assessment) -> Assessment:
        return replace(one, provenance=replace(one.provenance, read_at=read_at), parts=tuple(map(at, one.parts)))

    return at(known.assessment)


def keep_answer(asked: Question | None, assessment: Assessment, opened: frozenset[str]) -> None:
    """Keeps an answer."""
    base = cache.folder("answers")
    if asked is None or base is None or time.time_ns() - asked.latest < _TICK:
        return
    others = tuple((path, _mark(path)) for path in sorted(opened - asked.files))
    cache.put(base, asked.key, encode_answer(KeptAnswer(asked.mark, others, assessment)))


def _mark(path: str) -> str:
    """A digest of a file; empty where it is gone."""
    try:
        return digest(Path(path).read_bytes())
    except OSError:
        return ""
