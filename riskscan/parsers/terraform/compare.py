"""What a change does, from the folder before and the folder after: made, destroyed, replaced, renamed, changed, moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from riskscan.knowledge.terraform.facts import Forced, class_of, force_new, identity
from riskscan.knowledge.terraform.kinds import LINK, VERSIONED, group_of, setting_of
from riskscan.model.effect import Certainty, Effect, Safe, Safety, Trait, Undo
from riskscan.model.span import Note, Span
from riskscan.parsers.terraform.declared import referenced
from riskscan.parsers.terraform.evaluate import Instance
from riskscan.parsers.terraform.flat import Change, changes, flat
from riskscan.parsers.terraform.identities import physical_name
from riskscan.parsers.terraform.making import created, make, place_of
from riskscan.parsers.terraform.naming import asset_of
from riskscan.parsers.terraform.protection import Loss, is_on, losses, standing
from riskscan.parsers.terraform.syntax import Unknown


@dataclass(frozen=True, slots=True)
class Pair:
    """One resource before and after; ``before`` is None where it is new."""

    before: Instance | None
    after: Instance
    moved: bool = False


def created_or_set(instance: Instance, location: Span) -> Effect:
    """A new resource, or a new setting of a thing that has its own block."""
    if setting_of(instance.type) or LINK.search(instance.type):
        return make("terraform/setting-made", asset_of(instance), location)
    return created(instance, location)


def destroyed(instance: Instance, location: Span, also: tuple[Note, ...] = ()) -> Effect:
    """The resource goes; its own settings say what holds it and what stays."""
    state = standing(instance.type, instance.config)
    group = group_of(instance.type)
    rule = f"terraform/{group}-destroyed"
    undo = Undo.WITH_WORK if state.copied and group in ("database", "data") else None
    return make(rule, asset_of(instance), location, traits=state.traits, safe=state.safe, also=(*state.notes, *also), undo=undo)


def replaced(pair: Pair, why: list[tuple[Change, Certainty]], gone: list[Loss], location: Span, because: str = "") -> Effect:
    """The resource is deleted and made anew."""
    assert pair.before is not None
    first = pair.before
    notes = [_why(change) for change, _ in why]
    if because:
        notes.append(Note(f"{because} is made anew, and this depends on it.", location))
    state = standing(pair.after.type, pair.after.config)
    dropped = tuple(loss.trait for loss in gone)
    safe = tuple(s for s in state.safe if s.kind is not Safety.PROTECTED or _holds(pair, s))
    certainty = Certainty.PROVEN if because or any(c is Certainty.PROVEN for _, c in why) else why[0][1]
    group = group_of(first.type)
    early = any(is_on(i.value) for p, items in flat(pair.after.config).items() if p == "lifecycle.create_before_destroy" for i in items)
    undo = Undo.WITH_WORK if state.copied and group in ("database", "data") else None
    return make(
        f"terraform/{group}-replaced", asset_of(first), location, traits=(*dropped, *state.traits), safe=safe, certainty=certainty,
        undo=undo,
        without=(Trait.OUTAGE,) if early else (), also=(*notes, *(loss.note for loss in gone), *state.notes),
    )  # fmt: skip


def _holds(pair: Pair, safe: Safe) -> bool:
    """A bucket that is full cannot be replaced either; a lock must stand on both sides of the change."""
    if safe.location is None or pair.before is None:
        return True
    return "(" not in safe.text or any(s.kind is Safety.PROTECTED for s in standing(pair.before.type, pair.before.config).safe)


def _why(change: Change) -> Note:
    if change.sure:
        return Note(f"Line {change.span.start_line} changes {change.path}, which Terraform can only do by replacing.", change.span)
    return Note(f"Line {change.span.start_line} may change {change.path}, which Terraform can only do by replacing.", change.span)


def _forced(type_: str, change: Change, after: Instance) -> Certainty | None:
    """How sure it is that a change replaces the resource; None where it does not."""
    found = force_new(type_, change.path)
    if found is Forced.NO and change.block:
        found = force_new(type_, change.block)
    if found is Forced.MAYBE and change.path.startswith("user_data") and is_on(after.config.get("user_data_replace_on_change")):
        found = Forced.YES
    if found is Forced.UNKNOWN and change.path in ("name", "database", "schema", "metadata.name", "metadata.namespace") and change.before:
        return Certainty.LIKELY
    if found is not Forced.YES or (change.path == "region" and None in (change.before, change.after)):
        return None
    if not change.sure:
        return Certainty.POSSIBLE
    return Certainty.LIKELY if change.after is None else Certainty.PROVEN


def compared(pairs: list[Pair], artifact: str) -> Iterator[Effect]:
    """The effects of all pairs; what hangs on something that is made anew by an unchangeable argument is made anew too."""
    reasons: dict[int, list[tuple[Change, Certainty]]] = {}
    found: dict[int, list[Change]] = {}
    anew: dict[str, str] = {}
    for n, pair in enumerate(pairs):
        if pair.before is None:
            continue
        found[n] = changes(pair.before.config, pair.after.config)
        forced = [(c, _forced(pair.after.type, c, pair.after)) for c in found[n]]
        reasons[n] = [(c, sure) for c, sure in forced if sure is not None]
        if reasons[n] and not VERSIONED.search(pair.after.type):
            anew[_plain(pair.after)] = asset_of(pair.before).name
    carried = _carried(pairs, reasons, anew)
    for n, pair in enumerate(pairs):
        place = place_of(pair.after, artifact)
        if pair.before is None:
            yield created_or_set(pair.after, place)
        else:
            yield from _one(pair, found[n], reasons[n], carried.get(n, ""), place)


def _plain(instance: Instance) -> str:
    return f"{instance.type}.{instance.name}"


def _carried(pairs: list[Pair], reasons: dict[int, list[tuple[Change, Certainty]]], anew: dict[str, str]) -> dict[int, str]:
    """Pair -> name of the thing made anew that makes it anew too."""
    carried: dict[int, str] = {}
    for _ in range(10):
        before = len(carried)
        for n, pair in enumerate(pairs):
            if pair.before is None or reasons[n] or n in carried:
                continue
            source = _needs(pair.after, anew)
            if source:
                carried[n] = anew[source]
                anew[_plain(pair.after)] = asset_of(pair.before).name
        if len(carried) == before:
            break
    return carried


def _needs(instance: Instance, anew: dict[str, str]) -> str:
    for path, items in flat(instance.config).items():
        if force_new(instance.type, path) is not Forced.YES:
            continue
        for item in items:
            source = next((a for a in referenced(item.expr) if a in anew and a != _plain(instance)), "")
            if source and (not isinstance(item.value, str) or class_of(source.partition(".")[0]) != "data"):
                return source
    return ""


def _one(pair: Pair, found: list[Change], reasons: list[tuple[Change, Certainty]], carried: str, place: Span) -> Iterator[Effect]:
    assert pair.before is not None
    gone = losses(pair.before.config, pair.after.config)
    asset = asset_of(pair.before)
    if pair.moved:
        yield make("terraform/address-moved", asset, place)
    if (reasons or carried) and not VERSIONED.search(pair.after.type):
        yield replaced(pair, reasons, gone, place, carried)
    elif _renamed(pair, found):
        also = tuple(Note(f"Line {c.span.start_line} changes {c.path}.", c.span) for c in found if c.path == identity(pair.after.type))
        yield make("terraform/renamed-in-place", asset, place, traits=tuple(loss.trait for loss in gone), also=also)
    elif found and not gone:
        yield _changed(pair, found, place)
    for rule in dict.fromkeys(loss.rule for loss in gone):
        notes = tuple(loss.note for loss in gone if loss.rule == rule)
        own = next((n.location for n in notes if n.location and n.location.path == place.path), place)
        yield make(rule, asset, own, also=notes)


def _renamed(pair: Pair, found: list[Change]) -> bool:
    argument = identity(pair.after.type)
    if not any(c.path == argument and c.sure for c in found) or pair.before is None:
        return False
    old, new = physical_name(pair.before), physical_name(pair.after)
    return isinstance(old, str) and isinstance(new, str) and old != new and group_of(pair.after.type) in ("database", "data", "service")


_STOPS = frozenset({"desired_count", "desired_capacity", "min_size", "max_size", "reserved_concurrent_executions", "enabled", "is_enabled"})
_RESTARTS = frozenset(
    {"instance_class", "instance_type", "engine_version", "node_type", "machine_type", "size", "vm_size", "settings.tier", "sku_name"}
)


def _changed(pair: Pair, found: list[Change], place: Span) -> Effect:
    """A change in place: harmless, unless it stops or restarts what runs."""
    also = tuple(Note(f"Line {c.span.start_line} changes {c.path}.", c.span) for c in found[:5])
    asset = asset_of(pair.after)
    if any(c.path.rsplit(".", 1)[-1] in _STOPS and c.after in (0, False) and isinstance(c.before, (int, bool)) for c in found):
        return make("terraform/resource-changed", asset, place, traits=(Trait.OUTAGE,), verb="stop", also=also)
    if any(c.path in _RESTARTS for c in found):
        return make("terraform/resource-changed", asset, place, traits=(Trait.OUTAGE,), verb="restart", also=also, undo=Undo.WITH_WORK)
    unsure = all(not c.sure for c in found) and any(isinstance(c.after, Unknown) for c in found)
    return make("terraform/resource-changed", asset, place, also=also, certainty=Certainty.POSSIBLE if unsure else Certainty.PROVEN)
