"""Shell scripts, read with tree-sitter-bash: what each command touches, with variables, loops, functions and other hosts followed.

``walk`` goes through the statements in order, ``expand`` puts values into words, ``command`` finds who knows a command, and the effects
come from rows (``match``) or from the code for files, web, SQL clients and programs that run other code. A script inside a string, a
heredoc or an ssh command is read in the same walk, with its host. SQL and Python go back to the queue.
"""

from __future__ import annotations

from riskscan.model.artifact import Artifact, Language, Status
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.effect import Effect, decided_by
from riskscan.model.findings import Embedded, Findings
from riskscan.model.span import Span
from riskscan.model.surroundings import Surroundings
from riskscan.parsers.shell.source import Source, source_of
from riskscan.parsers.shell.state import State
from riskscan.parsers.shell.walk import Walk

LARGEST = 2_000_000  # characters; a generated script beyond that is read up to here
HEAVY = 20_000  # nested brackets beyond which the tree is not built


def parse(artifact: Artifact, surroundings: Surroundings) -> Findings:
    """Findings of a shell script in its own positions."""
    text = artifact.text[:LARGEST]
    holes = tuple((hole.name, hole.reason, True) for hole in artifact.holes)
    source = source_of(artifact.path, text, None, holes)
    state = State(artifact.path, surroundings, source)
    walk = Walk(state)
    walk.start()
    diagnostics = list(state.diagnostics)
    status = Status.READ
    if walk.stopped or len(artifact.text) > LARGEST:
        status = Status.PARTLY_READ
        place = Span(artifact.path, 1, 1, 1, 1)
        diagnostics.append(
            Diagnostic("shell-too-large", "This script is too long to read in full.", "The rest was not read. It may do more.", place)
        )
    broken = _unread(source) if source.root.has_error else None
    if broken is not None:
        status = Status.PARTLY_READ
        diagnostics.append(
            Diagnostic(
                "shell-syntax-error", "We could not read a part of this script.", "What that part does is not in this answer.", broken
            )
        )
    return Findings(
        effects=_once(state.effects), embedded=_pieces(state.embedded), references=tuple(dict.fromkeys(state.references)),
        diagnostics=tuple(diagnostics), status=status,
    )  # fmt: skip


def _unread(source: Source) -> Span | None:
    """The first stretch that the tree could not make out."""
    waiting = [source.root]
    while waiting:
        node = waiting.pop()
        if node.type == "ERROR" or node.is_missing:
            return source.span(node)
        if node.has_error:
            waiting.extend(reversed(node.children))
    return None


def _once(effects: list[Effect]) -> tuple[Effect, ...]:
    """Each effect once: a function that is called twice does the same thing twice."""
    seen: dict[tuple[object, ...], Effect] = {}
    for effect in effects:
        seen.setdefault(
            (effect.operation, effect.verb, effect.asset, effect.scope, effect.rule, effect.location, decided_by(effect)), effect
        )
    return tuple(seen.values())


def _pieces(embedded: list[Embedded]) -> tuple[Embedded, ...]:
    return tuple({(e.artifact.text, e.artifact.origin, e.context.within): e for e in reversed(embedded)}.values())[::-1]


__all__ = ["Language", "parse"]
