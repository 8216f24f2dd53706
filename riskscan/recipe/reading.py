"""Each file that was handed in, read by its parser and all that comes out of it; checkov beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from riskscan import parallel
from riskscan.files import Near, NotTextError
from riskscan.files import decode as decode_text
from riskscan.model.artifact import Artifact, Language, Status, digest
from riskscan.model.assessment import ArtifactSummary
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.estate import Estate
from riskscan.model.findings import Policy
from riskscan.model.findings_codec import KeptFindings, decode, encode
from riskscan.model.judged import ReadArtifact
from riskscan.model.span import Span
from riskscan.model.surroundings import Nothing
from riskscan.parsers.detect import language_of
from riskscan.parsers.dispatch import parse
from riskscan.recipe.hand_in import Handed
from riskscan.recipe.kept import kept_or_read
from riskscan.recipe.shared import Known

if TYPE_CHECKING:
    from riskscan.parsers.terraform.policies import Running


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of each handed-in file, and how: for the estate, which asks about the same files."""

    artifacts: tuple[ReadArtifact, ...]
    known: tuple[Known, ...]
    opened: frozenset[str]


def read_all(handed: Sequence[Handed], near: Near, language: str, roots: Sequence[Path]) -> Reading:
    """All handed-in files with all their effects; ``language`` wins over what a file looks like. Many are read by several processes."""
    texts = [_text(item, language) for item in handed]
    artifacts = [found for found in texts if isinstance(found, Artifact)]
    if len(artifacts) >= parallel.FEW:
        _ready(artifacts)
    there = parallel.results(lambda number: encode(kept_or_read(artifacts[number], near)), [len(a.text) for a in artifacts])
    decoded = [decode(data) for data in there] if there is not None else [None] * len(artifacts)
    kept = [found if found is not None else kept_or_read(a, near) for a, found in zip(artifacts, decoded, strict=True)]
    waiting = iter(zip(artifacts, kept, strict=True))
    own = _Own(roots)
    read = tuple(
        found if isinstance(found, ReadArtifact) else _read(item, *next(waiting), own) for item, found in zip(handed, texts, strict=True)
    )
    known = tuple(Known(a.path, a.text, k) for a, k in zip(artifacts, kept, strict=True))
    return Reading(read, known, frozenset(path for k in kept for path in k.opened))


def read_handed(item: Handed, near: Near, language: str, roots: Sequence[Path]) -> ReadArtifact:
    """One handed-in file with all its effects."""
    found = _text(item, language)
    return found if isinstance(found, ReadArtifact) else _read(item, found, kept_or_read(found, near), _Own(roots))


def _ready(artifacts: Sequence[Artifact]) -> None:
    """Loads what reading needs, once, before the processes part."""
    for language in {artifact.language for artifact in artifacts}:
        parse(Artifact("ready", language, "{}" if language is Language.NOTEBOOK else "print(1)"), Nothing())


def _text(item: Handed, language: str) -> Artifact | ReadArtifact:
    """The text of a file as an artifact, or what is said of one that cannot be read."""
    if item.data is None:
        return _unread(item, item.problem)
    try:
        text = decode_text(item.data)
    except NotTextError as error:
        return _unread(item, str(error))
    if not text.strip():
        return _unread(item, "There is nothing in it.")
    kind = Language(language) if language else language_of(item.path, text)
    return Artifact(item.path, kind, text, sha256=digest(item.data))


def _read(item: Handed, artifact: Artifact, kept: KeptFindings, own: _Own) -> ReadArtifact:
    found = kept.findings
    status = found.status
    if any(diagnostic.unread for diagnostic in found.diagnostics) and not found.effects:
        status = Status.NOT_READ
    summary = ArtifactSummary(item.path, artifact.language.value, found.dialect, artifact.sha256, artifact.lines, status.value)
    return ReadArtifact(
        summary, found.effects, found.declared, found.policies, found.diagnostics, own.paths(item), artifact.text, found.at_worst
    )


def _unread(item: Handed, why: str) -> ReadArtifact:
    place = Span(item.path, 1, 1, 1, 1)
    text = f"We could not read {'what you gave us' if item.path == '-' else item.path}. {why}"
    diagnostic = Diagnostic("unread", text, "Nothing in it was checked. Unread does not mean safe.", place, unread=True)
    kind = language_of(item.path).value
    summary = ArtifactSummary(item.path, kind, "", digest(item.data) if item.data is not None else "", 0, Status.NOT_READ.value)
    return ReadArtifact(summary, (), Estate(), (), (diagnostic,))


class _Own:
    """An artifact's path as the estate's evidence writes it, for each root that holds it."""

    def __init__(self, roots: Sequence[Path]) -> None:
        self._roots = [root.resolve() for root in roots]
        self._folders: dict[Path, tuple[PurePath, ...]] = {}

    def paths(self, item: Handed) -> tuple[str, ...]:
        """The paths, relative to the roots."""
        if item.file is None:
            return ()
        if item.file.is_symlink():
            file = item.file.resolve()
            return tuple(file.relative_to(root).as_posix() for root in self._roots if file.is_relative_to(root))
        parent = item.file.parent
        if parent not in self._folders:
            folder = parent.resolve()
            self._folders[parent] = tuple(folder.relative_to(root) for root in self._roots if folder.is_relative_to(root))
        return tuple((folder / item.file.name).as_posix() for folder in self._folders[parent])


def start_policies(handed: Sequence[Handed]) -> Running | None:
    """The child process that runs checkov beside our own reading; None where no Terraform was handed in."""
    files = tuple(item.file for item in handed if item.file is not None and item.file.suffix in (".tf", ".tofu"))
    if not files:
        return None
    from riskscan.parsers.terraform.policies import start

    return start(files)


def with_policies(read: tuple[ReadArtifact, ...], result: tuple[tuple[Policy, ...], tuple[Diagnostic, ...]]) -> tuple[ReadArtifact, ...]:
    """Policy findings put beside the file that each speaks of; what the child could not do is said once."""
    policies, diagnostics = result
    by_file: dict[str, list[Policy]] = {}
    for policy in policies:
        by_file.setdefault(Path(policy.file).name, []).append(policy)
    placed = []
    for item in read:
        mine = tuple(replace(p, file=item.summary.path) for p in by_file.get(Path(item.summary.path).name, ()))
        placed.append(replace(item, policies=(*item.policies, *mine)))
    if placed and diagnostics:
        placed[0] = replace(placed[0], diagnostics=(*placed[0].diagnostics, *diagnostics))
    return tuple(placed)
