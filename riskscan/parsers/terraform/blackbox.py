"""Building blocks (modules) from elsewhere: we see what goes in, not what they make."""

from __future__ import annotations

from collections.abc import Iterator

from riskscan.knowledge.secrets import without_secrets
from riskscan.knowledge.terraform.settings import HARMLESS_INPUTS
from riskscan.model.asset import AssetKind, AssetRef
from riskscan.model.effect import Certainty, Effect, Undo
from riskscan.model.span import Note, Span
from riskscan.parsers.terraform.config import Config
from riskscan.parsers.terraform.evaluate import Scope
from riskscan.parsers.terraform.flat import changes
from riskscan.parsers.terraform.making import make
from riskscan.parsers.terraform.pinned import is_repair, is_same, step_of
from riskscan.parsers.terraform.protection import losses
from riskscan.parsers.terraform.standing import standing
from riskscan.parsers.terraform.syntax import Block


def opaque(scope: Scope, path: str = "") -> dict[str, Block]:
    """The modules that we cannot look into, of one file or (without a path) of the folder; switched-off ones are left out."""
    found = {}
    for name, block in scope.folder.modules.items():
        count = block.attribute("count")
        off = count is not None and scope.value(count.value) == 0
        if (not path or block.span.path == path) and not off and not scope.modules(name):
            found[name] = block
    return found


def _asset(scope: Scope, name: str, block: Block) -> AssetRef:
    given = block.attribute("identifier") or block.attribute("bucket") or block.attribute("cluster_name") or block.attribute("name")
    value = scope.value(given.value) if given else None
    shown = without_secrets(value) if isinstance(value, str) and value else f"module.{name}"
    return AssetRef(AssetKind.RESOURCE, shown, aliases=(f"module.{name}",))


def made(scope: Scope, path: str) -> Iterator[Effect]:
    """Each counts as made."""
    for name, block in opaque(scope, path).items():
        yield make("terraform/module-made", _asset(scope, name, block), block.head)


def destroyed(scope: Scope) -> Iterator[Effect]:
    """Each goes with all that it made."""
    for name, block in opaque(scope).items():
        yield _gone(scope, name, block, block.head)


def _gone(scope: Scope, name: str, block: Block, place: Span, also: tuple[Note, ...] = ()) -> Effect:
    state = standing("module", scope.config(block, {}), block_stays=False)
    return make("terraform/module-destroyed", _asset(scope, name, block), place, traits=state.traits, also=(*also, *state.notes))


def compared(old: Scope, new: Scope, path: str) -> Iterator[Effect]:
    """What changes in what goes in, and what goes altogether."""
    was, now = opaque(old, path), opaque(new, path)
    still = new.folder.modules
    for name, block in now.items():
        if name not in was:
            yield make("terraform/module-made", _asset(new, name, block), block.head)
            continue
        yield from _changed(_asset(old, name, was[name]), old.config(was[name], {}), new.config(block, {}), block.head)
    for name, block in was.items():
        moved = any(source == f"module.{name}" for source in new.folder.moved.values())
        if name not in still and not moved:
            note = Note(f"The file no longer has module.{name}.", Span(path, 1, 1, 1, 1))
            yield _gone(old, name, block, Span(path, 1, 1, 1, 1), (note,))


def _changed(asset: AssetRef, before: Config, after: Config, place: Span) -> Iterator[Effect]:
    gone = losses("module", before, after)
    found = [c for c in changes(before, after) if not is_same(c)]
    if found:
        also = tuple(Note(f"Line {c.span.start_line} changes {c.path}.", c.span) for c in found[:5])
        also += tuple(Note(said, c.span) for c in found if (said := step_of(c)))
        undo = Undo.YES if all(HARMLESS_INPUTS.search(c.path) or is_repair(c) for c in found) else None
        yield make("terraform/module-changed", asset, place, also=also, certainty=Certainty.LIKELY, undo=undo)
    for rule in dict.fromkeys(loss.rule for loss in gone):
        notes = tuple(loss.note for loss in gone if loss.rule == rule)
        yield make(rule, asset, notes[0].location or place, also=notes)
