"""One artifact after reading, before it is weighed."""

from __future__ import annotations

from dataclasses import dataclass

from riskscan.model.assessment import ArtifactSummary
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.effect import Effect, OpenEffect
from riskscan.model.estate import Estate
from riskscan.model.findings import Policy


@dataclass(frozen=True, slots=True)
class ReadArtifact:
    """What was read of one handed-in file. ``own`` are its paths as the estate knows it, so that it is not its own consumer.

    ``text`` is the file itself, for advice that quotes it; it never leaves the scan. ``at_worst`` as in ``Findings``.
    """

    summary: ArtifactSummary
    effects: tuple[Effect, ...]
    declared: Estate
    policies: tuple[Policy, ...]
    diagnostics: tuple[Diagnostic, ...]
    own: tuple[str, ...] = ()
    text: str = ""
    at_worst: tuple[OpenEffect, ...] = ()
