"""Each file that was handed in, read by its parser and all that comes out of it; checkov beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from riskscan.files import Near, NotTextError, decode
from riskscan.model.artifact import Artifact, Language, Status, digest
from riskscan.model.assessment import ArtifactSummary
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.estate import Estate
from riskscan.model.findings import Policy
from riskscan.model.judged import ReadArtifact
from riskscan.model.span import Span
from riskscan.parsers.detect import language_of
from riskscan.recipe.hand_in import Handed
from riskscan.recipe.kept import kept_or_read

if TYPE_CHECKING:
    from riskscan.parsers.terraform.policies import Running


def read_handed(item: Handed, near: Near, language: str, roots: Sequence[Path]) -> ReadArtifact:
    """One handed-in file with all its effects; ``language`` wins over what the file looks like."""
    if item.data is None:
        return _unread(item, item.problem)
    try:
        text = decode(item.data)
    except NotTextError as error:
        return _unread(item, str(error))
    if not text.strip():
        return _unread(item, "There is nothing in it.")
    kind = Language(language) if language else language_of(item.path, text)
    artifact = Artifact(item.path, kind, text, sha256=digest(item.data))
    found = kept_or_read(artifact, near)
    status = found.status
    if any(diagnostic.unread for diagnostic in found.diagnostics) and not found.effects:
        status = Status.NOT_READ
    summary = ArtifactSummary(item.path, kind.value, found.dialect, artifact.sha256, artifact.lines, status.value)
    return ReadArtifact(summary, found.effects, found.declared, found.policies, found.diagnostics, _own_paths(item, roots), text)


def _unread(item: Handed, why: str) -> ReadArtifact:
    place = Span(item.path, 1, 1, 1, 1)
    text = f"We could not read {'what you gave us' if item.path == '-' else item.path}. {why}"
    diagnostic = Diagnostic("unread", text, "Nothing in it was checked. Unread does not mean safe.", place, unread=True)
    kind = language_of(item.path).value
    summary = ArtifactSummary(item.path, kind, "", digest(item.data) if item.data is not None else "", 0, Status.NOT_READ.value)
    return ReadArtifact(summary, (), Estate(), (), (diagnostic,))


def _own_paths(item: Handed, roots: Sequence[Path]) -> tuple[str, ...]:
    """The artifact's path as the estate's evidence writes it, for each root that holds it."""
    if item.file is None:
        return ()
    file = item.file.resolve()
    return tuple(file.relative_to(root.resolve()).as_posix() for root in roots if file.is_relative_to(root.resolve()))


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
