"""Files that hold commands in a form of their own: pipelines, schedules, containers, targets, batch files.

Each reader finds what a file runs and writes it as a piece of a language that riskscan reads, with its true place; the queue does the rest.
Where a form has its own words (``FLUSHALL``, ``del /s``, ``replicas: 0``), the piece says the same as a command or a query.
A file in which nothing was understood is unread, never green.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

from riskscan.model.artifact import Artifact, Language, Status
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.findings import Findings
from riskscan.model.span import Span
from riskscan.model.surroundings import Surroundings
from riskscan.parsers.documents.found import BROKEN, Found

LARGEST = 2_000_000  # characters
_READERS = {
    Language.PIPELINE: "pipelines",
    Language.SCHEDULE: "schedules",
    Language.DOCKERFILE: "dockerfile",
    Language.MANIFEST: "manifests",
    Language.MAKEFILE: "targets",
    Language.BATCH: "batch",
    Language.REDIS: "redis",
    Language.MARKDOWN: "markdown",
    Language.SETTINGS: "settings",
    Language.PLAYBOOK: "playbooks",
}


def parse(artifact: Artifact, surroundings: Surroundings) -> Findings:
    """The pieces of one file, unread; what could not be read is said."""
    module = import_module(f"{__name__}.{_READERS[artifact.language]}")
    found = Found(artifact)
    text = artifact.text[:LARGEST]
    cast("Callable[[Found, str], None]", module.read)(found, text)
    diagnostics, status = list(found.diagnostics), Status.READ
    if len(artifact.text) > LARGEST:
        status = Status.PARTLY_READ
        place = Span(artifact.path, 1, 1, 1, 1)
        diagnostics.append(
            Diagnostic("file-too-large", "This file is too long to read in full.", "The rest was not read. It may do more.", place)
        )
    if not (found.embedded or found.references or found.understood or found.effects):
        status = Status.NOT_READ
        if not any(diagnostic.unread for diagnostic in diagnostics):
            text = f"We found nothing in {artifact.path} that we can read."
            place = Span(artifact.path, 1, 1, 1, 1)
            diagnostics.append(Diagnostic("nothing-understood", text, "Nothing in it was checked. Unread does not mean safe.", place, True))
    elif any(diagnostic.code == BROKEN for diagnostic in diagnostics):
        status = Status.PARTLY_READ
    return Findings(
        effects=tuple(found.effects), embedded=tuple(found.embedded), references=tuple(dict.fromkeys(found.references)),
        diagnostics=tuple(dict.fromkeys(diagnostics)), status=status,
    )  # fmt: skip
