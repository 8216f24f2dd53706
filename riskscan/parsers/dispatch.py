"""Which parser reads which language. Imported only when the language first occurs."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from riskscan.model.artifact import DOCUMENTS, Artifact, Language, Status
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.findings import Findings
from riskscan.model.span import Span
from riskscan.model.surroundings import Surroundings


class Parser(Protocol):
    """A parser module."""

    def parse(self, artifact: Artifact, surroundings: Surroundings) -> Findings:
        """Findings of the artifact, in its own positions."""


PARSERS = {
    Language.PYTHON: "riskscan.parsers.python",
    Language.SQL: "riskscan.parsers.sql",
    Language.TERRAFORM: "riskscan.parsers.terraform",
    Language.TERRAFORM_PLAN: "riskscan.parsers.terraform",
    Language.SHELL: "riskscan.parsers.shell",
    Language.POWERSHELL: "riskscan.parsers.powershell",
    Language.NOTEBOOK: "riskscan.parsers.notebook",
    **dict.fromkeys(DOCUMENTS, "riskscan.parsers.documents"),
}


def parse(artifact: Artifact, surroundings: Surroundings) -> Findings:
    """Findings of one artifact in its own positions; embedded artifacts come back unread."""
    module = PARSERS.get(artifact.language)
    if module is None:
        text = f"We do not know what kind of file {artifact.path} is."
        consequence = "Nothing in it was checked. Unread does not mean safe."
        place = Span(artifact.path, 1, 1, 1, 1)
        return Findings(diagnostics=(Diagnostic("unknown-language", text, consequence, place, unread=True),), status=Status.NOT_READ)
    return cast(Parser, import_module(module)).parse(artifact, surroundings)
