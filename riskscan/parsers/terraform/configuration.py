"""The recipe for one configuration file: read the folder, pair it with what was there before, and gather what it does."""

from __future__ import annotations

from collections.abc import Iterator

from riskscan.model.artifact import Artifact, Intent, Status
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.findings import Findings
from riskscan.model.span import Span
from riskscan.model.surroundings import Surroundings
from riskscan.parsers.terraform import blackbox
from riskscan.parsers.terraform.asked import anew, limited, switched_off, told
from riskscan.parsers.terraform.before import Past, deleted_files, folder_before, past_of
from riskscan.parsers.terraform.commands import commands
from riskscan.parsers.terraform.compare import destroyed
from riskscan.parsers.terraform.declared import estate
from riskscan.parsers.terraform.evaluate import Scope
from riskscan.parsers.terraform.fed import fed
from riskscan.parsers.terraform.folder import load, module_path
from riskscan.parsers.terraform.making import is_creation
from riskscan.parsers.terraform.startup import startups
from riskscan.parsers.terraform.subject import INSTANCES, Subject, every
from riskscan.parsers.terraform.syntax import Block, File


def parse_configuration(artifact: Artifact, surroundings: Surroundings) -> Findings:
    """Findings of one file in its folder."""
    folder = load(artifact.path, artifact.text, surroundings)
    given = told(folder, artifact, surroundings)
    scope = Scope(folder, surroundings)
    own = folder.files[artifact.path]
    texts = None if artifact.intent in (Intent.DESTROY, Intent.DEFINE) else past_of(artifact.path, scope, surroundings)
    before = folder_before(artifact.path, texts, surroundings) if texts is not None else None
    if before is not None:
        told(before, artifact, surroundings)
    feeds = fed(own, before.files.get(artifact.path), folder, before) if before is not None else None
    subject = Subject(artifact, scope, own, artifact.intent in (Intent.DESTROY, Intent.APPLY), feeds)
    is_limited = any(option == "target" for option, _ in artifact.options)
    if is_limited:
        subject.managed = limited(subject.managed, artifact, to_users=artifact.intent is Intent.DESTROY)
    diagnostics = list(_unread(own)) + list(_opaque(scope, own))
    if artifact.intent is Intent.DESTROY:
        effects = [*(destroyed(i, i.block.head) for i in subject.managed), *(() if is_limited else blackbox.destroyed(scope))]
        embedded = tuple(command for file in folder.files.values() for command in commands(file, scope, destroy=True))
    elif texts is None or before is None:
        effects = list(subject.alone())
        embedded = (*commands(own, scope), *startups(own, scope))
        if subject.managed or effects:
            diagnostics.append(_no_baseline(artifact.path))
    else:
        past = Past(subject, texts, before, surroundings)
        effects = list(past.effects())
        made = past.runs()
        embedded = (*commands(own, scope, made), *startups(own, scope, made))
        diagnostics.extend(deleted_files(subject, texts, surroundings))
    if artifact.intent is Intent.APPLY and artifact.options:
        again = list(anew(subject.managed, artifact))
        known = {effect.asset for effect in again}
        effects = [e for e in effects if not (is_creation(e) and e.asset in known)] + again
        if given and before is None and not is_limited:
            plain = every(Scope(load(artifact.path, artifact.text, surroundings), surroundings))
            effects += switched_off(plain, subject.everyone, given)
    if subject.is_values and not folder.resources and not folder.modules:
        diagnostics.append(_values_alone(artifact.path))
    cut_off = scope.budget.steps < 0 or scope.budget.cut or len(subject.everyone) >= INSTANCES
    if cut_off:
        diagnostics.append(_cut_off(artifact.path))
    partly = bool(own.broken) or cut_off
    return Findings(
        effects=tuple(dict.fromkeys(effects)),
        embedded=embedded,
        declared=estate(scope, subject.defined, artifact.path),
        diagnostics=tuple(diagnostics),
        status=_status(own, partly),
    )


def _status(own: File, partly: bool) -> Status:
    if own.broken and not own.blocks and not own.attributes:
        return Status.NOT_READ
    return Status.PARTLY_READ if partly else Status.READ


def _unread(own: File) -> Iterator[Diagnostic]:
    for n, span in enumerate(own.broken[:5]):
        whole = n == 0 and not own.blocks and not own.attributes
        text = "We could not read this file." if whole else f"We could not read a part of the file at line {span.start_line}."
        yield Diagnostic("terraform-syntax-error", text, "What stands there was not checked. It may do more.", span, unread=whole)


def _opaque(scope: Scope, own: File) -> Iterator[Diagnostic]:
    """Modules from elsewhere, and local ones that we were not given."""
    for block in own.blocks:
        if block.type != "module" or not block.labels or scope.modules(block.labels[0]):
            continue
        source = block.attribute("source")
        name = str(scope.value(source.value)) if source else block.labels[0]
        if source and module_path(block.span.path, name) and _is_empty(scope, block):
            continue
        consequence = "What it builds or deletes is not part of this answer."
        yield Diagnostic(
            "terraform-module-not-read", f"It uses the building block {name}, which we were not given."[:160], consequence, block.head
        )


def _is_empty(scope: Scope, block: Block) -> bool:
    """True for a module that is switched off (count = 0)."""
    count = block.attribute("count")
    return count is not None and scope.value(count.value) == 0


def _no_baseline(path: str) -> Diagnostic:
    text = "We could not compare with what is there now."
    consequence = "We read every block as new. If one exists already, this may replace or change it."
    return Diagnostic("no-baseline", text, consequence, Span(path, 1, 1, 1, 1))


def _cut_off(path: str) -> Diagnostic:
    return Diagnostic(
        "terraform-too-large", "The file is larger than we follow.", "The rest was not worked out. It may do more.", Span(path, 1, 1, 1, 1)
    )


def _values_alone(path: str) -> Diagnostic:
    text = "It holds values only. We were not given the files that use them."
    return Diagnostic("terraform-values-alone", text, "What these values change was not checked. It may do much.", Span(path, 1, 1, 1, 1))
