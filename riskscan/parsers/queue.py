"""Reads an artifact and everything inside it or run by it, breadth first, with true positions and inherited context.

Limits keep hostile input bounded: at most ``DEPTH`` languages inside each other and ``COUNT`` pieces; what lies beyond is a diagnostic.
"""

from __future__ import annotations

import posixpath
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from riskscan.model.artifact import Artifact, Intent, Language, LineIndex, Status, digest, to_host
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.effect import Certainty, Context, Effect, OpenEffect, Safety, Scope, Trait
from riskscan.model.estate import Estate
from riskscan.model.findings import Embedded, Findings, Policy, Reference
from riskscan.model.span import Note, Span
from riskscan.model.surroundings import Surroundings, path_from
from riskscan.parsers.copies import with_copies
from riskscan.parsers.declared import of_host
from riskscan.parsers.detect import language_of
from riskscan.parsers.dispatch import parse
from riskscan.parsers.open_values import not_settled

DEPTH = 6
COUNT = 5_000
TOO_MUCH = "too-much-embedded-code"
LONGEST_CELL = 1_000_000  # lines
FOLDERS_ABOVE = 4  # of a script, in which the folder that it names may stand: scripts are often started from the top
_HARMLESS = (Safety.LOCAL, Safety.DEVELOPMENT, Safety.SCRATCH, Safety.DRY_RUN, Safety.NOT_CALLED)
_WEAKEST = (Certainty.PROVEN, Certainty.LIKELY, Certainty.POSSIBLE)


@dataclass
class _Gathered:
    """What has come out so far, keyed by where in the order of execution it stands."""

    effects: list[tuple[tuple[int, ...], Effect]] = field(default_factory=list)
    at_worst: list[tuple[tuple[int, ...], OpenEffect]] = field(default_factory=list)
    estates: list[Estate] = field(default_factory=list)
    policies: list[Policy] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    status: Status = Status.READ
    dialect: str = ""
    followed: set[tuple[object, ...]] = field(default_factory=set)


@dataclass(frozen=True)
class _Piece:
    artifact: Artifact
    context: Context
    order: tuple[int, ...]
    trail: tuple[str, ...]  # files being read, against files that run each other


def read(artifact: Artifact, surroundings: Surroundings) -> Findings:
    """All effects of the artifact and of what it holds or runs, in host positions; nothing embedded is left."""
    gathered = _Gathered()
    waiting = deque([_Piece(artifact, Context(), (), (artifact.path,))])
    known: dict[Artifact, Findings] = {}
    count = 0
    while waiting:
        piece = waiting.popleft()
        count += 1
        if count > COUNT or len(piece.order) > 2 * DEPTH:
            if not any(d.code == TOO_MUCH for d in gathered.diagnostics):
                gathered.diagnostics.append(_too_deep(piece.artifact))
            gathered.status = Status.PARTLY_READ
            if count > COUNT:
                break
            continue
        if piece.artifact not in known:  # a file that is run from several places is read once
            known[piece.artifact] = parse(piece.artifact, surroundings)
        waiting.extend(_take(piece, known[piece.artifact], gathered, surroundings))
    return _findings(gathered, artifact)


def _take(piece: _Piece, found: Findings, gathered: _Gathered, surroundings: Surroundings) -> Iterable[_Piece]:
    """Puts away what one piece yielded and returns the pieces that it leads to."""
    artifact = piece.artifact
    index = LineIndex(artifact.text)
    for effect in found.effects:
        host = _relocate(effect, artifact, index)
        place = _order(host.location.path, host.location.start_line, host.location.start_column)
        whole = inherit(host, piece.context)
        if isinstance(whole, OpenEffect):
            gathered.at_worst.append(((*piece.order, *place), whole))
        else:
            gathered.effects.append(((*piece.order, *place), whole))
    gathered.estates.append(of_host(found.declared, artifact))
    gathered.policies.extend(found.policies)
    gathered.diagnostics.extend(_host_diagnostic(d, artifact, index) for d in found.diagnostics)
    if not piece.order:
        gathered.status, gathered.dialect = found.status, found.dialect
    elif found.status is not Status.READ and gathered.status is Status.READ:
        gathered.status = Status.PARTLY_READ
    for embedded in found.embedded:
        yield _inner(piece, embedded, index)
    for reference in found.references:
        followed = _follow(piece, reference, index, surroundings)
        if isinstance(followed, Diagnostic):
            gathered.diagnostics.append(followed)
        elif followed is not None and (key := _what(followed)) not in gathered.followed:
            gathered.followed.add(key)
            yield followed


def _inner(piece: _Piece, embedded: Embedded, index: LineIndex) -> _Piece:
    """An embedded artifact with its origin carried through to the outermost host."""
    host, inner = piece.artifact, embedded.artifact
    if host.origin is not None and inner.origin is not None and inner.path == host.path:
        outer = host.origin
        pieces = tuple((start, *outer.locate(index.offset(line, column))) for start, line, column in inner.origin.pieces)
        _, line, column = inner.origin.pieces[0]
        path = outer.path(index.offset(line, column), host.path)
        inner = replace(inner, origin=replace(inner.origin, pieces=pieces), path=path)
    place = inner.origin.locate(0) if inner.origin else (1, 1)
    start = inner.origin.path(0, inner.path) if inner.origin else inner.path
    order = (*piece.order, *_order(start, *place))
    return _Piece(inner, merge(piece.context, embedded.context), order, piece.trail)


def _order(path: str, line: int, column: int) -> tuple[int, int]:
    """Where something stands in the order of a file; the cells of a notebook (``x.ipynb#cell-3``) come one after the other."""
    cell = path.rpartition("#cell-")[2]
    return (int(cell) * LONGEST_CELL + line if "#cell-" in path and cell.isdigit() else line), column


def _follow(piece: _Piece, reference: Reference, index: LineIndex, surroundings: Surroundings) -> _Piece | Diagnostic | None:
    """The file that a reference names, ready to be read; a diagnostic where it is not there; None where it is being read already."""
    place = to_host(reference.location, piece.artifact, index)
    if reference.language is Language.TERRAFORM:
        return _folder(piece, reference, place, surroundings)
    near = _near(piece, place)
    text = surroundings.text(reference.path, near)
    shown = piece.artifact.show(reference.path)
    if text is None:
        consequence = "What it does is not part of this answer. It may do more than we could see."
        around = merge(piece.context, reference.context)
        code = "own-file-not-found" if any(safe.kind in _HARMLESS for safe in around.safe_evidence) else "file-not-found"
        return Diagnostic(code, f"It runs {shown}, which we were not given.", consequence, place)
    path = path_from(near, reference.path, surroundings)
    if path in piece.trail:
        return None
    language = reference.language if reference.language is not Language.UNKNOWN else language_of(path, text)
    inner = Artifact(path, language, text, sha256=digest(text.encode()), intent=reference.intent)
    also = (Note(f"It runs {shown}.", place),)
    context = merge(merge(piece.context, reference.context), Context(also=also))
    return _Piece(inner, context, (*piece.order, place.start_line, place.start_column), (*piece.trail, path))


def _near(piece: _Piece, place: Span) -> str:
    """The file that names another one: the piece's own file (for a cell, its notebook), or one that it took in (``source lib.sh``)."""
    written = place.path.partition("#cell-")[0]
    return piece.trail[-1] if piece.artifact.path == place.path else written


def _what(piece: _Piece) -> tuple[object, ...]:
    """What makes two runs of one file the same: it is then read once."""
    context = piece.context
    return (
        piece.artifact.path,
        piece.artifact.intent,
        piece.artifact.options,
        context.within,
        context.actor,
        context.traits,
        context.safe_evidence,
        context.certainty,
    )


def _folders(near: str, path: str) -> Iterator[str]:
    """Paths in the folder that a command names: from the script's own folder, from those above it, as written."""
    if path in ("", "."):
        yield near
        yield "main.tf"  # scripts of a project run from its top
        return
    plain = path.replace("\\", "/")
    above = posixpath.dirname(near.replace("\\", "/"))
    for _ in range(FOLDERS_ABOVE):
        yield posixpath.normpath(posixpath.join(above, plain, "main.tf"))
        if above in ("", "/"):
            break
        above = posixpath.dirname(above)
    yield posixpath.join(plain, "main.tf")


def _folder(piece: _Piece, reference: Reference, place: Span, surroundings: Surroundings) -> _Piece | Diagnostic:
    """A Terraform folder, to be read with the intent of the command (apply, destroy)."""
    found = ((near, surroundings.folder(near, ".tf", ".tf.json")) for near in _folders(_near(piece, place), reference.path))
    near, files = next(((near, files) for near, files in found if files), ("", ()))
    if not files:
        consequence = "What it would build or destroy is not part of this answer."
        return Diagnostic("file-not-found", "It runs Terraform in a folder that we were not given.", consequence, place)
    text = surroundings.text(files[0], near) or ""
    inner = Artifact(files[0], Language.TERRAFORM, text, intent=reference.intent, sha256=digest(text.encode()), options=reference.options)
    context = merge(merge(piece.context, reference.context), Context(also=(Note("A command starts this.", place),)))
    return _Piece(inner, context, (*piece.order, place.start_line, place.start_column), (*piece.trail, files[0]))


def merge(outer: Context, inner: Context) -> Context:
    """Both contexts at once; the inner connection wins, certainty is the weaker one."""
    return Context(
        traits=tuple(dict.fromkeys((*outer.traits, *inner.traits))),
        safe_evidence=tuple(dict.fromkeys((*outer.safe_evidence, *inner.safe_evidence))),
        also=tuple(dict.fromkeys((*outer.also, *inner.also))),
        certainty=max(outer.certainty, inner.certainty, key=_WEAKEST.index),
        within=inner.within or outer.within,
        actor=inner.actor or outer.actor,
    )


def inherit(effect: Effect, context: Context) -> Effect:
    """The effect with what its place says about it. One thing, once for each of a list of unknown length, is some."""
    asset = effect.asset
    if context.within and not asset.within:
        asset = replace(asset, within=context.within)
    safe = tuple(dict.fromkeys((*effect.safe_evidence, *context.safe_evidence)))
    scope = effect.scope
    if scope is Scope.ONE and (Trait.REPEATED in context.traits or Trait.ENDLESS in context.traits):
        scope, safe = Scope.SOME, tuple(evidence for evidence in safe if evidence.kind is not Safety.BY_KEY)
    return replace(
        effect,
        scope=scope,
        asset=asset,
        traits=tuple(dict.fromkeys((*effect.traits, *context.traits))),
        safe_evidence=safe,
        also=tuple(dict.fromkeys((*effect.also, *context.also))),
        certainty=max(effect.certainty, context.certainty, key=_WEAKEST.index),
        actor=effect.actor or context.actor,
    )


def _relocate(effect: Effect, artifact: Artifact, index: LineIndex) -> Effect:
    if artifact.origin is None:
        return effect
    return replace(
        effect,
        location=to_host(effect.location, artifact, index),
        also=tuple(replace(n, location=to_host(n.location, artifact, index)) if n.location else n for n in effect.also),
        safe_evidence=tuple(replace(s, location=to_host(s.location, artifact, index)) if s.location else s for s in effect.safe_evidence),
    )


def _host_diagnostic(diagnostic: Diagnostic, artifact: Artifact, index: LineIndex) -> Diagnostic:
    if artifact.origin is None or diagnostic.location is None:
        return diagnostic
    return replace(diagnostic, location=to_host(diagnostic.location, artifact, index), unread=False)


def _too_deep(artifact: Artifact) -> Diagnostic:
    text = "This file holds more code inside code than we follow."
    return Diagnostic(TOO_MUCH, text, "The rest was not read. It may do more.", Span(artifact.path, 1, 1, 1, 1))


def _findings(gathered: _Gathered, artifact: Artifact) -> Findings:
    gathered.effects.sort(key=lambda pair: pair[0])
    gathered.at_worst.sort(key=lambda pair: pair[0])
    at_worst = tuple(effect for _, effect in gathered.at_worst)
    effects = tuple(not_settled(effect, at_worst) for _, effect in gathered.effects)
    return Findings(
        effects=with_copies(effects, artifact.text) if artifact.language is Language.PYTHON else effects,
        declared=Estate(
            assets=tuple(asset for estate in gathered.estates for asset in estate.assets),
            dependencies=tuple(edge for estate in gathered.estates for edge in estate.dependencies),
            diagnostics=tuple(diagnostic for estate in gathered.estates for diagnostic in estate.diagnostics),
        ),
        policies=tuple(gathered.policies),
        diagnostics=tuple(gathered.diagnostics),
        status=gathered.status,
        dialect=gathered.dialect,
        at_worst=at_worst,
    )


__all__ = ["Intent", "inherit", "merge", "read"]
