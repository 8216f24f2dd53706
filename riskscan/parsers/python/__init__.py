"""Reads Python: what a program would do, from its syntax tree, without running it.

Decisions recorded here:
* The standard library's ``ast`` does the work: it is more than ten times as fast as a concrete tree, and no edit is made here. LibCST is
  asked, in a process of its own, only whether a text that ``ast`` refuses is newer Python.
* The program is walked the way it runs (``machine``): that one walk gives types of receivers, texts, loops, tests and transactions.
* What is not known stays in the result as a named gap; it is never dropped.
"""

from __future__ import annotations

from riskscan.model.artifact import Artifact, Status
from riskscan.model.findings import Findings
from riskscan.model.surroundings import Surroundings
from riskscan.parsers.python.catalogue import Catalogue, catalogue
from riskscan.parsers.python.orchestration import declared_jobs
from riskscan.parsers.python.plain_secret import plain_secrets
from riskscan.parsers.python.program import walk
from riskscan.parsers.python.read import read
from riskscan.parsers.python.shared import shared_data


def parse(artifact: Artifact, surroundings: Surroundings, rows: Catalogue | None = None) -> Findings:
    """Effects, embedded pieces and declared jobs of one Python text. Never raises on any text; ``rows`` are those of the project."""
    tree = read(artifact)
    if tree.status is Status.NOT_READ:
        return Findings(diagnostics=tree.diagnostics, status=tree.status)
    walked = walk(artifact, surroundings, rows or catalogue(), tree.module)
    estate = declared_jobs(walked.machine)
    plain_secrets(walked.machine)
    shared_data(walked.machine.sink)
    effects, embedded = walked.machine.sink.finished()
    walked.machine.forget()
    return Findings(
        effects=effects,
        embedded=embedded,
        references=tuple(walked.machine.sink.references),
        declared=estate,
        diagnostics=(*tree.diagnostics, *walked.machine.diagnostics),
        status=tree.status,
    )
