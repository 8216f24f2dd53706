"""PowerShell scripts, read with tree-sitter: what each cmdlet touches. Variables, pipelines, loops and functions are followed.

``walk`` goes through the statements and ``pipes`` through the pipelines in order, ``expressions`` and ``methods`` say what values hold,
``line`` reads a command, and its effects come from rows and from verb and noun (``commands``). SQL, and programs that are no cmdlets, go
back to the queue.
"""

from __future__ import annotations

from riskscan.model.artifact import Artifact, Status
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.effect import Effect, decided_by
from riskscan.model.findings import Findings
from riskscan.model.span import Span
from riskscan.model.surroundings import Surroundings
from riskscan.parsers.powershell.outputs import own_files
from riskscan.parsers.powershell.read import State
from riskscan.parsers.powershell.tree import Tree
from riskscan.parsers.powershell.value import Places
from riskscan.parsers.powershell.walk import Walk

LARGEST = 2_000_000  # characters
WORTH = 8  # characters that may be a command of their own


def parse(artifact: Artifact, surroundings: Surroundings) -> Findings:
    """Findings of a PowerShell script in its own positions."""
    text = artifact.text[:LARGEST]
    tree = Tree(artifact.path, text)
    state = State(artifact, tree, Places(text))
    Walk(state).start()
    diagnostics, status = list(state.diagnostics), Status.READ
    if state.left < 0 or len(artifact.text) > LARGEST:
        status = Status.PARTLY_READ
        place = Span(artifact.path, 1, 1, 1, 1)
        diagnostics.append(
            Diagnostic("powershell-too-large", "This script is too long to read in full.", "The rest was not read. It may do more.", place)
        )
    broken = _unread(tree)
    if broken is not None:
        status = Status.PARTLY_READ
        diagnostics.append(
            Diagnostic(
                "powershell-syntax-error", "We could not read a part of this script.", "What that part does is not in this answer.", broken
            )
        )
    return Findings(
        effects=own_files(_once(state.effects)), embedded=tuple({(e.artifact.text, e.artifact.origin): e for e in state.embedded}.values()),
        references=tuple(dict.fromkeys(state.references)), diagnostics=tuple(diagnostics), status=status,
    )  # fmt: skip


def _unread(tree: Tree) -> Span | None:
    """The first stretch of a line or more, or of a whole command, that the tree could not make out."""
    waiting = [tree.root] if tree.root.has_error else []
    while waiting:
        node = waiting.pop()
        # neither a blank that the grammar wants between the words of a list is lost, nor the end of a statement in an empty block
        lost = node.is_missing and node.type.strip() != "" and not (node.parent is not None and node.parent.type == "empty_statement")
        if lost or (node.type == "ERROR" and len(tree.string(node).strip()) >= WORTH):
            return tree.span(node)
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
