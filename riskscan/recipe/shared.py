"""What was read of a handed-in program, used again where the estate asks about the same file: it is read once, not twice.

Used only where the estate would have read it with the same files around it; the estate looks at where effects stand, at nothing that a
note says.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from riskscan import parallel
from riskscan.estate.folder import WORTH_A_POOL, near_of, read_file
from riskscan.estate.piece import Layout
from riskscan.estate.watched import same_text
from riskscan.model.artifact import Artifact, Intent, Language
from riskscan.model.effect import Effect
from riskscan.model.estate import Estate
from riskscan.model.estate_codec import Entry, decode_entry, encode_entry
from riskscan.model.evidence import Evidence
from riskscan.model.findings import Findings
from riskscan.model.findings_codec import KeptFindings
from riskscan.model.homes import moved, renamed, renamed_ref
from riskscan.model.surroundings import Surroundings
from riskscan.parsers.queue import read
from riskscan.recipe import workers

OWN_PATH = "__file__"  # a program that asks for its own path means another one when it is read under another


@dataclass(frozen=True, slots=True)
class Known:
    """A program that was read: under which path, with which text."""

    path: str
    text: str
    kept: KeptFindings


class Shared:
    """The queue with a memory of what was handed in."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._known: dict[str, list[Known]] = {}
        for one in known:
            if OWN_PATH not in one.text and not one.kept.before:
                self._known.setdefault(one.path.rpartition("/")[2], []).append(one)

    def pool(self, folder: Path, layout: Layout, paths: Sequence[str]) -> Iterator[tuple[str, Entry]]:
        """The files of an estate, read by several processes; nothing where these are few.

        Those of handed-in programs are read by forks, which know what was read of them.
        """
        others = [path for path in paths if path.rpartition("/")[2] not in self._known]
        if len(others) >= WORTH_A_POOL:
            yield from workers.read(folder, layout, others)
        programs = [path for path in paths if path.rpartition("/")[2] in self._known]
        if len(programs) < WORTH_A_POOL:
            return
        near = near_of(folder)

        def work(number: int) -> bytes:
            path = programs[number]
            return encode_entry(path, read_file(path, folder / path, layout, self, near))

        for data in parallel.results(work, [1] * len(programs)) or ():
            entry = decode_entry(data)
            if entry is not None:
                yield entry

    def __call__(self, artifact: Artifact, surroundings: Surroundings) -> Findings:
        """The findings of an artifact of the estate."""
        if artifact.language is Language.PYTHON and artifact.intent is Intent.RUN and artifact.origin is None:
            for one in self._known.get(artifact.path.rpartition("/")[2], ()):
                if one.path.endswith(artifact.path) and one.text == artifact.text and _fits(one, artifact.path, surroundings):
                    return _moved(one.kept.findings, one.path, artifact.path)
        return read(artifact, surroundings)


def _fits(one: Known, path: str, surroundings: Surroundings) -> bool:
    """True where the estate sees the same files around it. Asking for them also tells whoever watches."""
    prefix = one.path.removesuffix(path)

    def short(name: str) -> str:
        return name.removeprefix(prefix) if prefix else name

    if not all(same_text(surroundings.text(short(name), short(near)), mark) for name, near, mark in one.kept.texts):
        return False
    return all(surroundings.folder(short(near), *endings) == tuple(map(short, files)) for near, endings, files in one.kept.folders)


def _moved(findings: Findings, old: str, new: str) -> Findings:
    """The findings as those of the same file under another path."""
    rename = moved(posixpath.dirname(old), posixpath.dirname(new))

    def effect(one: Effect) -> Effect:
        one = replace(one, asset=renamed_ref(one.asset, rename))
        return replace(one, location=replace(one.location, path=new)) if one.location.path == old else one

    def evidence(one: Evidence) -> Evidence:
        return replace(one, file=new) if one.file == old else one

    declared = renamed(findings.declared, rename)
    estate = Estate(
        tuple(replace(asset, evidence=tuple(map(evidence, asset.evidence))) for asset in declared.assets),
        tuple(replace(edge, evidence=evidence(edge.evidence)) for edge in declared.dependencies),
        declared.diagnostics,
        declared.files_read,
    )
    return replace(findings, effects=tuple(map(effect, findings.effects)), declared=estate)
