"""What a change does, from the folder before and the folder after: made, destroyed, replaced, renamed, changed, moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from riskscan.knowledge.terraform.conditions import is_lower, small_step
from riskscan.knowledge.terraform.facts import identity
from riskscan.knowledge.terraform.guards import guard_rule
from riskscan.knowledge.terraform.kinds import LINK, group_of, is_known, setting_of
from riskscan.knowledge.terraform.settings import ONE_WAY, RESTARTS, WAITS, other_places, redirects, rules_over, stops
from riskscan.model.asset import AssetRef
from riskscan.model.effect import Certainty, Effect, Trait, Undo, if_worst
from riskscan.model.span import Note, Span
from riskscan.parsers.terraform.ageing import ageing
from riskscan.parsers.terraform.at_worst import at_worst
from riskscan.parsers.terraform.evaluate import Instance
from riskscan.parsers.terraform.flat import Change, no_longer_ignored
from riskscan.parsers.terraform.identities import physical_name
from riskscan.parsers.terraform.keepers import left_alone
from riskscan.parsers.terraform.labels import marked
from riskscan.parsers.terraform.making import created, make
from riskscan.parsers.terraform.naming import asset_of
from riskscan.parsers.terraform.protection import losses, number_of
from riskscan.parsers.terraform.replacing import Pair, Reason, Turnover, is_made_anew, replaced, shrinks
from riskscan.parsers.terraform.standing import standing, together
from riskscan.parsers.terraform.syntax import Unknown
from riskscan.parsers.terraform.unguarded import unguarded


def created_or_set(instance: Instance, location: Span) -> Effect:
    """A new resource, or a new setting of a thing that has its own block."""
    if setting_of(instance.type) or LINK.search(instance.type):
        return make("terraform/setting-made", asset_of(instance), location)
    return created(instance, location)


def destroyed(
    instance: Instance,
    location: Span,
    also: tuple[Note, ...] = (),
    *,
    block_stays: bool = True,
    sure: bool = True,
    heir: Instance | None = None,
) -> Effect:
    """The resource goes; its own settings say what holds it and what stays.

    ``heir`` is what takes its place under the same name: a lock that the heir drops is on its way out.
    """
    guard = guard_rule(instance.type)
    certainty = Certainty.PROVEN if sure else Certainty.POSSIBLE
    if guard:
        return make(guard, asset_of(instance), location, also=also, certainty=certainty)
    state = standing(instance.type, instance.config, block_stays=block_stays)
    if heir is not None:
        dropped = losses(instance.type, instance.config, heir.config)
        traits = (*state.traits, *dict.fromkeys(loss.trait for loss in dropped))
        state = replace(together(state, standing(heir.type, heir.config)), traits=traits, notes=(*(d.note for d in dropped), *state.notes))
    group = group_of(instance.type)
    rule = f"terraform/{group}-destroyed"
    undo = Undo.WITH_WORK if state.copied and group in ("database", "data") else None
    if group == "resource" and not is_known(instance.type):
        undo = Undo.WITH_WORK
    return make(
        rule, asset_of(instance), location, traits=state.traits, safe=state.safe, also=(*state.notes, *also), undo=undo, certainty=certainty
    )


def compared(found: Turnover, place_of: Callable[[Instance], Span]) -> Iterator[Effect]:
    """The effects of all pairs; ``place_of`` says where a resource stands in the submitted file."""
    for n, pair in enumerate(found.pairs):
        place = place_of(pair.after)
        if pair.before is None:
            yield marked(created_or_set(pair.after, place), pair.after)
            bare = unguarded(pair.after, place)
            if bare is not None:
                yield marked(bare, pair.after)
            continue
        for effect in _one(pair, found.changed[n], found.reasons[n], found.carried.get(n, ""), place):
            before = marked(effect, pair.before)
            yield effect if before is effect else marked(effect, pair.after)  # a label that comes with the change proves nothing


def _one(pair: Pair, found: list[Change], reasons: list[Reason], carried: str, place: Span) -> Iterator[Effect]:
    assert pair.before is not None
    gone = losses(pair.after.type, pair.before.config, pair.after.config)
    asset = asset_of(pair.before)
    if pair.moved:
        yield make("terraform/address-moved", asset, place)
    if (reasons or carried) and is_made_anew(pair):
        yield replaced(pair, reasons, gone, place, carried)
    elif _renamed(pair, found):
        also = tuple(Note(f"Line {c.span.start_line} changes {c.path}.", c.span) for c in found if c.path == identity(pair.after.type))
        yield make("terraform/renamed-in-place", asset, place, traits=tuple(loss.trait for loss in gone), also=also)
    elif found and not gone:
        yield _changed(pair, found, place)
    elif further := [c for c in found if c.path.rsplit(".", 1)[-1] in ONE_WAY or c.path in RESTARTS]:
        yield _changed(pair, further, place)  # beside a safety setting that goes, only what stops it or cannot be taken back
    elif not gone and (names := no_longer_ignored(pair.before.config, pair.after.config)):
        note = Note(f"From now on it undoes changes that were made by hand to {', '.join(names[:3])}.", place)
        yield make("terraform/resource-changed", asset, place, also=(note,), certainty=Certainty.LIKELY, undo=Undo.WITH_WORK)
    yield from left_alone(pair.before, pair.after, place)
    yield from ageing(asset, pair.before.config, pair.after.config, pair.after.type)
    for rule in dict.fromkeys(loss.rule for loss in gone):
        notes = tuple(loss.note for loss in gone if loss.rule == rule)
        own = next((n.location for n in notes if n.location and n.location.path == place.path), place)
        sure = any(loss.sure for loss in gone if loss.rule == rule)
        traits = tuple(loss.trait for loss in gone if loss.rule == rule)
        yield make(rule, asset, own, traits=traits, also=notes, certainty=Certainty.PROVEN if sure else Certainty.POSSIBLE)
    yield from _losses_at_worst(pair, pair.before, {loss.rule for loss in gone}, asset)


def _losses_at_worst(pair: Pair, before: Instance, told: set[str], asset: AssetRef) -> Iterator[Effect]:
    """What a variable without a value takes away, were it the worst that it may be."""
    worst, decides = at_worst(pair.after)
    if not decides:
        return
    gone = [loss for loss in losses(pair.after.type, before.config, worst) if loss.rule not in told]
    for loss in gone:
        place = loss.note.location or worst.span
        yield if_worst(make(loss.rule, asset, place, traits=(loss.trait,), also=(loss.note,), certainty=Certainty.POSSIBLE), decides)


def _renamed(pair: Pair, found: list[Change]) -> bool:
    argument = identity(pair.after.type)
    if not any(c.path == argument and c.sure for c in found) or pair.before is None:
        return False
    old, new = physical_name(pair.before), physical_name(pair.after)
    return isinstance(old, str) and isinstance(new, str) and old != new and group_of(pair.after.type) in ("database", "data", "service")


def _engine(instance: Instance) -> str:
    """The engine of a database in lower case, from its setting or its type."""
    return f"{instance.type} {instance.config.get('engine') or ''}".lower()


def _waits(instance: Instance) -> bool:
    """True where AWS keeps the change for the time that is set aside for such work, since nothing asks for it at once."""
    return instance.type in WAITS and instance.config.get("apply_immediately") in (None, False)


def _changed(pair: Pair, found: list[Change], place: Span) -> Effect:
    """A change in place: harmless, unless it stops or restarts what runs, or points it elsewhere."""
    also = tuple(Note(f"Line {c.span.start_line} changes {c.path}.", c.span) for c in found[:5])
    asset = asset_of(pair.after)
    type_ = pair.after.type
    if any(stops(type_, c.path, c.before, c.after) for c in found):
        return make("terraform/resource-changed", asset, place, traits=(Trait.OUTAGE,), verb="stop", also=also, undo=Undo.WITH_WORK)
    newer = [c for c in found if c.path.rsplit(".", 1)[-1] in ONE_WAY]
    if newer and group_of(type_) == "database" and all(small_step(_engine(pair.after), c.before, c.after) for c in newer):
        also = (*also, Note("The main version stays the same.", newer[0].span))
        if _waits(pair.after):
            return make("terraform/resource-changed", asset, place, verb="update_later", also=also, undo=Undo.WITH_WORK)
        return make("terraform/resource-changed", asset, place, traits=(Trait.OUTAGE,), verb="restart", also=also, undo=Undo.WITH_WORK)
    if newer and group_of(type_) == "database":
        back = all(is_lower(str(c.before), str(c.after)) for c in newer)
        said = "A database cannot go back to an older version." if back else "A database that has moved to a newer version cannot go back."
        also = (*also, Note(said, newer[0].span))
        return make("terraform/resource-changed", asset, place, traits=(Trait.OUTAGE,), verb="upgrade", also=also, undo=Undo.NO)
    if any(c.path in RESTARTS and not (c.path == "size" and number_of(c.after) is not None) for c in found):
        if _waits(pair.after):
            return make("terraform/resource-changed", asset, place, verb="update_later", also=also, undo=Undo.WITH_WORK)
        return make("terraform/resource-changed", asset, place, traits=(Trait.OUTAGE,), verb="restart", also=also, undo=Undo.WITH_WORK)
    smaller = next((c for c in found if shrinks(c)), None)
    if smaller is not None and group_of(type_) in ("database", "data"):
        also = (*also, Note("A store cannot be made smaller in place. This fails, or it is made anew.", smaller.span))
        return make("terraform/resource-changed", asset, place, also=also, certainty=Certainty.POSSIBLE, undo=Undo.NO)
    pointers = [c for c in found if redirects(type_, c.path) and c.before is not None]
    if pointers and all(c.after is None for c in pointers):
        return make("terraform/resource-changed", asset, place, traits=(Trait.OUTAGE,), verb="cut_off", also=also, undo=Undo.WITH_WORK)
    if pointers:
        return make("terraform/resource-changed", asset, place, traits=(Trait.OUTAGE,), verb="redirect", also=also, undo=Undo.WITH_WORK)
    elsewhere = [(c, names) for c in found if (names := other_places(c.path, c.before, c.after))]
    if elsewhere:
        notes = tuple(Note(f"It works with {', '.join(names[:3])} from then on.", c.span) for c, names in elsewhere)
        return make("terraform/resource-changed", asset, place, verb="redirect", also=(*also, *notes), undo=Undo.WITH_WORK)
    unsure = all(not c.sure for c in found) and any(isinstance(c.after, Unknown) for c in found)
    undo = Undo.WITH_WORK if any(rules_over(c.path) for c in found) else None
    certainty = Certainty.POSSIBLE if unsure else Certainty.PROVEN
    return make("terraform/resource-changed", asset, place, also=also, certainty=certainty, undo=undo)
