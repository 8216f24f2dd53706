"""What a parser returns."""

from __future__ import annotations

from dataclasses import dataclass

from riskscan.model.artifact import Artifact, Intent, Language, Status
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.effect import Context, Effect, OpenEffect
from riskscan.model.estate import Estate
from riskscan.model.span import Span


@dataclass(frozen=True, slots=True)
class Embedded:
    """A piece of another language inside an artifact; goes through the queue again. Effects inherit ``context``."""

    artifact: Artifact
    context: Context = Context()


@dataclass(frozen=True, slots=True)
class Reference:
    """Another file (or folder, for Terraform) that the artifact runs: ``psql -f fix.sql``, ``python load.py``, ``terraform apply``.

    ``path`` is as written, relative to the artifact's folder; the queue looks it up and, where it finds it, reads it too. Where it
    does not, it makes a diagnostic: what stands in it was not seen.
    """

    path: str
    location: Span
    language: Language = Language.UNKNOWN
    intent: Intent = Intent.RUN
    context: Context = Context()
    options: tuple[tuple[str, str], ...] = ()  # see ``Artifact.options``


@dataclass(frozen=True, slots=True)
class Policy:
    """What checkov says about a resource. ``severity`` is our own: none, low, medium, high, critical."""

    check_id: str
    resource: str
    file: str
    line: int
    title: str
    severity: str


@dataclass(frozen=True, slots=True)
class Findings:
    """All that one artifact yields. ``declared`` is what it defines for the estate: tables, views, jobs, resources and their links.

    ``at_worst`` are effects that a value known only to the run decides on (``OpenEffect``). A parser puts them among its effects; the
    queue takes them apart, so that nothing but the range of the score, and the question for that value, rests on them.
    """

    effects: tuple[Effect, ...] = ()
    embedded: tuple[Embedded, ...] = ()
    references: tuple[Reference, ...] = ()
    declared: Estate = Estate()
    policies: tuple[Policy, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    status: Status = Status.READ
    dialect: str = ""
    at_worst: tuple[OpenEffect, ...] = ()
