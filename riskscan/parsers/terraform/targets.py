"""Where Terraform works and where it keeps its memory: a change of either makes it lose sight of what it made."""

from __future__ import annotations

from collections.abc import Iterator

from riskscan.knowledge.terraform.guards import PROVIDER_CATCHES
from riskscan.knowledge.terraform.kinds import group_of
from riskscan.knowledge.terraform.settings import MEMORY, PLACES
from riskscan.model.asset import AssetKind, AssetRef
from riskscan.model.effect import Effect, Undo
from riskscan.model.span import Note, Span
from riskscan.parsers.terraform.config import Config
from riskscan.parsers.terraform.evaluate import Instance, Scope
from riskscan.parsers.terraform.flat import Change, changes, flat
from riskscan.parsers.terraform.folder import address
from riskscan.parsers.terraform.making import make
from riskscan.parsers.terraform.naming import asset_of
from riskscan.parsers.terraform.replacing import Pair
from riskscan.parsers.terraform.syntax import Block

STORES = 20  # named one by one


def targets(old: Scope, new: Scope, pairs: list[Pair], path: str) -> Iterator[Effect]:
    """The effects of changed providers, of resources given to another provider, and of a changed place of memory (backend)."""
    was, now = _providers(old), _providers(new)
    for name, block in now.items():
        if name in was and path in ("", block.span.path):
            found = [c for c in changes(old.config(was[name], {}), new.config(block, {})) if c.path.rsplit(".", 1)[-1] in PLACES]
            if found:
                yield _moved(AssetRef(AssetKind.RESOURCE, f"provider.{name}"), found[0].span, found)
                yield from (_moved(asset_of(i), found[0].span, found, Undo.UNKNOWN) for i in _stores(pairs, name))
            yield from _looser(name, old.config(was[name], {}), new.config(block, {}))
    for pair in pairs:
        if pair.before is not None and _provider(pair.before) != _provider(pair.after):
            place = pair.after.block.head
            note = Note(f"It was in the care of {_provider(pair.before)} and is now in that of {_provider(pair.after)}.", place)
            yield make("terraform/place-changed", asset_of(pair.before), place, also=(note,))
    yield from _memory(old, new, path, any(_stores(pairs, usual) for usual in {p.after.type.partition("_")[0] for p in pairs}))


def _stores(pairs: list[Pair], provider: str) -> list[Instance]:
    """What a provider looked after that holds data: in the new place it starts empty."""
    found = [p.before for p in pairs if p.before is not None and _provider(p.before) == provider and not p.before.scope.prefix]
    return [i for i in found if group_of(i.type) in ("database", "data")][:STORES]


def _looser(name: str, before: Config, after: Config) -> Iterator[Effect]:
    """Settings of a provider that hold deletions back, which the change takes off."""
    was = {path: items[0].value for path, items in flat(before).items()}
    for path, items in flat(after).items():
        for catch, holds in PROVIDER_CATCHES:
            if path.rsplit(".", 1)[-1] == catch and items[0].value is not holds and was.get(path, holds) is holds:
                note = Note(f"Line {items[0].span.start_line} changes {catch}.", items[0].span)
                asset = AssetRef(AssetKind.RESOURCE, f"provider.{name}")
                yield make("terraform/deletion-protection-off", asset, items[0].span, also=(note,))


def _providers(scope: Scope) -> dict[str, Block]:
    found: dict[str, Block] = {}
    for block in scope.folder.settings("provider"):
        alias = block.attribute("alias")
        if block.labels:
            found.setdefault(block.labels[0] + (f".{scope.value(alias.value)}" if alias else ""), block)
    return found


def _provider(instance: Instance) -> str:
    attribute = instance.block.attribute("provider")
    usual = instance.type.partition("_")[0]
    return (address(attribute.value) or usual) if attribute else usual


def _moved(asset: AssetRef, place: Span, found: list[Change], undo: Undo | None = None) -> Effect:
    notes = tuple(Note(f"Line {c.span.start_line} changes {c.path}.", c.span) for c in found[:3])
    return make("terraform/place-changed", asset, place, also=notes, undo=undo)


def _memory(old: Scope, new: Scope, path: str, holds_data: bool) -> Iterator[Effect]:
    """The backend: where Terraform writes down what it made."""
    was, now = _backend(old), _backend(new)
    if was is None or now is None or path not in ("", now.span.path):
        return
    found = changes(old.config(was, {}), new.config(now, {}))
    found = [c for c in found if c.path.split(".")[0] in MEMORY]
    if found or was.labels != now.labels or was.type != now.type:
        asset = AssetRef(AssetKind.RESOURCE, "the record of what Terraform made (state)")
        notes = tuple(Note(f"Line {c.span.start_line} changes {c.path}.", c.span) for c in found[:3])
        yield make("terraform/state-moved", asset, now.head, also=notes, undo=Undo.UNKNOWN if holds_data else None)


def _backend(scope: Scope) -> Block | None:
    found = [b for t in scope.folder.settings("terraform") for b in (*t.inner("backend"), *t.inner("cloud"))]
    return found[0] if found else None
